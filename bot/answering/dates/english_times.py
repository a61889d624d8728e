"""English words for parts of a day, clock times, lengths of time, and those that join times."""

import re

from bot.answering.dates import lengths
from bot.answering.dates.days import Context
from bot.answering.dates.lengths import Unit
from bot.answering.dates.lexer import Rule
from bot.answering.dates.numerals import (
    ENGLISH_CARDINAL,
    ENGLISH_HOUR,
    ENGLISH_ORDINAL,
    english_number,
)
from bot.answering.dates.numeric import HALF
from bot.answering.dates.pieces import Clock, Half, Link, Moment, Part

_PARTS = {
    "morning": Part.MORNING, "afternoon": Part.AFTERNOON, "evening": Part.EVENING,
    "night": Part.NIGHT, "daytime": Part.DAYTIME, "lunchtime": Part.NOON, "lunch time": Part.NOON,
    "am": Part.MORNING, "pm": Part.AFTERNOON,
}  # fmt: skip
_UNITS = {
    "min": Unit.MINUTE, "minute": Unit.MINUTE, "hour": Unit.HOUR, "hr": Unit.HOUR,
    "day": Unit.DAY, "week": Unit.WEEK, "month": Unit.MONTH, "year": Unit.YEAR,
}  # fmt: skip
_AT_BEFORE = re.compile(r"(?:\bat|@|\baround)\s*(?:about|around)?\s*$")
_NOON = Moment(clock=Clock(12, is_24h=True))


def _part(match: re.Match[str], _context: Context) -> Moment:
    return Moment(part=_PARTS[match["part"]])


def _part_near_today(match: re.Match[str], context: Context) -> Moment:
    """This morning, last night."""
    away = {"this": 0, "next": 1, "last": -1}[match["which"]]
    part = Part.EVENING if match["part"] == "night" and away == 0 else _PARTS[match["part"]]
    return Moment(date=context.day(away), part=part)


def _tonight(_match: re.Match[str], context: Context) -> Moment:
    return Moment(date=context.day(0), part=Part.EVENING)


def _spoken_clock(match: re.Match[str], _context: Context) -> Moment | None:
    """Six pm, nine o'clock."""
    return _twelve_hours(match, 0)


def _thirty(match: re.Match[str], _context: Context) -> Moment | None:
    return _twelve_hours(match, 30)


def _past_or_to(match: re.Match[str], _context: Context) -> Moment | None:
    """Half past nine, quarter to ten, ten past three."""
    said = match["minute"].removeprefix("a ").removesuffix(" minutes")
    minute = {"quarter": 15, "half": 30}.get(said) or english_number(said) or 0
    return _twelve_hours(match, -minute if match["way"] == "to" else minute)


def _twelve_hours(match: re.Match[str], minutes: int) -> Moment | None:
    hour, half = english_number(match["hour"]), match["half"]
    if hour is None or not 1 <= hour <= 24 or not -60 < minutes < 60:
        return None
    if minutes < 0:
        hour, minutes = (hour - 2) % 12 + 1, 60 + minutes
    halves = {"a": Half.AM, "p": Half.PM, None: None}
    return Moment(clock=Clock(hour, minutes, half=halves[half], is_24h=hour > 12))


def _compact_clock(match: re.Match[str], _context: Context) -> Moment | None:
    """0930, 1400: only after a word that a clock time follows."""
    hour, minute = int(match["hour"]), int(match["minute"])
    if hour > 23 or minute > 59:
        return None
    return Moment(clock=Clock(hour, minute, is_24h=hour > 12 or match["hour"].startswith("0")))


def _number(match: re.Match[str], _context: Context) -> Moment | None:
    number = english_number(match["number"])
    if number is None or number > 31:
        return None
    if number <= 24 and _AT_BEFORE.search(match.string, max(0, match.start() - 12), match.start()):
        return Moment(clock=Clock(number, is_24h=number > 12))
    return Moment(number=number)


def _midnight(_match: re.Match[str], _context: Context) -> Moment:
    return Moment(clock=Clock(24, is_24h=True))


def _now(_match: re.Match[str], context: Context) -> Moment:
    return Moment(instant=context.now)


def _length(match: re.Match[str]) -> tuple[int, Unit] | None:
    if match["number"].startswith("half"):
        return 1, Unit.HALF_HOUR
    number = english_number(match["number"])
    return None if number is None else (number, _UNITS[match["unit"].rstrip("s")])


