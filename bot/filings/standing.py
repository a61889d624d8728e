"""When a duty is due, and how it stands with it: pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.directory.records import Unit
from bot.filings.records import Duty, DutyState, Filer, ItemState, Obligation
from bot.filings.stored import StoredObligation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import due_at, is_current, occurrences
from bot.knowledge.records import Deadline, Event, Item, Status

#: Under this name a deadline without items is filed; it covers items that are listed later.
WHOLE = ""
_UNKNOWN_TIME = (Status.POSTPONED, Status.CANCELLED)


def applies(deadline: Deadline, unit: Unit) -> bool:
    """Whether a unit owes what a deadline asks: it names a group of the unit, or none at all."""
    if not deadline.owed_by_units:
        return False
    return not deadline.units or not unit.groups.isdisjoint(deadline.units)


def stated_due_at(deadline: Deadline, knowledge: Knowledge) -> datetime | None:
    """When a deadline is due, by the knowledge.

    Returns:
        As `occurrences.due_at`; None where it is counted back from an event whose day is not known,
        also by way of other deadlines.
    """
    return due_at(deadline, knowledge) if _is_known(deadline, knowledge) else None


def _is_known(deadline: Deadline, knowledge: Knowledge) -> bool:
    before = deadline.due.before
    if before is None or before == "edition":
        return True
    table, _, id = before.rpartition("/")
    other = knowledge.find(Deadline, id) if table in ("", "deadline") else None
    if other is not None:
        return _is_known(other, knowledge)
    event = knowledge.find(Event, id)
    if event is None:
        return False
    first = next(iter(occurrences(event, knowledge)), None)
    if first is None:
        return event.when == "edition"
    return first.status not in _UNKNOWN_TIME


@dataclass(frozen=True, slots=True)
class Standing:
    """Works out how it stands with obligations, at one instant and one version of the knowledge.

    Args:
        knowledge: what is owed, by whom, by when.
        extensions: later due instants for every unit, by deadline.
        grace: how long after it was due nobody is called late, unless the deadline says itself.
        now: the instant; aware.
    """

    knowledge: Knowledge
    extensions: Mapping[str, datetime]
    grace: timedelta
    now: datetime
    #: by deadline; ten thousand units owe the same few
    _stated: dict[str, datetime | None] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    def deadline(self, id: str) -> Deadline | None:
        """A deadline that is valid now; None for one that is gone."""
        found = self.knowledge.find(Deadline, id)
        if found is None or not is_current(found, self.now, self.knowledge.zone):
            return None
        return found

    def due_at(self, deadline: Deadline, own_extension: datetime | None = None) -> datetime | None:
        """The first instant that is too late, in the edition's zone.

        The latest of what the knowledge says, the extension for all and the unit's own: an
        extension never takes time away, also not when the deadline itself is moved later.
        """
        extensions = (self.extensions.get(deadline.id), own_extension)
        known = [each for each in extensions if each is not None]
        stated = self._stated_at(deadline)
        if stated is not None:
            known.append(stated)
        return max(known).astimezone(self.knowledge.zone) if known else None

    def duty(self, stored: StoredObligation) -> Duty | None:
        """What one unit owes; None when its deadline is gone, or applies to it no longer."""
        deadline = self.deadline(stored.deadline)
        if deadline is None or not applies(deadline, stored.unit):
            return None
        due = self.due_at(deadline, stored.extended_until_at)
        items = tuple(_item(item, stored) for item in deadline.items)
        filed_at, filed_by = _all_filed(items, stored)
        stated = self._stated_at(deadline)
        return Duty(
            obligation=Obligation(
                id=stored.id,
                unit_id=stored.unit.id,
                deadline=deadline.id,
                due_at=due,
                extended=due is not None and due != stated,
                waived_at=stored.waived_at,
                filed_at=filed_at,
                reacted_at=stored.reacted_at,
            ),
            unit=stored.unit,
            deadline=deadline,
            items=items,
            state=self._state(stored, items, filed_at, self._late_at(deadline, due)),
            filed_by=filed_by,
        )

    def _stated_at(self, deadline: Deadline) -> datetime | None:
        if deadline.id not in self._stated:
            self._stated[deadline.id] = stated_due_at(deadline, self.knowledge)
        return self._stated[deadline.id]

    def _late_at(self, deadline: Deadline, due: datetime | None) -> datetime | None:
        own = deadline.reminders.grace_minutes if deadline.reminders is not None else None
        if due is None:
            return None
        return due + (self.grace if own is None else timedelta(minutes=own))

    def _state(
        self,
        stored: StoredObligation,
        items: tuple[ItemState, ...],
        filed_at: datetime | None,
        late_at: datetime | None,
    ) -> DutyState:
        if filed_at is not None:
            return DutyState.FILED
        if stored.waived_at is not None:
            return DutyState.WAIVED
        if late_at is not None and self.now >= late_at:
            return DutyState.OVERDUE
        is_begun = any(item.filed_at is not None for item in items)
        return DutyState.PARTLY if is_begun else DutyState.OWED


def _item(item: Item, stored: StoredObligation) -> ItemState:
    filing = stored.filings.get(item.id) or stored.filings.get(WHOLE)
    if filing is None:
        return ItemState(item=item, filed_at=None, filed_by=None)
    return ItemState(item=item, filed_at=filing.filed_at, filed_by=filing.filed_by)


def _all_filed(
    items: tuple[ItemState, ...], stored: StoredObligation
) -> tuple[datetime | None, Filer | None]:
    """When the last of it was filed, and by whom; nothing while something is missing.

    A deadline whose items were taken out of the knowledge stays filed where they had all been.
    """
    if any(item.filed_at is None for item in items):
        return None, None
    if not items and stored.filed_at is None:
        return None, None
    newest = max(stored.filings.values(), key=lambda filing: filing.id, default=None)
    return (newest.filed_at, newest.filed_by) if newest is not None else (None, None)
