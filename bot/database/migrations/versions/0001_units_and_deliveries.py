"""Units, what they owe and have filed, and the outbox."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from bot.database.types import Id, Instant

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    """Bring the tables of the revision before to this one."""
    op.create_table(
        "chat",
        sa.Column("id", Id, nullable=False),
        sa.Column("address", Id, nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("app_language", sa.String(length=16), nullable=True),
        sa.Column("unreachable_at", Instant(), nullable=True),
        sa.Column("unreachable_reason", sa.String(length=300), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat")),
        sa.UniqueConstraint("address", name=op.f("uq_chat_address")),
    )
    op.create_table(
        "extension",
        sa.Column("deadline", sa.String(length=200), nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("deadline", name=op.f("pk_extension")),
    )
    op.create_table(
        "handled_update",
        sa.Column("update_id", Id, autoincrement=False, nullable=False),
        sa.Column("handled_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("update_id", name=op.f("pk_handled_update")),
    )
    op.create_index(
        op.f("ix_handled_update_handled_at"), "handled_update", ["handled_at"], unique=False
    )

    op.create_table(
        "pause",
        sa.Column("lane", Id, autoincrement=False, nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.PrimaryKeyConstraint("lane", name=op.f("pk_pause")),
    )
    op.create_table(
        "unanswered",
        sa.Column("id", Id, nullable=False),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("language", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("times", Id, nullable=False),
        sa.Column("first_at", Instant(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unanswered")),
        sa.UniqueConstraint("text", name=op.f("uq_unanswered_text")),
    )
    op.create_index(op.f("ix_unanswered_last_at"), "unanswered", ["last_at"], unique=False)

    op.create_table(
        "unit",
        sa.Column("id", Id, nullable=False),
        sa.Column("key", sa.String(length=100), nullable=False),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("region", sa.String(length=100), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("removed_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("key", name=op.f("uq_unit_key")),
    )
    op.create_table(
        "audit",
        sa.Column("id", Id, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", Id, nullable=True),
        sa.Column("action", sa.String(length=50), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.Column("after", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["chat.id"], name=op.f("fk_audit_actor_id_chat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit")),
    )
    op.create_index(op.f("ix_audit_at"), "audit", ["at"], unique=False)

    op.create_table(
        "obligation",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("deadline", sa.String(length=200), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("extended_until_at", Instant(), nullable=True),
        sa.Column("filed_at", Instant(), nullable=True),
        sa.Column("waived_at", Instant(), nullable=True),
        sa.Column("reacted_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_obligation_unit_id_unit")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_obligation")),
        sa.UniqueConstraint("unit_id", "deadline", name=op.f("uq_obligation_unit_id_deadline")),
    )
    op.create_index(op.f("ix_obligation_deadline"), "obligation", ["deadline"], unique=False)

    op.create_table(
        "unit_contact",
        sa.Column("id", Id, nullable=False),
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("position", Id, nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("phone", sa.String(length=50), nullable=True),
        sa.Column("language", sa.String(length=8), nullable=True),
        sa.Column("chat_id", Id, nullable=True),
        sa.Column("joined_at", Instant(), nullable=True),
        sa.Column("left_at", Instant(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["chat_id"], ["chat.id"], name=op.f("fk_unit_contact_chat_id_chat")
        ),
        sa.ForeignKeyConstraint(
            ["unit_id"], ["unit.id"], name=op.f("fk_unit_contact_unit_id_unit")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_contact")),
    )
    op.create_index(op.f("ix_unit_contact_chat_id"), "unit_contact", ["chat_id"], unique=False)
    op.create_index(op.f("ix_unit_contact_unit_id"), "unit_contact", ["unit_id"], unique=False)

    op.create_table(
        "unit_group",
        sa.Column("unit_id", Id, nullable=False),
        sa.Column("group", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_unit_group_unit_id_unit")),
        sa.PrimaryKeyConstraint("unit_id", "group", name=op.f("pk_unit_group")),
    )
    op.create_index(op.f("ix_unit_group_group"), "unit_group", ["group"], unique=False)

    op.create_table(
        "delivery",
        sa.Column("id", Id, nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("subject", sa.String(length=250), nullable=False),
        sa.Column("recipient_id", Id, nullable=False),
        sa.Column("rung", sa.String(length=40), nullable=False),
        sa.Column("lane", Id, nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("not_after_at", Instant(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("leased_by", sa.String(length=40), nullable=True),
        sa.Column("attempts", Id, nullable=False),
        sa.Column("is_repeat", sa.Boolean(), nullable=False),
        sa.Column("sent_at", Instant(), nullable=True),
        sa.Column("message_id", Id, nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("obligation_id", Id, nullable=True),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("content", sa.JSON(), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["unit_contact.id"], name=op.f("fk_delivery_contact_id_unit_contact")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_delivery_obligation_id_obligation")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["chat.id"], name=op.f("fk_delivery_recipient_id_chat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_delivery")),
        sa.UniqueConstraint(
            "recipient_id",
            "purpose",
            "subject",
            "rung",
            name=op.f("uq_delivery_recipient_id_purpose_subject_rung"),
        ),
    )
    op.create_index(op.f("ix_delivery_contact_id"), "delivery", ["contact_id"], unique=False)
    op.create_index(
        "ix_delivery_message",
        "delivery",
        ["recipient_id", "message_id"],
        unique=False,
        sqlite_where=sa.text("message_id IS NOT NULL"),
        postgresql_where=sa.text("message_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_delivery_obligation_id"), "delivery", ["obligation_id"], unique=False)
    op.create_index(
        "ix_delivery_waiting",
        "delivery",
        ["lane", "due_at", "id"],
        unique=False,
        sqlite_where=sa.text("state IN ('planned', 'retry')"),
        postgresql_where=sa.text("state IN ('planned', 'retry')"),
    )
    op.create_index(
        "ix_delivery_held",
        "delivery",
        ["leased_by"],
        unique=False,
        sqlite_where=sa.text("leased_by IS NOT NULL"),
        postgresql_where=sa.text("leased_by IS NOT NULL"),
    )
    op.create_index(
        "ix_delivery_digest",
        "delivery",
        ["due_at", "id"],
        unique=False,
        sqlite_where=sa.text("purpose = 'digest'"),
        postgresql_where=sa.text("purpose = 'digest'"),
    )

    op.create_table(
        "filing",
        sa.Column("id", Id, nullable=False),
        sa.Column("obligation_id", Id, nullable=False),
        sa.Column("item", sa.String(length=200), nullable=False),
        sa.Column("filed_at", Instant(), nullable=False),
        sa.Column("filed_by", Id, nullable=True),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", Id, nullable=True),
        sa.ForeignKeyConstraint(["filed_by"], ["chat.id"], name=op.f("fk_filing_filed_by_chat")),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_filing_obligation_id_obligation")
        ),
        sa.ForeignKeyConstraint(
            ["withdrawn_by"], ["chat.id"], name=op.f("fk_filing_withdrawn_by_chat")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filing")),
    )
    op.create_index(op.f("ix_filing_obligation_id"), "filing", ["obligation_id"], unique=False)
    op.create_index(
        "uq_filing_standing",
        "filing",
        ["obligation_id", "item"],
        unique=True,
        sqlite_where=sa.text("withdrawn_at IS NULL"),
        postgresql_where=sa.text("withdrawn_at IS NULL"),
    )

    op.create_table(
        "invitation",
        sa.Column("id", Id, nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("contact_id", Id, nullable=True),
        sa.Column("replaces_id", Id, nullable=True),
        sa.Column("created_by", Id, nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.Column("used_by", Id, nullable=True),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["unit_contact.id"], name=op.f("fk_invitation_contact_id_unit_contact")
        ),
        sa.ForeignKeyConstraint(
            ["created_by"], ["chat.id"], name=op.f("fk_invitation_created_by_chat")
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["unit_contact.id"],
            name=op.f("fk_invitation_replaces_id_unit_contact"),
        ),
        sa.ForeignKeyConstraint(["used_by"], ["chat.id"], name=op.f("fk_invitation_used_by_chat")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_invitation_token_hash")),
    )
    op.create_index(op.f("ix_invitation_contact_id"), "invitation", ["contact_id"], unique=False)
    op.create_index(op.f("ix_invitation_replaces_id"), "invitation", ["replaces_id"], unique=False)

    op.create_table(
        "snooze",
        sa.Column("obligation_id", Id, nullable=False),
        sa.Column("contact_id", Id, nullable=False),
        sa.Column("until_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["unit_contact.id"], name=op.f("fk_snooze_contact_id_unit_contact")
        ),
        sa.ForeignKeyConstraint(
            ["obligation_id"], ["obligation.id"], name=op.f("fk_snooze_obligation_id_obligation")
        ),
        sa.PrimaryKeyConstraint("obligation_id", "contact_id", name=op.f("pk_snooze")),
    )
