"""The sender's statements.

Each is answered from an index, however many deliveries wait: `ix_delivery_waiting` holds those that
do, by lane and due instant, and `ix_delivery_held` the few that a sender holds.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Update,
    and_,
    bindparam,
    case,
    func,
    literal_column,
    null,
    or_,
    select,
    text,
    union_all,
    update,
)

from bot.database.tables import IS_HELD, IS_WAITING
from bot.delivery.model import Lane, Purpose, State
from bot.delivery.outbox.rows import DELIVERY

_of = DELIVERY.c
#: Words, not parameters: a database uses an index of some rows for these words alone.
_is_waiting, _is_held = text(IS_WAITING), text(IS_HELD)
_repeatable = [lane for lane in Lane if lane.may_repeat]


def first_due() -> CompoundSelect[Any]:
    """Each lane, and when the first delivery that waits in it is due."""
    return union_all(
        *(
            select(
                literal_column(str(int(lane))), func.min(_of.due_at, type_=_of.due_at.type)
            ).where(_is_waiting, _of.lane == lane)
            for lane in Lane
        )
    )


def due(lane: Lane, now: datetime, limit: int) -> Update:
    """Those of a lane that are due, longest due first; the caller says what becomes of them."""
    # A CTE, because PostgreSQL may run a bare subquery once per row and take more than `limit`.
    # SQLite ignores FOR UPDATE and is safe without it: it has one writer at a time.
    first = (
        select(_of.id)
        .where(_is_waiting, _of.lane == lane, _of.due_at <= now)
        .order_by(_of.due_at, _of.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return update(DELIVERY).where(_of.id.in_(select(first.c.id)))


def nudges_due(recipient_ids: Collection[int], now: datetime) -> Update:
    """All nudges that are due for these recipients; the caller says what becomes of them."""
    return update(DELIVERY).where(
        _of.recipient_id.in_(recipient_ids),
        _is_waiting,
        _of.purpose == Purpose.NUDGE,
        _of.due_at <= now,
    )


def beginning(ids: Collection[int], sender_id: str) -> Update:
    """Those that this sender holds are being sent; the same once more if said again."""
    is_claimed = _of.state == State.CLAIMED
    return (
        update(DELIVERY)
        .where(_of.id.in_(ids), _of.leased_by == sender_id)
        .values(
            state=State.SENDING,
            attempts=case((is_claimed, _of.attempts + 1), else_=_of.attempts),
        )
        .returning(_of.id)
    )


#: What becomes of one that a sender holds; for many at once. A try that failed before the call, for
#: want of words, is an attempt as well.
SETTLING = (
    update(DELIVERY)
    .where(_of.id == bindparam("of_id"), _of.leased_by == bindparam("of_sender"))
    .values(
        state=bindparam("new_state"),
        due_at=func.coalesce(bindparam("new_due_at", type_=_of.due_at.type), _of.due_at),
        reason=bindparam("new_reason"),
        message_id=bindparam("new_message_id"),
        sent_at=bindparam("new_sent_at", type_=_of.sent_at.type),
        is_repeat=or_(_of.is_repeat, bindparam("new_is_repeat", type_=_of.is_repeat.type)),
        attempts=case(
            (
                and_(_of.state == State.CLAIMED, bindparam("new_state") == State.RETRY),
                _of.attempts + 1,
            ),
            else_=_of.attempts,
        ),
        leased_by=null(),
    )
)


def giving_back(sender_id: str) -> Update:
    """What this sender has claimed and not begun to send is due again."""
    return (
        update(DELIVERY)
        .where(_of.leased_by == sender_id, _of.state == State.CLAIMED)
        .values(state=State.PLANNED, leased_by=None)
    )


def recovery() -> Update:
    """What a sender that is no more held is due again; what it was sending, as the lane has it."""
    was_sending = _of.state == State.SENDING
    may_repeat = _of.lane.in_(_repeatable)
    return (
        update(DELIVERY)
        .where(_is_held)
        .values(
            state=case((was_sending & ~may_repeat, State.UNCERTAIN), else_=State.PLANNED),
            is_repeat=or_(_of.is_repeat, was_sending & may_repeat),
            reason=case((was_sending, "interrupted"), else_=_of.reason),
            leased_by=None,
        )
    )
