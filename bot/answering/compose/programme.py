"""The programme: every occurrence of every event, laid out so that a question finds its few."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from heapq import merge
from operator import attrgetter

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import end_of
from bot.knowledge.occurrences import Occurrence, due_at, is_current, occurrences
from bot.knowledge.records import Contact, Deadline, Event, Record, Session, Status
from bot.knowledge.text import Text

#: The shortest bucket of durations; each next one is four times as long.
_SHORTEST = timedelta(hours=6)


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of one event, as instants.

    `start` and `end` are as stated: days where no hour is, and then `end` is the last of them.
    `starts_at` and `ends_at` are instants, the end exclusive. Where no end is stated it is
    `starts_at`, and `is_open` is set.
    """

    event: Event
    session: Session
    start: datetime | date
    end: datetime | date | None
    venue: str | None
    room: Text | None
    status: Status
    starts_at: datetime
    ends_at: datetime
    is_open: bool

    @property
    def is_day(self) -> bool:
        """Whether days are stated and no hours."""
        return not isinstance(self.start, datetime)

    @property
    def days(self) -> int:
        """Over how many days it goes."""
        return (self.ends_at.date() - self.starts_at.date()).days or 1

    @property
    def over_at(self) -> datetime:
        """When it is surely over: where no end is stated, at the end of the day."""
        if not self.is_open:
            return self.ends_at
        midnight = self.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=1)

    def overlaps(self, start: datetime | None, end: datetime | None) -> bool:
        """Whether any of it lies in the half-open stretch; no `end` and no `start` is open."""
        if end is not None and self.starts_at >= end:
            return False
        if start is None:
            return True
        return self.ends_at > start or (self.is_open and self.starts_at >= start)


class Programme:
    """Occurrences, deadlines and contacts of one knowledge, found without searching."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._by_event: dict[str, tuple[Slot, ...]] = {}
        slots: list[Slot] = []
        for event in knowledge.all(Event):
            of_event = tuple(sorted(self._laid_out(event), key=attrgetter("starts_at")))
            self._by_event[event.id] = of_event
            slots += of_event
        slots.sort(key=attrgetter("starts_at"))
        self.slots: Sequence[Slot] = slots
        self._buckets = _Buckets(slots)
        self._due_at = {each.id: due_at(each, knowledge) for each in knowledge.all(Deadline)}

    def of(self, event: Event) -> tuple[Slot, ...]:
        """The times of an event, by their start; none where no day is stated."""
        return self._by_event.get(event.id, ())

    def within(self, start: datetime | None, end: datetime | None) -> Iterator[Slot]:
        """Every time that overlaps the half-open stretch, by its start."""
        return self._buckets.within(start, end)

    def reach(self, start: datetime | None, end: datetime | None) -> int:
        """At most how many times `within` looks at."""
        return self._buckets.reach(start, end)

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
        for slot in self.within(now, None):
            off = slot.status in (Status.CANCELLED, Status.POSTPONED)
            # An exhibition that is on for weeks is no appointment.
            if not off and not slot.is_day and self.is_current(slot.event, now):
                return slot.event
        return None

    def contacts_for(self, topic: str) -> Sequence[Contact]:
        """The contacts who answer for an aspect or a record."""
        return self._contacts.get(topic, ())

    def parts_of(self, event: Event) -> Sequence[Event]:
        """The events that belong to this one, by the order of the file."""
        return self._parts.get(event.id, ())

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

    def _laid_out(self, event: Event) -> Iterator[Slot]:
        for each in occurrences(event, self._knowledge):
            yield self._slot(event, each)

    def _slot(self, event: Event, each: Occurrence) -> Slot:
        return Slot(
            event=event,
            session=event.sessions[each.session],
            start=each.start.date() if each.whole_day else each.start,
            end=each.last_day if each.whole_day else each.end,
            venue=each.venue,
            room=each.room,
            status=each.status,
            starts_at=each.start,
            ends_at=each.end if each.end is not None else each.start,
            is_open=each.end is None,
        )


class _Buckets:
    """Slots by how long they last, so that few long ones do not make every search a long one."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        buckets: dict[int, list[Slot]] = defaultdict(list)
        for slot in slots:
            buckets[_size(slot.ends_at - slot.starts_at)].append(slot)
        # Instants in UTC: aware datetimes of one zone compare by their wall clock.
        self._buckets = [
            (
                _SHORTEST * 4**size,
                [slot.starts_at.astimezone(UTC) for slot in bucket],
                bucket,
            )
            for size, bucket in sorted(buckets.items())
        ]

    def within(self, start: datetime | None, end: datetime | None) -> Iterator[Slot]:
        parts = [
            filter(
                lambda slot: slot.overlaps(start, end), map(bucket.__getitem__, range(first, past))
            )
            for bucket, first, past in self._ranges(start, end)
        ]
        return merge(*parts, key=attrgetter("starts_at"))

    def reach(self, start: datetime | None, end: datetime | None) -> int:
        return sum(past - first for _, first, past in self._ranges(start, end))

    def _ranges(
        self, start: datetime | None, end: datetime | None
    ) -> Iterator[tuple[list[Slot], int, int]]:
        for longest, starts, bucket in self._buckets:
            first = bisect_left(starts, start.astimezone(UTC) - longest) if start else 0
            past = bisect_left(starts, end.astimezone(UTC)) if end else len(starts)
            yield bucket, first, max(first, past)


def _size(duration: timedelta) -> int:
    size = 0
    while duration > _SHORTEST * 4**size:
        size += 1
    return size


def effective_status(event: Event, slots: Sequence[Slot]) -> Status:
    """The event's status; that of its times where all of them share one."""
    if event.status is not Status.SCHEDULED or not slots:
        return event.status
    statuses = {slot.status for slot in slots}
    return statuses.pop() if len(statuses) == 1 else Status.SCHEDULED
