"""From clocks as said to times of day: which half of the day goes without saying."""

from dataclasses import replace
from datetime import timedelta

from bot.answering.dates.pieces import Clock, Half, Moment, Part

_HALF_DAY = timedelta(hours=12)
_DAY = timedelta(days=1)
_EVENING = (Part.EVENING, Part.NIGHT, Part.LATE)


def time_of_day(clock: Clock, part: Part | None) -> timedelta:
    """How long after the day began; past its end for "three o'clock tonight".

    With nothing said, one to six o'clock are in the afternoon: nobody asks the public out at four
    in the morning.
    """
    return timedelta(hours=_hour(clock, part), minutes=clock.minute, seconds=clock.second)


def _hour(clock: Clock, part: Part | None) -> int:
    hour = clock.hour
    if clock.half is not None:
        hour = hour % 12 + (12 if clock.half is Half.PM else 0)
        return hour + 24 if part in _EVENING and hour < 5 else hour
    if clock.is_24h or hour > 12 or part is Part.MORNING:
        return hour
    if part is Part.EARLY:
        return hour % 12
    if part in _EVENING:
        return hour % 12 + (24 if hour == 12 or hour < 5 else 12)
    if part is Part.AFTERNOON:
        return hour % 12 + 12
    return hour + 12 if 1 <= hour <= 6 else hour


def times_between(first: Moment, last: Moment) -> tuple[timedelta, timedelta]:
    """Both ends of a range of clocks on one day; the second is later than the first.

    What is said of one end holds for the other ("下午5点到6点", "5 to 6 pm") unless the range would
    run backwards ("9.30 to 4.30pm").
    """
    assert first.clock is not None and last.clock is not None
    start = time_of_day(first.clock, first.part)
    if _is_open(first) and not _is_open(last):
        start = _before(time_of_day(last.clock, last.part), first.clock, last)
    end = time_of_day(last.clock, last.part)
    if _is_open(last):
        end = _after(start, last.clock)
    elif not end and first.clock.half is Half.AM:
        end = _HALF_DAY  # "10am-12am": nobody means until midnight
    return start, end if end > start else end + _DAY


def _is_open(moment: Moment) -> bool:
    """Whether nothing says which half of the day it is."""
    clock = moment.clock
    assert clock is not None
    is_said = clock.half is not None or clock.is_24h or clock.hour > 12 or moment.part is not None
    return not is_said


def _after(start: timedelta, clock: Clock) -> timedelta:
    """The first time after `start` that a clock with twelve hours shows this."""
    end = time_of_day(replace(clock, half=Half.AM), None)
    while end <= start:
        end += _HALF_DAY
    return end


def _before(end: timedelta, clock: Clock, last: Moment) -> timedelta:
    """What the open clock shows, in the same half as the end or else the half before."""
    assert last.clock is not None
    like_last = time_of_day(
        replace(clock, half=last.clock.half, is_24h=last.clock.is_24h), last.part
    )
    if like_last < end:
        return like_last
    return time_of_day(replace(clock, half=Half.AM), None)
