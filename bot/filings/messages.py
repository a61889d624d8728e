"""What changes of duties put into the outbox; `bot/reminders` finds the words when it is sent."""

from collections.abc import Sequence
from datetime import UTC, datetime
from enum import StrEnum

from bot.delivery.model import Draft, Lane, Purpose
from bot.directory.records import Contact


class NoteKind(StrEnum):
    """What a note to staff is about: `content["kind"]` of its delivery."""

    NOT_OWED = "not_owed"  #: a unit says that it does not owe this; needs an obligation
    UNREACHABLE = "unreachable"  #: a contact cannot be written to any longer; needs a contact
    PROBLEM = "problem"  #: a message could not be delivered for another reason
    RECIPIENT = "recipient"  #: the bot came into a group or channel; `bot/directory/recipients`


def subject_of(obligation_id: int) -> str:
    """How deliveries name an obligation."""
    return f"obligation/{obligation_id}"


def receipt(obligation_id: int, filing_id: int, recipient: Contact, now: datetime) -> Draft:
    """That a duty was filed, to who filed it.

    Args:
        obligation_id: of the duty.
        filing_id: of its last filing, so that what is filed anew has a receipt of its own.
        recipient: a contact who has joined.
        now: when it is due.
    """
    assert recipient.chat_id is not None, "who has not joined gets no receipt"
    return Draft(
        purpose=Purpose.RECEIPT,
        subject=subject_of(obligation_id),
        recipient_id=recipient.chat_id,
        rung=str(filing_id),
        lane=Lane.NUDGE,
        due_at=now,
        obligation_id=obligation_id,
        contact_id=recipient.id,
    )


def not_owed_notes(
    obligation_id: int, contact_id: int, recipient_ids: Sequence[int], now: datetime
) -> list[Draft]:
    """That a contact says their unit does not owe this: once for each contact and duty."""
    return [
        Draft(
            purpose=Purpose.NOTE,
            subject=subject_of(obligation_id),
            recipient_id=recipient_id,
            rung=f"{NoteKind.NOT_OWED}/{contact_id}",
            lane=Lane.NUDGE,
            due_at=now,
            obligation_id=obligation_id,
            contact_id=contact_id,
            content={"kind": NoteKind.NOT_OWED},
        )
        for recipient_id in recipient_ids
    ]


def unreachable_notes(
    contact_id: int, since_at: datetime, recipient_ids: Sequence[int], now: datetime
) -> list[Draft]:
    """That a contact cannot be written to: once for each time that they become so."""
    return [
        Draft(
            purpose=Purpose.NOTE,
            subject=f"contact/{contact_id}",
            recipient_id=recipient_id,
            rung=f"{NoteKind.UNREACHABLE}/{since_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
            lane=Lane.NUDGE,
            due_at=now,
            contact_id=contact_id,
            content={"kind": NoteKind.UNREACHABLE},
        )
        for recipient_id in recipient_ids
    ]


def problem_notes(
    *,
    contact_id: int | None,
    obligation_id: int | None,
    delivery_id: int,
    reason: str,
    recipient_ids: Sequence[int],
    now: datetime,
) -> list[Draft]:
    """That a message was not delivered, for another reason than that nobody was there.

    Args:
        contact_id: to whom; None where it was no contact.
        obligation_id: what it was about, if anything.
        delivery_id: of what could not be delivered.
        reason: what Telegram said.
        recipient_ids: the chats of staff.
        now: when it is due.
    """
    return [
        Draft(
            purpose=Purpose.NOTE,
            subject=f"contact/{contact_id}"
            if contact_id is not None
            else f"delivery/{delivery_id}",
            recipient_id=recipient_id,
            rung=f"{NoteKind.PROBLEM}/{delivery_id}",
            lane=Lane.NUDGE,
            due_at=now,
            contact_id=contact_id,
            content={"kind": NoteKind.PROBLEM, "reason": reason, "obligation": obligation_id},
        )
        for recipient_id in recipient_ids
    ]
