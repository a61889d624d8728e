"""Which events pass the filters of a question."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, time, timedelta

from bot.answering.compose.programme import Programme
from bot.answering.compose.timeline import Slot, Timeline, merged
from bot.answering.dates import Precision, Span
from bot.answering.model import Filters
from bot.answering.reading import fold
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import ASSUMED_LENGTH
from bot.knowledge.records import Event, Status
from bot.knowledge.text import Text

#: Which stated groups of people somebody belongs to who asks for one of them.
_FITS: dict[str, frozenset[str]] = {
    "everyone": frozenset({"everyone"}),
    "children": frozenset({"children", "families", "everyone"}),
    "families": frozenset({"families", "children", "everyone"}),
    "youth": frozenset({"youth", "students", "everyone"}),
    "students": frozenset({"students", "youth", "everyone"}),
    "adults": frozenset({"adults", "everyone"}),
    "seniors": frozenset({"seniors", "adults", "everyone"}),
    "professionals": frozenset({"professionals", "adults", "everyone"}),
    "teachers": frozenset({"teachers", "adults", "everyone"}),
    "visitors": frozenset({"visitors", "everyone"}),
    "residents": frozenset({"residents", "everyone"}),
}
#: Events of these ages are for children, where no group is named.
_CHILD_AGE_YEARS = 12


class Selection:
    """The events of a programme by venue, kind, audience and the rest; built once."""

    def __init__(self, knowledge: Knowledge, programme: Programme) -> None:
        self._programme = programme
        self._timelines: dict[tuple[str, str], Timeline] = {}
        self._untimed: list[Event] = []
        slots: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        for event in knowledge.all(Event):
            of_event = programme.of(event)
            if not of_event:
                self._untimed.append(event)
            for name in _names(event):
                slots[name] += of_event
        for name, group in slots.items():
            self._timelines[name] = Timeline(group)

    def slots(
        self,
        filters: Filters,
        now: datetime,
        *,
        since: datetime | None = None,
        lasting: bool = False,
    ) -> Iterator[Slot]:
        """The times that pass, by their start.

        Args:
            filters: what is asked for.
            now: the instant that "now" and "next" mean.
            since: where the filters have no stretch, from when on.
            lasting: whether those over several days without hours are wanted, or all others.
        """
        start, end = stretch(filters, now)
        start = start or since
        passes = self._predicate(filters, now)
        best = min(
            self._choices(filters),
            key=lambda lines: sum(line.reach(start, end, lasting=lasting) for line in lines),
        )
        times = merged(line.within(start, end, lasting=lasting) for line in best)
        return (slot for slot in times if passes(slot.event, slot))

    def starting(self, filters: Filters, at: datetime, now: datetime) -> Iterator[Slot]:
        """The times that pass and begin at an instant or later, by their start."""
        passes = self._predicate(filters, now)
        best = min(
            self._choices(filters),
            key=lambda lines: sum(line.reach(at, None) for line in lines),
        )
        times = merged(line.starting(at) for line in best)
        return (slot for slot in times if passes(slot.event, slot))

    def untimed(self, filters: Filters, now: datetime) -> Iterator[Event]:
        """The events that pass and whose day is not stated, by the order of the file."""
        if filters.upcoming:
            return iter(())
        passes = self._predicate(filters, now)
        return (event for event in self._untimed if passes(event, None))

    def _choices(self, filters: Filters) -> Iterator[list[Timeline]]:
        """The timelines that together hold everything that can pass, in several ways."""
        yield [self._programme.timeline]
        # Sorted, since what begins at one time is listed in the order of these.
        groups = [group for each in filters.audiences for group in sorted(_fitting(each))]
        for field, ids in (
            ("venue", filters.venues),
            ("kind", filters.kinds),
            ("organiser", filters.organisers),
            ("status", filters.statuses),
            ("audience", groups),
        ):
            if ids:
                names = [(field, id) for id in dict.fromkeys(ids)]
                yield [self._timelines[name] for name in names if name in self._timelines]

    def _predicate(self, filters: Filters, now: datetime) -> Callable[[Event, Slot | None], bool]:
        """All tests that the filters call for, as one."""
        tests: list[Callable[[Event, Slot | None], bool]] = []
        if filters.happening:
            tests.append(lambda _event, slot: slot is None or is_on(slot, now))
        elif filters.span is not None and filters.span.precision is Precision.INSTANT:
            tests.append(_on_at(filters.span))
        if filters.span is not None and filters.span.daily is not None:
            tests.append(_in_part(filters.span.daily))
        if filters.upcoming:
            tests.append(lambda _event, slot: slot is not None and slot.starts_at >= now)
        if filters.venues:
            tests.append(lambda event, slot: _venue(event, slot) in filters.venues)
        if filters.kinds:
            tests.append(lambda event, _slot: event.kind in filters.kinds)
        if filters.organisers:
            tests.append(
                lambda event, _slot: not set(filters.organisers).isdisjoint(event.organisers)
            )
        if filters.audiences:
            tests.append(lambda event, _slot: fits_groups(event, filters.audiences))
        if filters.age_years is not None:
            tests.append(lambda event, _slot: fits_age(event, filters.age_years or 0))
        if filters.free is not None:
            tests.append(
                lambda event, _slot: event.fee is not None and event.fee.free is filters.free
            )
        if filters.registration is not None:
            tests.append(
                lambda event, _slot: (
                    event.registration is not None
                    and event.registration.required is filters.registration
                )
            )
        if filters.statuses:
            tests.append(lambda event, slot: _status(event, slot) in filters.statuses)
        if filters.rooms:
            tests.append(
                lambda event, slot: _holds([slot.room if slot else event.room], filters.rooms)
            )
        if filters.languages:
            tests.append(lambda event, _slot: _holds(_languages(event), filters.languages))
        return lambda event, slot: all(test(event, slot) for test in tests)


def _names(event: Event) -> Iterator[tuple[str, str]]:
    for venue in {event.venue, *(session.venue for session in event.sessions)} - {None}:
        yield "venue", str(venue)
    if event.kind:
        yield "kind", event.kind
    for organiser in event.organisers:
        yield "organiser", organiser
    for group in _stated_groups(event):
        yield "audience", group
    for status in {event.status, *(session.status for session in event.sessions)} - {None}:
        yield "status", str(status)


def stretch(filters: Filters, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The half-open stretch of time that is asked for."""
    if filters.happening:
        return now - ASSUMED_LENGTH, now + timedelta(microseconds=1)
    if filters.upcoming and filters.span is None:
        return now, None
    span = filters.span
    if span is None:
        return None, None
    if span.precision is Precision.INSTANT and span.start is not None:
        return span.start - ASSUMED_LENGTH, span.start + timedelta(microseconds=1)
    return span.start, span.end


