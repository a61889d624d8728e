"""Times of events laid out so that a question for a stretch of time finds its few."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from heapq import merge
from operator import attrgetter

from bot.knowledge.records import Event, Session, Status
from bot.knowledge.text import Text

#: The shortest bucket of durations; each next one is four times as long.
_SHORTEST = timedelta(hours=6)
_BY_START = attrgetter("starts_at")


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

    @property
    def is_day(self) -> bool:
        """Whether days are stated and no hours."""
        return not isinstance(self.start, datetime)

    @property
    def days(self) -> int:
        """Over how many days it goes."""
        return (self.ends_at.date() - self.starts_at.date()).days or 1

    @property
    def is_lasting(self) -> bool:
        """Whether it goes over days without hours, as an exhibition does."""
        return self.is_day and self.days > 1

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
    """Some slots, by their start and by how long they last."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        self._slots = sorted(slots, key=_BY_START)
        self._starts = [slot.starts_at.timestamp() for slot in self._slots]
        # Apart, so that a question for a day does not go through all that lasts for weeks first.
        self._short = _Buckets(slot for slot in self._slots if not slot.is_lasting)
        self._lasting = _Buckets(slot for slot in self._slots if slot.is_lasting)

    def within(
        self, start: datetime | None, end: datetime | None, *, lasting: bool = False
    ) -> Iterator[Slot]:
        """Every slot that overlaps the half-open stretch, by its start: lasting ones or others."""
        return (self._lasting if lasting else self._short).within(start, end)

    def reach(self, start: datetime | None, end: datetime | None, *, lasting: bool = False) -> int:
        """At most how many slots `within` looks at."""
        return (self._lasting if lasting else self._short).reach(start, end)

    def starting(self, at: datetime) -> Iterator[Slot]:
        """Every slot that begins at an instant or later, by its start."""
        first = bisect_left(self._starts, at.timestamp())
        return map(self._slots.__getitem__, range(first, len(self._slots)))


class _Buckets:
    """Slots by how long they last, so that few long ones do not make every search a long one."""

    def __init__(self, slots: Iterable[Slot]) -> None:
        buckets: dict[int, list[Slot]] = defaultdict(list)
        for slot in slots:
            buckets[_size(slot.ends_at - slot.starts_at)].append(slot)
        self._buckets = [
            (
                (_SHORTEST * 4**size).total_seconds(),
                [slot.starts_at.timestamp() for slot in bucket],
                bucket,
            )
            for size, bucket in sorted(buckets.items())
        ]

    def within(self, start: datetime | None, end: datetime | None) -> Iterator[Slot]:
        parts = [
            (bucket[at] for at in range(first, past) if bucket[at].overlaps(start, end))
            for bucket, first, past in self._ranges(start, end)
        ]
        return merge(*parts, key=_BY_START)

    def reach(self, start: datetime | None, end: datetime | None) -> int:
        return sum(max(0, past - first) for _, first, past in self._ranges(start, end))

    def _ranges(
        self, start: datetime | None, end: datetime | None
    ) -> Iterator[tuple[Sequence[Slot], int, int]]:
        for longest, starts, bucket in self._buckets:
            first = bisect_left(starts, start.timestamp() - longest) if start else 0
            past = bisect_left(starts, end.timestamp()) if end else len(starts)
            yield bucket, first, past


def _size(duration: timedelta) -> int:
    size = 0
    while duration > _SHORTEST * 4**size:
        size += 1
    return size


def merged(parts: Iterable[Iterable[Slot]]) -> Iterator[Slot]:
    """Slots of several timelines by their start, each once."""
    seen: set[int] = set()
    for slot in merge(*parts, key=_BY_START):
        if id(slot) not in seen:
            seen.add(id(slot))
            yield slot
