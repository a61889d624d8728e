"""Days and times in words.

Catalogues hold the patterns and get every part of a date by name, so that each language takes the
parts that it needs in the order that it likes. A year is named when it could be mistaken.
"""

from datetime import date, datetime, time, timedelta

from bot.answering.compose.voice import Voice

#: An end up to this hour still belongs to the evening before.
_SMALL_HOURS_END = time(6)
_NIGHT_ENDS = time(5)


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


def clock(voice: Voice, at: time, *, in_range: bool = False) -> str:
    """An hour, alone or at one end of a range."""
    form = "range" if in_range else "alone"
    is_24h = voice.say("answering.time.hours") == "24"
    hour = at.hour if is_24h else at.hour % 12 or 12
    key = f"answering.time.{form}.{_part_of_day(at)}"
    return voice.say(key, hour=hour, minute=f"{at.minute:02}")


def _part_of_day(at: time) -> str:
    if (at.hour, at.minute) == (12, 0):
        return "noon"
    if at.hour < _NIGHT_ENDS.hour:
        return "night"
    return "am" if at.hour < 12 else "pm"


def clocks(voice: Voice, start: time, end: time) -> str:
    """From one hour to another of the same day or of the night after it."""
    begin, finish = clock(voice, start, in_range=True), clock(voice, end, in_range=True)
    if end == time(0):
        return voice.say("answering.time.to-midnight", start=begin)
    key = "overnight" if end <= start else "span"
    return voice.say(f"answering.time.{key}", start=begin, end=finish)


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
