"""Which events pass the filters of a question."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta

from bot.answering.compose.programme import Programme, Slot
from bot.answering.dates import Precision, Span
from bot.answering.model import Filters
from bot.answering.reading import fold
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Event, Status

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
#: How long an event without a stated end is taken to be on.
_OPEN_END = timedelta(hours=2)


class Selection:
    """The events of a programme by venue, kind, audience and the rest; built once."""

    def __init__(self, knowledge: Knowledge, programme: Programme) -> None:
        self._programme = programme
        self._slots: dict[tuple[str, str], list[Slot]] = defaultdict(list)
        self._untimed: list[Event] = []
        for event in knowledge.all(Event):
            slots = programme.of(event)
            if not slots:
                self._untimed.append(event)
            for name in _names(event):
                self._slots[name] += slots
        for group in self._slots.values():
            group.sort(key=lambda slot: slot.starts_at)

    def slots(
        self, filters: Filters, now: datetime, *, since: datetime | None = None
    ) -> Iterator[Slot]:
        """The times that pass, by their start; `since` bounds them where the filters do not."""
        start, end = stretch(filters, now)
        start = start or since
        group = self._smallest(filters)
        if group is not None and len(group) < self._programme.reach(start, end):
            times: Iterator[Slot] = (slot for slot in group if slot.overlaps(start, end))
        else:
            times = self._programme.within(start, end)
        passes = _predicate(filters, now)
        return (slot for slot in times if passes(slot.event, slot))

    def untimed(self, filters: Filters, now: datetime) -> Iterator[Event]:
        """The events that pass and whose day is not stated, by the order of the file."""
        if filters.happening or filters.upcoming:
            return iter(())
        passes = _predicate(filters, now)
        return (event for event in self._untimed if passes(event, None))

    def _smallest(self, filters: Filters) -> Sequence[Slot] | None:
        """The shortest of the lists that hold everything that can pass."""
        found: list[Sequence[Slot]] = []
        for field, ids in (
            ("venue", filters.venues),
            ("kind", filters.kinds),
            ("organiser", filters.organisers),
        ):
            if len(ids) == 1:
                found.append(self._slots.get((field, ids[0]), ()))
        return min(found, key=len, default=None)


def _names(event: Event) -> Iterator[tuple[str, str]]:
    for venue in {event.venue, *(session.venue for session in event.sessions)} - {None}:
        yield "venue", str(venue)
    if event.kind:
        yield "kind", event.kind
    for organiser in event.organisers:
        yield "organiser", organiser


def stretch(filters: Filters, now: datetime) -> tuple[datetime | None, datetime | None]:
    """The half-open stretch of time that is asked for."""
    if filters.happening:
        return now - _OPEN_END, now + timedelta(microseconds=1)
    if filters.upcoming and filters.span is None:
        return now, None
    span = filters.span
    if span is None:
        return None, None
    if span.precision is Precision.INSTANT and span.start is not None:
        return span.start - _OPEN_END, span.start + timedelta(microseconds=1)
    return span.start, span.end


def _predicate(filters: Filters, now: datetime) -> Callable[[Event, Slot | None], bool]:
    """All tests that the filters call for, as one."""
    tests: list[Callable[[Event, Slot | None], bool]] = []
    if filters.happening:
        tests.append(lambda _event, slot: slot is not None and is_on(slot, now))
    elif filters.span is not None and filters.span.precision is Precision.INSTANT:
        tests.append(_on_at(filters.span))
    if filters.upcoming:
        tests.append(lambda _event, slot: slot is not None and slot.starts_at >= now)
    if filters.venues:
        tests.append(lambda event, slot: _venue(event, slot) in filters.venues)
    if filters.kinds:
        tests.append(lambda event, _slot: event.kind in filters.kinds)
    if filters.organisers:
        tests.append(lambda event, _slot: not set(filters.organisers).isdisjoint(event.organisers))
    if filters.audiences:
        tests.append(lambda event, _slot: fits_groups(event, filters.audiences))
    if filters.age_years is not None:
        tests.append(lambda event, _slot: fits_age(event, filters.age_years or 0))
    if filters.free is not None:
        tests.append(lambda event, _slot: event.fee is not None and event.fee.free is filters.free)
    if filters.registration is not None:
        tests.append(
            lambda event, _slot: (
                event.registration is not None
                and event.registration.required is filters.registration
            )
        )
    if filters.statuses:
        tests.append(lambda event, slot: _status(event, slot) in filters.statuses)
    if filters.words:
        tests.append(lambda event, _slot: _holds_words(event, filters.words))
    return lambda event, slot: all(test(event, slot) for test in tests)


def _on_at(span: Span) -> Callable[[Event, Slot | None], bool]:
    at = span.start
    return lambda _event, slot: slot is None or at is None or is_on(slot, at)


def is_on(slot: Slot, at: datetime) -> bool:
    """Whether it has begun and has not ended at an instant, as far as is stated."""
    if slot.status in (Status.CANCELLED, Status.POSTPONED):
        return False
    ends_at = slot.starts_at + _OPEN_END if slot.is_open else slot.ends_at
    return slot.starts_at <= at < ends_at


def fits_groups(event: Event, groups: Sequence[str]) -> bool:
    """Whether it is stated to be for one of these groups, or for everyone."""
    audience = event.audience
    if audience is None:
        return False
    if not audience.groups:
        oldest = audience.max_age_years
        asks_for_children = not {"children", "families"}.isdisjoint(groups)
        return asks_for_children and oldest is not None and oldest <= _CHILD_AGE_YEARS
    return any(
        not _FITS.get(group, frozenset({group, "everyone"})).isdisjoint(audience.groups)
        for group in groups
    )


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


def _holds_words(event: Event, words: Sequence[str]) -> bool:
    texts = [event.title, event.summary, event.people]
    wordings = [wording for text in texts if text is not None for wording in text.as_written()]
    folded = fold(" ".join([*wordings, *event.aliases]))
    return all(word in folded for word in words)
