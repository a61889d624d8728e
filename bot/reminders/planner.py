"""The planner: what is known of an obligation becomes the deliveries that should stand. Pure.

It is asked again after every change and at start, and says each time all that should stand from now
on; what differs from the outbox is then changed there. So it never asks "is today the day?", only
"which rungs are due and unsent?", and asking twice changes nothing.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from operator import attrgetter
from typing import NamedTuple

from bot.delivery.model import ARRIVED, WAITING, Delivery, Draft, Lane, Purpose, State
from bot.reminders.ladder import Ladder, last_day
from bot.reminders.timetable import Timetable

#: The rung of a nudge that somebody asked for; the instant follows it, so that two are two.
SNOOZE = "snooze"
#: The rung of what is sent after a deadline.
OVERDUE = "overdue"
#: The rung of what staff ask for; the day follows it, of which there is one for each duty.
BY_HAND = "hand"
#: For so long after it was due a note that something is overdue still helps.
OVERDUE_KEEPS = timedelta(days=14)

_AT = attrgetter("at")
#: States that no plan changes: the same delivery is not planned again.
_SETTLED = ARRIVED | {State.FAILED}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """How units are reminded of one deadline."""

    timetable: Timetable
    ladder: Ladder
    grace: timedelta = timedelta(0)  #: for so long after it nobody is told that a unit is late
    next_contact_from: int = 3  #: from this rung on the next contact hears of it too
    staff_from: int = 1  #: from this rung on staff do


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A contact who has joined."""

    contact_id: int
    chat_id: int  #: by our id
    joined_at: datetime
    is_reachable: bool = True
    snoozed_until_at: datetime | None = None  #: about this obligation


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanState:
    """All that the nudges about one obligation depend on, at one instant."""

    obligation_id: int
    created_at: datetime  #: since when the unit owes it
    due_at: datetime  #: the first instant that is too late; in the edition's zone
    is_open: bool  #: not filed, not waived, of a unit that takes part
    reacted_at: datetime | None  #: when somebody of the unit last did something about it
    addressees: tuple[Addressee, ...]  #: in the order in which they are asked
    history: Sequence[Delivery]  #: every nudge and overdue note about it, whatever its state
    now: datetime
    rules: Rules
    #: what its nudges are about: a deadline that moves to another day is another subject
    subject: str = field(init=False)

    def __post_init__(self) -> None:
        subject = f"obligation/{self.obligation_id}/{last_day(self.due_at).isoformat()}"
        object.__setattr__(self, "subject", subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestState:
    """All that the digests about one deadline depend on, at one instant."""

    deadline: str  #: id
    created_at: datetime  #: since when the first of the units that still owe it has
    due_at: datetime  #: as in `PlanState`
    staff: tuple[int, ...]  #: chats, by our id
    history: Sequence[Delivery]  #: every digest about it
    now: datetime
    rules: Rules
    subject: str = field(init=False)  #: what its digests are about

    def __post_init__(self) -> None:
        object.__setattr__(self, "subject", digest_subject(self.deadline, self.due_at))


def digest_subject(deadline: str, due_at: datetime) -> str:
    """What the digests of a deadline are about: one for each last day, whatever the hour."""
    return f"deadline/{deadline}/{last_day(due_at).isoformat()}"


class _Step(NamedTuple):
    """Something to say to one recipient, at an instant that may have passed."""

    rung: str
    at: datetime
    not_after_at: datetime | None = None  #: from here on it is out of date


def plan(state: PlanState) -> tuple[Draft, ...]:
    """Everything about one obligation that should stand now: its nudges and its overdue notes.

    Raises:
        YearUnknown: it is not known on which of the days people work.
    """
    return plan_nudges(state) + plan_overdue(state)


def plan_nudges(state: PlanState) -> tuple[Draft, ...]:
    """Every nudge about one obligation that should stand now.

    To the first contact who has joined and can be reached; from the rung `next_contact_from` on to
    the next one as well, while nobody of the unit has reacted. Rungs that were missed become one,
    the latest, at the next instant within sending hours; what a contact was sent is not sent again.
    What staff have asked for stands among the rungs.

    Returns:
        For each recipient rising, one a day at most, each before the deadline, and none before the
        sending hours that are open now or open next.

    Raises:
        YearUnknown: it is not known on which of the days people work.
    """
    drafts: list[Draft] = []
    for position, addressee in enumerate(recipients(state)):
        settled = _settled(state.history, addressee.chat_id, Purpose.NUDGE)
        steps = _steps(state, addressee, is_first=position == 0)
        drafts += _drafts(Purpose.NUDGE, state, addressee, _standing(steps, state, settled))
    return tuple(drafts)


def plan_overdue(state: PlanState) -> tuple[Draft, ...]:
    """The notes that a deadline has passed, to whoever was to be nudged last.

    Not to those who have joined since, nor to a unit that has been told of it only since; but to
    them as well where staff have asked for it.

    Raises:
        YearUnknown: as above.
    """
    drafts: list[Draft] = []
    for addressee in recipients(state):
        steps = _asked_for_late(state, addressee)
        if state.created_at < state.due_at and addressee.joined_at < state.due_at:
            settled = _settled(state.history, addressee.chat_id, Purpose.OVERDUE)
            steps = _one_a_day([*_late(state, settled), *steps], state.rules.timetable)
        drafts += _drafts(Purpose.OVERDUE, state, addressee, steps)
    return tuple(drafts)


def plan_digests(state: DigestState) -> tuple[Draft, ...]:
    """The digests ahead of a deadline, for each member of staff: one for each rung they hear of.

    The missed ones become one, as those of nudges do.

    Raises:
        YearUnknown: as above.
    """
    rules = state.rules
    steps = [
        _Step(str(nudge.rung), nudge.at)
        for nudge in rules.timetable.nudges(state.due_at, rules.ladder)
        if nudge.rung <= rules.staff_from
    ]
    return tuple(
        _digest(state, chat_id, step)
        for chat_id in state.staff
        for step in _standing(steps, state, _settled(state.history, chat_id, Purpose.DIGEST))
    )


def plan_overdue_digests(state: DigestState) -> tuple[Draft, ...]:
    """The digests of the units that are late, one for each member of staff.

    Raises:
        YearUnknown: as above.
    """
    if state.created_at >= state.due_at:
        return ()
    return tuple(
        _digest(state, chat_id, step)
        for chat_id in state.staff
        for step in _late(state, _settled(state.history, chat_id, Purpose.DIGEST))
    )


def _settled(history: Sequence[Delivery], chat_id: int, purpose: Purpose) -> list[Delivery]:
    return [
        each
        for each in history
        if each.recipient_id == chat_id and each.purpose is purpose and each.state in _SETTLED
    ]


def recipients(state: PlanState) -> Sequence[Addressee]:
    """Who hears of it: the first who can be reached, and the next while nobody has reacted."""
    if not state.is_open:
        return ()
    by_chat: dict[int, Addressee] = {}
    for addressee in state.addressees:
        if addressee.is_reachable:
            # Somebody who is listed twice is one recipient.
            by_chat.setdefault(addressee.chat_id, addressee)
    return list(by_chat.values())[: 1 if state.reacted_at is not None else 2]


def _steps(state: PlanState, addressee: Addressee, *, is_first: bool) -> list[_Step]:
    """The nudges that concern one contact, rising, sent or not."""
    rules, until_at = state.rules, addressee.snoozed_until_at
    nudges = rules.timetable.nudges(state.due_at, rules.ladder)
    # Who joins is welcomed with what is owed by then; who was there when it came to be owed, with
    # little time left, has heard of no rung yet.
    if state.created_at < addressee.joined_at:
        nudges = nudges[bisect_left(nudges, addressee.joined_at, key=_AT) :]
    if until_at is not None:
        nudges = nudges[bisect_left(nudges, until_at, key=_AT) :]
    steps = [
        _Step(str(nudge.rung), nudge.at)
        for nudge in nudges
        if is_first or nudge.rung <= rules.next_contact_from
    ]
    if until_at is not None:
        # Where it falls on a rung, the rung comes after it and so in its place.
        snoozed = _snoozed(state, until_at)
        steps.insert(bisect_left(steps, snoozed.at, key=_AT), snoozed)
    for asked in _asked_for(state, addressee, Purpose.NUDGE):
        steps.insert(bisect_left(steps, asked.at, key=_AT), asked)
    return steps


def _asked_for(state: PlanState, addressee: Addressee, purpose: Purpose) -> list[_Step]:
    """What staff have asked for that one contact is still to get: the outbox alone knows of it."""
    asked = [
        each
        for each in state.history
        if each.rung.startswith(BY_HAND)
        and each.purpose is purpose
        and each.recipient_id == addressee.chat_id
    ]
    settled = {each.rung for each in asked if each.state in _SETTLED}
    return [
        _Step(each.rung, each.due_at)
        for each in asked
        if each.state in WAITING and each.rung not in settled
    ]


def _asked_for_late(state: PlanState, addressee: Addressee) -> list[_Step]:
    """The same of what is to be said after the deadline: it keeps as its note does."""
    opens_at = state.rules.timetable.opening(state.now)
    return [
        _Step(step.rung, max(step.at, opens_at), step.at + OVERDUE_KEEPS)
        for step in _asked_for(state, addressee, Purpose.OVERDUE)
        if state.due_at <= step.at and opens_at < step.at + OVERDUE_KEEPS
    ]


def _one_a_day(steps: Sequence[_Step], timetable: Timetable) -> list[_Step]:
    """The first of the steps that are of one day."""
    by_day: dict[date, _Step] = {}
    for step in steps:
        by_day.setdefault(timetable.day(step.at), step)
    return sorted(by_day.values(), key=_AT)


def _snoozed(state: PlanState, until_at: datetime) -> _Step:
    """The nudge that somebody asked for: no earlier than they wanted, unless that is too late."""
    timetable = state.rules.timetable
    at = timetable.next_at(until_at)
    if at >= state.due_at:
        at = timetable.last_opening_before(state.due_at)
    return _Step(f"{SNOOZE}/{until_at.astimezone(UTC):%Y-%m-%dT%H:%MZ}", at)


def _standing(
    steps: Sequence[_Step], state: PlanState | DigestState, settled: Collection[Delivery]
) -> list[_Step]:
    """The steps that are still to come, rising.

    Each is out of date when the next one comes, or the deadline, so that a sender that was away for
    long sends the latest alone, whether the plan has been made anew by then or not.
    """
    timetable, now = state.rules.timetable, state.now
    arrived = [each for each in settled if each.state in ARRIVED]
    taken_days = {timetable.day(each.sent_at or each.due_at) for each in arrived}
    settled_rungs = {each.rung for each in settled if each.subject == state.subject}
    # What was sent overtakes what was to come before it, also when the clock was put back.
    overtaken_at = max(
        (each.due_at for each in arrived if each.subject == state.subject), default=None
    )
    standing: list[_Step] = []
    next_at, next_day = state.due_at, date.max
    for step in reversed(_unmissed(steps, state)):
        if step.rung in settled_rungs or (overtaken_at is not None and step.at <= overtaken_at):
            continue
        at = step.at if step.at > now else max(step.at, timetable.opening(now))
        day = timetable.day(at)
        while day in taken_days:
            at = timetable.opening_after(day)
            day = timetable.day(at)
        if at < next_at and day < next_day:
            standing.append(_Step(step.rung, at, next_at))
            next_at, next_day = at, day
    return standing[::-1]


def _unmissed(steps: Sequence[_Step], state: PlanState | DigestState) -> Sequence[_Step]:
    """The steps ahead, and of those that have passed the latest."""
    ahead = bisect_right(steps, state.now, key=_AT)
    if ahead == 0:
        return steps
    reacted_at = state.reacted_at if isinstance(state, PlanState) else None
    if reacted_at is not None and steps[ahead - 1].at < reacted_at <= state.now:
        return steps[ahead:]  # whoever has reacted since then has nothing new to hear
    return steps[ahead - 1 :]


def _late(state: PlanState | DigestState, settled: Collection[Delivery]) -> list[_Step]:
    """The note that the deadline has passed, unless it was sent, or is no news any more."""
    if any(each.subject == state.subject and each.rung == OVERDUE for each in settled):
        return []
    timetable = state.rules.timetable
    at = timetable.next_at(state.due_at + state.rules.grace)
    not_after_at = at + OVERDUE_KEEPS
    if at <= state.now:
        at = max(at, timetable.opening(state.now))
    return [_Step(OVERDUE, at, not_after_at)] if at < not_after_at else []


def _drafts(
    purpose: Purpose, state: PlanState, addressee: Addressee, steps: Sequence[_Step]
) -> Iterator[Draft]:
    for step in steps:
        yield Draft(
            purpose=purpose,
            subject=state.subject,
            recipient_id=addressee.chat_id,
            rung=step.rung,
            lane=Lane.NUDGE,
            due_at=step.at,
            not_after_at=step.not_after_at,
            obligation_id=state.obligation_id,
            contact_id=addressee.contact_id,
        )


def _digest(state: DigestState, chat_id: int, step: _Step) -> Draft:
    return Draft(
        purpose=Purpose.DIGEST,
        subject=state.subject,
        recipient_id=chat_id,
        rung=step.rung,
        lane=Lane.NUDGE,
        due_at=step.at,
        not_after_at=step.not_after_at,
    )
