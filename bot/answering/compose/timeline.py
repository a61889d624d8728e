"""Times of events laid out so that a question for a stretch of time finds its few."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from operator import attrgetter

from bot.knowledge.records import Event, Session, Status
from bot.knowledge.text import Text

#: The shortest bucket of durations; each next one is four times as long.
_SHORTEST = timedelta(hours=6)
_BY_START = attrgetter("start_time")


@dataclass(frozen=True, slots=True)
class Slot:
    """One time of one event.

    `start` and `end` are as stated: days where no hour is, and then `end` is the last of them.
    `starts_at` and `ends_at` are instants in the edition's zone, the end exclusive. Where no end
    is stated it is `starts_at`, and `is_open` is set.
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
    start_time: float  #: `starts_at` in POSIX seconds, since those are compared often
    size: int  #: `size_of` its length
    is_lasting: bool  #: whether it goes over days without hours, as an exhibition does

    @property
    def is_day(self) -> bool:
        """Whether days are stated and no hours."""
        return not isinstance(self.start, datetime)

    @property
    def is_off(self) -> bool:
        """Whether it does not take place then."""
        return self.status in (Status.CANCELLED, Status.POSTPONED)

    @property
    def last_day(self) -> date:
        """The day on which it ends."""
        if self.is_open:
            return self.starts_at.date()
        return (self.ends_at - timedelta(microseconds=1)).date()

    @property
    def over_at(self) -> datetime:
        """When it is surely over: where no end is stated, at the end of the day."""
        if not self.is_open:
            return self.ends_at
        midnight = self.starts_at.replace(hour=0, minute=0, second=0, microsecond=0)
        return midnight + timedelta(days=1)

    def overlaps(self, start: datetime | None, end: datetime | None) -> bool:
        """Whether any of it lies in the half-open stretch; None leaves that side open."""
        if end is not None and self.starts_at >= end:
            return False
        if start is None:
            return True
        return self.ends_at > start or (self.is_open and self.starts_at >= start)


class Timeline:
    """Some slots, by their start and by how long they last.

    Few long ones must not make every search a long one, so slots of like length are kept together;
    and a question for a day must not go through all that lasts for weeks first, so those are
    asked for apart.
    """

    def __init__(self, slots: Iterable[Slot]) -> None:
        buckets: dict[tuple[bool, int], list[Slot]] = defaultdict(list)
        for slot in slots:
            buckets[slot.is_lasting, slot.size].append(slot)
        self._buckets = {key: _Bucket(key[1], buckets[key]) for key in sorted(buckets)}

    def within(
        self, start: datetime | None, end: datetime | None, *, lasting: bool = False
    ) -> Iterator[Slot]:
        """Every slot that overlaps the half-open stretch, by its start: lasting ones or others."""
        parts = (bucket.within(start, end) for bucket in self._of(lasting))
        return merge(*parts, key=_BY_START)

    def reach(self, start: datetime | None, end: datetime | None, *, lasting: bool = False) -> int:
        """At most how many slots `within` looks at."""
        return sum(len(bucket.range(start, end)) for bucket in self._of(lasting))

    def starting(self, at: datetime) -> Iterator[Slot]:
        """Every slot that begins at an instant or later, by its start."""
        return merge(*(bucket.starting(at) for bucket in self._buckets.values()), key=_BY_START)

    def _of(self, lasting: bool) -> Iterator["_Bucket"]:
        return (bucket for key, bucket in self._buckets.items() if key[0] is lasting)


class _Bucket:
    """Slots of like length."""

    def __init__(self, size: int, slots: list[Slot]) -> None:
        self._longest = _longest(size).total_seconds()
        self._slots = sorted(slots, key=_BY_START)
        self._starts = [slot.start_time for slot in self._slots]

    def range(self, start: datetime | None, end: datetime | None) -> range:
        """The positions of all that may overlap the stretch."""
        first = bisect_left(self._starts, start.timestamp() - self._longest) if start else 0
        past = bisect_left(self._starts, end.timestamp()) if end else len(self._starts)
        return range(first, past)

    def within(self, start: datetime | None, end: datetime | None) -> Iterator[Slot]:
        slots = map(self._slots.__getitem__, self.range(start, end))
        return (slot for slot in slots if slot.overlaps(start, end))

    def starting(self, at: datetime) -> Iterator[Slot]:
        first = bisect_left(self._starts, at.timestamp())
        return map(self._slots.__getitem__, range(first, len(self._slots)))


def size_of(duration: timedelta) -> int:
    """Which bucket a duration belongs to."""
    size = 0
    while duration > _longest(size):
        size += 1
    return size


def _longest(size: int) -> timedelta:
    return _SHORTEST * (1 << 2 * size)


def merged(parts: Iterable[Iterable[Slot]]) -> Iterator[Slot]:
    """Slots of several timelines by their start, each once."""
    seen: set[int] = set()
    for slot in merge(*parts, key=_BY_START):
        if id(slot) not in seen:
            seen.add(id(slot))
            yield slot
