"""What a unit owes, as the rest of the program sees it: immutable, instants aware.

An obligation is one unit's part in one deadline of the knowledge. A duty is an obligation with all
that is known of it: the unit, the deadline, its items, its state at one instant.
"""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.directory.records import Contact, Unit
from bot.knowledge.records import Deadline, Item
from bot.knowledge.text import Text


class DutyState(StrEnum):
    """How it stands with a duty at one instant."""

    OWED = "owed"  #: nothing of it was filed
    PARTLY = "partly"  #: some items were, some not
    FILED = "filed"
    WAIVED = "waived"  #: staff say that it is not owed
    OVERDUE = "overdue"  #: not all was filed when the grace time was over


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who does something to an obligation; what they may do is decided where it is done."""

    chat_id: int | None  #: of the person's private chat; None: an operator at the command line
    is_staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Obligation:
    """What one unit owes by one deadline."""

    id: int
    unit_id: int
    deadline: str  #: id of a deadline of the knowledge
    due_at: datetime | None  #: the first instant that is too late; None while it cannot be known
    extended: bool  #: whether `due_at` is later than the knowledge says
    waived_at: datetime | None
    filed_at: datetime | None  #: when the last of what is owed was filed
    reacted_at: datetime | None  #: when somebody of the unit last did something about it


@dataclass(frozen=True, slots=True, kw_only=True)
class Filer:
    """Who filed."""

    name: str | None  #: of a contact of the unit, perhaps a former one; None: staff


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemState:
    """One item of a deadline, and whether it was filed."""

    item: Item
    filed_at: datetime | None
    filed_by: Filer | None

    @property
    def id(self) -> str:
        """The item's id within its deadline."""
        return self.item.id

    @property
    def title(self) -> Text:
        """What it is called."""
        return self.item.title


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """An obligation with all that is known of it, at one instant."""

    obligation: Obligation
    unit: Unit
    deadline: Deadline
    items: tuple[ItemState, ...]  #: empty for a deadline that names none: it is filed as a whole
    state: DutyState
    filed_by: Filer | None  #: of the last that was filed, where all was

    @property
    def id(self) -> int:
        """The obligation's id."""
        return self.obligation.id

    @property
    def due_at(self) -> datetime | None:
        """The first instant that is too late; None while it cannot be known."""
        return self.obligation.due_at

    @property
    def is_open(self) -> bool:
        """Whether something of it is still to be filed."""
        return self.state not in (DutyState.FILED, DutyState.WAIVED)

    @property
    def open_items(self) -> tuple[ItemState, ...]:
        """The items that are still to be filed."""
        return tuple(each for each in self.items if each.filed_at is None) if self.is_open else ()

    def is_past_due(self, now: datetime) -> bool:
        """Whether it is too late to be in time; not before the due instant is known."""
        return self.due_at is not None and now >= self.due_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Filed:
    """What came of filing."""

    duty: Duty  #: as it stands now
    items: tuple[str, ...]  #: ids of the items that this filed; empty also where there are none
    is_new: bool  #: False: all of it had been filed before, by `by` at `at`
    by: Filer | None
    at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """What came of taking a filing back."""

    duty: Duty  #: as it stands now
    items: tuple[str, ...]  #: ids of the items that are owed again
    is_new: bool  #: False: nothing of it was filed


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed:
    """What came of asking to be reminded later."""

    until_at: datetime
    duties: tuple[Duty, ...]  #: of which a reminder will come then
    refused: tuple[Duty, ...]  #: those that are due by then, of which the usual ones will come


class Reach(StrEnum):
    """Whether a unit hears of its duties."""

    REACHED = "reached"  #: a contact has joined and can be written to
    NOT_JOINED = "not_joined"  #: no contact has joined
    UNREACHABLE = "unreachable"  #: contacts have joined, and none can be written to


@dataclass(frozen=True, slots=True, kw_only=True)
class BoardLine:
    """One unit's duty, for staff: whom to call about it."""

    duty: Duty
    contacts: tuple[Contact, ...]  #: in their order, those who have left excepted
    reach: Reach


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How it stands with one deadline."""

    deadline: Deadline
    due_at: datetime | None  #: for units without an extension of their own
    lines: tuple[BoardLine, ...]  #: by region, in the order of the list
