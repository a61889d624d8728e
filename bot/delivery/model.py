"""Deliveries: messages owed to recipients, the states they pass through, and how a try ends.

    planned → claimed → sending → sent
                 ↑         ├→ retry → claimed …
                 │         ├→ failed
                 │         ├→ uncertain
    withdrawn ←──┴─────────┘

`claimed`: a sender is about to write it; it may still be withdrawn. `sending`: from before the call
until its outcome is known; a crash leaves it so, and then it may or may not have arrived.

Instants are aware and are called `_at`.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Any


class State(StrEnum):
    """How far a delivery has come."""

    PLANNED = "planned"
    CLAIMED = "claimed"
    SENDING = "sending"
    SENT = "sent"
    RETRY = "retry"  #: it was tried, surely did not arrive or may be repeated, and is due again
    FAILED = "failed"
    UNCERTAIN = "uncertain"  #: it may have arrived and is not to be repeated
    WITHDRAWN = "withdrawn"  #: no longer owed


#: States in which a message has arrived, or may have.
ARRIVED = frozenset({State.SENDING, State.SENT, State.UNCERTAIN})
#: States in which it is still to be sent.
WAITING = frozenset({State.PLANNED, State.CLAIMED, State.RETRY})


class Lane(IntEnum):
    """Which deliveries overtake which: smaller ones go first."""

    ANSWER = 0
    NUDGE = 1
    CORRECTION = 2  #: of what was announced
    ANNOUNCEMENT = 3

    @property
    def may_repeat(self) -> bool:
        """Whether what may have arrived is sent again, marked as a repeat.

        A unit that misses a deadline loses more than one that reads a nudge twice. Of
        announcements staff decide, who see in the report which ones are uncertain.
        """
        return self is not Lane.ANNOUNCEMENT


class Purpose(StrEnum):
    """What a delivery is for; each has its composer."""

    NUDGE = "nudge"
    RECEIPT = "receipt"
    OVERDUE = "overdue"  #: to a unit
    DIGEST = "digest"  #: to staff, of many units
    NOTE = "note"  #: to staff, of one matter
    REVIEW = "review"  #: to staff, of an announcement that one of them has written
    ANNOUNCEMENT = "announcement"
    EDIT = "edit"  #: of an announcement that was sent
    DELETE = "delete"  #: likewise
    PIN = "pin"  #: likewise


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A delivery as it is planned. `(purpose, subject, recipient_id, rung)` is unique."""

    purpose: Purpose
    subject: str  #: what it is about, such as obligation/7/2020-07-31
    recipient_id: int  #: the chat, by our id
    rung: str = ""
    lane: Lane
    due_at: datetime
    not_after_at: datetime | None = None  #: from here on it would make no sense
    obligation_id: int | None = None
    contact_id: int | None = None
    announcement_id: int | None = None
    content: dict[str, Any] | None = None  #: what its words need; as JSON has it


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery as the outbox holds it."""

    id: int
    purpose: Purpose
    subject: str
    recipient_id: int
    address: int  #: the recipient's chat as Telegram calls it now
    rung: str
    lane: Lane
    due_at: datetime
    not_after_at: datetime | None
    state: State
    leased_by: str | None  #: the sender that holds it
    attempts: int  #: how often it has been tried
    is_repeat: bool  #: an earlier try may have arrived
    sent_at: datetime | None
    message_id: int | None  #: Telegram's, of the message that holds it
    reason: str | None  #: why it failed, was withdrawn or is tried again
    obligation_id: int | None
    contact_id: int | None
    announcement_id: int | None = None  #: whose state says whether it may be sent
    content: dict[str, Any] | None
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What becomes of a delivery that a sender has held.

    Attributes:
        state: the new one. PLANNED gives it back; so does RETRY, after a try that failed.
        due_at: for these two, when it is due again; None: as before.
        reason: why, unless it was sent.
        message_id: of the message sent.
        is_repeat: the try may have arrived, so that the next one is a repeat.
    """

    state: State
    due_at: datetime | None = None
    reason: str | None = None
    message_id: int | None = None
    is_repeat: bool = False
