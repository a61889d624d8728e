"""What a rehearsal tells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bot.delivery.message import Message
from bot.delivery.model import Delivery, Purpose
from bot.directory.records import Membership
from bot.knowledge.records import Deadline
from bot.knowledge.working_days import YearUnknown
from bot.reminders.ladder import Nudge


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a delivery is due when it is."""

    delivery: Delivery
    deadline: Deadline
    due_at: datetime
    nudge: Nudge | None  #: the rung, as it falls; None of what was snoozed or comes afterwards
    counts_working_days: bool
    is_escalated: bool  #: only if nobody of the unit has reacted by then

    @property
    def sent_on(self) -> date:
        """The day on which it is sent, in the edition's zone."""
        at = self.delivery.sent_at or self.delivery.due_at
        return at.astimezone(self.due_at.tzinfo).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """One message that would be sent."""

    at: datetime  #: in the edition's zone
    purpose: Purpose
    #: as whom they are written to; more than one where they serve several units; none for staff
    recipients: tuple[Membership, ...]
    has_joined: bool  #: False: the recipient is only supposed to have
    causes: tuple[Cause, ...]
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """Everything that would be sent between two instants."""

    from_at: datetime
    until_at: datetime  #: the first instant that is not looked at
    messages: Sequence[Rehearsed]  #: rising
    #: by deadline: why it could not be planned
    refused: Mapping[str, YearUnknown]
    unit_count: int
    contact_count: int
    expected_count: int  #: of the contacts: those who have not joined
