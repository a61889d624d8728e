"""A nudge by hand: whether staff may have a unit reminded now, and when that goes out. Pure.

It is held to what holds of every nudge: sending hours, working days, and one a day about one duty,
whether the ladder or somebody of staff sends it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from bot.delivery.model import ARRIVED, WAITING, Delivery, Draft, Lane, Purpose, State
from bot.reminders.planner import (
    BY_HAND,
    OVERDUE_KEEPS,
    Addressee,
    PlanState,
    recipients,
)
from bot.reminders.timetable import Timetable

_REMINDS = frozenset({Purpose.NUDGE, Purpose.OVERDUE})


class Reason(StrEnum):
    """Why a unit is not nudged by hand."""

    FILED = "filed"
    WAIVED = "waived"
    UNDATED = "undated"  #: it is not known yet when it is due
    NOBODY = "nobody"  #: no contact has joined, or none can be written to
    SENT = "sent"  #: one was sent on the day on which this would be; `at` says when
    PLANNED = "planned"  #: one goes out on that day anyway; `at` says when
    TOO_LATE = "too-late"  #: there are no sending hours left before it is due
    GRACE = "grace"  #: it has just passed: nobody is called late before `at`


@dataclass(frozen=True, slots=True)
class Refusal:
    """That a unit is not nudged by hand, and why."""

    reason: Reason
    at: datetime | None = None


def nudge_by_hand(state: PlanState) -> tuple[Draft, ...] | Refusal:
    """What is to be sent when staff press the button, to whom the next nudge would go.

    Before it is due that is a nudge; afterwards, once the grace is over, the words for what is
    overdue.

    Args:
        state: of a duty that is open.

    Returns:
        Drafts for one instant, at least one; or why there are none.

    Raises:
        YearUnknown: it is not known on which of the days people work.
    """
    timetable, now = state.rules.timetable, state.now
    addressees = recipients(state)
    if not addressees:
        return Refusal(Reason.NOBODY)
    late_from = state.due_at + state.rules.grace
    is_late = now >= state.due_at
    if is_late and now < late_from:
        return Refusal(Reason.GRACE, timetable.next_at(late_from))
    at = timetable.next_at(now)
    if not is_late and at >= state.due_at:
        return Refusal(Reason.TOO_LATE)
    day = timetable.day(at)
    if (other := _of_day(state.history, day, timetable, now)) is not None:
        return other
    purpose = Purpose.OVERDUE if is_late else Purpose.NUDGE
    not_after_at = at + OVERDUE_KEEPS if is_late else state.due_at
    drafts = (
        _draft(purpose, state, addressee, f"{BY_HAND}/{day.isoformat()}", at, not_after_at)
        for addressee in addressees
    )
    # What has failed today would fail again, and stays as it is.
    failed = {_key(each) for each in state.history if each.state is State.FAILED}
    return tuple(draft for draft in drafts if _key(draft) not in failed) or Refusal(Reason.NOBODY)


def _of_day(
    history: Iterable[Delivery], day: date, timetable: Timetable, now: datetime
) -> Refusal | None:
    """That the unit is reminded on a day already, whoever of it."""
    reminding = [each for each in history if each.purpose in _REMINDS]
    for each in reminding:
        sent_at = each.sent_at or each.due_at
        if each.state in ARRIVED and timetable.day(sent_at) == day:
            return Refusal(Reason.SENT, sent_at)
    for each in reminding:
        # What could not be sent while it was due goes out in the next sending hours.
        at = timetable.next_at(max(each.due_at, now))
        if each.state in WAITING and timetable.day(at) == day:
            return Refusal(Reason.PLANNED, at)
    return None


def _key(delivery: Draft | Delivery) -> tuple[str, str, int, str]:
    return delivery.purpose, delivery.subject, delivery.recipient_id, delivery.rung


def _draft(
    purpose: Purpose,
    state: PlanState,
    addressee: Addressee,
    rung: str,
    at: datetime,
    not_after_at: datetime,
) -> Draft:
    return Draft(
        purpose=purpose,
        subject=state.subject,
        recipient_id=addressee.chat_id,
        rung=rung,
        lane=Lane.NUDGE,
        due_at=at,
        not_after_at=not_after_at,
        obligation_id=state.obligation_id,
        contact_id=addressee.contact_id,
    )
