"""The courier: takes one message from the deliveries it is made of to its recipient."""

import time
from collections.abc import Awaitable, Mapping, Sequence
from dataclasses import dataclass

import structlog

from bot.clock import Clock
from bot.delivery import policy
from bot.delivery.composing import Composed, Composer
from bot.delivery.message import Outgoing
from bot.delivery.model import Delivery, Outcome, Purpose, State
from bot.delivery.outage import Outage
from bot.delivery.outbox import Outbox
from bot.delivery.patience import Patience
from bot.delivery.pauses import Pauses
from bot.delivery.post import (
    Moved,
    NotSent,
    Post,
    PostError,
    Refused,
    TooFast,
    Turn,
    Uncertain,
    Unreachable,
)
from bot.delivery.problems import Hooks, Problem, ProblemKind
from bot.errors import described

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Errand:
    """Deliveries to one recipient on their way to become one message.

    Attributes:
        deliveries: which.
        has_begun: they may be being sent; to be waited for, not broken off.
    """

    deliveries: Sequence[Delivery]
    has_begun: bool = False


class _Wordless(Exception):
    """No words could be found for some deliveries."""


class Courier:
    """Carries errands out, each to its end.

    Args:
        outbox: where deliveries are begun and settled.
        composers: who finds the words, for each purpose.
        post: who carries the message.
        clock: by which deliveries are due.
        hooks: who is told of what goes wrong.
        patience: writes to the outbox until it is written.
        pauses: until when lanes wait.
        outage: whether messages get through.
    """

    def __init__(
        self,
        outbox: Outbox,
        composers: Mapping[Purpose, Composer],
        post: Post,
        clock: Clock,
        *,
        hooks: Hooks,
        patience: Patience,
        pauses: Pauses,
        outage: Outage,
    ) -> None:
        self._outbox = outbox
        self._composers = composers
        self._post = post
        self._clock = clock
        self._hooks = hooks
        self._patience = patience
        self._pauses = pauses
        self._outage = outage

    async def carry(self, errand: Errand) -> None:
        """Carry an errand out; back when all that is known of it has been settled."""
        try:
            await self._carry(errand)
        except _Wordless as error:
            if len(errand.deliveries) == 1:
                await self._settle_wordless(errand.deliveries[0], str(error))
                return
            # One that has no words must not keep the others from being said.
            for delivery in errand.deliveries:
                await self.carry(Errand([delivery], errand.has_begun))

    async def _carry(self, errand: Errand) -> None:
        first = errand.deliveries[0]
        turn = await self._post.turn(first.address, first.lane)
        if self._pauses.is_paused(first.lane) or self._outage.seconds_left:
            await self._settle({d.id: Outcome(state=State.PLANNED) for d in errand.deliveries})
            return
        message, covered = await self._compose(await self._in_time(errand.deliveries))
        # The note that they are being sent may be written from here on.
        errand.has_begun = errand.has_begun or message is not None
        while message is not None:
            begun = await self._begin(covered)
            if len(begun) == len(covered):
                await self._send(covered, message, turn)
                return
            # The others were withdrawn meanwhile, and the message must not name them.
            message, covered = await self._compose(begun)

    async def _in_time(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Those that still make sense; the others are settled."""
        now = self._clock.now()
        late = {d.id: outcome for d in deliveries if (outcome := policy.too_late(d, now))}
        if late:
            await self._tell_given_up(deliveries, late, ProblemKind.GIVEN_UP)
            await self._settle(late)
        return [delivery for delivery in deliveries if delivery.id not in late]

    async def _compose(
        self, deliveries: Sequence[Delivery]
    ) -> tuple[Outgoing | None, list[Delivery]]:
        """The message, and those that it covers; the others are settled.

        Raises:
            _Wordless: the composer failed.
        """
        if not deliveries:
            return None, []
        try:
            composer = self._composers[deliveries[0].purpose]
            composed = await composer.compose(deliveries, self._clock.now())
            _check(composed, deliveries)
        except Exception as error:
            log.error("delivery.wordless", ids=_ids(deliveries), **described(error))
            raise _Wordless(f"no words: {type(error).__name__}") from None
        settled = {
            id_: Outcome(state=State.WITHDRAWN, reason=reason)
            for id_, reason in composed.withdrawn.items()
        } | {
            id_: Outcome(state=State.PLANNED, due_at=due_at)
            for id_, due_at in composed.deferred.items()
        }
        if settled:
            await self._settle(settled)
        return composed.message, [d for d in deliveries if d.id in composed.covered]

    async def _begin(self, deliveries: Sequence[Delivery]) -> list[Delivery]:
        """Those of them that may be sent."""
        ids = _ids(deliveries)
        begun = await self._patience(lambda: self._outbox.begin_sending(ids))
        return [delivery for delivery in deliveries if delivery.id in begun]

    async def _send(self, deliveries: Sequence[Delivery], message: Outgoing, turn: Turn) -> None:
        begun_at = time.monotonic()
        try:
            message_id = await self._post.send(deliveries[0].address, message, turn)
        except PostError as error:
            await self._fail(deliveries, error, begun_at)
        except Exception as error:
            # Our fault, and nobody knows how far it got.
            log.error("delivery.unexpected", ids=_ids(deliveries), **described(error))
            await self._fail(deliveries, Uncertain(type(error).__name__), begun_at)
        else:
            self._outage.succeeded()
            sent = Outcome(state=State.SENT, message_id=message_id)
            await self._settle({delivery.id: sent for delivery in deliveries})

    async def _fail(
        self, deliveries: Sequence[Delivery], error: PostError, begun_at: float
    ) -> None:
        """Settle what was not delivered.

        Others are told first: after a crash in between they are told again, and never not at all.
        """
        first = deliveries[0]
        log.info("delivery.failed", lane=first.lane.name, error=type(error).__name__)
        if isinstance(error, NotSent | Uncertain):
            self._outage.failed(begun_at)
        else:
            self._outage.succeeded()
        now = self._clock.now()
        outcomes = {delivery.id: policy.after(error, delivery, now) for delivery in deliveries}
        match error:
            case TooFast(is_for_all=True):
                until_at = self._pauses.begin(first.lane, error.retry_after)
                await self._patience(lambda: self._outbox.pause(first.lane, until_at, error.reason))
            case Moved():
                await _told(self._hooks.on_moved(first.address, error.new_address))
            case Unreachable():
                await _told(self._hooks.on_unreachable(deliveries, error.reason))
            case Refused():
                await self._tell_given_up(deliveries, outcomes, ProblemKind.REFUSED)
            case _:
                await self._tell_given_up(deliveries, outcomes, ProblemKind.GIVEN_UP)
        await self._settle(outcomes)

    async def _settle_wordless(self, delivery: Delivery, reason: str) -> None:
        outcomes = {delivery.id: policy.after_no_words(delivery, self._clock.now(), reason)}
        await self._tell_given_up([delivery], outcomes, ProblemKind.WORDLESS)
        await self._settle(outcomes)

    async def _tell_given_up(
        self, deliveries: Sequence[Delivery], outcomes: Mapping[int, Outcome], kind: ProblemKind
    ) -> None:
        """Tell of those that have failed for good, if any."""
        failed = [
            each
            for each in deliveries
            if each.id in outcomes and outcomes[each.id].state is State.FAILED
        ]
        if failed:
            reason = outcomes[failed[0].id].reason or ""
            await _told(self._hooks.on_problem(Problem(kind, reason, failed)))

    async def _settle(self, outcomes: Mapping[int, Outcome]) -> None:
        await self._patience(lambda: self._outbox.settle(outcomes))


def _check(composed: Composed, deliveries: Sequence[Delivery]) -> None:
    """Hold a composer to its contract, lest a delivery is lost between its answers."""
    named = [*composed.covered, *composed.withdrawn, *composed.deferred]
    if sorted(named) != sorted(delivery.id for delivery in deliveries):
        raise ValueError("the composer does not say of each delivery, once, what becomes of it")
    if (composed.message is None) != (not composed.covered):
        raise ValueError("the composer gives a message that covers nothing, or none that does")


def _ids(deliveries: Sequence[Delivery]) -> list[int]:
    return [delivery.id for delivery in deliveries]


async def _told(hook: Awaitable[None]) -> None:
    """Wait for a hook; what goes wrong in it is no matter of the delivery's."""
    try:
        await hook
    except Exception as error:
        log.error("delivery.hook", **described(error))
