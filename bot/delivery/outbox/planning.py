"""Planning: what is owed is put into the outbox, and taken out of it.

All of it happens in a transaction of the caller, so that a filing and the silence that follows from
it, or a new plan and the end of the old one, are one step.
"""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import product
from typing import Any

from sqlalchemy import case, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.model import Delivery, Draft, Purpose, State
from bot.delivery.outbox.rows import DELIVERY, chunks, deliveries, record

#: Rows that go to the driver at a time; more of them would only take memory.
_ROWS_AT_A_TIME = 5_000

_KEY = ("purpose", "subject", "recipient_id", "rung")
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
    statement = _upsert(session.get_bind().dialect.name)
    connection = await session.connection()
    for portion in chunks(drafts, _ROWS_AT_A_TIME):
        # PostgreSQL refuses to touch one row twice in one statement.
        rows = {(d.purpose, d.subject, d.recipient_id, d.rung): _values(d, now) for d in portion}
        await connection.execute(statement, list(rows.values()))


async def withdraw(
    session: AsyncSession,
    reason: str,
    *,
    obligation_ids: Collection[int] | None = None,
    contact_ids: Collection[int] | None = None,
    recipient_ids: Collection[int] | None = None,
    ids: Collection[int] | None = None,
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
        )
        if values is not None
    ]
    if not wanted:
        raise ValueError("withdraw: say of which obligations, contacts, recipients or deliveries")
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
        is_in = (column.in_(portion) for (column, _), portion in zip(wanted, portions, strict=True))
        withdrawn += (await connection.execute(statement.where(*is_in))).rowcount
    return withdrawn


async def history(session: AsyncSession, obligation_ids: Iterable[int]) -> list[Delivery]:
    """Every delivery about these obligations, whatever its state, by due instant."""
    found: list[Delivery] = []
    for portion in chunks(obligation_ids):
        query = deliveries().where(DELIVERY.c.obligation_id.in_(portion))
        found.extend(record(row) for row in await session.execute(query))
    return sorted(found, key=lambda delivery: (delivery.due_at, delivery.id))


def _values(draft: Draft, now: datetime) -> dict[str, Any]:
    return {
        "purpose": draft.purpose,
        "subject": draft.subject,
        "recipient_id": draft.recipient_id,
        "rung": draft.rung,
        "lane": draft.lane,
        "due_at": draft.due_at,
        "not_after_at": draft.not_after_at,
        "obligation_id": draft.obligation_id,
        "contact_id": draft.contact_id,
        "content": draft.content,
        "state": State.PLANNED,
        "attempts": 0,
        "is_repeat": False,
        "created_at": now,
    }


def _upsert(dialect: str) -> Any:
    insert: Any = sqlite.insert(DELIVERY) if dialect == "sqlite" else postgresql.insert(DELIVERY)
    new, old = insert.excluded, DELIVERY.c
    is_retry = old.state == State.RETRY
    was_withdrawn = old.state == State.WITHDRAWN
    return insert.on_conflict_do_update(
        index_elements=_KEY,
        set_={
            "due_at": case((is_retry & (old.due_at > new.due_at), old.due_at), else_=new.due_at),
            "state": case((is_retry, old.state), else_=new.state),
            "attempts": case((was_withdrawn, 0), else_=old.attempts),
            "reason": case((was_withdrawn, None), else_=old.reason),
            **{
                name: new[name]
                for name in ("lane", "not_after_at", "obligation_id", "contact_id", "content")
            },
        },
        # Not in_(), which cannot be repeated for many rows.
        where=(old.state == State.PLANNED) | is_retry | was_withdrawn,
    )
