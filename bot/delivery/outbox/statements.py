"""The sender's statements.

Each is answered from an index, however many deliveries wait: `ix_delivery_waiting` holds those that
do, by lane and due instant, and `ix_delivery_held` the few that a sender holds. Those of
announcements are found by `ix_delivery_announcement`, of each announcement that is being sent:
whether it is, its own row says alone, so that a pause holds a million deliveries in one step.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Select,
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

from bot.database.tables import IS_HELD, IS_WAITING, Table
from bot.delivery.model import Lane, Purpose, State
from bot.delivery.outbox.rows import DELIVERY

_of = DELIVERY.c
_ANNOUNCEMENT = Table.metadata.tables["announcement"].c
#: Words, not parameters: a database uses an index of some rows for these words alone.
_is_waiting, _is_held = text(IS_WAITING), text(IS_HELD)
#: The state of an announcement in which it may be sent; `bot/broadcasts` has the others.
_SENDING = "sending"
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


def announcements_sending() -> Select[Any]:
    """The announcements that are being sent, urgent ones first, then by when they began."""
    return (
        select(_ANNOUNCEMENT.id)
        .where(_ANNOUNCEMENT.state == _SENDING)
        .order_by(_ANNOUNCEMENT.is_urgent.desc(), _ANNOUNCEMENT.started_at, _ANNOUNCEMENT.id)
    )


def first_announced(announcement_id: int, now: datetime) -> Select[Any]:
    """Since when one delivery of an announcement is due, any; nothing where none is."""
    return select(_of.due_at).where(*_announced(announcement_id), _of.due_at <= now).limit(1)


def announced_due(announcement_id: int, now: datetime, limit: int) -> Update:
    """Deliveries of an announcement that are due; the caller says what becomes of them."""
    # In no order but the index's, which would take as long as there are deliveries.
    first = (
        select(_of.id)
        .where(*_announced(announcement_id), _of.due_at <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    return update(DELIVERY).where(_of.id.in_(select(first.c.id)), _is_sending())


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
    # What another is changing is not waited for, since these are held already: it is being
    # withdrawn or planned anew, and is taken up afterwards if it is still due.
    theirs = (
        select(_of.id)
        .where(
            _of.recipient_id.in_(recipient_ids),
            _is_waiting,
            _of.purpose == Purpose.NUDGE,
            _of.due_at <= now,
        )
        .with_for_update(skip_locked=True)
        .cte("theirs")
    )
    return update(DELIVERY).where(_of.id.in_(select(theirs.c.id)))


def beginning(ids: Collection[int], sender_id: str) -> Update:
    """Those that this sender holds are being sent; the same once more if said again."""
    is_claimed = _of.state == State.CLAIMED
    may_be_sent = or_(
        _of.purpose != Purpose.ANNOUNCEMENT, _of.state == State.SENDING, _is_sending()
    )
    return (
        update(DELIVERY)
        .where(_of.id.in_(ids), _of.leased_by == sender_id, may_be_sent)
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


def giving_back(sender_id: str, ids: Collection[int] | None = None) -> Update:
    """What this sender has claimed and not begun to send, all of it or these, is due again."""
    statement = (
        update(DELIVERY)
        .where(_of.leased_by == sender_id, _of.state == State.CLAIMED)
        .values(state=State.PLANNED, leased_by=None)
    )
    return statement if ids is None else statement.where(_of.id.in_(ids))


def hastening(now: datetime) -> Update:
    """What is to be tried again later is due now; reads all there is, and so is not for always."""
    return update(DELIVERY).where(_of.state == State.RETRY, _of.due_at > now).values(due_at=now)


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


def _announced(announcement_id: int) -> tuple[ColumnElement[bool], ...]:
    """The deliveries of an announcement that wait."""
    return (
        _of.announcement_id == announcement_id,
        _of.purpose == Purpose.ANNOUNCEMENT,
        _of.state.in_((State.PLANNED, State.RETRY)),
    )


def _is_sending() -> ColumnElement[bool]:
    """Whether the announcement of a delivery is being sent.

    PostgreSQL locks the announcement for it, so that whoever pauses it waits for this transaction,
    or this one for theirs and sees the pause.
    """
    sending = (
        select(_ANNOUNCEMENT.id)
        .where(_ANNOUNCEMENT.state == _SENDING)
        .with_for_update(read=True)
        .cte("sending")
    )
    return _of.announcement_id.in_(select(sending.c.id))
