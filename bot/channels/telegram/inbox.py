"""The inbox: no update is lost, and none is handled twice, whether Telegram keeps it or we do.

An update may be confirmed to Telegram, which then forgets it, once it has been handled or is kept
in the database. Handling begins at once in either case. What was handled is no longer kept.

Telegram gives only so many updates before it wants some confirmed: a hundred to a poll, one for
each connection of a webhook. While that is enough, nothing is kept, since that costs a write and
gains nothing. It is not enough when many wait to be confirmed while the process has time to spare,
as with the Bot API far away: then all that come are kept, many to a transaction. An update that
takes very long is kept in any case, so that no single one holds up those behind it.

What holds:

- An update is confirmed only when it was handled, or when the transaction that keeps it has been
  committed. A process that is killed finds it in the database, or is given it again.
- What is kept is handled first when the bot is started, before anything comes in, and is known
  then, so that Telegram may give it again. A chat's updates stay in order: they are kept in the
  order in which they came.
- Of what was handled, only that can be handled again, after a kill, of which neither Telegram nor
  the database had been told yet: the last moment's.
- While the database cannot be written, updates are confirmed once they were handled, and no sooner.
"""

import asyncio
import json
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from itertools import islice, takewhile
from typing import Any, Protocol

import structlog
from telegram import Bot

from bot.channels.telegram.dispatch import Dispatcher
from bot.channels.telegram.reading import read_update
from bot.channels.telegram.repository import KeptUpdate
from bot.clock import Clock
from bot.delivery.backoff import backoff
from bot.errors import described

log = structlog.get_logger(__name__)

#: An update as Telegram gives it; it has an `update_id`, and nothing else is known of it.
RawUpdate = dict[str, Any]
#: Whether an update may be confirmed; False leaves it with Telegram for another time. Never failed
#: or cancelled by the inbox; to be shielded by whoever awaits it and may be cancelled.
Confirmation = asyncio.Future[bool]

#: Who waits for a stop waits so long, in seconds, for what is being handled.
CLOSING_SECONDS = 10.0
#: Of so many updates one begins before other work gets its turn, and how long a write's is.
_SHARE = 32
_TURN_SECONDS = 0.001
_encode = json.JSONEncoder(separators=(",", ":")).encode


