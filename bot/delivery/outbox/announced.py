"""Announced: what the outbox holds of an announcement, for whoever counts and corrects it.

Each function takes an open session and is answered from `ix_delivery_announcement`.
"""

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.model import Delivery, Purpose, State
from bot.delivery.outbox.rows import DELIVERY, deliveries, record

_of = DELIVERY.c
#: Those in which a delivery may still be sent.
OPEN = (State.PLANNED, State.CLAIMED, State.SENDING, State.RETRY)


async def tally(session: AsyncSession, announcement_id: int) -> Counter[tuple[Purpose, State]]:
    """How many deliveries an announcement has, by purpose and state."""
    query = (
        select(_of.purpose, _of.state, func.count())
        .where(_of.announcement_id == announcement_id)
        .group_by(_of.purpose, _of.state)
    )
    rows = await session.execute(query)
    return Counter({(Purpose(purpose), State(state)): n for purpose, state, n in rows})


async def reasons(
    session: AsyncSession, announcement_id: int, states: Collection[State]
) -> Counter[tuple[State, str]]:
    """How many of the announcement itself are in these states, by state and reason."""
    query = (
        select(_of.state, func.coalesce(_of.reason, ""), func.count())
        .where(*_announcing(announcement_id), _of.state.in_(states))
        .group_by(_of.state, _of.reason)
    )
    rows = await session.execute(query)
    return Counter({(State(state), reason): n for state, reason, n in rows})


async def is_open(session: AsyncSession, announcement_id: int) -> bool:
    """Whether some of it may still be sent."""
    query = select(_of.id).where(*_announcing(announcement_id), _of.state.in_(OPEN)).limit(1)
    return await session.scalar(query) is not None


async def in_states(
    session: AsyncSession,
    announcement_id: int,
    states: Collection[State],
    *,
    after_id: int = 0,
    limit: int | None = None,
) -> list[Delivery]:
    """The deliveries of the announcement itself in these states, by id.

    Args:
        session: any transaction.
        announcement_id: of which.
        states: in which.
        after_id: only those with a greater id.
        limit: how many at the most; None: all.
    """
    query = (
        deliveries()
        .where(*_announcing(announcement_id), _of.state.in_(states), _of.id > after_id)
        .order_by(_of.id)
    )
    rows = await session.execute(query if limit is None else query.limit(limit))
    return [record(row) for row in rows]


async def by_ids(session: AsyncSession, ids: Sequence[int]) -> dict[int, Delivery]:
    """Deliveries, by id."""
    rows = await session.execute(deliveries().where(_of.id.in_(ids)))
    return {row.id: record(row) for row in rows}


async def again(session: AsyncSession, announcement_id: int) -> int:
    """Have those of unknown outcome sent again, marked as a repeat; how many those are."""
    statement = (
        update(DELIVERY)
        .where(*_announcing(announcement_id), _of.state == State.UNCERTAIN)
        .values(state=State.PLANNED, is_repeat=True, reason=None)
    )
    return (await (await session.connection()).execute(statement)).rowcount


async def leave(session: AsyncSession, announcement_id: int, reason: str) -> int:
    """Give those of unknown outcome another reason; how many those are."""
    statement = (
        update(DELIVERY)
        .where(*_announcing(announcement_id), _of.state == State.UNCERTAIN)
        .values(reason=reason)
    )
    return (await (await session.connection()).execute(statement)).rowcount


async def withdraw_some(session: AsyncSession, announcement_id: int, limit: int) -> int:
    """Withdraw some of what still waits for a sender, as cancelled; how many those were."""
    some = (
        select(_of.id)
        .where(
            *_announcing(announcement_id),
            _of.state.in_((State.PLANNED, State.CLAIMED, State.RETRY)),
        )
        .limit(limit)
        .scalar_subquery()
    )
    statement = (
        update(DELIVERY)
        .where(_of.id.in_(some))
        .values(state=State.WITHDRAWN, reason="cancelled", leased_by=None)
    )
    return (await (await session.connection()).execute(statement)).rowcount


def _announcing(announcement_id: int) -> tuple[ColumnElement[bool], ...]:
    return _of.announcement_id == announcement_id, _of.purpose == Purpose.ANNOUNCEMENT
