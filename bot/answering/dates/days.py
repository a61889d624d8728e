"""From what is said to days: the year, month or week that goes without saying."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain

from bot.answering.dates.pieces import YEARS, Calendar, Moment, Stretch, one_day
from bot.answering.dates.spans import EditionDays
from bot.language import Language

_WEEK = timedelta(days=7)
_A_YEAR = timedelta(days=366)
#: Four years, so that 29 February is among them.
_YEARS_AROUND = (0, 1, -1, 2, -2, 3, -3, 4, -4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """Who asks, when, and about which edition."""

    now: datetime
    language: Language
    edition: EditionDays | None = None

    @property
    def today(self) -> date:
        """The day it is where the edition is."""
        return self.now.date()

    def day(self, days_from_now: int) -> Stretch:
        """Today, tomorrow, ..."""
        return one_day(self.today + timedelta(days=days_from_now))

    def week(self, weeks_from_now: int) -> Stretch:
        """This week, next week, ... from Monday."""
        monday = self.today - timedelta(days=self.today.weekday()) + weeks_from_now * _WEEK
        return Stretch(first=monday, past=monday + _WEEK)

    def weekend(self, weeks_from_now: int) -> Stretch:
        """Saturday and Sunday of this week, next week, ..."""
        week = self.week(weeks_from_now)
        return Stretch(first=week.first + timedelta(days=5), past=week.past)

    def month(self, months_from_now: int) -> Stretch:
        """This month, next month, ..."""
        months = self.today.year * 12 + self.today.month - 1 + months_from_now
        return month_of(months // 12, months % 12 + 1)

    def year(self, years_from_now: int) -> Stretch:
        """This year, next year, ..."""
        return year_of(self.today.year + years_from_now)

    def at(self, day: date, clock: timedelta = timedelta()) -> datetime:
        """When the clock shows so much more than when the day began."""
        # On the wall: 9:00 is 9:00 also on the day that the clocks change.
        return datetime.combine(day, time.min, self.now.tzinfo) + clock


def month_of(year: int, month: int) -> Stretch:
    """A month of a year.

    Raises:
        ValueError: there is none such.
    """
    past = date(year + month // 12, month % 12 + 1, 1)
    return Stretch(first=date(year, month, 1), past=past)


def year_of(year: int) -> Stretch:
    """A whole year."""
    return Stretch(first=date(year, 1, 1), past=date(year + 1, 1, 1))


def nth_week(stretch: Stretch, number: int) -> Stretch:
    """The first, second, ... week, from Monday, that begins within a month or year."""
    monday = stretch.first + timedelta(days=-stretch.first.weekday() % 7)
    return Stretch(first=monday + (number - 1) * _WEEK, past=monday + number * _WEEK)


def nth_weekday(stretch: Stretch, weekday: int, number: int) -> Stretch:
    """The first, second, ... Friday of a month or year; -1: the last."""
    if number < 0:
        last = stretch.past - timedelta(days=1)
        return one_day(last - timedelta(days=(last.weekday() - weekday) % 7))
    first = stretch.first + timedelta(days=(weekday - stretch.first.weekday()) % 7)
    return one_day(first + (number - 1) * _WEEK)


def stretches(moment: Moment, context: Context, anchor: date | None = None) -> list[Stretch]:
    """All that the date of a moment may mean, likeliest way of reading first."""
    if isinstance(moment.date, Stretch):
        return [moment.date]
    if anchor is None:
        edition = _edition_meant(moment, context)
        anchor = edition.first_on if edition else context.today
    if moment.date is None:
        assert moment.weekday is not None
        nearest = anchor + timedelta(days=(moment.weekday - anchor.weekday()) % 7)
        return [one_day(nearest + weeks * _WEEK) for weeks in (0, -1, 1)]
    is_any_year = moment.weekday is not None
    usual, *swapped = (
        [*_fitting(said, anchor, is_any_year=is_any_year)] for said in moment.date.readings()
    )
    if moment.weekday is not None:
        near = [each for each in chain(usual, *swapped) if abs(each.first - anchor) < _A_YEAR]
        return [each for each in near if each.first.weekday() == moment.weekday] or usual
    return [*usual, *chain(*swapped)] if context.edition is not None else usual


def _fitting(said: Calendar, anchor: date, *, is_any_year: bool) -> Iterator[Stretch]:
    """The days, months or years that fit, around the anchor.

    Args:
        said: year, month and day, as far as they are said.
        anchor: near which they are meant.
        is_any_year: look a year around for a bare day number, since its weekday is said too.
    """
    if said.month is None and said.day is not None:
        this_month = anchor.year * 12 + anchor.month - 1
        around = range(-12, 13) if is_any_year or said.year else range(-1, 3)
        months = [divmod(this_month + offset, 12) for offset in around]
        dates = [(year, month + 1) for year, month in months if said.year in (None, year)]
    else:
        offsets = _YEARS_AROUND if said.month == 2 and said.day == 29 else _YEARS_AROUND[:3]
        years = [said.year] if said.year else [anchor.year + offset for offset in offsets]
        dates = [(year, said.month or 0) for year in years]
    for year, month in dates:
        try:
            if not month:
                yield year_of(year)
            else:
                yield one_day(date(year, month, said.day)) if said.day else month_of(year, month)
        except ValueError:
            continue


def _edition_meant(moment: Moment, context: Context) -> EditionDays | None:
    """The edition, if what goes unsaid comes from its days; None if it comes from today.

    Always for a date. A bare weekday is one of the edition's while that is still far off; in the
    week before it and while it lasts, Friday is the coming Friday.
    """
    if context.edition is None or moment.date is not None:
        return context.edition
    is_near = context.edition.first_on - _WEEK <= context.today <= context.edition.last_on
    return None if is_near else context.edition


def likeliest(
    found: list[tuple[Stretch, Stretch]], moment: Moment, context: Context, *, is_past: bool = False
) -> tuple[Stretch, Stretch] | None:
    """Of all pairs of first and last stretch, the one that is meant.

    The nearest to the edition; without one, what is not over yet, and the soonest of that. Dates
    whose weekday is said too, and so cannot be just any year's, are the nearest there are.

    Args:
        found: pairs; one and the same stretch twice, where no range is said.
        moment: what was said of the first.
        context: now, and the edition.
        is_past: it was said with "since".
    """
    if not found:
        return None
    edition = _edition_meant(moment, context)
    if edition is not None:
        first, last = edition.first_on, edition.last_on
        return min(found, key=lambda pair: _distance(pair, first, last))
    today = context.today
    if is_past:
        return min(found, key=lambda pair: (pair[0].first > today, abs(pair[0].first - today)))
    if moment.weekday is not None and moment.date is not None:
        return min(found, key=lambda pair: _distance(pair, today, today))
    ahead = [pair for pair in found if pair[1].past > today]
    if ahead:
        return min(ahead, key=lambda pair: pair[0].first)
    return max(found, key=lambda pair: pair[0].first)


def _distance(pair: tuple[Stretch, Stretch], first: date, last: date) -> timedelta:
    """How far a range is from the days `first` to `last`; nothing, if it shares one with them."""
    zero = timedelta()
    return max(pair[0].first - last, first - pair[1].past + timedelta(days=1), zero)


def may_exist(said: Calendar) -> bool:
    """Whether there can be such a date, so far as it is said."""
    if said.year is not None and said.year not in YEARS:
        return False
    if said.month is None:
        return said.day is None or 1 <= said.day <= 31
    if not 1 <= said.month <= 12:
        return False
    if said.day is None:
        return True
    leap_year = 2000
    month = month_of(said.year or leap_year, said.month)
    return 1 <= said.day <= (month.past - month.first).days


def the_weekend(context: Context) -> Stretch:
    """The weekend that is meant by "the weekend": the edition's, while that is still far off."""
    saturday = Moment(weekday=5)
    if _edition_meant(saturday, context) is None:
        return context.weekend(0)
    found = [
        (Stretch(first=day.first, past=day.past + timedelta(days=1)),) * 2
        for day in stretches(saturday, context)
    ]
    nearest = likeliest(found, saturday, context)
    assert nearest is not None
    return nearest[0]
