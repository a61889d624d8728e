"""The timeline of a rehearsal: where its days, deadlines and messages are drawn. Pure.

Places and lengths are in days from the left edge, so that the page can stretch them to its width.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import groupby
from math import ceil

from bot.delivery.model import Purpose
from bot.knowledge.records import Deadline
from bot.reminders.rehearsal.records import Cause, Rehearsed

_DAY = timedelta(days=1)
_DAYS_A_WEEK = 7
#: What the name of a month takes, in pixels: with its year, and alone.
_MONTH_WIDTH, _SHORT_MONTH_WIDTH = 100, 60


class Lane(StrEnum):
    """To whom the messages of a line are."""

    FIRST = "first"  #: the first contact of each unit
    NEXT = "next"  #: the next one, while nobody has reacted
    STAFF = "staff"
    OVERDUE = "overdue"  #: to units, after the deadline


@dataclass(frozen=True, slots=True)
class Scale:
    """How closely days stand.

    Attributes:
        most_days: up to how many it is for.
        day_width: the least that a day takes, in pixels.
        has_weekdays: whether days have their names beside their numbers.
        days_a_mark: whose messages are one mark: 1, or 7 from Monday to Sunday.
    """

    most_days: int
    day_width: float
    has_weekdays: bool = False
    days_a_mark: int = 1

    @property
    def is_weekly(self) -> bool:
        """Whether a mark is of a week, whose days are too narrow to be told apart."""
        return self.days_a_mark > 1


_SCALES = (
    Scale(most_days=10, day_width=34, has_weekdays=True),
    Scale(most_days=100, day_width=18),
    Scale(most_days=10**9, day_width=3.3, days_a_mark=7),
)


@dataclass(frozen=True, slots=True)
class Span:
    """Some days in a row."""

    on: date  #: the first of them
    x: int
    length: int


@dataclass(frozen=True, slots=True)
class Month:
    """The days of a month that are drawn, if they have room for its name."""

    span: Span
    has_year: bool  #: whether there is room for that, too


@dataclass(frozen=True, slots=True)
class Column:
    """A day."""

    on: date
    x: int  #: its left edge
    is_worked: bool
    is_labelled: bool


@dataclass(frozen=True, slots=True)
class Mark:
    """The messages of one day, or week, in one lane."""

    x: float  #: its middle
    on: date  #: of the first of them
    until: date  #: of the last
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One lane of a deadline."""

    lane: Lane
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One deadline, by one due instant."""

    deadline: Deadline
    due_at: datetime
    due_x: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn."""

    scale: Scale
    columns: tuple[Column, ...]
    months: tuple[Month, ...]
    off: tuple[Span, ...]  #: days that are not worked; none where they are too narrow
    rows: tuple[Row, ...]

    @property
    def lanes(self) -> list[Lane]:
        """Those in which there is anything."""
        drawn = {line.lane for row in self.rows for line in row.lines}
        return [lane for lane in Lane if lane in drawn]


def picture(messages: Sequence[Rehearsed], is_worked: Callable[[date], bool]) -> Picture | None:
    """The timeline of some messages; None where there are none.

    Args:
        messages: rising.
        is_worked: whether offices are open on a day.
    """
    causes = [cause for each in messages for cause in each.causes]
    if not causes:
        return None
    days = [cause.sent_on for cause in causes] + [_last_day(cause) for cause in causes]
    first, last = min(days) - _DAY, max(days) + _DAY
    scale = next(each for each in _SCALES if (last - first).days < each.most_days)
    first, last = _with_room(first, last, scale)
    columns = tuple(_columns(first, last, scale, is_worked))
    return Picture(
        scale,
        columns,
        months=tuple(_months(columns, scale)),
        off=() if scale.is_weekly else tuple(_off(columns)),
        rows=tuple(_row(of_one, first, scale) for of_one in _by_deadline(causes)),
    )


def _with_room(first: date, last: date, scale: Scale) -> tuple[date, date]:
    """So much more at either end that the names of the first and the last month fit above them."""
    days = ceil((_SHORT_MONTH_WIDTH if scale.is_weekly else _MONTH_WIDTH) / scale.day_width)
    begins_last = last.replace(day=1)
    begins_second = (first.replace(day=1) + 31 * _DAY).replace(day=1)
    if begins_last <= first:  # there is one month
        last = max(last, first + days * _DAY)
    else:
        first = min(first, begins_second - days * _DAY)
        last = max(last, begins_last + days * _DAY)
    if scale.is_weekly:
        first -= first.weekday() * _DAY
        last += (_DAYS_A_WEEK - 1 - last.weekday()) * _DAY
    return first, last


def _columns(
    first: date, last: date, scale: Scale, is_worked: Callable[[date], bool]
) -> Iterator[Column]:
    for x in range((last - first).days + 1):
        on = first + x * _DAY
        is_labelled = x % scale.days_a_mark == 0
        yield Column(on, x, is_worked(on), is_labelled)


def _months(columns: Sequence[Column], scale: Scale) -> Iterator[Month]:
    named_year = None
    for span in _spans(columns, lambda day: (day.on.year, day.on.month)):
        width = span.length * scale.day_width
        has_year = width >= _MONTH_WIDTH and not (scale.is_weekly and span.on.year == named_year)
        if has_year or width >= _SHORT_MONTH_WIDTH:
            yield Month(span, has_year)
        if has_year:
            named_year = span.on.year


def _off(columns: Sequence[Column]) -> Iterator[Span]:
    spans = _spans(columns, lambda column: column.is_worked)
    return (each for each in spans if not columns[each.x].is_worked)


def _spans(columns: Sequence[Column], key: Callable[[Column], object]) -> Iterator[Span]:
    for _, found in groupby(columns, key):
        days = list(found)
        yield Span(days[0].on, days[0].x, len(days))


def _by_deadline(causes: Sequence[Cause]) -> list[list[Cause]]:
    """The causes of each deadline, what is due first first."""
    found: dict[tuple[datetime, str], list[Cause]] = {}
    for cause in causes:
        found.setdefault((cause.due_at, cause.deadline.id), []).append(cause)
    return [found[key] for key in sorted(found)]


def _row(causes: Sequence[Cause], first: date, scale: Scale) -> Row:
    due_at = causes[0].due_at
    midnight = datetime.combine(due_at.date(), time.min, due_at.tzinfo)
    return Row(
        deadline=causes[0].deadline,
        due_at=due_at,
        due_x=(due_at.date() - first).days + (due_at - midnight) / _DAY,
        lines=tuple(_lines(causes, first, scale)),
    )


def _lines(causes: Sequence[Cause], first: date, scale: Scale) -> Iterator[Line]:
    def number(on: date) -> int:
        return (on - first).days // scale.days_a_mark

    for lane in Lane:
        days = sorted(each.sent_on for each in causes if _lane(each) is lane)
        marks = []
        for place, found in groupby(days, number):
            sent_on = list(found)
            x = (place + 0.5) * scale.days_a_mark
            marks.append(Mark(x, sent_on[0], sent_on[-1], len(sent_on)))
        if marks:
            yield Line(lane, tuple(marks))


def _lane(cause: Cause) -> Lane:
    if cause.delivery.purpose is Purpose.DIGEST:
        return Lane.STAFF
    if cause.delivery.purpose is Purpose.OVERDUE:
        return Lane.OVERDUE
    return Lane.NEXT if cause.is_escalated else Lane.FIRST


def _last_day(cause: Cause) -> date:
    return cause.due_at.date()
