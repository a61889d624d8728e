"""The ladder: a deadline becomes the instants at which units are nudged. Pure.

What has passed already, to whom a nudge goes and whether it is still owed is the planner's affair.
Hours are those of the clocks of the deadline's zone. An hour that daylight saving leaves out is
counted on from before the gap, so that 02:30 becomes 03:30; one that comes twice is the first.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import Protocol

_DAY = timedelta(days=1)
_MOMENT = timedelta(microseconds=1)


class Calendar(Protocol):
    """Which days are worked; `bot.knowledge.working_days.WorkingDays` is one."""

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked."""
        ...


@dataclass(frozen=True, slots=True)
class Ladder:
    """How long before a deadline a unit is nudged.

    Raises:
        ValueError: a number of days is negative.
    """

    days_before: tuple[int, ...]  #: the rungs; 0 is the last day itself
    working_days: bool = False  #: whether they count working days only

    def __post_init__(self) -> None:
        if any(days < 0 for days in self.days_before):
            raise ValueError(f"days_before = {self.days_before}: take 0 or more")


@dataclass(frozen=True, slots=True)
class SendingHours:
    """From when to when messages that nobody has asked for are sent, on the clock.

    Raises:
        ValueError: it closes before it opens.
    """

    opens: time
    closes: time  #: the first instant that is too late

    def __post_init__(self) -> None:
        if self.opens >= self.closes:
            raise ValueError(f"{self.opens}–{self.closes}: it closes after it opens, the same day")

    def opening(self, day: date, zone: tzinfo | None) -> datetime:
        """The first instant of a day's sending hours; aware, in `zone`."""
        return _on_clock(day, self.opens, zone)

    def closing(self, day: date, zone: tzinfo | None) -> datetime:
        """The first instant after a day's sending hours; aware, in `zone`."""
        return _on_clock(day, self.closes, zone)


@dataclass(frozen=True, slots=True)
class Nudge:
    """One rung, as it falls."""

    rung: int  #: in days before the deadline
    at: datetime  #: aware, in the deadline's zone
    wanted_on: date  #: the day on which it would fall if every day were worked


def last_day(due_at: datetime) -> date:
    """The last day on which it is not too late, in the zone of `due_at`.

    That of midnight is the day before.
    """
    return (due_at.astimezone(UTC) - _MOMENT).astimezone(due_at.tzinfo).date()


def nudges(
    due_at: datetime, ladder: Ladder, calendar: Calendar, hours: SendingHours
) -> tuple[Nudge, ...]:
    """When a unit that has not filed is nudged about one deadline.

    Each nudge comes when the sending hours of its day open. A rung whose day is not worked, or
    whose hours open only when it is too late, moves back; of those that then fall on one day, the
    nearest to the deadline remains.

    Args:
        due_at: the first instant that is too late; aware, in the edition's zone.
        ladder: the rungs, counted back from the last day that is not too late.
        calendar: which days are worked, statutory holidays and make-up workdays included.
        hours: the sending hours.

    Returns:
        In the zone of `due_at`, rising, one a day at most, each on a working day before `due_at`.

    Raises:
        ValueError: `due_at` is naive.
        YearUnknown: the calendar does not know one of the days.
    """
    if due_at.utcoffset() is None:
        raise ValueError(f"due_at = {due_at.isoformat()}: add a time zone, as in +08:00")
    zone = due_at.tzinfo
    by_day: dict[date, Nudge] = {}
    for rung in sorted(set(ladder.days_before), reverse=True):
        day = wanted_on = _days_before(last_day(due_at), rung, ladder, calendar)
        # Backwards, never forwards: a nudge that moves past its deadline helps nobody.
        while not calendar.is_working_day(day) or hours.opening(day, zone) >= due_at:
            day -= _DAY
        by_day[day] = Nudge(rung, hours.opening(day, zone), wanted_on)
    return tuple(by_day[day] for day in sorted(by_day))


def _days_before(day: date, count: int, ladder: Ladder, calendar: Calendar) -> date:
    if not ladder.working_days:
        return day - timedelta(days=count)
    while count:
        day -= _DAY
        count -= calendar.is_working_day(day)
    return day


def _on_clock(day: date, hour: time, zone: tzinfo | None) -> datetime:
    naive = datetime.combine(day, hour)
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)
