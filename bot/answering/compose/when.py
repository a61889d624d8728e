"""Days and times in words.

Catalogues hold the patterns and get every part of a date by name, so that each language takes the
parts that it needs in the order that it likes. A year is named when it could be mistaken.
"""

from datetime import date, datetime, time, timedelta

from bot.answering.compose.voice import Voice

#: An end up to this hour still belongs to the evening before.
_SMALL_HOURS_END = time(6)


def day(voice: Voice, on: date) -> str:
    """One day with its weekday."""
    key = "answering.date.day-year" if _needs_year(voice, on) else "answering.date.day"
    return voice.say(key, **_parts(voice, on))


def days(voice: Voice, first: date, last: date) -> str:
    """A day, or several days in a row."""
    if first == last:
        return day(voice, first)
    if first.year == last.year:
        end = voice.say("answering.date.day", **_parts(voice, last))
    else:
        end = day(voice, last)
    return voice.say("answering.date.days", first=day(voice, first), last=end)


def clock(voice: Voice, at: time) -> str:
    """An hour that stands alone."""
    if (at.hour, at.minute) == (12, 0):
        return voice.say("answering.time.noon")
    if at.hour < 5:
        return voice.say("answering.time.night", **_clock_parts(at))
    return voice.say(f"answering.time.{_half(at)}", **_clock_parts(at))


def clocks(voice: Voice, start: time, end: time) -> str:
    """From one hour to another of the same day or of the night after it."""
    ends = {f"last_{name}": part for name, part in _clock_parts(end).items()}
    parts = {**_clock_parts(start), **ends}
    if end == time(0):
        return voice.say("answering.time.to-midnight", start=clock(voice, start), **parts)
    if end <= start:
        return voice.say(
            "answering.time.overnight", start=clock(voice, start), end=clock(voice, end), **parts
        )
    return voice.say(
        "answering.time.range", start=clock(voice, start), end=clock(voice, end), **parts
    )


def moment(voice: Voice, at: datetime | date) -> str:
    """A day, with its hour where there is one."""
    if not isinstance(at, datetime):
        return day(voice, at)
    local = at.astimezone(voice.zone)
    return voice.say(
        "answering.date.at", day=day(voice, local.date()), time=clock(voice, local.time())
    )


def stretch(voice: Voice, start: datetime | date, end: datetime | date | None) -> str:
    """From one moment to another; `end` is inclusive where both are days."""
    if end is None:
        return moment(voice, start)
    if not isinstance(start, datetime) or not isinstance(end, datetime):
        return days(voice, _day_of(voice, start), _day_of(voice, end))
    start, end = start.astimezone(voice.zone), end.astimezone(voice.zone)
    if not shares_day(start, end):
        return voice.say("answering.date.days", first=moment(voice, start), last=moment(voice, end))
    return voice.say(
        "answering.date.at",
        day=day(voice, start.date()),
        time=clocks(voice, start.time(), end.time()),
    )


def shares_day(start: datetime, end: datetime) -> bool:
    """Whether both are of one day, of which the small hours after it are a part."""
    if start.date() == end.date():
        return True
    return end.date() - start.date() == timedelta(days=1) and end.time() <= min(
        _SMALL_HOURS_END, start.time()
    )


def length(voice: Voice, duration: timedelta) -> str:
    """How long something lasts, in hours and minutes or in days."""
    seconds = round(duration.total_seconds())
    if seconds % 60:
        return voice.say("answering.length.seconds", n=seconds)
    minutes = seconds // 60
    if minutes >= 24 * 60 and minutes % (24 * 60) == 0:
        return voice.say("answering.length.days", n=minutes // (24 * 60))
    hours, rest = divmod(minutes, 60)
    if not hours:
        return voice.say("answering.length.minutes", n=rest)
    whole = voice.say("answering.length.hours", n=hours)
    if not rest:
        return whole
    part = voice.say("answering.length.minutes", n=rest)
    return voice.say("answering.length.and", hours=whole, minutes=part)


def _day_of(voice: Voice, at: datetime | date) -> date:
    return at.astimezone(voice.zone).date() if isinstance(at, datetime) else at


def _needs_year(voice: Voice, on: date) -> bool:
    return on.year != voice.today.year or voice.edition_year != voice.today.year


def _parts(voice: Voice, on: date) -> dict[str, object]:
    return {
        "year": on.year,
        "month": voice.say(f"answering.month.{on.month}"),
        "day": on.day,
        "weekday": voice.say(f"answering.weekday.{on.weekday()}"),
    }


def _clock_parts(at: time) -> dict[str, object]:
    return {"hour": at.hour, "hour12": at.hour % 12 or 12, "minute": f"{at.minute:02}"}


def _half(at: time) -> str:
    return "am" if at.hour < 12 else "pm"
