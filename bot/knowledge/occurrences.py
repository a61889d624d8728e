"""Occurrences: the instants at which events take place, and those at which deadlines end.

All are aware and in the edition's zone. What repeats does so on the clock: a tour at 10:00 is at
10:00 on either side of a change to summer time. Nothing is cached here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import begin_of, end_of, is_current, on_clock
from bot.knowledge.records import Deadline, Edition, Event, Former, Session, Status
from bot.knowledge.repetition import starts
from bot.knowledge.text import Text
from bot.knowledge.working_days import WorkingDays

__all__ = ["ASSUMED_LENGTH", "Occurrence", "due_at", "is_current", "occurrences", "times"]

#: How long something is taken to run when only its start is stated: long enough that people who
#: ask "what is on now?" during a talk or a ceremony are told of it. It is never said to anybody.
ASSUMED_LENGTH = timedelta(hours=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """One time at which an event takes place, with what it inherits from the event."""

    event: str  #: id
    session: int  #: index in the event's sessions
    start: datetime  #: of a whole day: its first instant
    end: datetime | None  #: the first instant after it; None where it is not stated
    whole_day: bool  #: whether no hour is stated
    venue: str | None  #: id
    room: Text | None
    status: Status
    note: Text | None  #: the session's own, or what is said of the event's status
    title: Text | None  #: the session's own
    was: Former | None
    language: Text | None

    @property
    def last_day(self) -> date:
        """The day on which it ends; that of its start where no end is stated."""
        if self.end is None:
            return self.start.date()
        # The end is exclusive: what ends at midnight ends on the day before.
        return (self.end.replace(tzinfo=None) - timedelta(microseconds=1)).date()


def occurrences(event: Event, knowledge: Knowledge) -> tuple[Occurrence, ...]:
    """Every time at which an event takes place, the earliest first.

    Empty for an event that states no day, also for one that lasts throughout the edition
    (`when` is "edition"). Cancelled ones are among them, with their status.
    """
    found = [
        _occurrence(event, index, start, end)
        for index, session in enumerate(event.sessions)
        for start, end in times(session, knowledge.edition, knowledge.zone)
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.session)))


def times(
    session: Session, edition: Edition, zone: ZoneInfo
) -> Iterator[tuple[datetime, datetime | None]]:
    """Start and exclusive end of each repetition of a session that is not excepted.

    A rule that names no end of its own ends with the edition.

    Raises:
        RuleRefused: the rule is not understood (a validated session has none such).
    """
    if session.repeat is None:
        yield begin_of(session.start, zone), _single_end(session, zone)
        return
    first = _naive(session.start, zone)
    last_day = max(edition.ends_on, first.date())
    until = datetime.combine(last_day, time.max)
    for start in starts(session.repeat, first, until=until, zone=zone):
        if start.date() not in session.excluded:
            yield on_clock(start, zone), _end(session, start - first, zone)


def due_at(deadline: Deadline, knowledge: Knowledge) -> datetime:
    """The first instant at which it is too late.

    A deadline on a day lasts to the end of that day, so it is the midnight after it; one with an
    hour ends at that hour. The days of a relative deadline are counted back from the day on which
    the other thing is due or begins: two days before the 20th is the 18th, to its end. With
    `working_days`, only the days that are worked are counted.

    Raises:
        YearUnknown: which days are worked is not known (never of validated knowledge).
    """
    due = deadline.due
    if due.at is not None:
        return begin_of(due.at, knowledge.zone)
    day = _due_on(deadline, knowledge)
    if due.at_time is not None:
        return on_clock(datetime.combine(day, due.at_time), knowledge.zone)
    return end_of(day, knowledge.zone)


def _occurrence(event: Event, index: int, start: datetime, end: datetime | None) -> Occurrence:
    session = event.sessions[index]
    elsewhere = session.venue is not None and session.venue != event.venue
    return Occurrence(
        event=event.id,
        session=index,
        start=start,
        end=end,
        whole_day=not isinstance(session.start, datetime),
        venue=session.venue or event.venue,
        # The event's room is a room of the event's venue.
        room=session.room or (None if elsewhere else event.room),
        status=session.status or event.status,
        note=session.note or event.status_note,
        title=session.title,
        was=session.was or event.was,
        language=session.language or event.language,
    )


def _single_end(session: Session, zone: ZoneInfo) -> datetime | None:
    if session.end is not None:
        return end_of(session.end, zone)
    return None if isinstance(session.start, datetime) else end_of(session.start, zone)


def _end(session: Session, later: timedelta, zone: ZoneInfo) -> datetime | None:
    """The end of a repetition, on the clock as much later as its start is."""
    if not isinstance(session.start, datetime):
        last = session.end if session.end is not None else session.start
        return end_of(last + later, zone)
    if session.end is None:
        return None
    first, end = _naive(session.start, zone), _naive(session.end, zone)
    start_at, end_at = on_clock(first + later, zone), on_clock(end + later, zone)
    # In the hour that daylight saving leaves out, the clock may show the end before the start.
    return end_at if end_at > start_at else start_at + (end - first)


def _naive(moment: date, zone: ZoneInfo) -> datetime:
    return begin_of(moment, zone).replace(tzinfo=None)


def _due_on(deadline: Deadline, knowledge: Knowledge) -> date:
    """The day on which a deadline is due."""
    due = deadline.due
    if due.on is not None:
        return due.on
    if due.at is not None:
        return begin_of(due.at, knowledge.zone).date()
    assert due.before is not None and due.days_before is not None
    day = _begins_on(due.before, knowledge)
    if not due.working_days:
        return day - timedelta(days=due.days_before)
    return WorkingDays.of(knowledge.edition).back(day, due.days_before)


def _begins_on(before: str, knowledge: Knowledge) -> date:
    """The day from which days are counted back: of a deadline, an event or the edition."""
    if before == "edition":
        return knowledge.edition.starts_on
    table, _, id = before.rpartition("/")
    deadline = knowledge.find(Deadline, id) if table in ("", "deadline") else None
    if deadline is not None:
        return _due_on(deadline, knowledge)
    event = knowledge.find(Event, id)
    assert event is not None, f"{before}: validation admits no such deadline"
    first = next(iter(occurrences(event, knowledge)), None)
    return first.start.date() if first is not None else knowledge.edition.starts_on
