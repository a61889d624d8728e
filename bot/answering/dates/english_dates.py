"""English words for days, weeks, months and years."""

import re
from collections.abc import Iterable
from datetime import timedelta

from bot.answering.dates import days
from bot.answering.dates.days import Context
from bot.answering.dates.lexer import Rule
from bot.answering.dates.numerals import (
    ENGLISH_HOUR,
    ENGLISH_ORDINAL,
    UNIT_ORDINALS,
    english_number,
    full_year,
)
from bot.answering.dates.pieces import Calendar, Moment, Stretch, one_day

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul",
            "august aug", "september sept sep", "october oct", "november nov", "december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
_WEEKDAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday mon", "tuesday tues tue", "wednesday weds wed", "thursday thurs thur thu",
            "friday fri", "saturday sat", "sunday sun",
        )
    )
    for name in names.split()
}  # fmt: skip
#: Words of their own, which are names of a month or a weekday only in company.
_AMBIGUOUS = frozenset({"may", "march", "mar", "jan", "sat", "sun", "wed", "mon"})
_IN_COMPANY = re.compile(
    r"(?:\b(?:on|in|of|by|until|till|since|before|after|from|to|through|during|for|next|this|last"
    r"|coming|every|each|early|late|mid|between|and|or)|^|[-~&/,(])\s*$"
)
_TO_ANOTHER = re.compile(
    r"\s*(?:-|to|through|thru|until|till|and|or|&|,)\s*"
    r"(?:mon|tue|wed|thu|fri|sat|sun|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
)
_TIME_OF_DAY = re.compile(
    r",?\s*(?:at\s+)?(?:[0-9]{1,2}(?:[:.][0-9]{2}|\s?[ap]\.?m\b)"
    r"|morning|afternoon|evening|night|noon)"
)
#: What "sun" is part of when one of these follows.
_SUN_OF = re.compile(r"\s*(?:hat|cream|screen|light|shine|god|yat|protection|glass|rise|set|the)")
_AWAY = {
    "last": -1, "previous": -1, "past": -1, "this": 0, "this coming": 0, "coming": 0, "next": 1,
    "following": 1,
}  # fmt: skip
_RELATIVE_DAYS = {
    "today": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmr": 1, "tmrw": 1,
    "tmw": 1, "yesterday": -1, "day after tomorrow": 2,
    "day before yesterday": -2,
}  # fmt: skip

_HOLIDAYS = {
    "new year's day": (1, 1), "new year's eve": (12, 31), "christmas": (12, 25),
    "christmas day": (12, 25), "christmas eve": (12, 24), "boxing day": (12, 26),
    "halloween": (10, 31), "national day": (10, 1), "may day": (5, 1), "women's day": (3, 8),
    "children's day": (6, 1), "teachers' day": (9, 10),
}  # fmt: skip


