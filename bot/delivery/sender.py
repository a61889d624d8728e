"""The sender: works the outbox off, for as long as the program runs.

One process at a time does; another waits and takes over. Deliveries are due by the bot's clock,
which may be set or run fast, so that no waiting here is planned by it: the outbox is looked at
every second, by one look into an index, and at once when somebody says that there is more.
"""

import asyncio
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from functools import partial

import structlog

from bot.clock import Clock, SystemClock
from bot.delivery.backoff import backoff
from bot.delivery.composing import Composer
from bot.delivery.courier import Courier, Errand
from bot.delivery.model import Delivery, Lane, Purpose
from bot.delivery.outage import Outage
from bot.delivery.outbox import Outbox, OutboxUnavailable
from bot.delivery.patience import Patience
from bot.delivery.pauses import Pauses
from bot.delivery.post import Post
from bot.delivery.problems import Hooks, Problem, ProblemKind
from bot.errors import described

log = structlog.get_logger(__name__)

_SWEEP_SECONDS = 1.0
_TAKE_OVER_SECONDS = 0.5
#: A clock that goes back by more was set; by less, corrected.
_PUT_BACK = timedelta(minutes=1)
#: Longer than any answer of the channel may take.
_FINISH_SECONDS = 45.0


class Sender:
    """Sends what is due.

    Args:
        outbox: what is owed.
        composers: who finds the words, for each purpose.
        post: who carries messages.
        clock: by which deliveries are due.
        hooks: who is told of what goes wrong.
        in_flight: how many messages of each lane are claimed at once, those waiting for their turn
            included.
        wall: the machine's own time, by which the channel's pauses end.
    """

    def __init__(
        self,
        outbox: Outbox,
        composers: Mapping[Purpose, Composer],
        post: Post,
        clock: Clock,
        *,
        hooks: Hooks,
        in_flight: int = 128,
        wall: Clock | None = None,
    ) -> None:
        self._outbox = outbox
        self._clock = clock
        self._hooks = hooks
        self._in_flight = in_flight
        self._pauses = Pauses(wall or SystemClock())
        self._outage = Outage()
        self._patience = Patience(hooks.on_problem)
        self._courier = Courier(
            outbox,
            composers,
            post,
            clock,
            hooks=hooks,
            patience=self._patience,
            pauses=self._pauses,
            outage=self._outage,
        )
        self._errands: dict[asyncio.Task[None], Errand] = {}
        self._busy: Counter[Lane] = Counter()
        self._woken = asyncio.Event()
        self._failures = 0  #: in a row, of looking at the outbox
        #: when something was last taken up, by the clock
        self._seen_at = clock.now()

    @property
    def is_busy(self) -> bool:
        """Whether messages are on their way."""
        return bool(self._errands)

    def wake(self) -> None:
        """Say that the outbox has changed; otherwise it is noticed within a second."""
        self._woken.set()

    async def run(self, stopping: asyncio.Event) -> None:
        """Send until `stopping` is set; what is being sent then is settled, the rest given back.

        Nothing but that ends it: what goes wrong is told, and tried again.
        """
        waking = asyncio.create_task(self._wake_when(stopping))
        try:
            while not stopping.is_set():
                try:
                    await self._send_while_sole(stopping)
                    self._failures = 0
                except OutboxUnavailable as error:
                    self._failures += 1
                    await self._patience.failed(error, self._failures)
                except Exception as error:
                    self._failures += 1
                    log.error("sender.unexpected", **described(error))
                    await self._tell_unexpected(error)
                seconds = backoff(self._failures) if self._failures else _TAKE_OVER_SECONDS
                await self._rest(stopping, seconds)
        finally:
            waking.cancel()
            await asyncio.wait({waking})

    async def _send_while_sole(self, stopping: asyncio.Event) -> None:
        """Send while this is the one sender; at once back if another is."""
        if not await self._outbox.take_over():
            return
        log.info("sender.began")
        try:
            self._pauses.load(await self._outbox.pauses())
            while not stopping.is_set() and await self._outbox.is_sole():
                await self._take_up()
                self._failures = 0
                self._patience.succeeded()
                await self._rest(stopping, self._outage.seconds_left or _SWEEP_SECONDS)
        finally:
            await self._finish()
            await self._outbox.step_down()
            log.info("sender.ended")

    # -- taking up

    async def _take_up(self) -> None:
        """Claim what is due in lanes that have room, and set out with it."""
        if self._outage.seconds_left:
            return
        now = self._clock.now()
        if self._seen_at - now > _PUT_BACK:
            # A wait until an instant that was near is long now, perhaps for days.
            await self._outbox.hasten()
        self._seen_at = now
        first_due_at = await self._outbox.next_due_at()
        for lane in sorted(first_due_at):
            room = self._room(lane)
            if first_due_at[lane] > now or not room or self._pauses.is_paused(lane):
                continue
            for deliveries in _by_message(await self._outbox.claim(lane, limit=room)):
                self._set_out(Errand(deliveries))

    def _room(self, lane: Lane) -> int:
        """How many messages of a lane to take up: many at a time, or none."""
        if self._outage.is_on:
            # One finds out.
            return 0 if self._errands else 1
        free = self._in_flight - self._busy[lane]
        return free if free * 2 >= self._in_flight else 0

    def _set_out(self, errand: Errand) -> None:
        lane = errand.deliveries[0].lane
        task = asyncio.create_task(self._courier.carry(errand))
        self._errands[task] = errand
        self._busy[lane] += 1
        task.add_done_callback(partial(self._return, lane))

    def _return(self, lane: Lane, task: asyncio.Task[None]) -> None:
        errand = self._errands.pop(task)
        self._busy[lane] -= 1
        if self._room(lane):
            self._woken.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("delivery.unexpected", ids=_ids(errand.deliveries), **described(error))

    # -- waiting and stopping

    async def _rest(self, stopping: asyncio.Event, seconds: float) -> None:
        """Wait for so long, or until there is more, or until it is time to stop."""
        if stopping.is_set():
            return
        try:
            async with asyncio.timeout(seconds):
                await self._woken.wait()
        except TimeoutError:
            pass
        self._woken.clear()

    async def _wake_when(self, stopping: asyncio.Event) -> None:
        await stopping.wait()
        self._woken.set()

    async def _finish(self) -> None:
        """Wait for what is being sent; break off what only waits for its turn."""
        for task, errand in self._errands.items():
            if not errand.has_begun:
                task.cancel()
        if self._errands:
            await asyncio.wait(set(self._errands), timeout=_FINISH_SECONDS)
        for task, errand in self._errands.items():
            log.error("delivery.unsettled", ids=_ids(errand.deliveries))
            task.cancel()
        if self._errands:
            await asyncio.wait(set(self._errands))

    async def _tell_unexpected(self, error: Exception) -> None:
        try:
            await self._hooks.on_problem(Problem(ProblemKind.UNEXPECTED, type(error).__name__))
        except Exception as error_of_hook:
            log.error("delivery.hook", **described(error_of_hook))


def _by_message(claimed: Iterable[Delivery]) -> Iterator[Sequence[Delivery]]:
    """The deliveries in portions that become one message each."""
    nudges: dict[int, list[Delivery]] = {}
    for delivery in claimed:
        if delivery.purpose is not Purpose.NUDGE:
            yield [delivery]
        else:
            nudges.setdefault(delivery.recipient_id, []).append(delivery)
    yield from nudges.values()


def _ids(deliveries: Iterable[Delivery]) -> list[int]:
    return [delivery.id for delivery in deliveries]
