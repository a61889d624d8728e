"""Who did what: lines of the past, in the transaction of what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import AuditRow, ChatRow, StaffRow
from bot.directory.records import AuditLine


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

    async def lines(
        self, since: datetime | None = None, until: datetime | None = None
    ) -> list[AuditLine]:
        """What was done in a time, the earliest first; all of it if None.

        Args:
            since: the first instant; aware.
            until: the first instant after it; aware.
        """
        query = (
            select(AuditRow, ChatRow.address, StaffRow.name, StaffRow.id)
            .outerjoin(ChatRow, ChatRow.id == AuditRow.actor_id)
            .outerjoin(StaffRow, StaffRow.chat_id == AuditRow.actor_id)
            .order_by(AuditRow.id)
        )
        if since is not None:
            query = query.where(AuditRow.at >= since)
        if until is not None:
            query = query.where(AuditRow.at < until)
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return [
            AuditLine(
                at=row.at,
                actor=_actor(row.actor_id, address, name, member_id),
                action=row.action,
                subject=row.subject,
                before=row.before,
                after=row.after,
            )
            for row, address, name, member_id in rows
        ]

    async def last_at_command_line(self) -> int:
        """The id of the last action of an operator, who works in another process; 0: none."""
        query = select(func.max(AuditRow.id)).where(AuditRow.actor_id.is_(None))
        async with self._database.reading() as session:
            return await session.scalar(query) or 0


def _actor(
    chat_id: int | None, address: int | None, name: str | None, member_id: int | None
) -> str | None:
    """Who did it: a member of staff by name, somebody else by our id of their chat."""
    if chat_id is None:
        return None
    if member_id is not None:
        return name or str(address)
    return f"chat/{chat_id}"
