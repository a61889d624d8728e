"""The tables: one class for each, and what holds between them.

Instants end in `_at` and are aware. A chat's `id` is ours and never changes; its `address` is
Telegram's, which does when a group becomes a supergroup. Deadlines and groups of units are named by
the ids that the knowledge gives them: they live in the knowledge file and have no table here.
"""

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from bot.database.types import Id, Instant

#: The longest id of a record in the knowledge.
_RECORD_ID = 200
#: Deliveries that a sender may take up, and those that one holds. A query has to say the same words
#: for its database to use the index that holds these alone. Announcements are not among the first:
#: a million that are paused would stand in the way of the others, so they are found by their own.
IS_WAITING = "state IN ('planned', 'retry') AND purpose <> 'announcement'"
IS_HELD = "leased_by IS NOT NULL"
#: Those to staff about a deadline; few, and read whenever they are planned.
IS_DIGEST = "purpose = 'digest'"
_IS_MESSAGE = "message_id IS NOT NULL"
_IS_OF_ANNOUNCEMENT = "announcement_id IS NOT NULL"
#: In the `info` of an index of some rows alone: which ones. `give_conditions` has it observed.
CONDITION = "condition"


class Table(DeclarativeBase):
    """What every table has: names for its constraints, so that migrations can drop them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_N_label)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        dict[str, Any]: JSON(),
        int: Id,
    }


def _id() -> Mapped[int]:
    return mapped_column(Id, primary_key=True)


class ChatRow(Table):
    """Where a message can be sent: a person's private chat, a group, a channel."""

    __tablename__ = "chat"

    id: Mapped[int] = _id()
    address: Mapped[int] = mapped_column(Id, unique=True)  #: Telegram's chat_id
    kind: Mapped[str] = mapped_column(String(16), default="private")
    language: Mapped[str | None] = mapped_column(String(8))  #: the one that was chosen
    app_language: Mapped[str | None] = mapped_column(String(16))  #: what their Telegram is set to
    unreachable_at: Mapped[datetime | None]  #: since when
    unreachable_reason: Mapped[str | None] = mapped_column(String(300))
    created_at: Mapped[datetime]
    title: Mapped[str | None] = mapped_column(String(200))  #: of groups and channels alone
    #: whether staff send announcements to it: a group or a channel
    is_recipient: Mapped[bool] = mapped_column(default=False, server_default=false())
    asked_at: Mapped[datetime | None]  #: when they were asked to follow, which happens once
    menu: Mapped[str | None] = mapped_column(String(80))  #: of commands that it was given


class StaffRow(Table):
    """A member of staff; one who was removed stays as a line of the past."""

    __tablename__ = "staff"

    id: Mapped[int] = _id()
    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), unique=True)
    role: Mapped[str] = mapped_column(String(16))
    name: Mapped[str] = mapped_column(String(100))
    #: whether the configuration names them: an administrator whom nobody removes in the chat
    is_configured: Mapped[bool] = mapped_column(default=False)
    added_by: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))  #: None: an operator
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class SubscriptionRow(Table):
    """That a chat wants announcements of one topic."""

    __tablename__ = "subscription"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True)
    #: the id of a topic of the knowledge; empty: of everything
    topic: Mapped[str] = mapped_column(String(_RECORD_ID), primary_key=True)
    language: Mapped[str | None] = mapped_column(String(8))  #: None: as the chat's answers are
    created_at: Mapped[datetime]


class UnitRow(Table):
    """An organisation that takes part and has something to file."""

    __tablename__ = "unit"

    id: Mapped[int] = _id()
    key: Mapped[str] = mapped_column(String(100), unique=True)  #: what its list calls it
    name: Mapped[dict[str, Any]]  #: by language
    region: Mapped[str | None] = mapped_column(String(100))
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]


class UnitGroupRow(Table):
    """That a unit belongs to a group: an organisation of the knowledge, such as city_bureaus."""

    __tablename__ = "unit_group"

    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), primary_key=True)
    group: Mapped[str] = mapped_column(String(_RECORD_ID), primary_key=True, index=True)


class ContactRow(Table):
    """Somebody who files for a unit: expected once imported, there once they have joined."""

    __tablename__ = "unit_contact"

    id: Mapped[int] = _id()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"), index=True)
    position: Mapped[int]  #: 1 is asked first
    name: Mapped[str] = mapped_column(String(100))
    phone: Mapped[str | None] = mapped_column(String(50))
    language: Mapped[str | None] = mapped_column(String(8))  #: until they choose one
    chat_id: Mapped[int | None] = mapped_column(ForeignKey("chat.id"), index=True)
    joined_at: Mapped[datetime | None]
    left_at: Mapped[datetime | None]
    created_at: Mapped[datetime]


