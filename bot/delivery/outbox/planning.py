"""Planning: what is owed is put into the outbox, and taken out of it.

All of it happens in a transaction of the caller, so that a filing and the silence that follows from
it, or a new plan and the end of the old one, are one step.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import product

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.model import Delivery, Draft, Purpose, State
from bot.delivery.outbox.rows import DELIVERY, chunks, deliveries, lock, record
from bot.delivery.outbox.upsert import upsert_for

#: Drafts of a statement: SQLite takes 32,766 parameters, and a draft a dozen. More would be no
#: faster, and take memory.
_DRAFTS_AT_A_TIME = 500

_WITHDRAWABLE = (State.PLANNED, State.CLAIMED, State.RETRY)


async def put(session: AsyncSession, drafts: Iterable[Draft], now: datetime) -> None:
    """Plan deliveries; of those that are there already, plan them as the drafts say now.

    A delivery that waits gets the new instants, lane and content; where it was tried and is to be
    tried again, not before that. One that was withdrawn is owed again. One that a sender holds, or
    that has had its outcome, stays as it is.

    Args:
        session: a transaction that writes.
        drafts: any number; of two with one key the last counts.
        now: aware.
    """
    upsert = upsert_for(session.get_bind().dialect)
    connection = await session.connection()
    for portion in chunks(drafts, _DRAFTS_AT_A_TIME):
        # PostgreSQL refuses to touch one row twice in one statement.
        unique = {(d.purpose, d.subject, d.recipient_id, d.rung): d for d in portion}
        await upsert.write(connection, unique.values(), now)


async def withdraw(
    session: AsyncSession,
    reason: str,
    *,
    obligation_ids: Collection[int] | None = None,
    contact_ids: Collection[int] | None = None,
    recipient_ids: Collection[int] | None = None,
    ids: Collection[int] | None = None,
    announcement_ids: Collection[int] | None = None,
    purposes: Collection[Purpose] = (),
) -> int:
    """Take out what is planned, claimed or to be tried again; how many those were.

    Once the transaction has been committed, no sender begins to send any of them.

    A delivery is taken out that fits all that is given; no obligations (an empty collection, not
    None) fit none.

    Args:
        session: a transaction that writes.
        reason: why, in a word or two.
        obligation_ids: those about these.
        contact_ids: those to these contacts of units.
        recipient_ids: those to these chats.
        ids: these deliveries.
        announcement_ids: those of these announcements.
        purposes: only those for one of these; empty: for any.

    Raises:
        ValueError: nothing but the purposes is given.
    """
    wanted = [
        (column, values)
        for column, values in (
            (DELIVERY.c.obligation_id, obligation_ids),
            (DELIVERY.c.contact_id, contact_ids),
            (DELIVERY.c.recipient_id, recipient_ids),
            (DELIVERY.c.id, ids),
            (DELIVERY.c.announcement_id, announcement_ids),
        )
        if values is not None
    ]
    if not wanted:
        raise ValueError("withdraw: say of which obligations, contacts, recipients, …")
    statement = (
        update(DELIVERY)
        .where(DELIVERY.c.state.in_(_WITHDRAWABLE))
        .values(state=State.WITHDRAWN, reason=reason, leased_by=None)
    )
    if purposes:
        statement = statement.where(DELIVERY.c.purpose.in_(purposes))
    connection = await session.connection()
    withdrawn = 0
    for portions in product(*(list(chunks(values)) for _, values in wanted)):
        is_in = [column.in_(portion) for (column, _), portion in zip(wanted, portions, strict=True)]
        if connection.dialect.name != "sqlite":
            await connection.execute(lock(DELIVERY.c.state.in_(_WITHDRAWABLE), *is_in))
        withdrawn += (await connection.execute(statement.where(*is_in))).rowcount
    return withdrawn


async def history(session: AsyncSession, obligation_ids: Iterable[int]) -> list[Delivery]:
    """Every delivery about these obligations, whatever its state, by due instant."""
    found: list[Delivery] = []
    for portion in chunks(obligation_ids):
        query = deliveries().where(DELIVERY.c.obligation_id.in_(portion))
        found.extend(record(row) for row in await session.execute(query))
    return sorted(found, key=lambda delivery: (delivery.due_at, delivery.id))
