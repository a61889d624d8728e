"""Asking: what the outbox holds, for whoever plans and for reports."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.delivery.model import Delivery, Purpose
from bot.delivery.outbox.rows import DELIVERY, deliveries, record


async def for_purpose(session: AsyncSession, purpose: Purpose) -> list[Delivery]:
    """Every delivery for a purpose of which there are few, whatever its state, by due instant."""
    query = deliveries().where(DELIVERY.c.purpose == purpose)
    found = [record(row) for row in await session.execute(query)]
    return sorted(found, key=lambda delivery: (delivery.due_at, delivery.id))
