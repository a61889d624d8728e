"""Which menu of commands a chat was given."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables of the revision before to this one."""
    op.add_column("chat", sa.Column("menu", sa.String(length=80), nullable=True))
