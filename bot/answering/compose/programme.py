"""The programme: every occurrence of every event, laid out so that a question finds its few."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from functools import cached_property

from bot.answering.compose.timeline import Slot, Timeline, size_of
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import end_of
from bot.knowledge.occurrences import Occurrence, due_at, is_current, occurrences
from bot.knowledge.records import Contact, Deadline, Event, Record, Status


class Programme:
    """Occurrences, deadlines and contacts of one knowledge, found without searching."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._by_event: dict[str, tuple[Slot, ...]] = {}
        for event in knowledge.all(Event):
            slots = [_slot(event, each) for each in occurrences(event, knowledge)]
            self._by_event[event.id] = tuple(slots)
        self.timeline = Timeline(slot for slots in self._by_event.values() for slot in slots)
        self._due_at = {each.id: due_at(each, knowledge) for each in knowledge.all(Deadline)}

    def of(self, event: Event) -> tuple[Slot, ...]:
        """The times of an event, by their start; none where no day is stated."""
        return self._by_event.get(event.id, ())

    def due_at(self, deadline: Deadline) -> datetime:
        """The end of a deadline, exclusive; aware."""
        return self._due_at[deadline.id]

    def is_ahead(self, moment: datetime | date, now: datetime) -> bool:
        """Whether a moment has not passed; a day has when it is over."""
        return now < end_of(moment, self._knowledge.zone)

    def is_current(self, record: Record, now: datetime) -> bool:
        """Whether a record is valid at an instant."""
        return is_current(record, now, self._knowledge.zone)

    def referred(self, id: str) -> Record | None:
        """The deadline, event or edition that a relative deadline counts from."""
        if id == "edition":
            return self._knowledge.edition
        return self._knowledge.find(Deadline, id) or self._knowledge.find(Event, id)

    def next_event(self, now: datetime) -> Event | None:
        """The event that is on or comes next and is not called off."""
        for slot in self.timeline.within(now, None):
            # What is on for weeks, or all day, is no appointment.
            if not slot.is_off and not slot.is_day and self.is_current(slot.event, now):
                return slot.event
        return None

    def contacts_for(self, topic: str) -> Sequence[Contact]:
        """The contacts who answer for an aspect or a record."""
        return self._contacts.get(topic, ())

    def parts_of(self, event: Event) -> Sequence[Event]:
        """The events that belong to this one, by the order of the file."""
        return self._parts.get(event.id, ())

    @cached_property
    def changed(self) -> Sequence[Event]:
        """The events that do not take place as first planned, by the order of the file."""
        return [
            event
            for event in self._knowledge.all(Event)
            if effective_status(event, self.of(event)) is not Status.SCHEDULED
        ]

    @cached_property
    def _parts(self) -> dict[str, list[Event]]:
        parts: dict[str, list[Event]] = defaultdict(list)
        for event in self._knowledge.all(Event):
            if event.part_of is not None:
                parts[event.part_of].append(event)
        return dict(parts)

    @cached_property
    def _contacts(self) -> dict[str, list[Contact]]:
        by_topic: dict[str, list[Contact]] = defaultdict(list)
        for contact in self._knowledge.all(Contact):
            for topic in contact.topics:
                by_topic[topic].append(contact)
        return dict(by_topic)


def _slot(event: Event, each: Occurrence) -> Slot:
    ends_at = each.end if each.end is not None else each.start
    length = ends_at - each.start
    return Slot(
        event=event,
        session=event.sessions[each.session],
        start=each.start.date() if each.whole_day else each.start,
        end=each.last_day if each.whole_day else each.end,
        venue=each.venue,
        room=each.room,
        status=each.status,
        starts_at=each.start,
        ends_at=ends_at,
        is_open=each.end is None,
        start_time=each.start.timestamp(),
        size=size_of(length),
        is_lasting=each.whole_day and each.last_day > each.start.date(),
    )


def effective_status(event: Event, slots: Sequence[Slot]) -> Status:
    """The event's status; that of its times where all of them share one."""
    if event.status is not Status.SCHEDULED or not slots:
        return event.status
    statuses = {slot.status for slot in slots}
    return statuses.pop() if len(statuses) == 1 else Status.SCHEDULED