def _names(names: Iterable[str]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


def _stands_alone(match: re.Match[str], word: str) -> bool:
    """Whether a word that may be something else is in a place where only a date stands."""
    if word not in _AMBIGUOUS:
        return not match.string.endswith(" an ", 0, match.start())  # an august body
    before, after = match.string[: match.start()][-16:], match.string[match.end() :]
    if _TO_ANOTHER.match(after):
        return True
    if not before.strip() and not after.strip(" .?!"):
        return True
    if word in _WEEKDAYS and _TIME_OF_DAY.match(after):
        return True
    if not before.strip():
        return False
    return bool(_IN_COMPANY.search(before)) and not _SUN_OF.match(after)


def _calendar(match: re.Match[str], _context: Context) -> Moment | None:
    said = match.groupdict()
    date = Calendar(
        year=full_year(int(said["year"])) if said.get("year") else None,
        month=_MONTHS[said["month"]] if said.get("month") else None,
        day=english_number(said["day"]) if said.get("day") else None,
    )
    return Moment(date=date) if days.may_exist(date) else None


def _month(match: re.Match[str], context: Context) -> Moment | None:
    if match["year"] is None and match["away"] is None and not _stands_alone(match, match["month"]):
        return None
    if match["away"] is None:
        return _calendar(match, context)
    month = _MONTHS[match["month"]]
    this_year = days.month_of(context.today.year, month)
    years = _AWAY[match["away"].strip()]
    if years > 0 and this_year.first > context.today:
        years = 0  # "next October", said in May
    if years < 0 and this_year.past <= context.today:
        years = 0
    return Moment(date=days.month_of(context.today.year + years, month))


def _part_of_month(match: re.Match[str], context: Context) -> Moment | None:
    base = _month_or_year(match, context)
    if base is None:
        return None
    which = match["which"]
    begin, end = base.first, base.past
    quarter = timedelta(days=10 if (end - begin).days <= 31 else 91)
    if which in ("early", "beginning", "start"):
        return Moment(date=Stretch(first=begin, past=begin + quarter))
    if which in ("mid", "middle"):
        middle = begin + (end - begin) // 2
        return Moment(date=Stretch(first=middle - quarter / 2, past=middle + quarter / 2))
    past = timedelta(days=7) if quarter.days == 10 else timedelta(days=31)
    if which == "late":
        past = quarter
    return Moment(date=Stretch(first=end - past, past=end, is_edge=True))


def _month_or_year(match: re.Match[str], context: Context) -> Stretch | None:
    said = match.groupdict()
    if said.get("month"):
        moment = _calendar(match, context)
        if moment is None:
            return None
        found = [(each, each) for each in days.stretches(moment, context)]
        nearest = days.likeliest(found, moment, context)
        return nearest[0] if nearest else None
    if said.get("whole_year"):
        return days.year_of(int(said["whole_year"]))
    away = _AWAY.get((said.get("away") or "this").strip(), 0)
    unit = said.get("unit")
    return {"year": context.year, "week": context.week}.get(unit or "month", context.month)(away)


def _nth(match: re.Match[str], context: Context) -> Moment | None:
    """The first week of August, the last Monday of the month, the third month of 2021."""
    base = _month_or_year(match, context)
    number = -1 if match["nth"] == "last" else english_number(match["nth"])
    if base is None or not number:
        return None
    if match["weekday"]:
        return Moment(date=days.nth_weekday(base, _WEEKDAYS[match["weekday"]], number))
    if match["nth_unit"] == "month":
        month = 12 if number < 0 else number
        return Moment(date=days.month_of(base.first.year, month)) if month <= 12 else None
    if match["nth_unit"] == "weekend":
        saturday = days.nth_weekday(base, 5, number).first
        return Moment(date=Stretch(first=saturday, past=saturday + timedelta(days=2)))
    if number < 0:
        return Moment(
            date=Stretch(first=base.past - timedelta(days=7), past=base.past, is_edge=True)
        )
    return Moment(date=days.nth_week(base, number))


def _weekday(match: re.Match[str], context: Context) -> Moment | None:
    """Friday, this Friday (the coming one), next Friday (that of next week), last Friday."""
    name, away = match["weekday"], match["away"]
    if away is None:
        return Moment(weekday=_WEEKDAYS[name]) if _stands_alone(match, name) else None
    weekday = _WEEKDAYS[name]
    if _AWAY[away] > 0:
        return Moment(date=one_day(context.week(1).first + timedelta(days=weekday)))
    if _AWAY[away] < 0:
        back = (context.today.weekday() - weekday - 1) % 7 + 1
        return Moment(date=context.day(-back))
    return Moment(date=context.day((weekday - context.today.weekday()) % 7))


def _weekend(match: re.Match[str], context: Context) -> Moment:
    if match["away"] is None:
        return Moment(date=days.the_weekend(context))
    return Moment(date=context.weekend(_AWAY[match["away"]]))


def _week_month_year(match: re.Match[str], context: Context) -> Moment:
    away = _AWAY[match["away"]]
    named = {"week": context.week, "month": context.month, "year": context.year}
    return Moment(date=named[match["unit"]](away))


def _relative_day(match: re.Match[str], context: Context) -> Moment:
    return Moment(date=context.day(_RELATIVE_DAYS[match.group()]))


def _day_of_relative_month(match: re.Match[str], context: Context) -> Moment | None:
    first = context.month(_AWAY[match["away"]]).first
    date = Calendar(year=first.year, month=first.month, day=english_number(match["day"]))
    return Moment(date=date) if days.may_exist(date) else None


def _holiday(match: re.Match[str], context: Context) -> Moment:
    month, day = _HOLIDAYS[match["name"]]
    year = context.today.year + _AWAY[match["away"]] if match["away"] else None
    return Moment(date=Calendar(year=year, month=month, day=day))


def _year(match: re.Match[str], _context: Context) -> Moment | None:
    date = Calendar(year=int(match["year"]))
    return Moment(date=date) if days.may_exist(date) else None


#: "I am 30, may I come": no day of May.
_ASKS_LEAVE = r"may\s+(?:i|we|you|he|she|they|my|our|one|people|anyone|visitors|children|kids)\b"
_MONTH = rf"(?P<month>(?!{_ASKS_LEAVE})(?:{_names(_MONTHS)}))\b\.?"
_YEAR = r"(?:(?:\s*,?\s*|\s+of\s+|\s+in\s+|[-/])(?P<year>(?:19|20)[0-9]{2})(?![0-9:]))"
_DAY = (
    rf"(?P<day>[0-9]{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ENGLISH_ORDINAL}|(?:twenty|thirty)[ -][a-z]+)"
)
_NUMERIC_DAY = rf"(?P<day>[0-9]{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ENGLISH_ORDINAL})"
_DAY_ENDS = r"(?![0-9a-z:%]|\s*(?:[ap]\.?m\b|o'?clock)|\.[0-9]|/[0-9])"
_AWAY_PATTERN = rf"(?P<away>{_names(_AWAY)})"
_WEEKDAY = rf"(?P<weekday>{_names(_WEEKDAYS)})\b"
#: What may come after "the 23rd", if it is a day and not the 23rd floor.
_AFTER_DAY = (
    r"(?=\s*(?:$|[^\w\s'&/]|(?:to|and|or|at|from|until|till|through|in|on|of|for|after|before|by|is"
    r"|are|was|will|does|do|did|be|can|what|who|where|if|too|please|instead|open|free|only|morning"
    rf"|afternoon|evening|night|noon|(?:{ENGLISH_HOUR}|[0-9]{{1,2}}(?:[:.][0-9]{{2}})?)\s?[ap]\.?\s?m)"
    r"\b))"
)
_PERIOD = (
    rf"(?:the\s+)?(?:{_MONTH}{_YEAR}?|(?P<away>this|next|last)?\s*(?P<unit>month|year|week)\b"
    r"|(?P<whole_year>(?:19|20)[0-9]{2})\b)"
)

RULES: tuple[Rule, ...] = (
    # 23 August 2020, the 23rd of Aug, 12 of nov
    (rf"{_NUMERIC_DAY}[\s-]*(?:of\s+|day\s+of\s+)?{_MONTH}{_YEAR}?", _calendar),
    # 2019/aug/01
    (
        rf"(?P<year>(?:19|20)[0-9]{{2}})[-/ ]{_MONTH}[-/ ](?P<day>[0-9]{{1,2}}){_DAY_ENDS}",
        _calendar,
    ),
    # August 23rd, 2020; may twenty nine
    (
        rf"(?P<month>{_names(_MONTHS)})\.?[\s/,-]*(?:the\s+)?{_DAY}{_DAY_ENDS}{_YEAR}?",
        _calendar,
    ),
    (
        r"(?P<which>early|mid|late|(?:beginning|start|middle|end)(?=\s+of))[\s-]*"
        rf"(?:(?:of|in)\s+)?{_PERIOD}",
        _part_of_month,
    ),
    (
        rf"(?P<nth>last|{ENGLISH_ORDINAL}|[1-5](?:st|nd|rd|th))\s+"
        rf"(?:{_WEEKDAY}|(?P<nth_unit>week|weekend|month))\s+(?:of|in)\s+{_PERIOD}",
        _nth,
    ),
    (rf"(?:{_AWAY_PATTERN}\s+)?{_MONTH}{_YEAR}?", _month),
    (
        rf"(?:{_AWAY_PATTERN}\s+)?(?:the\s+)?(?P<weekday>{_names(_WEEKDAYS)})(?:s|'s)?\b\.?",
        _weekday,
    ),
    (rf"(?:{_AWAY_PATTERN}\s+)?week-?ends?\b", _weekend),
    (rf"{_AWAY_PATTERN}\s+(?P<unit>week|month|year)\b(?!-)", _week_month_year),
    (rf"(?:{_names(_RELATIVE_DAYS)})\b", _relative_day),
    (
        rf"(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th))\s+of\s+{_AWAY_PATTERN}\s+month\b",
        _day_of_relative_month,
    ),
    # the 29, 2020 of "August 23 - 29, 2020"
    (
        r"(?P<day>[0-9]{1,2}(?:st|nd|rd|th)?),?\s+(?P<year>20[0-9]{2})\b(?!\s*[a-z:])",
        _calendar,
    ),
    (rf"(?:{_AWAY_PATTERN}\s+)?(?P<name>{_names(_HOLIDAYS)})\b", _holiday),
    (
        rf"(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th)|(?:twenty|thirty)[ -](?:{UNIT_ORDINALS}))\b"
        rf"{_AFTER_DAY}",
        _calendar,
    ),
    (r"(?<![0-9a-z.$])(?<=in\s)(?P<year>(?:19|20)[0-9]{2})\b(?!\s*[a-z])", _year),
)
