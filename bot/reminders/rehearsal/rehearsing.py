"""Rehearsing: the clock runs over the plan, and each message finds its words."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, groupby

from bot.clock import FixedClock
from bot.delivery.composing import Composer
from bot.delivery.message import Message
from bot.delivery.model import Delivery, Draft, Purpose
from bot.directory.chats import Chats
from bot.directory.units import Units
from bot.filings.repository import FilingRepository
from bot.filings.standing import applies
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline
from bot.knowledge.working_days import YearUnknown
from bot.language import Language
from bot.locales import Texts
from bot.reminders.composing import NudgeComposer, OverdueComposer
from bot.reminders.composing_staff import DigestComposer, ToStaff
from bot.reminders.drafting import draft_digests, draft_nudges
from bot.reminders.planner import DigestState, PlanState
from bot.reminders.rehearsal.records import Cause, Programme, Rehearsed
from bot.reminders.rehearsal.supposing import Beginning, SupposedFilings, SupposedReaders
from bot.reminders.repository import PlanRepository
from bot.reminders.simulation import simulate
from bot.reminders.states import Due, Policy, Situation, StoredPlan
from bot.settings import ReminderSettings

#: Units that are read at a time.
_UNITS_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is rehearsed.

    Attributes:
        now: the present instant; aware, as the others are.
        from_at: the first instant that is told of. One that is past begins afresh, as if nothing
            had been sent and nobody had reacted.
        until_at: the first instant that is not told of.
        joined_only: contacts who have not joined are left out; else they count as if they had.
    """

    now: datetime
    from_at: datetime
    until_at: datetime
    joined_only: bool = False

    @property
    def is_afresh(self) -> bool:
        """Whether it begins in the past."""
        return self.from_at < self.now

    @property
    def starts_at(self) -> datetime:
        """When the clock begins to run: what comes before `from_at` is sent as well."""
        return min(self.from_at, self.now)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stored:
    """All that a rehearsal begins with."""

    plans: Sequence[StoredPlan]
    extensions: Mapping[str, datetime]
    unreachable: frozenset[int]
    digests: Sequence[Delivery]
    staff: Mapping[int, int]  #: address by our id of the chat


