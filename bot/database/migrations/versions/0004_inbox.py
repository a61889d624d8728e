"""Updates that were confirmed to Telegram before they were handled."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bot.database.types import Id, Instant

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables of the revision before to this one."""
    op.create_table(
        "inbox",
        sa.Column("bot_id", Id, autoincrement=False, nullable=False),
        sa.Column("update_id", Id, autoincrement=False, nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("came_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("bot_id", "update_id", name=op.f("pk_inbox")),
    )
