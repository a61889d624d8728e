"""Polling: updates are fetched from Telegram, and confirmed once they are handled or kept.

Telegram forgets the updates below the `offset` of a getUpdates, and gives at most a hundred from
there on. So the offset is always the lowest update that may not be confirmed yet, and a hundred are
on their way at most. With the API far away that window is what limits the speed: it moves on with
every poll, so several polls are under way at once, each with a higher offset than the one before.
Telegram ends a poll that *waits* for updates when another comes, but not one that it answers at
once; therefore a poll that may wait is only made when nothing else is under way.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from typing import Any

import structlog
from telegram import Bot
from telegram.error import Conflict, InvalidToken, RetryAfter, TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.inbox import Confirmation, Inbox
from bot.channels.telegram.pacing import retry_seconds
from bot.delivery.backoff import backoff

log = structlog.get_logger(__name__)

#: The most updates that Telegram gives at once.
WINDOW = 100
#: How many polls are under way at once.
_MAX_POLLS = 8
#: How many updates a poll must newly confirm to be worth it while many are under way.
_STEP = 12
#: Telegram gives a single update to a poll that repeats an offset within half a second.
_REPEAT_SECONDS = 0.6
_LONG_POLL_SECONDS = 30
_READ_MARGIN_SECONDS = 10.0
_CONFLICT_SECONDS = 10.0


class Poller:
    """Fetches updates for an inbox until it is stopped.

    Args:
        bot: whose updates.
        calls: by which they are fetched, over a connection for each poll under way.
        inbox: takes the updates.
        allowed_updates: the kinds of updates to ask for.
        on_conflict: told, once per conflict, that somebody else fetches this bot's updates.
    """

    def __init__(
        self,
        bot: Bot,
        calls: Calls,
        inbox: Inbox,
        *,
        allowed_updates: Sequence[str],
        on_conflict: Callable[[], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._calls = calls
        self._inbox = inbox
        self._allowed_updates = list(allowed_updates)
        self._on_conflict = on_conflict
        self._unconfirmed: dict[int, Confirmation] = {}  #: in rising order
        self._next_id = 0  #: the one after the last received
        self._polls: set[asyncio.Task[None]] = set()
        self._long_poll: asyncio.Task[None] | None = None
        self._last_offset = -1
        self._last_poll_at = 0.0
        self._was_full = False  #: whether the last answer held as many as it could
        self._newly_confirmable = 0
        self._changed = asyncio.Event()
        self._failures = 0
        self._paused_until = 0.0
        self._has_conflict = False
        self._fatal: InvalidToken | None = None

    @property
    def offset(self) -> int:
        """The lowest update that may not be confirmed."""
        return next(iter(self._unconfirmed), self._next_id)

    async def run(self) -> None:
        """Fetch until cancelled; what is under way then ends with it.

        Raises:
            InvalidToken: Telegram does not know the token.
        """
        try:
            while self._fatal is None:
                self._changed.clear()
                wait = self._poll_if_useful()
                # Not wait_for, which before Python 3.12 may swallow a cancellation.
                with suppress(TimeoutError):
                    async with asyncio.timeout(wait):
                        await self._changed.wait()
            raise self._fatal
        finally:
            polls = list(self._polls)
            for poll in polls:
                poll.cancel()
            await asyncio.gather(*polls, return_exceptions=True)

    async def confirm(self) -> None:
        """Tell Telegram what was handled or kept since the last poll; to be called after `run`.

        Raises:
            TelegramError: it was not told, and delivers those again.
        """
        if self.offset > self._last_offset >= 0:
            await self._get_updates(self.offset, wait_seconds=0, limit=1)

    def _poll_if_useful(self) -> float | None:
        """Start a poll if one is of use now; else after how many seconds to look again."""
        now = time.monotonic()
        if self._paused_until > now:
            return self._paused_until - now
        if self._long_poll is not None:
            return None
        if not self._unconfirmed and not self._polls:
            # Nothing is under way, so there is nothing that a waiting poll would delay.
            self._start(wait_seconds=_LONG_POLL_SECONDS)
            return None
        if len(self._unconfirmed) >= WINDOW or len(self._polls) >= _MAX_POLLS:
            return None
        since = now - self._last_poll_at
        if self.offset > self._last_offset:
            enough = min(_STEP, 1 + len(self._unconfirmed) // 4)
            is_due = self._newly_confirmable >= enough and (self._was_full or since > 0.05)
            patience = 0.05
        else:
            is_due = not self._polls and since >= _REPEAT_SECONDS
            patience = _REPEAT_SECONDS
        if is_due or (not self._polls and since >= patience):
            self._start(wait_seconds=0)
            return None if len(self._polls) >= _MAX_POLLS else patience
        return max(0.001, patience - since)

    def _start(self, *, wait_seconds: int) -> None:
        offset = self.offset
        self._last_offset, self._last_poll_at = offset, time.monotonic()
        self._newly_confirmable = 0
        poll = asyncio.create_task(self._poll(offset, wait_seconds))
        self._polls.add(poll)
        if wait_seconds:
            self._long_poll = poll
        poll.add_done_callback(self._end)

    def _end(self, poll: asyncio.Task[None]) -> None:
        self._polls.discard(poll)
        if self._long_poll is poll:
            self._long_poll = None
        self._changed.set()

    async def _poll(self, offset: int, wait_seconds: int) -> None:
        started = time.monotonic()
        try:
            updates = await self._get_updates(offset, wait_seconds=wait_seconds, limit=WINDOW)
        except InvalidToken as error:
            self._fatal = error
        except Conflict as error:
            self._pause(_CONFLICT_SECONDS)
            if not self._has_conflict:
                self._has_conflict = True
                log.error("polling.conflict", reason=error.message)
                await self._on_conflict()
        except RetryAfter as error:
            seconds = retry_seconds(error)
            log.warning("polling.slow_down", seconds=seconds)
            self._pause(seconds)
        except TelegramError as error:
            self._fail(error)
        else:
            self._failures, self._has_conflict = 0, False
            self._was_full = len(updates) >= WINDOW
            count = sum(map(self._take, updates))
            if wait_seconds and not count and time.monotonic() - started < 1:
                # A poll that was to wait and brought nothing at once: so would the next.
                self._pause(_REPEAT_SECONDS)

    async def _get_updates(self, offset: int, *, wait_seconds: int, limit: int) -> list[Any]:
        """The updates as Telegram gives them, so that one that PTB cannot read spoils no other.

        Raises:
            TelegramError: no, or another, answer.
        """
        arguments = {
            "offset": offset,
            "limit": limit,
            "timeout": wait_seconds,
            "allowed_updates": self._allowed_updates,
        }
        answer = await self._calls.call(
            "getUpdates", arguments, read_timeout=wait_seconds + _READ_MARGIN_SECONDS
        )
        if not isinstance(answer, list):
            raise TelegramError(f"getUpdates answered a {type(answer).__name__}")
        return answer

    def _take(self, raw: Any) -> bool:
        """Hand an update to the inbox; whether no poll has brought it before.

        One that is known from an earlier process is confirmed like any other.
        """
        update_id = raw.get("update_id") if isinstance(raw, dict) else None
        if not isinstance(update_id, int):
            return False
        if update_id < self._next_id and self._inbox.is_known(update_id):
            return False
        self._next_id = update_id + 1
        confirmed = self._unconfirmed[update_id] = self._inbox.take(raw)
        confirmed.add_done_callback(lambda done: self._settle(update_id, done))
        return True

    def _settle(self, update_id: int, confirmed: Confirmation) -> None:
        if confirmed.result():
            del self._unconfirmed[update_id]
            self._newly_confirmable += 1
            self._changed.set()

    def _fail(self, error: TelegramError) -> None:
        if time.monotonic() < self._paused_until:
            return  # polls that were under way together fail together
        self._failures += 1
        seconds = backoff(self._failures)
        log.warning("polling.failed", error=type(error).__name__, again_in=round(seconds, 1))
        self._pause(seconds)

    def _pause(self, seconds: float) -> None:
        self._paused_until = max(self._paused_until, time.monotonic() + seconds)
        self._changed.set()