class InboxStore(Protocol):
    """Keeps updates; `repository.py` does."""

    async def kept(self, bot_id: int) -> list[KeptUpdate]:
        """All that are kept for a bot, in the order in which Telegram gave them."""
        ...

    async def write(self, bot_id: int, *, came: Sequence[KeptUpdate], gone: Sequence[int]) -> None:
        """Keep the ones and let the others go, in one transaction, which may be repeated."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """When updates are kept.

    Attributes:
        crowd: so many that are not confirmed are kept at once, unless the process is busy.
        busy: it is if it computes for this share of the time: it could not handle more anyway.
        patience: seconds; what has taken longer is kept in any case.
        most_kept: how many at once. More are left unconfirmed, so that no more come.
        pause: seconds between two writes, for which updates gather;
        group: or until there are so many.
    """

    crowd: int = 20
    busy: float = 0.9
    patience: float = 1.0
    most_kept: int = 1000
    pause: float = 0.02
    group: int = 64


@dataclass(slots=True)
class _Entry:
    """An update that is not handled yet."""

    update_id: int
    raw: RawUpdate | str  #: a text is JSON, as it is kept
    confirmed: Confirmation
    came_at: float  #: by the loop's clock
    may_be_kept: bool = False  #: it has been in a write, even if that seems to have failed


class Inbox:
    """Hands updates to a dispatcher, and says when each may be confirmed.

    Args:
        bot: whose updates.
        dispatcher: handles them.
        store: keeps them.
        clock: tells when they came.
        limits: when they are kept.
        load: for which share of the time the process computes, of late.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        store: InboxStore,
        clock: Clock,
        limits: Limits | None = None,
        load: Callable[[], float] | None = None,
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._store = store
        self._clock = clock
        self._limits = limits or Limits()
        self._unconfirmed: dict[int, _Entry] = {}  #: in the order in which they came
        self._kept: dict[int, _Entry] = {}
        self._gone: list[int] = []  #: handled, and perhaps kept still
        self._work = asyncio.Event()  #: there may be something to write
        self._hurry = asyncio.Event()
        self._closing = asyncio.Event()
        self._load = load or Load().share
        self._has_time = True  #: at the last look
        self._failures = 0
        self._is_writing = False
        self._to_begin: deque[_Entry] = deque()
        self._beginning: asyncio.Task[None] | None = None

    @property
    def in_flight(self) -> int:
        """How many updates are not handled yet."""
        return len(self._unconfirmed) + len(self._kept)

    @property
    def _room(self) -> int:
        return max(0, self._limits.most_kept - len(self._kept))

    def is_known(self, update_id: int) -> bool:
        """Whether this update is in flight or was handled a moment ago."""
        return (
            update_id in self._unconfirmed
            or update_id in self._kept
            or self._dispatcher.is_known(update_id)
        )

    def take(self, raw: RawUpdate) -> Confirmation:
        """Take an update, once however often it comes."""
        update_id: int = raw["update_id"]
        if (known := self._unconfirmed.get(update_id)) is not None:
            return known.confirmed
        entry = _entry(update_id, raw)
        if self.is_known(update_id):
            entry.confirmed.set_result(True)
        else:
            self._unconfirmed[update_id] = entry
            self._work.set()
            if self._has_time and min(len(self._unconfirmed), self._room) >= self._limits.group:
                self._hurry.set()
            self._begin_soon(entry)
        return entry.confirmed

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[None]:
        """Begin with what is kept; at the end finish what is being handled, and leave the rest."""
        await self._restore()
        keeping = asyncio.create_task(self._keep())
        try:
            yield
        finally:
            await self._dispatcher.close(CLOSING_SECONDS)
            if self._beginning is not None:
                await self._beginning
            for each in (self._closing, self._hurry, self._work):
                each.set()
            await asyncio.wait({keeping}, timeout=CLOSING_SECONDS)
            keeping.cancel()
            await asyncio.wait({keeping})

    async def _restore(self) -> None:
        kept = await self._store.kept(self._bot.id)
        if kept:
            log.info("inbox.restored", updates=len(kept), since=kept[0].came_at.isoformat())
        for each in kept:
            entry = self._kept[each.update_id] = _entry(each.update_id, each.content)
            entry.may_be_kept = True
            entry.confirmed.set_result(True)
            self._begin_soon(entry)

    def _begin_soon(self, entry: _Entry) -> None:
        self._to_begin.append(entry)
        if self._beginning is None:
            self._beginning = asyncio.create_task(self._begin_all())

    async def _begin_all(self) -> None:
        """Have what has come handled, a few at a time, so that other work gets its turn in between.

        A hundred questions at once would be worked out before the first answer is seen to have
        arrived. While something is being written they begin more slowly: a write, which needs its
        turn a dozen times, would otherwise take as long as all of them.
        """
        while self._to_begin:
            for _ in range(1 + len(self._to_begin) // _SHARE):
                self._begin(self._to_begin.popleft())
            await asyncio.sleep(_TURN_SECONDS if self._is_writing else 0)
        self._beginning = None

    def _begin(self, entry: _Entry) -> None:
        """Have an update handled; one that cannot be read counts as handled.

        It would come back for ever, and nothing in it can be answered.
        """
        try:
            raw = json.loads(entry.raw) if isinstance(entry.raw, str) else entry.raw
            update = read_update(raw, self._bot)
        except Exception as error:
            log.error("update.unreadable", update_id=entry.update_id, error=type(error).__name__)
            self._settle(entry, True)
            return
        outcome = self._dispatcher.submit(update)
        outcome.add_done_callback(lambda done: self._settle(entry, done.result()))

    def _settle(self, entry: _Entry, is_handled: bool) -> None:
        self._unconfirmed.pop(entry.update_id, None)
        self._kept.pop(entry.update_id, None)
        if entry.may_be_kept and is_handled:
            self._gone.append(entry.update_id)
            self._work.set()
        if not entry.confirmed.done():
            entry.confirmed.set_result(is_handled)

    async def _keep(self) -> None:
        """Write what is due, again and again, until the inbox is closed."""
        is_open = True
        while is_open:
            await self._work.wait()
            await _wait(self._hurry, self._limits.pause)
            self._hurry.clear()
            is_open = not self._closing.is_set()
            try:
                await self._write(self._due())
            except Exception as error:
                self._failures += 1
                if self._failures == 1:
                    log.error("inbox.unavailable", **described(error))
                await _wait(self._closing, backoff(self._failures))
                continue
            if self._failures:
                self._failures = 0
                log.info("inbox.available")
            if not (self._unconfirmed or self._gone):
                self._work.clear()

    def _due(self) -> list[_Entry]:
        """What is to be kept now; the first to come first, so that each chat's stay in order."""
        limits = self._limits
        self._has_time = self._load() < limits.busy
        is_crowded = self._has_time and len(self._unconfirmed) >= limits.crowd
        patience = 0.0 if is_crowded else limits.patience
        came_before = asyncio.get_running_loop().time() - patience
        first = islice(self._unconfirmed.values(), self._room)
        return list(takewhile(lambda entry: entry.came_at <= came_before, first))

    async def _write(self, due: Sequence[_Entry]) -> None:
        """Keep what is due, and forget what was handled.

        Whatever happens meanwhile: an update that is handled before it is known whether it is kept
        is forgotten by the next write.
        """
        gone = self._gone.copy()
        if not due and not gone:
            return
        now = self._clock.now()
        for entry in due:
            entry.may_be_kept = True
        came = [KeptUpdate(each.update_id, _encode(each.raw), now) for each in due]
        self._is_writing = True
        try:
            await self._store.write(self._bot.id, came=came, gone=gone)
        finally:
            self._is_writing = False
        del self._gone[: len(gone)]
        for entry in due:
            if self._unconfirmed.pop(entry.update_id, None) is not None:
                self._kept[entry.update_id] = entry
                entry.confirmed.set_result(True)


class Load:
    """For which share of the time this thread computes, of late.

    Args:
        over: seconds; what was longer ago counts no more.
        now: seconds on a clock that never goes back.
        used: how many of them this thread has computed.
    """

    def __init__(
        self,
        over: float = 0.1,
        now: Callable[[], float] = time.monotonic,
        used: Callable[[], float] = time.thread_time,
    ) -> None:
        self._over = over
        self._now, self._used = now, used
        self._share = 0.0
        self._last = now(), used()

    def share(self) -> float:
        """From 0 to 1, up to now."""
        at, used = self._now(), self._used()
        last_at, last_used = self._last
        if (elapsed := at - last_at) > 0:
            weight = min(1.0, elapsed / self._over)
            self._share += ((used - last_used) / elapsed - self._share) * weight
            self._last = at, used
        return self._share


def _entry(update_id: int, raw: RawUpdate | str) -> _Entry:
    loop = asyncio.get_running_loop()
    return _Entry(update_id, raw, loop.create_future(), loop.time())


async def _wait(event: asyncio.Event, seconds: float) -> None:
    """Wait for an event, for so long at most."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
