"""Members of staff, who follows what, and announcements."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bot.database.types import Id, Instant

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables of the revision before to this one."""
    # Columns are added to the tables as they stand, at once however many rows these have: none is
    # made anew, so that SQLite keeps every index with its condition.
    op.add_column("chat", sa.Column("title", sa.String(length=200), nullable=True))
    op.add_column(
        "chat",
        sa.Column("is_recipient", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.add_column("chat", sa.Column("asked_at", Instant(), nullable=True))
    op.add_column("invitation", sa.Column("role", sa.String(length=16), nullable=True))
    op.add_column("invitation", sa.Column("name", sa.String(length=100), nullable=True))

    op.create_table(
        "staff",
        sa.Column("id", Id, nullable=False),
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("is_configured", sa.Boolean(), nullable=False),
        sa.Column("added_by", Id, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["added_by"], ["chat.id"], name=op.f("fk_staff_added_by_chat")),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_staff_chat_id_chat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff")),
        sa.UniqueConstraint("chat_id", name=op.f("uq_staff_chat_id")),
    )
    op.create_table(
        "subscription",
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("topic", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_subscription_chat_id_chat")
        ),
        sa.PrimaryKeyConstraint("chat_id", "topic", name=op.f("pk_subscription")),
    )
    op.create_table(
        "announcement",
        sa.Column("id", Id, nullable=False),
        sa.Column("author_id", Id, nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("audience", sa.JSON(), nullable=False),
        sa.Column("is_urgent", sa.Boolean(), nullable=False),
        sa.Column("send_at", Instant(), nullable=True),
        sa.Column("submitted_at", Instant(), nullable=True),
        sa.Column("approved_by", Id, nullable=True),
        sa.Column("approved_at", Instant(), nullable=True),
        sa.Column("started_at", Instant(), nullable=True),
        sa.Column("finished_at", Instant(), nullable=True),
        sa.Column("enqueued_through", Id, nullable=False),
        sa.Column("is_enqueued", sa.Boolean(), nullable=False),
        sa.Column("has_chores", sa.Boolean(), nullable=False),
        sa.Column("count_shown", Id, nullable=True),
        sa.Column("control_message", sa.JSON(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["chat.id"], name=op.f("fk_announcement_approved_by_chat")
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["chat.id"], name=op.f("fk_announcement_author_id_chat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcement")),
    )

    op.create_table(
        "dialogue",
        sa.Column("chat_id", Id, nullable=False),
        sa.Column("announcement_id", Id, nullable=False),
        sa.Column("awaits", sa.String(length=40), nullable=False),
        sa.Column("took", sa.String(length=40), nullable=False),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("album", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["announcement_id"],
            ["announcement.id"],
            name=op.f("fk_dialogue_announcement_id_announcement"),
        ),
        sa.ForeignKeyConstraint(["chat_id"], ["chat.id"], name=op.f("fk_dialogue_chat_id_chat")),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_dialogue")),
    )
    op.create_index("ix_dialogue_announcement_id", "dialogue", ["announcement_id"])

    op.add_column(
        "delivery",
        sa.Column(
            "announcement_id",
            Id,
            sa.ForeignKey("announcement.id", name=op.f("fk_delivery_announcement_id_announcement")),
            nullable=True,
        ),
        # SQLite takes a foreign key with its column or not at all.
        inline_references=True,
    )
    op.create_index(
        "ix_delivery_announcement",
        "delivery",
        ["announcement_id", "purpose", "state"],
        unique=False,
        sqlite_where=sa.text("announcement_id IS NOT NULL"),
        postgresql_where=sa.text("announcement_id IS NOT NULL"),
    )
    # Announcements are found by the index above; here a million of them would be in the way.
    op.drop_index("ix_delivery_waiting", table_name="delivery")
    is_waiting = sa.text("state IN ('planned', 'retry') AND purpose <> 'announcement'")
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        ["lane", "due_at", "id"],
        unique=False,
        sqlite_where=is_waiting,
        postgresql_where=is_waiting,
    )
