"""From phrases to spans: what a person who says this means."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from bot.answering.dates import clock
from bot.answering.dates.days import Context, likeliest, stretches
from bot.answering.dates.pieces import Calendar, Clock, Link, Moment, Part, Stretch
from bot.answering.dates.reader import Phrase
from bot.answering.dates.spans import Precision, Span

_Bounds: TypeAlias = tuple[datetime | None, datetime | None, Precision]

_DAY = timedelta(days=1)
_HOURS = 24
_ENDS_AT = frozenset({Link.BEFORE_IT, Link.MET_BY, Link.UNTIL, Link.BEFORE, Link.THROUGH_IT})
_PAST_IT = frozenset({Link.AFTER, Link.AFTER_IT, Link.ONWARD_FROM_IT})


def span(phrase: Phrase, context: Context) -> Span | None:
    """The span of a phrase; None if it is none (a range that ends before it begins)."""
    bounds: _Bounds | None
    if phrase.last is not None:
        bounds = _between(phrase.first, phrase.last, context)
    elif phrase.link is not None:
        bounds = _half_open(phrase.first, phrase.link, context)
    else:
        day = _day(phrase.first, context)
        bounds = None if day is None else _single(phrase.first, day, context)
    if bounds is None:
        return None
    start, end, precision = bounds
    if start is not None and end is not None and end <= start:
        return None
    return Span(
        start=start,
        end=end,
        precision=precision,
        says_day=_says_day(phrase),
        daily=_daily(phrase) if precision is Precision.RANGE else None,
        text_start=phrase.start,
        text_end=phrase.end,
    )


def _says_day(phrase: Phrase) -> bool:
    """Whether a day is said, and not only an hour or a part of one."""
    moments = [phrase.first] if phrase.last is None else [phrase.first, phrase.last]
    return any(each.has_date or each.instant is not None for each in moments)


def _daily(phrase: Phrase) -> tuple[time, time] | None:
    """The part of each of several days: the evenings of a weekend."""
    moment = phrase.first
    if phrase.last is not None or phrase.link is not None or moment.part is None or moment.clock:
        return None
    begin, end = moment.part.value
    return _time(begin), _time(end)


def _time(hours: float) -> time:
    """A time of day by its hours after midnight; the last instant of it from 24 on."""
    if hours >= _HOURS:
        return time.max
    return (datetime.min + timedelta(hours=hours)).time()


def _day(moment: Moment, context: Context, *, is_past: bool = False) -> Stretch | None:
    """The days a moment is on; today, where it says none."""
    if not moment.has_date:
        return context.day(0)
    found = [(each, each) for each in stretches(moment, context)]
    nearest = likeliest(found, moment, context, is_past=is_past)
    return nearest[0] if nearest else None


def _single(moment: Moment, days: Stretch, context: Context) -> _Bounds:
    if moment.instant is not None:
        return moment.instant, None, Precision.INSTANT
    if moment.clock is not None and days.is_day:
        return _instant(moment, days.first, context), None, Precision.INSTANT
    if moment.part is not None and moment.clock is None:
        begin, end = moment.part.value
        last = days.past - _DAY
        precision = Precision.PART if days.is_day else Precision.RANGE
        return (
            context.at(days.first, timedelta(hours=begin)),
            context.at(last, timedelta(hours=end)),
            precision,
        )
    precision = Precision.DAY if days.is_day else Precision.RANGE
    return context.at(days.first), context.at(days.past), precision


def _instant(moment: Moment, day: date, context: Context) -> datetime:
    assert moment.clock is not None
    since = clock.time_of_day(moment.clock, moment.part)
    at = context.at(day, since)
    before_dawn = context.at(day, since - _DAY) if since >= _DAY else at
    if day == context.today and context.now < before_dawn:
        return before_dawn  # "tonight at 2am", said at one in the morning
    return at


def _half_open(moment: Moment, link: Link, context: Context) -> _Bounds | None:
    if moment.part is Part.NOON and moment.clock is None:
        moment = replace(moment, clock=Clock(12, is_24h=True))  # 中午之前: before twelve
    days = _day(moment, context, is_past=link is Link.SINCE)
    if days is None:
        return None
    start, end, _ = _single(moment, days, context)
    is_time = moment.has_time or moment.instant is not None
    is_within_day = moment.has_date and is_time and days.is_day
    if link in _ENDS_AT:
        # "8月15日前" in a Chinese notice, like "by 15 August", is met until that day is over; what
        # is longer than a day, and any day after an English "before", must not have begun.
        runs_out = (
            link is Link.THROUGH_IT or days.is_edge or (days.is_day and link is not Link.BEFORE)
        )
        bound = end if runs_out and not is_time else start
        return context.at(days.first) if is_within_day else None, bound, Precision.RANGE
    bound = start
    if link in _PAST_IT and moment.clock is None and moment.instant is None:
        includes_day = link is Link.ONWARD_FROM_IT and days.is_day and not is_time
        bound = start if includes_day else end
    return bound, context.at(days.past) if is_within_day else None, Precision.RANGE


def _between(first: Moment, last: Moment, context: Context) -> _Bounds | None:
    if first.instant is not None or last.instant is not None:
        return _from_now_until(first, last, context)
    first, last = _shared(first, last)
    if first.has_date and last.has_date:
        pair = _pair(first, last, context)
    else:
        day = _day(first if first.has_date else last, context)
        begin = day if first.has_date or not last.has_date else context.day(0)
        pair = (begin, day) if begin is not None and day is not None else None
    if pair is None:
        return None
    if first.clock and last.clock and pair[0] == pair[1] and pair[0].is_day:
        start, end = clock.times_between(first, last)
        day_on = pair[0].first
        return context.at(day_on, start), context.at(day_on, end), Precision.RANGE
    begins = _single(first, pair[0], context)[0]
    ends_at, ends_before, _ = _single(last, pair[1], context)
    return begins, ends_before or ends_at, Precision.RANGE


def _from_now_until(first: Moment, last: Moment, context: Context) -> _Bounds | None:
    begin, end = _day(first, context), _day(last, context)
    if begin is None or end is None:
        return None
    ends_at, ends_before, _ = _single(last, end, context)
    return _single(first, begin, context)[0], ends_before or ends_at, Precision.RANGE


def _shared(first: Moment, last: Moment) -> tuple[Moment, Moment]:
    """Both ends with what is said once for both: the year or month of the end, the day's part."""
    if isinstance(first.date, Calendar) and isinstance(last.date, Calendar):
        year, month = first.date.year, first.date.month
        if month is None and first.date.day is not None:
            month = last.date.month
        if year is None and last.date.year is not None:
            year = last.date.year
            if (month or 0, first.date.day or 0) > (last.date.month or 12, last.date.day or 31):
                year -= 1
        first = replace(first, date=replace(first.date, year=year, month=month))
    return first, last


def _pair(first: Moment, last: Moment, context: Context) -> tuple[Stretch, Stretch] | None:
    """The days a range begins and ends on: the soonest end after each possible beginning."""
    found = []
    for begin in stretches(first, context):
        ends = [end for end in stretches(last, context, begin.first) if end.first >= begin.first]
        if ends:
            found.append((begin, min(ends, key=lambda end: end.first)))
    return likeliest(found, first, context)
