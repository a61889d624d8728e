"""Asking: what the outbox holds, for whoever plans and for reports."""

from typing import Any

from sqlalchemy import Select, text
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.tables import IS_DIGEST
from bot.delivery.model import Delivery
from bot.delivery.outbox.rows import DELIVERY, deliveries, record


async def digests(session: AsyncSession) -> list[Delivery]:
    """Every digest to staff, whatever its state, by due instant."""
    return [record(row) for row in await session.execute(asking_for_digests())]


def asking_for_digests() -> Select[Any]:
    """The query, which is answered from `ix_delivery_digest` alone."""
    return deliveries().where(text(IS_DIGEST)).order_by(DELIVERY.c.due_at, DELIVERY.c.id)