class Rehearsal:
    """Tells what would be sent if nothing changed but the time.

    Args:
        plans: what is planned is read from it; nothing is written.
        filings: likewise what is asked of all units at once.
        chats: in which language somebody reads.
        units: for which units they file.
        knowledge: what is owed, by when.
        settings: when units are nudged.
        staff: Telegram's addresses of the members of staff who get digests.
        texts: the words of every language.
        language_of: the language for an IETF tag, or the default given.
        default: the language for somebody of whom nothing is known.
    """

    def __init__(
        self,
        plans: PlanRepository,
        filings: FilingRepository,
        chats: Chats,
        units: Units,
        knowledge: Knowledge,
        settings: ReminderSettings,
        *,
        staff: Sequence[int],
        texts: Mapping[Language, Texts],
        language_of: Callable[[str | None, Language], Language],
        default: Language,
    ) -> None:
        self._plans = plans
        self._filings = filings
        self._chats = chats
        self._units = units
        self._knowledge = knowledge
        self._policy = Policy(knowledge, settings)
        self._grace = timedelta(minutes=settings.grace_minutes)
        self._staff = staff
        self._texts = texts
        self._language_of = language_of
        self._default = default

    async def run(self, period: Period) -> Programme:
        """Every message of a period, with its words."""
        stored = await self._read(period)
        situation = Situation(
            policy=self._policy,
            extensions=stored.extensions,
            unreachable=stored.unreachable,
            now=period.starts_at,
        )
        readers = self._readers(stored)
        clock = FixedClock(period.starts_at)
        composers = self._composers(stored, readers, clock)
        refused: dict[str, YearUnknown] = {}
        causes = self._causes(stored, situation, period, refused)
        told = [cause for cause in causes if _at(cause) >= period.from_at]
        messages = []
        for group in _by_message(told):
            clock.at = _at(group[0])
            deliveries = [cause.delivery for cause in group]
            composed = await composers[deliveries[0].purpose].compose(deliveries, clock.at)
            if composed.message is None:
                continue  # such as a digest with nobody to call
            assert isinstance(composed.message, Message), "nothing but words is planned ahead"
            said = tuple(each for each in group if each.delivery.id in composed.covered)
            chat_id = deliveries[0].recipient_id
            recipients = dict.fromkeys(
                membership
                for cause in said
                if cause.delivery.contact_id is not None
                and (membership := readers.membership(chat_id, cause.delivery.contact_id))
            )
            messages.append(
                Rehearsed(
                    at=clock.at.astimezone(self._knowledge.zone),
                    purpose=deliveries[0].purpose,
                    recipients=tuple(recipients),
                    has_joined=chat_id > 0,
                    causes=said,
                    message=composed.message,
                )
            )
        contacts = {each.id: each for plan in stored.plans for each in plan.contacts}
        return Programme(
            from_at=period.from_at,
            until_at=period.until_at,
            messages=messages,
            refused=refused,
            unit_count=len({p.obligation.unit.id for p in stored.plans if p.obligation}),
            contact_count=len(contacts),
            expected_count=sum(
                each.chat_id is not None and each.chat_id < 0 for each in contacts.values()
            ),
        )

    async def _read(self, period: Period) -> _Stored:
        numbers = count(1)
        beginning = Beginning(
            at=period.starts_at, is_afresh=period.is_afresh, joined_only=period.joined_only
        )
        plans: list[StoredPlan] = []
        async with self._plans.reading() as reads:
            units = {unit.id: unit for unit in await reads.units()}
            for ids in _portions(sorted(units)):
                stored = await reads.plans(ids)
                plans += map(beginning.supposed, stored)
                there = {
                    (p.obligation.unit.id, p.obligation.deadline) for p in stored if p.obligation
                }
                contacts = await reads.contacts(ids)
                plans += [
                    beginning.owed(next(numbers), units[id], deadline.id, contacts.get(id, ()))
                    for id in ids
                    for deadline in self._knowledge.all(Deadline)
                    if applies(deadline, units[id]) and (id, deadline.id) not in there
                ]
            extensions = await reads.extensions()
            unreachable = await reads.unreachable()
            digests = [] if period.is_afresh else await reads.digests()
        staff: dict[int, int] = {}
        for number, address in enumerate(self._staff, start=1):
            chat = await self._chats.find(address)
            if chat is not None:
                staff[chat.id] = address
            elif not period.joined_only:
                # Below those of contacts who have not joined, which are their ids.
                staff[-(2**62) - number] = address
        return _Stored(
            plans=plans,
            extensions=extensions,
            unreachable=unreachable,
            digests=digests,
            staff=staff,
        )

    def _readers(self, stored: _Stored) -> SupposedReaders:
        return SupposedReaders(
            self._chats,
            self._units,
            self._texts,
            lambda: self._knowledge,
            language_of=self._language_of,
            default=self._default,
            plans=stored.plans,
            unreachable=stored.unreachable,
            staff=stored.staff,
        )

    def _composers(
        self, stored: _Stored, readers: SupposedReaders, clock: FixedClock
    ) -> Mapping[Purpose, Composer]:
        filings = SupposedFilings(
            self._filings,
            clock,
            lambda: self._knowledge,
            grace=self._grace,
            extensions=stored.extensions,
            unreachable=stored.unreachable,
            plans=stored.plans,
        )
        knowledge, timetable = (lambda: self._knowledge), (lambda: self._policy.timetable)
        return {
            Purpose.NUDGE: NudgeComposer(filings, readers, timetable),
            Purpose.OVERDUE: OverdueComposer(filings, readers, timetable),
            Purpose.DIGEST: ToStaff(
                DigestComposer(filings, readers, knowledge), self._is_staff, timetable
            ),
        }

    async def _is_staff(self, address: int) -> bool:
        return address in self._staff

    def _causes(
        self,
        stored: _Stored,
        situation: Situation,
        period: Period,
        refused: dict[str, YearUnknown],
    ) -> list[Cause]:
        """Every delivery until the end of the period; what cannot be planned goes to `refused`."""
        causes: list[Cause] = []
        dues: dict[Due, datetime] = {}
        ids = count(1)
        for plan in stored.plans:
            state = situation.state(plan)
            if state is None or plan.obligation is None or not state.is_open:
                continue
            deadline = plan.obligation.deadline
            due = deadline, state.due_at
            dues[due] = min(dues.get(due, state.created_at), state.created_at)
            if (unknown := draft_nudges(state).refused) is not None:
                refused[deadline] = unknown
            sent = simulate(state, _nudges, until_at=period.until_at, ids=ids)
            causes += [self._cause(each, deadline, state) for each in sent]
        for digests in situation.digest_states(dues, tuple(stored.staff), stored.digests):
            for each in simulate(digests, _digests, until_at=period.until_at, ids=ids):
                addressed = replace(each, address=stored.staff[each.recipient_id])
                causes.append(self._cause(addressed, digests.deadline, digests))
        return causes

    def _cause(self, delivery: Delivery, id: str, state: PlanState | DigestState) -> Cause:
        deadline = self._knowledge.find(Deadline, id)
        assert deadline is not None, f"{id}: it is owed, so it is there"
        rules = state.rules
        nudges = rules.timetable.nudges(state.due_at, rules.ladder)
        return Cause(
            delivery=delivery,
            deadline=deadline,
            due_at=state.due_at,
            nudge=next((each for each in nudges if str(each.rung) == delivery.rung), None),
            counts_working_days=rules.ladder.working_days,
            is_escalated=isinstance(state, PlanState) and _is_escalated(delivery, state),
        )


def _nudges(state: PlanState) -> tuple[Draft, ...]:
    return draft_nudges(state).drafts


def _digests(state: DigestState) -> tuple[Draft, ...]:
    return draft_digests(state).drafts


def _is_escalated(delivery: Delivery, state: PlanState) -> bool:
    first = next((each for each in state.addressees if each.is_reachable), None)
    return first is not None and first.chat_id != delivery.recipient_id


def _at(cause: Cause) -> datetime:
    return cause.delivery.sent_at or cause.delivery.due_at


def _by_message(causes: Sequence[Cause]) -> Iterator[list[Cause]]:
    """In the order in which they are sent, those together that the sender makes one message of.

    Of one instant they follow the list of units, and staff come last.
    """
    place: dict[int, int] = {}
    for cause in causes:
        place.setdefault(cause.delivery.recipient_id, len(place))

    def of_message(cause: Cause) -> tuple[datetime, int, str, int]:
        delivery = cause.delivery
        alone = 0 if delivery.purpose is Purpose.NUDGE else delivery.id
        return _at(cause), place[delivery.recipient_id], delivery.purpose, alone

    for _, group in groupby(sorted(causes, key=of_message), of_message):
        yield list(group)


def _portions(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), _UNITS_AT_ONCE):
        yield ids[start : start + _UNITS_AT_ONCE]
