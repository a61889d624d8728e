"""Who did what: lines of the past, in the transaction of what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import AuditRow


def note(
    session: AsyncSession,
    action: str,
    subject: str,
    *,
    at: datetime,
    actor_id: int | None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Note an action.

    Args:
        session: of the transaction that does it.
        action: such as "units.import".
        subject: what it was done to, such as "contact/7".
        at: when; aware.
        actor_id: the chat of who did it; None: an operator, at the command line.
        before: what was; ids and counts, no personal data.
        after: what is.
    """
    session.add(
        AuditRow(
            at=at,
            actor_id=actor_id,
            action=action,
            subject=subject,
            before=None if before is None else dict(before),
            after=None if after is None else dict(after),
        )
    )


class AuditRepository:
    """Reads who did what."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def last_at_command_line(self) -> int:
        """The id of the last action of an operator, who works in another process; 0: none."""
        query = select(func.max(AuditRow.id)).where(AuditRow.actor_id.is_(None))
        async with self._database.reading() as session:
            return await session.scalar(query) or 0
