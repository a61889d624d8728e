"""Pieces: what single words say about time, before they are put together and resolved."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import Enum, auto

#: Years outside are numbers of something else.
YEARS = range(1900, 2101)


class Part(Enum):
    """A part of a day, by the hours at which it begins and ends."""

    EARLY = (0, 6)
    MORNING = (6, 12)
    NOON = (11, 13)
    AFTERNOON = (12, 18)
    EVENING = (17, 24)
    NIGHT = (19, 24)
    LATE = (22, 24)
    DAYTIME = (8, 18)


class Half(Enum):
    """The half of the day that a twelve-hour clock is in."""

    AM = auto()
    PM = auto()


@dataclass(frozen=True, slots=True)
class Clock:
    """A reading of the clock, as said."""

    hour: int
    minute: int = 0
    second: int = 0
    half: Half | None = None
    is_24h: bool = False  #: 15:00, 09:00: leaves no question which half of the day it is in


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A date as said: year, month and day, as far as they are."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    may_swap: bool = False  #: 8/9: may as well be the 8th of the ninth month

    def readings(self) -> tuple["Calendar", ...]:
        """This and, where day and month may have been written the other way round, that."""
        if self.may_swap:
            return self, Calendar(year=self.year, month=self.day, day=self.month)
        return (self,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """Whole days, one or more, that are fixed."""

    first: date
    past: date  #: the day after the last
    is_edge: bool = False  #: "the end of the month": before it means before it is over

    @property
    def is_day(self) -> bool:
        """Whether this is a single day."""
        return self.past - self.first == timedelta(days=1)


def one_day(day: date) -> Stretch:
    """A single day as a stretch."""
    return Stretch(first=day, past=day + timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What is said of one time: any of its date, weekday, part of day and clock."""

    date: Calendar | Stretch | None = None
    weekday: int | None = None  #: Monday is 0
    part: Part | None = None
    clock: Clock | None = None
    number: int | None = None  #: a bare number: an hour or a day, when its neighbours say so
    instant: datetime | None = None  #: now, in two hours

    @property
    def has_date(self) -> bool:
        """Whether the day is said."""
        return self.date is not None or self.weekday is not None

    @property
    def has_time(self) -> bool:
        """Whether the time of day is said."""
        return self.part is not None or self.clock is not None

    def joined(self, other: "Moment") -> "Moment | None":
        """Both together; None if both say the same thing, and so speak of two times."""
        if self.instant is not None or other.instant is not None:
            return None
        mine = (self.date, self.weekday, self.part, self.clock, self.number)
        its = (other.date, other.weekday, other.part, other.clock, other.number)
        if any(a is not None and b is not None for a, b in zip(mine, its, strict=True)):
            return None
        both = Moment(
            date=self.date or other.date,
            weekday=other.weekday if self.weekday is None else self.weekday,
            part=self.part or other.part,
            clock=self.clock or other.clock,
            number=other.number if self.number is None else self.number,
        )
        is_in_stretch = isinstance(both.date, Stretch) and both.weekday is not None
        return _weekday_within(both) if is_in_stretch else both


def _weekday_within(moment: Moment) -> Moment | None:
    """The Friday of "next week, on Friday"; None if the stretch holds none or several."""
    assert isinstance(moment.date, Stretch) and moment.weekday is not None
    first, past = moment.date.first, moment.date.past
    day = first + timedelta(days=(moment.weekday - first.weekday()) % 7)
    if day >= past or past - day > timedelta(days=7):
        return None
    return replace(moment, date=one_day(day), weekday=None)


class Link(Enum):
    """A word that joins times or opens one of their ends."""

    TO = auto()
    AND = auto()
    FROM = auto()  #: 从: opens nothing unless 起 follows
    FROM_ON = auto()  #: "from": opens the end
    BETWEEN = auto()
    BETWEEN_THEM = auto()  #: after the second: 之间
    COMMA = auto()  #: a list: 23、24号
    MET_BY = auto()  #: "by": until the end of a day, until the start of anything longer
    BEFORE = auto()
    SINCE = auto()
    AFTER = auto()
    UNTIL = auto()
    BEFORE_IT = auto()  #: those that follow the time: 前, 或之前, 之后, 以后, 起
    THROUGH_IT = auto()
    AFTER_IT = auto()
    ONWARD_FROM_IT = auto()
    SINCE_IT = auto()
    STARTS = auto()  #: 开始: opens the end only of "from Friday", not of "at three"
    NOISE = auto()  #: looks like a time and is not


@dataclass(frozen=True, slots=True)
class Token:
    """A piece and where in the text it stands."""

    start: int
    end: int
    piece: Moment | Link
