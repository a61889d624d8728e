"""The timeline of a rehearsal: where its days, deadlines and messages are drawn. Pure.

Lengths are in units of the drawing, a pixel where it is shown in its own size.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from bot.delivery.model import Purpose
from bot.knowledge.records import Deadline
from bot.reminders.rehearsal.records import Cause, Rehearsed

DAY_WIDTH = 22
_LANE_HEIGHT = 32
_TITLE_HEIGHT = 30
_HEAD_HEIGHT = 40
_MARK_BELOW_TOP = 10
#: So that the name of a month that begins there can be read.
_ROOM_AT_THE_END = timedelta(days=3)
_DAY = timedelta(days=1)


class Lane(StrEnum):
    """To whom the messages of a line are."""

    FIRST = "first"  #: the first contact of each unit
    NEXT = "next"  #: the next one, while nobody has reacted
    STAFF = "staff"
    OVERDUE = "overdue"  #: to units, after the deadline


@dataclass(frozen=True, slots=True)
class Column:
    """A day."""

    on: date
    x: float  #: its left edge
    is_worked: bool
    begins_month: bool  #: the first of a month, or of the picture


@dataclass(frozen=True, slots=True)
class Mark:
    """The messages of one day in one lane."""

    x: float  #: the middle of the day
    on: date
    count: int


@dataclass(frozen=True, slots=True)
class Line:
    """One lane of a deadline."""

    lane: Lane
    y: float  #: the middle of its marks; their counts are below
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One deadline, by one due instant."""

    deadline: Deadline
    due_at: datetime
    title_x: float
    is_title_left: bool  #: of that place and not right of it, so that it stays within the picture
    top: float
    bottom: float
    due_x: float
    due_top: float
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn."""

    width: float
    height: float
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


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
    first, last = min(days) - _DAY, max(days) + _ROOM_AT_THE_END
    columns = tuple(_columns(first, last, is_worked))
    width = float(len(columns) * DAY_WIDTH)
    rows: list[Row] = []
    top = float(_HEAD_HEIGHT)
    for of_one in _by_deadline(causes):
        rows.append(_row(of_one, first, top, width))
        top = rows[-1].bottom
    return Picture(width, top + 8, columns, tuple(rows))


def _columns(first: date, last: date, is_worked: Callable[[date], bool]) -> Iterator[Column]:
    for number in range((last - first).days + 1):
        on = first + number * _DAY
        yield Column(on, number * DAY_WIDTH, is_worked(on), number == 0 or on.day == 1)


def _by_deadline(causes: Sequence[Cause]) -> list[list[Cause]]:
    """The causes of each deadline, what is due first first."""
    found: dict[tuple[datetime, str], list[Cause]] = {}
    for cause in causes:
        found.setdefault((cause.due_at, cause.deadline.id), []).append(cause)
    return [found[key] for key in sorted(found)]


def _row(causes: Sequence[Cause], first: date, top: float, width: float) -> Row:
    due_at = causes[0].due_at
    begins_x = _x(min(cause.sent_on for cause in causes), first)
    lines: list[Line] = []
    y = top + _TITLE_HEIGHT
    for lane in Lane:
        counts = Counter(each.sent_on for each in causes if _lane(each) is lane)
        if counts:
            marks = tuple(
                Mark(_x(on, first) + DAY_WIDTH / 2, on, counts[on]) for on in sorted(counts)
            )
            lines.append(Line(lane, y + _MARK_BELOW_TOP, marks))
            y += _LANE_HEIGHT
    midnight = datetime.combine(due_at.date(), time.min, due_at.tzinfo)
    part_of_day = (due_at - midnight) / _DAY
    return Row(
        deadline=causes[0].deadline,
        due_at=due_at,
        title_x=width - 8 if begins_x > width / 2 else begins_x,
        is_title_left=begins_x > width / 2,
        top=top,
        bottom=y + 6,
        due_x=_x(due_at.date(), first) + part_of_day * DAY_WIDTH,
        due_top=top + _TITLE_HEIGHT - 4,
        lines=tuple(lines),
    )


def _lane(cause: Cause) -> Lane:
    if cause.delivery.purpose is Purpose.DIGEST:
        return Lane.STAFF
    if cause.delivery.purpose is Purpose.OVERDUE:
        return Lane.OVERDUE
    return Lane.NEXT if cause.is_escalated else Lane.FIRST


def _last_day(cause: Cause) -> date:
    return cause.due_at.date()


def _x(on: date, first: date) -> float:
    return (on - first).days * DAY_WIDTH