def _in_part(daily: tuple[time, time]) -> Callable[[Event, Slot | None], bool]:
    """Whether it takes place in that part of its day; what states no hours may."""
    begin, end = daily

    def test(_event: Event, slot: Slot | None) -> bool:
        if slot is None or slot.is_day:
            return slot is not None
        ends_on = slot.ends_at.date() > slot.starts_at.date()
        return slot.starts_at.time() < end and (ends_on or slot.ends_at.time() > begin)

    return test


def _on_at(span: Span) -> Callable[[Event, Slot | None], bool]:
    at = span.start
    return lambda _event, slot: slot is None or at is None or is_on(slot, at)


def is_on(slot: Slot, at: datetime) -> bool:
    """Whether it has begun and has not ended at an instant, as far as is stated."""
    if slot.is_off:
        return False
    ends_at = slot.starts_at + ASSUMED_LENGTH if slot.is_open else slot.ends_at
    return slot.starts_at <= at < ends_at


def fits_groups(event: Event, groups: Sequence[str]) -> bool:
    """Whether it is stated to be for one of these groups, or for everyone."""
    stated = _stated_groups(event)
    return any(not _fitting(group).isdisjoint(stated) for group in groups)


def _fitting(group: str) -> frozenset[str]:
    return _FITS.get(group, frozenset({group, "everyone"}))


def _stated_groups(event: Event) -> Sequence[str]:
    """For whom it is stated to be; by the ages where nobody is named."""
    audience = event.audience
    if audience is None or audience.groups:
        return audience.groups if audience is not None else ()
    oldest = audience.max_age_years
    return ("children",) if oldest is not None and oldest <= _CHILD_AGE_YEARS else ()


def fits_age(event: Event, age_years: int) -> bool:
    """Whether somebody of this age is stated to be admitted."""
    audience = event.audience
    if audience is None:
        return False
    low, high = audience.min_age_years, audience.max_age_years
    if low is None and high is None:
        return not {"everyone", "families"}.isdisjoint(audience.groups)
    return (low is None or age_years >= low) and (high is None or age_years <= high)


def _venue(event: Event, slot: Slot | None) -> str | None:
    return slot.venue if slot is not None else event.venue


def _status(event: Event, slot: Slot | None) -> Status:
    return slot.status if slot is not None else event.status


def _languages(event: Event) -> list[Text | None]:
    return [event.language, *(session.language for session in event.sessions)]


def _holds(texts: Iterable[Text | None], words: Sequence[str]) -> bool:
    """Whether any of the words stands in any of the texts, in whatever script."""
    wordings = [wording for text in texts if text is not None for wording in text.as_written()]
    folded = fold(" ".join(wordings))
    return any(word in folded for word in words)