def _later(match: re.Match[str], context: Context) -> Moment | None:
    length = _length(match)
    return lengths.shifted(context, *length) if length else None


def _ago(match: re.Match[str], context: Context) -> Moment | None:
    length = _length(match)
    return lengths.shifted(context, -length[0], length[1]) if length else None


def _within(match: re.Match[str], context: Context) -> Moment | None:
    length = _length(match)
    return lengths.within(context, *length) if length else None


def _around_now(match: re.Match[str], context: Context) -> Moment | None:
    """The next three days, the past two weeks; in an edition, "the first two days" are its own."""
    length = _length(match)
    if length is None:
        return None
    number, unit = length
    way = match["way"]
    if way in ("next", "coming", "following"):
        return lengths.coming(context, number, unit)
    if context.edition is not None and unit is Unit.DAY:
        if way in ("first", "opening"):
            return lengths.edition_days(context, 1, number)
        if way in ("last", "final", "closing"):
            return lengths.edition_days(context, -number, number)
    return lengths.recent(context, number, unit) if way in ("past", "last") else None


def _edition_day(match: re.Match[str], context: Context) -> Moment | None:
    which = match["which"]
    if which in ("last", "final", "closing"):
        return lengths.edition_days(context, -1)
    return lengths.edition_days(context, 1 if which == "opening" else english_number(which) or 0)


def _all_days(_match: re.Match[str], context: Context) -> Moment | None:
    return lengths.whole_edition(context)


def _whole_week(_match: re.Match[str], context: Context) -> Moment:
    return lengths.whole_edition(context) or Moment(date=context.week(0))


_PART = r"(?P<part>morning|afternoon|evening|night|daytime|lunch\s?time)"
_NUMBER = rf"(?P<number>half an?|an?|[0-9]{{1,3}}|{ENGLISH_CARDINAL}|a couple of)"
_UNIT = r"(?P<unit>min(?:ute)?|hour|hr|day|week|month|year)s?\b"
_EVENT = r"(?:event|festival|fair|activity\s+week|week|activities|programme)"
#: What a bare number is followed by when it can be a time: never by what it counts.
_NOT_COUNTING = (
    r"(?=\s*(?:$|[^\w\s%$€£]|(?:to|and|or|until|till|through|on|in|at|of|for|is|are|if|can|today"
    r"|tomorrow|tonight|sharp|the|this|next|each|every|daily|ok|please|o'?clock"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?)\b|[0-9]{1,2}[:.][0-9]{2}))"
)

