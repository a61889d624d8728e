"""Deliveries to test with."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, select

from bot.clock import FixedClock
from bot.database import Database
from bot.database.tables import ChatRow
from bot.delivery.model import Delivery, Draft, Lane, Purpose, State
from bot.delivery.outbox import Outbox, put
from bot.delivery.outbox.rows import DELIVERY, deliveries, record

AT = datetime(2027, 7, 17, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def draft(recipient_id: int = 1, subject: str = "obligation/1/2027-07-31", **given: Any) -> Draft:
    values: dict[str, Any] = {
        "purpose": Purpose.NUDGE,
        "lane": Lane.NUDGE,
        "due_at": AT,
        "rung": "14",
        **given,
    }
    return Draft(subject=subject, recipient_id=recipient_id, **values)


def announcement(recipient_id: int) -> Draft:
    return draft(recipient_id, "announcement/1", lane=Lane.ANNOUNCEMENT, purpose=Purpose.NOTE)


async def add_chats(database: Database, count: int) -> None:
    """Chats with the ids 1, 2, … and the addresses 101, 102, …"""
    rows = [{"address": 100 + id_, "kind": "private", "created_at": AT} for id_ in counted(count)]
    async with database.writing() as session:
        await session.execute(insert(ChatRow), rows)


def counted(count: int) -> range:
    return range(1, count + 1)


async def plan(database: Database, *drafts: Draft) -> None:
    async with database.writing() as session:
        await put(session, drafts, AT)


async def rows(database: Database, **having: object) -> list[Delivery]:
    """The deliveries with these values in their columns, oldest first."""
    query = deliveries().order_by(DELIVERY.c.id).filter_by(**having)
    async with database.reading() as session:
        return [record(row) for row in await session.execute(query)]


async def states(database: Database) -> list[State]:
    return [delivery.state for delivery in await rows(database)]


async def ids_in(database: Database, state: State) -> list[int]:
    async with database.reading() as session:
        return list(await session.scalars(select(DELIVERY.c.id).where(DELIVERY.c.state == state)))


def outbox(database: Database, at: datetime = AT, sender_id: str = "first") -> Outbox:
    return Outbox(database, FixedClock(at), sender_id)
