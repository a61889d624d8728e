"""Lengths of time counted from now, and days counted from the edition's first or last."""

from datetime import UTC, timedelta
from enum import Enum

from dateutil.relativedelta import relativedelta

from bot.answering.dates.days import Context
from bot.answering.dates.pieces import Moment, Stretch, one_day


class Unit(Enum):
    """What lengths of time are counted in."""

    MINUTE = relativedelta(minutes=1)
    HALF_HOUR = relativedelta(minutes=30)
    HOUR = relativedelta(hours=1)
    DAY = relativedelta(days=1)
    WEEK = relativedelta(weeks=1)
    MONTH = relativedelta(months=1)
    YEAR = relativedelta(years=1)

    @property
    def is_short(self) -> bool:
        """Whether it is counted from this minute and not from today."""
        return self in (Unit.MINUTE, Unit.HALF_HOUR, Unit.HOUR)


def shifted(context: Context, number: int, unit: Unit) -> Moment:
    """So long from now; before now, if `number` is negative."""
    if unit.is_short:
        # By way of UTC: an hour is an hour, also in the night the clocks change.
        instant = context.now.astimezone(UTC) + unit.value * number
        return Moment(instant=instant.astimezone(context.now.tzinfo))
    return Moment(date=one_day(context.today + unit.value * number))


def within(context: Context, number: int, unit: Unit) -> Moment | None:
    """From today until so long from now."""
    if unit.is_short:
        return None
    last = context.today + unit.value * number
    return Moment(date=Stretch(first=context.today, past=last + timedelta(days=1)))


def coming(context: Context, number: int, unit: Unit) -> Moment | None:
    """The next so many days, weeks, ..., from tomorrow on."""
    if unit.is_short or not number:
        return None
    tomorrow = context.today + timedelta(days=1)
    return Moment(date=Stretch(first=tomorrow, past=tomorrow + unit.value * number))


def recent(context: Context, number: int, unit: Unit) -> Moment | None:
    """The last so many days, weeks, ..., until yesterday."""
    if unit.is_short or not number:
        return None
    return Moment(date=Stretch(first=context.today - unit.value * number, past=context.today))


def edition_days(context: Context, number: int, count: int = 1) -> Moment | None:
    """Days of the edition.

    Args:
        context: its edition may be None, and then so is the result.
        number: of the first of them: 1 is the opening day, -1 the last.
        count: how many.
    """
    if context.edition is None or not number or not count:
        return None
    first_on, last_on = context.edition.first_on, context.edition.last_on
    if number > 0:
        first = first_on + timedelta(days=number - 1)
    else:
        first = last_on + timedelta(days=number + 1)
    past = first + timedelta(days=count)
    if first < first_on or past > last_on + timedelta(days=1):
        return None
    return Moment(date=Stretch(first=first, past=past))


def whole_edition(context: Context) -> Moment | None:
    """From the edition's first day to its last."""
    if context.edition is None:
        return None
    past = context.edition.last_on + timedelta(days=1)
    return Moment(date=Stretch(first=context.edition.first_on, past=past))
