"""The timetable: on which days and at which hours an edition sends what nobody has asked for."""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from bot.reminders.ladder import Calendar, Ladder, Nudge, SendingHours, nudges

_DAY = timedelta(days=1)
_KEPT = 1024


class Timetable:
    """Working days and sending hours in the edition's zone; immutable.

    Every method that asks for working days raises `YearUnknown` when it meets a year of which the
    calendar knows nothing.

    Args:
        calendar: which days are worked.
        hours: from when to when messages are sent on these.
        zone: whose clocks these are.
    """

    def __init__(self, calendar: Calendar, hours: SendingHours, zone: ZoneInfo) -> None:
        self._calendar = calendar
        self._hours = hours
        self._zone = zone
        # Kept here, because ten thousand units ask about a handful of instants.
        self._nudges = lru_cache(_KEPT)(self._reckon)
        self._openings = lru_cache(_KEPT)(self._opening)

    def nudges(self, due_at: datetime, ladder: Ladder) -> tuple[Nudge, ...]:
        """When a unit is nudged about what is due at an instant; see `ladder.nudges`."""
        return self._nudges(due_at, ladder)

    def day(self, at: datetime) -> date:
        """The day on which an instant is."""
        return at.astimezone(self._zone).date()

    def is_working_day(self, day: date) -> bool:
        """Whether messages are sent on a day."""
        return self._calendar.is_working_day(day)

    def opening(self, at: datetime) -> datetime:
        """When the sending hours that an instant is in have opened, or else the next ones open."""
        return self._openings(at)

    def _opening(self, at: datetime) -> datetime:
        day = self.day(at)
        if at >= self._hours.closing(day, self._zone):
            day += _DAY
        return self._opening_from(day)

    def next_at(self, at: datetime) -> datetime:
        """The first instant within sending hours that is not before `at`; in the edition's zone."""
        return max(at.astimezone(self._zone), self.opening(at))

    def next_on_any_day(self, at: datetime) -> datetime:
        """The same where it does not matter whether the day is worked: an edition has weekends."""
        day = self.day(at)
        if at >= self._hours.closing(day, self._zone):
            day += _DAY
        return max(at.astimezone(self._zone), self._hours.opening(day, self._zone))

    def opening_after(self, day: date) -> datetime:
        """When the sending hours open for the first time after a day."""
        return self._opening_from(day + _DAY)

    def last_opening_before(self, at: datetime) -> datetime:
        """When the sending hours open for the last time before an instant."""
        day = self.day(at)
        while not (
            self._calendar.is_working_day(day) and self._hours.opening(day, self._zone) < at
        ):
            day -= _DAY
        return self._hours.opening(day, self._zone)

    def _opening_from(self, day: date) -> datetime:
        while not self._calendar.is_working_day(day):
            day += _DAY
        return self._hours.opening(day, self._zone)

    def _reckon(self, due_at: datetime, ladder: Ladder) -> tuple[Nudge, ...]:
        return nudges(due_at.astimezone(self._zone), ladder, self._calendar, self._hours)
