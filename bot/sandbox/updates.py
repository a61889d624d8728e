"""Updates that wait for the bot, and the long polls that fetch them."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable

from bot.sandbox.wire import Json, Refused, conflict, dumps

#: What a bot gets that never named the updates it wants.
DEFAULT_KINDS = frozenset(
    {
        "message",
        "edited_message",
        "inline_query",
        "chosen_inline_result",
        "callback_query",
        "my_chat_member",
    }
)
MAX_BATCH = 100
MAX_TIMEOUT = 50.0


class Update:
    """One update, written as JSON once, since it may be sent many times."""

    __slots__ = ("body", "id", "lane")

    def __init__(self, update_id: int, lane: int, body: bytes) -> None:
        self.id = update_id
        self.lane = lane  #: updates of one lane are delivered to a webhook one after another
        self.body = body


class Updates:
    """The queue between the people and the bot; an update stays until it is confirmed."""

    def __init__(self) -> None:
        # Not a dict, which slows down the more entries were taken from its front.
        self.pending: OrderedDict[int, Update] = OrderedDict()
        self.last_id = 0
        self.allowed = DEFAULT_KINDS
        self.on_push: list[Callable[[Update], None]] = []

    def allow(self, kinds: object) -> None:
        """Choose the kinds to queue from now on; an empty list means the default ones."""
        if isinstance(kinds, list):
            self.allowed = frozenset(map(str, kinds)) or DEFAULT_KINDS

    def push(self, kind: str, content: Json, *, lane: int) -> int | None:
        """Queue an update; its id, or None where the bot does not want its kind."""
        if kind not in self.allowed:
            return None
        self.last_id += 1
        body = dumps({"update_id": self.last_id, kind: content})
        update = self.pending[self.last_id] = Update(self.last_id, lane, body)
        for callback in self.on_push:
            callback(update)
        return self.last_id

    def confirm_below(self, offset: int) -> None:
        """Forget the updates with lower ids."""
        for update_id in list(self._ids_below(offset)):
            del self.pending[update_id]

    def drop_all(self) -> None:
        """Forget every update."""
        self.pending.clear()

    def first(self, limit: int) -> list[Update]:
        """The oldest pending updates."""
        return [update for update, _ in zip(self.pending.values(), range(limit), strict=False)]

    def _ids_below(self, offset: int) -> Iterable[int]:
        for update_id in self.pending:
            if update_id >= offset:
                return
            yield update_id


class Polls:
    """getUpdates: one at a time, the older one gives way to the younger."""

    def __init__(self, updates: Updates) -> None:
        self._updates = updates
        self._waiting: asyncio.Future[None] | None = None
        self._last_offset: int | None = None
        self._last_started = float("-inf")
        self.last_seen = float("-inf")  #: on the monotonic clock
        updates.on_push.append(lambda _update: self._wake())

    @property
    def is_waiting(self) -> bool:
        """Whether a poll is open now."""
        return self._waiting is not None

    async def poll(self, *, offset: int, limit: int, timeout: float) -> bytes:
        """The next updates as a JSON list; waits up to `timeout` seconds for the first.

        Like Telegram, it answers a poll that repeats the offset of the one before with one update
        within half a second, and lets it wait three seconds where nothing is there, so that a bot
        that confirms nothing does not spin.

        Raises:
            Refused: another poll, or a webhook, took its place.
        """
        self.end(conflict_by_another_poll())
        self._confirm(offset)
        now = time.monotonic()
        if offset == self._last_offset:
            if now < self._last_started + 3 and timeout < 3:
                timeout = 3
            if now < self._last_started + 0.5:
                limit = 1
        self._last_offset, self._last_started = offset, now
        try:
            if not self._updates.pending and timeout > 0:
                await self._wait(min(timeout, MAX_TIMEOUT))
        finally:
            self.last_seen = time.monotonic()
        return b"[" + b",".join(update.body for update in self._updates.first(limit)) + b"]"

    def end(self, reason: Refused) -> None:
        """Let the open poll, if any, fail with this reason."""
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_exception(reason)

    def _confirm(self, offset: int) -> None:
        if offset < 0:
            ids = list(self._updates.pending)[offset:]
            offset = ids[0] if ids else 0
        self._updates.confirm_below(offset)

    async def _wait(self, timeout: float) -> None:
        waiting = self._waiting = asyncio.get_running_loop().create_future()
        try:
            await asyncio.wait_for(waiting, timeout)
        except TimeoutError:
            pass
        finally:
            if self._waiting is waiting:
                self._waiting = None

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)


def conflict_by_another_poll() -> Refused:
    """409 for a poll that a younger one ends."""
    return conflict(
        "terminated by other getUpdates request; make sure that only one bot instance is running"
    )
