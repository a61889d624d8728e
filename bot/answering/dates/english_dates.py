"""English words for days, weeks, months and years."""

import re
from datetime import timedelta

from bot.answering.dates import days
from bot.answering.dates.days import Context
from bot.answering.dates.lexer import Rule
from bot.answering.dates.numerals import (
    ENGLISH_ORDINAL,
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
_AMBIGUOUS = {"may", "march", "mar", "jan", "sat", "sun", "wed", "mon"}
_IN_COMPANY = re.compile(
    r"(?:\b(?:on|in|of|by|until|till|til|since|before|after|from|to|through|during|next|this|last|every|each"
    r"|early|late|mid|coming|between|and|or|for)|^|[-~&/,(])\s*$"
)
_GREEDY_NOISE = re.compile(r"^\s*(?:hat|cream|screen|light|shine|god|yat|protection|glass|rise|set|the)")
_AWAY = {"last": -1, "previous": -1, "past": -1, "this": 0, "the coming": 0, "this coming": 0,
         "coming": 0, "next": 1, "the next": 1, "the following": 1, "following": 1}  # fmt: skip
_RELATIVE_DAYS = {
    "today": 0, "tomorrow": 1, "tomorow": 1, "tommorow": 1, "tommorrow": 1, "tmr": 1, "tmrw": 1,
    "tmw": 1, "yesterday": -1, "the day after tomorrow": 2, "day after tomorrow": 2,
    "the day before yesterday": -2, "day before yesterday": -2,
}  # fmt: skip

def _names(names: dict[str, int]) -> str:
    return "|".join(sorted(names, key=len, reverse=True))


def _stands_alone(match: re.Match[str], word: str) -> bool:
    """Whether a word that may be something else is in a place where only a date stands."""
    if word not in _AMBIGUOUS:
        return True
    before, after = match.string[: match.start()][-16:], match.string[match.end() :]
    if before.strip() == "":
        return after.strip(" .?!") == "" or bool(re.match(r"\s*(?:[-~,]|and|to|or)\s*[a-z0-9]", after))
    return bool(_IN_COMPANY.search(before)) and not _GREEDY_NOISE.match(after)


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
    if (end - begin).days > 31:
        quarter = timedelta(days=91)
    else:
        quarter = timedelta(days=10)
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
    if said.get("year"):
        return days.year_of(int(said["year"])) if days.may_exist(Calendar(year=int(said["year"]))) else None
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
        return Moment(date=Stretch(first=base.past - timedelta(days=7), past=base.past, is_edge=True))
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


def _year(match: re.Match[str], _context: Context) -> Moment | None:
    date = Calendar(year=int(match["year"]))
    return Moment(date=date) if days.may_exist(date) else None


_MONTH = rf"(?P<month>{_names(_MONTHS)})\b\.?"
_YEAR = r"(?:(?:\s*,?\s*|\s+of\s+|\s+in\s+|[-/])(?P<year>(?:19|20)[0-9]{2})(?![0-9:]))"
_DAY = rf"(?P<day>[0-9]{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ENGLISH_ORDINAL}|(?:twenty|thirty)[ -][a-z]+)"
_NUMERIC_DAY = rf"(?P<day>[0-9]{{1,2}}(?:\s?(?:st|nd|rd|th))?|{ENGLISH_ORDINAL})"
_DAY_ENDS = r"(?![0-9a-z:%]|\s*(?:[ap]\.?m\b|o'?clock)|\.[0-9]|/[0-9])"
_AWAY_PATTERN = rf"(?P<away>{_names(_AWAY)})"
_WEEKDAY = rf"(?P<weekday>{_names(_WEEKDAYS)})\b"
#: What may come after "the 23rd", if it is a day and not the 23rd floor.
_AFTER_DAY = (
    r"(?=\s*(?:$|[^\w\s'’&/]|(?:-|to|and|or|at|from|until|till|through|in|on|of|for|after|before|by|is|are"
    r"|was|will|does|do|did|be|can|what|who|where|if|too|please|instead|open|free|only|morning|afternoon"
    r"|evening|night|noon|[0-9]{1,2}(?:[:.][0-9]{2})?\s?[ap]\.?m)\b))"
)
_OF_PERIOD = (
    rf"\s+(?:of\s+|in\s+)?(?:the\s+)?(?:{_MONTH}{_YEAR}?|(?P<away>this|next|last)?\s*(?P<unit>month|year|week)\b"
    r"|(?P<year2>(?!)))"
)

RULES: tuple[Rule, ...] = (
    # 23 August 2020, the 23rd of Aug, 12 of nov
    (rf"(?:the\s+)?{_NUMERIC_DAY}[\s-]*(?:of\s+|day\s+of\s+)?{_MONTH}{_YEAR}?", _calendar),
    # 2019/aug/01
    (rf"(?P<year>(?:19|20)[0-9]{{2}})[-/ ]{_MONTH}[-/ ](?P<day>[0-9]{{1,2}}){_DAY_ENDS}", _calendar),
    # August 23rd, 2020; may twenty nine
    (
        rf"(?P<month>{_names(_MONTHS)})\.?[\s/,-]*(?:the\s+)?{_DAY}{_DAY_ENDS}{_YEAR}?",
        _calendar,
    ),
    (
        rf"(?:the\s+)?(?P<which>early|mid|late|(?:beginning|start|middle|end)(?=\s+of))[\s-]*{_OF_PERIOD[3:]}",
        _part_of_month,
    ),
    (
        rf"(?:the\s+)?(?P<nth>last|{ENGLISH_ORDINAL}|[1-5](?:st|nd|rd|th))\s+"
        rf"(?:{_WEEKDAY}|(?P<nth_unit>week|weekend|month))\s+(?:of|in)\s+(?:the\s+)?"
        rf"(?:{_MONTH}{_YEAR}?|(?P<away>this|next|last)?\s*(?P<unit>month|year)\b|(?P<year2>(?!)))",
        _nth,
    ),
    (rf"(?:{_AWAY_PATTERN}\s+)?{_MONTH}{_YEAR}?", _month),
    (rf"(?:{_AWAY_PATTERN}\s+)?(?:the\s+)?(?P<weekday>{_names(_WEEKDAYS)})(?:s|'s)?\b\.?", _weekday),
    (rf"(?:the\s+)?(?:{_AWAY_PATTERN}\s+|the\s+)?week-?ends?\b", _weekend),
    (rf"{_AWAY_PATTERN}\s+(?P<unit>week|month|year)\b(?!-)", _week_month_year),
    (rf"(?:{_names(_RELATIVE_DAYS)})\b", _relative_day),
    (rf"(?:the\s+|on\s+)(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th)|(?:twenty|thirty)[ -](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))\b{_AFTER_DAY}", _calendar),
    (rf"(?P<day>[0-9]{{1,2}}(?:st|nd|rd|th))\b{_AFTER_DAY}", _calendar),
    (r"(?<![0-9a-z.$])(?<=in\s)(?P<year>(?:19|20)[0-9]{2})\b(?!\s*[a-z])", _year),
)
