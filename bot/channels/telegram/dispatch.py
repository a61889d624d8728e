"""Dispatch: updates of one chat in order, those of different chats side by side."""

import asyncio
import time
from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable, Hashable

import structlog
from telegram import Update

from bot.channels.telegram.allowance import Allowances, Turn

log = structlog.get_logger(__name__)

Process = Callable[[Update], Awaitable[None]]
#: Whether the update was handled; False leaves it to whoever keeps it, for another time.
Outcome = asyncio.Future[bool]

#: Telegram may deliver an update again that was handled a moment ago.
_REMEMBERED = 10_000


#: An update, who waits for it, and when it came on the monotonic clock.
_Waiting = tuple[Update, Outcome, float]


class Dispatcher:
    """Runs `process` for every update, and says when each has been handled.

    Args:
        process: handles one update; what it raises is logged, and the update counts as handled, so
            that an update that cannot be handled does not come back for ever.
        tell_flooding: tells a chat, once per flood, that updates are passed over.
        allowances: how much a chat may ask.
        max_in_flight: how many updates are processed at once.
    """

    def __init__(
        self,
        process: Process,
        *,
        tell_flooding: Process,
        allowances: Allowances,
        max_in_flight: int = 256,
    ) -> None:
        self._process = process
        self._tell_flooding = tell_flooding
        self._allowances = allowances
        self._places = asyncio.Semaphore(max_in_flight)
        self._lanes: dict[Hashable, deque[_Waiting]] = {}
        self._runners: set[asyncio.Task[None]] = set()
        self._outcomes: dict[int, Outcome] = {}
        self._handled: OrderedDict[int, None] = OrderedDict()
        self._last_begun = -1  #: the highest id of an update that is or was processed
        self._closing = asyncio.Event()

    @property
    def in_flight(self) -> int:
        """How many updates wait for their turn or are processed."""
        return len(self._outcomes)

    def is_known(self, update_id: int) -> bool:
        """Whether this update is in flight or was handled a moment ago."""
        return update_id in self._outcomes or update_id in self._handled

    def submit(self, update: Update) -> Outcome:
        """Take an update, once however often it comes.

        Returns:
            A future that is never failed or cancelled by this class; to be shielded by whoever
            awaits it and may be cancelled.
        """
        if (known := self._outcomes.get(update.update_id)) is not None:
            return known
        outcome: Outcome = asyncio.get_running_loop().create_future()
        if self._closing.is_set() or update.update_id in self._handled:
            outcome.set_result(update.update_id in self._handled)
            return outcome
        self._outcomes[update.update_id] = outcome
        key = lane_of(update)
        lane = self._lanes.get(key)
        if lane is None:
            lane = self._lanes[key] = deque()
            runner = asyncio.create_task(self._run(key, lane))
            self._runners.add(runner)
            runner.add_done_callback(self._runners.discard)
        lane.append((update, outcome, time.monotonic()))
        return outcome

    async def close(self, timeout: float) -> None:
        """Take nothing more; finish what is processed and what came before it; leave the rest.

        What came before it, because Telegram is told by one number up to where all is handled: an
        update that was answered beyond a gap would come, and be answered, again.

        Args:
            timeout: seconds; what takes longer is broken off and counts as not handled.
        """
        self._closing.set()
        if self._runners:
            await asyncio.wait(self._runners, timeout=timeout)
        runners = list(self._runners)
        for runner in runners:
            runner.cancel()
        await asyncio.gather(*runners, return_exceptions=True)
        for outcome in self._outcomes.values():
            if not outcome.done():
                outcome.set_result(False)
        self._outcomes.clear()

    async def _run(self, key: Hashable, lane: deque[_Waiting]) -> None:
        """Handle the updates of one lane until there are none."""
        try:
            while lane and self._may_begin(lane[0][0]):
                update, outcome, came_at = lane.popleft()
                async with self._places:
                    if not self._may_begin(update):
                        return
                    self._last_begun = max(self._last_begun, update.update_id)
                    turn = self._allowances.turn(key, waited=time.monotonic() - came_at)
                    await self._take_turn(update, turn)
                self._settle(update.update_id, outcome)
        finally:
            del self._lanes[key]

    def _may_begin(self, update: Update) -> bool:
        """Whether an update is to be handled still; when closing, only if a later one was."""
        return not self._closing.is_set() or update.update_id < self._last_begun

    async def _take_turn(self, update: Update, turn: Turn) -> None:
        if turn is Turn.PASS_OVER:
            return
        process = self._process if turn is Turn.SERVE else self._tell_flooding
        try:
            await process(update)
        except Exception as error:
            log.error("update.failed", update_id=update.update_id, error=type(error).__name__)

    def _settle(self, update_id: int, outcome: Outcome) -> None:
        self._handled[update_id] = None
        if len(self._handled) > _REMEMBERED:
            self._handled.popitem(last=False)
        del self._outcomes[update_id]
        if not outcome.done():
            outcome.set_result(True)


def lane_of(update: Update) -> Hashable:
    """What keeps an update in order with others: its chat, else its sender, else nothing."""
    if (chat := update.effective_chat) is not None:
        return ("chat", chat.id)
    if (user := update.effective_user) is not None:
        return ("user", user.id)
    return ("update", update.update_id)
