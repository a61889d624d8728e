"""Who did what: lines of the past, in the transaction of what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession

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