class InvitationRow(Table):
    """A link that lets one person in, once. Only its hash is kept.

    It makes them a contact of a unit, or a member of staff.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = _id()
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("unit_contact.id"), index=True)
    #: the contact who steps back when it is used, where it hands a place over
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("unit_contact.id"), index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))  #: None: an operator
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    used_by: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))
    revoked_at: Mapped[datetime | None]
    role: Mapped[str | None] = mapped_column(String(16))  #: of staff; None: it is a contact's
    name: Mapped[str | None] = mapped_column(String(100))  #: of the member of staff it is for


class ObligationRow(Table):
    """What one unit owes by one deadline."""

    __tablename__ = "obligation"
    __table_args__ = (UniqueConstraint("unit_id", "deadline"),)

    id: Mapped[int] = _id()
    unit_id: Mapped[int] = mapped_column(ForeignKey("unit.id"))
    deadline: Mapped[str] = mapped_column(String(_RECORD_ID), index=True)
    created_at: Mapped[datetime]
    extended_until_at: Mapped[datetime | None]  #: for this unit alone
    filed_at: Mapped[datetime | None]  #: when the last of what is owed was
    waived_at: Mapped[datetime | None]  #: staff say that it is not owed, or no longer
    reacted_at: Mapped[datetime | None]  #: when somebody of the unit last did something about it


class ExtensionRow(Table):
    """A later due instant of a deadline, for every unit."""

    __tablename__ = "extension"

    deadline: Mapped[str] = mapped_column(String(_RECORD_ID), primary_key=True)
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]


class FilingRow(Table):
    """That one item was filed; taken back, it stays as a line of the past."""

    __tablename__ = "filing"
    __table_args__ = (
        Index(
            "uq_filing_standing",
            "obligation_id",
            "item",
            unique=True,
            info={CONDITION: "withdrawn_at IS NULL"},
        ),
    )

    id: Mapped[int] = _id()
    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), index=True)
    item: Mapped[str] = mapped_column(String(_RECORD_ID))  #: empty: of a deadline without items
    filed_at: Mapped[datetime]
    filed_by: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))  #: None: an operator
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))


class SnoozeRow(Table):
    """Until when one contact does not want to hear of an obligation."""

    __tablename__ = "snooze"

    obligation_id: Mapped[int] = mapped_column(ForeignKey("obligation.id"), primary_key=True)
    contact_id: Mapped[int] = mapped_column(ForeignKey("unit_contact.id"), primary_key=True)
    until_at: Mapped[datetime]


class AnnouncementRow(Table):
    """What staff tell many, from its draft to its report. `bot/broadcasts` says what it holds."""

    __tablename__ = "announcement"

    id: Mapped[int] = _id()
    author_id: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))  #: None: an operator
    state: Mapped[str] = mapped_column(String(16), default="draft")
    content: Mapped[dict[str, Any]]
    audience: Mapped[dict[str, Any]]
    is_urgent: Mapped[bool] = mapped_column(default=False)  #: also outside the sending hours
    send_at: Mapped[datetime | None]  #: None: as soon as it may
    submitted_at: Mapped[datetime | None]
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))
    approved_at: Mapped[datetime | None]
    started_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    enqueued_through: Mapped[int] = mapped_column(default=0)  #: the last chat that has a delivery
    is_enqueued: Mapped[bool] = mapped_column(default=False)  #: every chat has
    #: whether corrections are to be planned, or what was cancelled is to be withdrawn
    has_chores: Mapped[bool] = mapped_column(default=False)
    count_shown: Mapped[int | None]  #: of recipients, to who let it go
    #: the message that shows how it gets on: its address and message_id
    control_message: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]


class DialogueRow(Table):
    """What a member of staff who writes an announcement is to send next; one at a time."""

    __tablename__ = "dialogue"

    chat_id: Mapped[int] = mapped_column(ForeignKey("chat.id"), primary_key=True)
    announcement_id: Mapped[int] = mapped_column(ForeignKey("announcement.id"), index=True)
    awaits: Mapped[str] = mapped_column(String(40))  #: empty: nothing any more
    took: Mapped[str] = mapped_column(String(40))  #: what the last message was taken for
    message_id: Mapped[int | None]  #: Telegram's, of that message
    album: Mapped[str | None] = mapped_column(String(64))  #: Telegram's name of its album


class DeliveryRow(Table):
    """One message owed to one recipient. `bot/delivery` says what its states are."""

    __tablename__ = "delivery"
    __table_args__ = (
        # The recipient first: its index also finds all that is due for one.
        UniqueConstraint("recipient_id", "purpose", "subject", "rung"),
        Index(
            "ix_delivery_waiting",
            "lane",
            "due_at",
            "id",
            info={CONDITION: IS_WAITING},
        ),
        Index(
            "ix_delivery_message",
            "recipient_id",
            "message_id",
            info={CONDITION: _IS_MESSAGE},
        ),
        Index(
            "ix_delivery_announcement",
            "announcement_id",
            "purpose",
            "state",
            info={CONDITION: _IS_OF_ANNOUNCEMENT},
        ),
        Index(
            "ix_delivery_held",
            "leased_by",
            info={CONDITION: IS_HELD},
        ),
        Index(
            "ix_delivery_digest",
            "due_at",
            "id",
            info={CONDITION: IS_DIGEST},
        ),
    )

    id: Mapped[int] = _id()
    purpose: Mapped[str] = mapped_column(String(16))  #: nudge, receipt, overdue, digest, …
    subject: Mapped[str] = mapped_column(String(_RECORD_ID + 50))  #: what it is about
    recipient_id: Mapped[int] = mapped_column(ForeignKey("chat.id"))
    rung: Mapped[str] = mapped_column(String(40), default="")
    lane: Mapped[int]  #: smaller ones overtake
    due_at: Mapped[datetime]
    not_after_at: Mapped[datetime | None]  #: from here on it would make no sense
    state: Mapped[str] = mapped_column(String(16), default="planned")
    leased_by: Mapped[str | None] = mapped_column(String(40))  #: while claimed or sending
    attempts: Mapped[int] = mapped_column(default=0)
    is_repeat: Mapped[bool] = mapped_column(default=False)  #: an earlier one may have arrived
    sent_at: Mapped[datetime | None]
    message_id: Mapped[int | None]  #: Telegram's, of the message that holds it
    reason: Mapped[str | None] = mapped_column(String(300))  #: why it failed or was withdrawn
    obligation_id: Mapped[int | None] = mapped_column(ForeignKey("obligation.id"), index=True)
    contact_id: Mapped[int | None] = mapped_column(ForeignKey("unit_contact.id"), index=True)
    announcement_id: Mapped[int | None] = mapped_column(ForeignKey("announcement.id"))
    content: Mapped[dict[str, Any] | None] = mapped_column(JSON)  #: what its words need
    created_at: Mapped[datetime]


class PauseRow(Table):
    """Until when a lane is not to be sent from, since Telegram said so."""

    __tablename__ = "pause"

    lane: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    until_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(String(300))


class HandledUpdateRow(Table):
    """An update whose action was carried out, so that a second delivery of it changes nothing."""

    __tablename__ = "handled_update"

    update_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    handled_at: Mapped[datetime] = mapped_column(index=True)


class InboxRow(Table):
    """An update that was confirmed to Telegram before it was handled; once it is, its row goes."""

    __tablename__ = "inbox"

    bot_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)  #: Telegram's
    update_id: Mapped[int] = mapped_column(Id, primary_key=True, autoincrement=False)
    content: Mapped[str] = mapped_column(Text)  #: as Telegram gave it: JSON, in ASCII
    came_at: Mapped[datetime]


class UnansweredRow(Table):
    """A question that nobody could be answered, for staff to answer in the knowledge."""

    __tablename__ = "unanswered"

    id: Mapped[int] = _id()
    text: Mapped[str] = mapped_column(String(500), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    kind: Mapped[str] = mapped_column(String(16))  #: not_stated, clarify or outside
    times: Mapped[int] = mapped_column(default=1)
    first_at: Mapped[datetime]
    last_at: Mapped[datetime] = mapped_column(index=True)


class AuditRow(Table):
    """One action of staff: who, when, what was and what is."""

    __tablename__ = "audit"

    id: Mapped[int] = _id()
    at: Mapped[datetime] = mapped_column(index=True)
    actor_id: Mapped[int | None] = mapped_column(ForeignKey("chat.id"))  #: None: an operator
    action: Mapped[str] = mapped_column(String(50))  #: such as units.import, obligation.file
    subject: Mapped[str] = mapped_column(String(_RECORD_ID + 50))
    before: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    after: Mapped[dict[str, Any] | None] = mapped_column(JSON)


def give_conditions(dialect: str) -> None:
    """Have the indexes of some rows alone made as such, and compared as such, in a database.

    They are not declared with `postgresql_where`, for which SQLAlchemy imports everything it has
    for PostgreSQL, also where SQLite is used: 2 MB, and 25 ms of every start.

    Args:
        dialect: sqlite or postgresql.
    """
    for table in Table.metadata.tables.values():
        for index in table.indexes:
            if (condition := index.info.get(CONDITION)) is not None:
                index.dialect_kwargs[f"{dialect}_where"] = text(condition)
