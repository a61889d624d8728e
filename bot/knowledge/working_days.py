"""Working days: on which days offices are open.

Weekends, public holidays, and the weekend days that are worked in their stead (调休). China's are
those of the State Council's yearly notice (节假日安排的通知), from `chinesecalendar`; of other
countries they come from `holidays`. What the edition lists goes before either. A year of which the
notice is not known is refused and never guessed: the office might be shut.
"""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import lru_cache

from bot.errors import FieldRefused
from bot.knowledge.records import Edition

_SATURDAY = 5
#: Its holidays are decreed for each year anew, and weekend days are worked for them.
_CHINA = "CN"


class YearUnknown(FieldRefused):
    """The holidays of a year are not known; an edition may write them out.

    Args:
        country: as the edition names it.
        year: of which nothing is known.
    """

    def __init__(self, country: str, year: int) -> None:
        super().__init__(
            "edition.country", country, fix_key="knowledge.fix.year-unknown", year=year
        )
        self.country, self.year = country, year


class CountryUnknown(ValueError):
    """There are no holidays for a country of this code."""


class WorkingDays:
    """Which days are worked.

    Args:
        country: ISO 3166 code, of a country (CN) or of a part of one (DE-BY); None for weekends
            alone.
        days_off: further days that are not worked.
        extra_working_days: weekend days and holidays that are; they go before `days_off`.
        complete_years: of which the two lists hold everything, so that the country is not asked.

    Raises:
        CountryUnknown: there is none of this code.
    """

    def __init__(
        self,
        country: str | None = None,
        days_off: Iterable[date] = (),
        extra_working_days: Iterable[date] = (),
        complete_years: Iterable[int] = (),
    ) -> None:
        self._country = country
        self._days_off = frozenset(days_off)
        self._extra_working_days = frozenset(extra_working_days)
        self._complete_years = frozenset(complete_years)
        self._is_worked_there = _weekdays if country is None else _of_country(country)

    @classmethod
    def of(cls, edition: Edition) -> "WorkingDays":
        """The working days of an edition."""
        return cls(
            edition.country,
            edition.days_off,
            edition.extra_working_days,
            edition.days_off_years,
        )

    def is_working_day(self, day: date) -> bool:
        """Whether a day is worked.

        Raises:
            YearUnknown: that is not known of its year.
        """
        if day in self._extra_working_days:
            return True
        if day in self._days_off:
            return False
        if day.year in self._complete_years:
            return _weekdays(day)
        return self._is_worked_there(day)

    def back(self, day: date, count: int) -> date:
        """The day that is `count` working days before another, which itself is not counted.

        Raises:
            YearUnknown: a day on the way is of a year of which nothing is known.
        """
        while count > 0:
            day -= timedelta(days=1)
            count -= self.is_working_day(day)
        return day


def is_known(country: str) -> bool:
    """Whether the holidays of a country, or of a part of one, can be looked up by this code."""
    try:
        _of_country(country)
    except CountryUnknown:
        return False
    return True


def _weekdays(day: date) -> bool:
    return day.weekday() < _SATURDAY


@lru_cache(maxsize=8)
def _of_country(code: str) -> Callable[[date], bool]:
    """Whether a day is worked in a country; kept, because a question may ask for it again."""
    return _in_china if code == _CHINA else _elsewhere(code)


@lru_cache(maxsize=4096)  # the library looks for its first and last year each time: 70 µs
def _in_china(day: date) -> bool:
    # Here, because most programs of an edition never ask.
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError:
        raise YearUnknown(_CHINA, day.year) from None


def _elsewhere(code: str) -> Callable[[date], bool]:
    # Here, because the import takes a tenth of a second.
    from holidays import country_holidays

    country, _, part = code.partition("-")
    try:
        known = country_holidays(country, subdiv=part or None)
    except NotImplementedError:
        raise CountryUnknown(code) from None

    def is_worked(day: date) -> bool:
        if not known.start_year <= day.year <= known.end_year:
            raise YearUnknown(code, day.year)
        return known.is_working_day(day)

    return is_worked
