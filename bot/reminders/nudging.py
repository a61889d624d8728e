"""Nudging by hand: staff have one unit reminded now, or all that have not filed."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterable, Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.delivery.model import Draft
from bot.directory.roles import Permission
from bot.filings.cases import Changed
from bot.filings.errors import NotOwed, NotStaff
from bot.filings.messages import subject_of
from bot.filings.records import Actor, Duty, DutyState
from bot.knowledge.knowledge import Knowledge
from bot.reminders.by_hand import Reason, Refusal, nudge_by_hand
from bot.reminders.planner import BY_HAND
from bot.reminders.repository import PlanReads, PlanRepository
from bot.reminders.states import NudgeTimes, Policy, Situation, StoredPlan
from bot.settings import ReminderSettings

#: Duties that are looked at in one go, for which every answer waits: some milliseconds.
_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Nudged:
    """What came of having one unit nudged."""

    duty: Duty
    at: datetime | None  #: when it goes out; None: it does not
    refusal: Refusal | None  #: why


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What comes, or came, of having all nudged that have not filed."""

    nudged: int  #: units
    at: datetime | None  #: when the first of these messages goes out
    refused: Mapping[Reason, int] = field(default_factory=dict)  #: units, by why


class Nudging:
    """Puts nudges into the outbox that staff ask for.

    Args:
        repository: makes transactions.
        clock: tells the time.
        knowledge: gives the knowledge as it is now.
        settings: when units are nudged.
        changed: called after a change, so that the sender hears of it.
    """

    def __init__(
        self,
        repository: PlanRepository,
        clock: Clock,
        knowledge: Callable[[], Knowledge],
        settings: ReminderSettings,
        changed: Changed,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._knowledge = knowledge
        self._settings = settings
        self._changed = changed

    async def times(self, deadline: str) -> dict[int, NudgeTimes]:
        """When units were last reminded of a deadline, and will be next, by obligation."""
        async with self._repository.reading() as plans:
            return await plans.nudge_times(deadline=deadline)

    async def times_of(self, obligation_id: int) -> NudgeTimes:
        """The same of one obligation."""
        async with self._repository.reading() as plans:
            found = await plans.nudge_times(obligation_id=obligation_id)
        return found.get(obligation_id, NudgeTimes())

    async def nudge(
        self, obligation_id: int, actor: Actor, *, update_id: int | None = None
    ) -> Nudged:
        """Have one unit nudged, if it has not been on that day; the same update nudges once.

        Raises:
            NotStaff: the actor may not.
            NotOwed: there is no such duty any longer.
            YearUnknown: it is not known on which of the days people work.
        """
        async with self._repository.transaction() as plans:
            await _require(plans, actor)
            situation = await self._situation(plans)
            stored = await plans.plan(obligation_id)
            duty = situation.duty(stored) if stored is not None else None
            if stored is None or duty is None:
                raise NotOwed(obligation_id)
            handled_at = await plans.filings.handled_at(update_id)
            if handled_at is not None and (done_at := _asked_at(stored, handled_at)) is not None:
                return Nudged(duty=duty, at=done_at, refusal=None)
            drafted = _drafted(situation, stored)
            if isinstance(drafted, Refusal) or handled_at is not None:
                refusal = drafted if isinstance(drafted, Refusal) else None
                return Nudged(duty=duty, at=None, refusal=refusal)
            now = situation.now
            await plans.filings.mark_handled(update_id, now)
            await plans.put(drafted, now)
            await plans.filings.audit(
                actor_id=actor.chat_id,
                action="obligation.nudge",
                subject=subject_of(obligation_id),
                before={},
                after=_written(drafted),
                now=now,
            )
        await self._changed([duty.unit.id])
        return Nudged(duty=duty, at=drafted[0].due_at, refusal=None)

    async def preview(self, deadline: str, actor: Actor) -> Tally:
        """How many units would be nudged now, and why the others would not.

        Raises:
            NotStaff, YearUnknown: as in `nudge`.
        """
        async with self._repository.reading() as plans:
            await _require(plans, actor)
            situation = await self._situation(plans)
            _, tally, _ = await _all(situation, plans.plans_of(deadline))
            return tally

    async def nudge_all(
        self, deadline: str, actor: Actor, *, update_id: int | None = None
    ) -> Tally:
        """Have all nudged that have not filed; one line in the audit, however many they are.

        Raises:
            NotStaff, YearUnknown: as in `nudge`.
        """
        async with self._repository.transaction() as plans:
            await _require(plans, actor)
            situation = await self._situation(plans)
            stored = plans.plans_of(deadline)
            handled_at = await plans.filings.handled_at(update_id)
            if handled_at is not None:
                asked = [_asked_at(each, handled_at) async for each in stored]
                done = [at for at in asked if at is not None]
                return Tally(nudged=len(done), at=min(done, default=None))
            drafts, tally, unit_ids = await _all(situation, stored)
            now = situation.now
            await plans.filings.mark_handled(update_id, now)
            if drafts:
                await plans.put(drafts, now)
                await plans.filings.audit(
                    actor_id=actor.chat_id,
                    action="deadline.nudge",
                    subject=f"deadline/{deadline}",
                    before={},
                    after={"nudged": tally.nudged, "refused": dict(tally.refused)},
                    now=now,
                )
        if drafts:
            await self._changed(unit_ids)
        return tally

    async def _situation(self, plans: PlanReads) -> Situation:
        return Situation(
            policy=Policy(self._knowledge(), self._settings),
            extensions=await plans.extensions(),
            unreachable=await plans.unreachable(),
            now=self._clock.now(),
        )


async def _require(plans: PlanReads, actor: Actor) -> None:
    if not actor.is_staff or not await plans.may(actor.chat_id, Permission.NUDGE_BY_HAND):
        raise NotStaff


async def _all(
    situation: Situation, plans: AsyncIterable[StoredPlan]
) -> tuple[list[Draft], Tally, Collection[int]]:
    """What is to be sent about some duties, how many those are, and the units that get it."""
    drafts: list[Draft] = []
    unit_ids: list[int] = []
    refused: Counter[Reason] = Counter()
    number = 0
    async for stored in plans:
        if number % _AT_ONCE == 0:
            await asyncio.sleep(0)  # so that answers need not wait
        number += 1
        duty = situation.duty(stored)
        if duty is None:
            continue
        drafted = _drafted(situation, stored)
        if isinstance(drafted, Refusal):
            refused[drafted.reason] += 1
        else:
            drafts += drafted
            unit_ids.append(duty.unit.id)
    at = min((draft.due_at for draft in drafts), default=None)
    return drafts, Tally(nudged=len(unit_ids), at=at, refused=dict(refused)), unit_ids


def _drafted(situation: Situation, stored: StoredPlan) -> tuple[Draft, ...] | Refusal:
    duty = situation.duty(stored)
    if duty is not None and not duty.is_open:
        return Refusal(Reason.FILED if duty.state is DutyState.FILED else Reason.WAIVED)
    state = situation.state(stored)
    return Refusal(Reason.UNDATED) if state is None else nudge_by_hand(state)


def _asked_at(stored: StoredPlan, handled_at: datetime) -> datetime | None:
    """When what was asked for at an instant goes out, or went."""
    asked = (
        each.due_at
        for each in stored.history
        if each.rung.startswith(BY_HAND) and each.created_at == handled_at
    )
    return min(asked, default=None)


def _written(drafts: Collection[Draft]) -> dict[str, object]:
    return {
        "at": min(draft.due_at for draft in drafts).isoformat(),
        "contacts": sorted(draft.contact_id for draft in drafts if draft.contact_id is not None),
    }