NOISE: tuple[Rule, ...] = (
    (r"good\s+(?:morning|afternoon|evening|night|day)\b", Link.NOISE),
    (
        r"(?:ages?d?|kids|children|grades?|years?)\s+(?:(?:from|between)\s+)?"
        r"[0-9]+\s*(?:-|to|and)\s*[0-9]+",
        Link.NOISE,
    ),
    (
        r"\b(?:room|no\.?|number|hall|gate|exit|line|route|bus|platform|building|floor|level|zone|area"
        r"|unit|lot|row|seat|desk|booth|stand|top|ages?|aged|grade|phase|table|form|article|clause|item"
        r"|page|section|chapter|version|covid)\s*(?:no\.?\s*)?[0-9]+(?:[-./][0-9]+)*\b",
        Link.NOISE,
    ),
)
RULES: tuple[Rule, ...] = (
    (r"(?P<which>tonight|tonite)\b", _tonight),
    (rf"(?P<which>this|next|last)\s+{_PART}\b", _part_near_today),
    (rf"{_PART}s?\b(?!\s+(?:market|shift|club|school)\b)", _part),
    (r"(?:(?<=tomorrow )|(?<=day ))(?P<part>am|pm)\b(?!\s+i\b)", _part),
    (r"(?:now(?!\s+that)|at\s+the\s+moment|at\s+present|currently)\b", _now),
    (r"(?:noon(?:ish)?|mid-?day)\b", _NOON),
    (r"midnight\b", _midnight),
    (
        rf"(?P<minute>half|(?:a\s+)?quarter|(?:five|ten|twenty|twenty[- ]five)(?:\s+minutes)?"
        rf"|[0-9]{{1,2}}(?=\s+minutes|\s+past))\s+(?:minutes\s+)?(?P<way>past|to)\s+"
        rf"(?P<hour>[0-9]{{1,2}}|{ENGLISH_HOUR})\b(?![:.][0-9])(?:\s*o'?\s?clock)?(?:\s*{HALF})?",
        _past_or_to,
    ),
    (rf"(?P<hour>[0-9]{{1,2}}|{ENGLISH_HOUR})\s*o'?\s?clock\b(?:\s*{HALF})?", _spoken_clock),
    (rf"\b(?P<hour>{ENGLISH_HOUR})\s+{HALF}", _spoken_clock),
    (rf"\b(?P<hour>{ENGLISH_HOUR})\s+thirty\b(?:\s+{HALF})?", _thirty),
    (
        r"(?=(?<=at\s|by\s)|(?<=from\s|open\s)|(?<=until\s|after\s)|(?<=before\s))"
        r"(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])(?:\s?h(?:rs|ours)?)?\b",
        _compact_clock,
    ),
    (r"\b(?P<hour>[0-2][0-9])(?P<minute>[0-5][0-9])\s?h(?:rs|ours)?\b", _compact_clock),
    (
        r"(?<![0-9a-z.:/$])(?P<hour>[0-9]{1,2})\.(?P<minute>[0-5][05])(?![0-9.])"
        r"(?=\s*(?:-|to\b|until\b))",
        _compact_clock,
    ),
    (r"(?<=at\s|by\s|to\s)(?P<hour>[0-9]{1,2})\.(?P<minute>[0-5][0-9])(?![0-9.])", _compact_clock),
    (rf"{_NUMBER}\s+{_UNIT}\s+(?:from\s+(?:now|today)|later)\b", _later),
    (
        rf"\bin\s+(?:about\s+)?{_NUMBER}\s+{_UNIT}(?:'s?\s+time)?(?!\s*(?:of|before|or\s+less))",
        _later,
    ),
    (rf"\b{_NUMBER}\s+{_UNIT}\s+ago\b", _ago),
    (rf"\bwithin\s+(?:the\s+next\s+)?{_NUMBER}\s+{_UNIT}", _within),
    (
        r"(?P<way>next|coming|following|past|last|first|final|closing|opening)\s+"
        rf"{_NUMBER}\s+(?P<unit>day|week|month|year)s?\b",
        _around_now,
    ),
    (
        rf"(?P<which>last|final|closing|opening|{ENGLISH_ORDINAL}|[0-9]{{1,2}}(?:st|nd|rd|th))\s+day"
        rf"\b(?!\s+of\s+(?!(?:the|this)\s+{_EVENT}))",
        _edition_day,
    ),
    (rf"\bday\s+(?P<which>[0-9]{{1,2}}|{ENGLISH_CARDINAL})\b", _edition_day),
    (
        r"\b(?:throughout|during|over|all|for|through)\s+(?:the\s+)?(?:(?:whole|entire)\s+)?week\b"
        r"|\b(?:whole|entire)\s+week\b",
        _whole_week,
    ),
    (
        rf"\b(?:during|throughout|over|for)\s+the\s+(?:(?:whole|entire)\s+)?{_EVENT}\b",
        _all_days,
    ),
    (rf"(?<![0-9a-z.:/$£€-])(?P<number>[0-9]{{1,2}}|{ENGLISH_HOUR}){_NOT_COUNTING}", _number),
    (rf"(?<=-)(?P<number>[0-9]{{1,2}}){_NOT_COUNTING}", _number),
    (
        r"\bor\s+(?:later|after)\b|\b(?:onwards?|and\s+later)\b|\bon(?=\s*[?.!,]?\s*$)",
        Link.SINCE_IT,
    ),
    (r"\bor\s+(?:earlier|before)\b|\band\s+(?:earlier|before)\b", Link.THROUGH_IT),
    (r"\b(?:no\s+later\s+than|not\s+later\s+than|due|by)\b", Link.MET_BY),
    (r"\b(?:before|prior\s+to|earlier\s+than)\b", Link.BEFORE),
    (r"\b(?:after|later\s+than|past)\b", Link.AFTER),
    (r"\b(?:since|starting|as\s+of|as\s+from)\b", Link.SINCE),
    (r"\b(?:un)?till?\b", Link.UNTIL),
    (r"\bfrom\b", Link.FROM_ON),
    (r"\bbetween\b", Link.BETWEEN),
    (r"\b(?:to|through|thru)\b", Link.TO),
    (r"\band\b|&", Link.AND),
    (r"\bor\b", Link.COMMA),
)
