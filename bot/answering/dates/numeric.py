"""Dates and clock times in digits, alike in every language, and numbers that are neither."""

import re

from bot.answering.dates import days
from bot.answering.dates.days import Context
from bot.answering.dates.lexer import Rule
from bot.answering.dates.numerals import full_year
from bot.answering.dates.pieces import YEARS, Calendar, Clock, Half, Link, Moment, Stretch
from bot.language import Language


def _year_first(match: re.Match[str], _context: Context) -> Moment | None:
    year = full_year(int(match["year"]))
    return _checked(Calendar(year=year, month=int(match["month"]), day=int(match["day"])))


def _year_last(match: re.Match[str], context: Context) -> Moment | None:
    """12/1/2020, 3-7-17: the day comes first to readers of Chinese, the month to others.

    Two digits throughout are year, month, day in Chinese, while that makes a date.
    """
    first, second, third = int(match["first"]), int(match["second"]), int(match["third"])
    if context.language is Language.EN:
        return _month_and_day(first, second, full_year(third))
    if third <= 31 and len(match["third"]) == 2 and "/" not in match.group():
        date = _checked(Calendar(year=full_year(first), month=second, day=third))
        if date is not None and first > 9:
            return date
    return _month_and_day(second, first, full_year(third))


def _no_year(match: re.Match[str], _context: Context) -> Moment | None:
    return _month_and_day(int(match["first"]), int(match["second"]), None)


def _month_and_day(month: int, day: int, year: int | None) -> Moment | None:
    usual = _checked(Calendar(year=year, month=month, day=day, may_swap=month != day and day <= 12))
    return usual or _checked(Calendar(year=year, month=day, day=month))


def _checked(date: Calendar) -> Moment | None:
    return Moment(date=date) if days.may_exist(date) else None


def _years(match: re.Match[str], _context: Context) -> Moment | None:
    first, last = int(match["first"]), int(match["last"])
    if first not in YEARS or last not in YEARS or last < first:
        return None
    return Moment(date=Stretch(first=days.year_of(first).first, past=days.year_of(last).past))


def _clock(match: re.Match[str], _context: Context) -> Moment | None:
    """A reading of the clock with or without minutes and am or pm."""
    said = match.groupdict()
    hour, minute = int(said["hour"]), int(said.get("minute") or 0)
    half = {"a": Half.AM, "p": Half.PM, None: None}[(said.get("half") or " ")[0].strip() or None]
    if hour > 24 or minute > 59:
        return None
    is_24h = hour == 0 or hour > 12 or said["hour"].startswith("0")
    second = min(int(said.get("second") or 0), 59)
    return Moment(clock=Clock(hour, minute, second, None if hour > 12 else half, is_24h))


#: am, p.m., a m
HALF = r"(?P<half>[ap])(?:\.?\s?m\b\.?|\.m\.?)"
_MINUTES = r"(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
_AFTER = r"(?![0-9]|[.,:/][0-9])"
_BEFORE = r"(?<![0-9a-su-z.:/#])"

NOISE: tuple[Rule, ...] = (
    (
        r"(?<![0-9])(?P<year>20[0-9]{2})(?P<month>0[1-9]|1[0-2])(?P<day>[0-2][0-9]|3[01])(?![0-9])",
        _year_first,
    ),
    (r"不?含[^()]{1,12}(?=\))", Link.NOISE),  # 8月20日前（含20日）
    (r"《[^《》]*》", Link.NOISE),  # a title, whatever it is made of
    (r"https?://\S+|www\.\S+", Link.NOISE),
    (r"[$￥¥€£]\s*[0-9][0-9,.]*|(?:rmb|usd|hkd|cny)\s*[0-9][0-9,.]*", Link.NOISE),
    (r"24\s*/\s*7(?![0-9-]|/[0-9-])", Link.NOISE),
    (r"\+[0-9]{1,3}[0-9 -]{6,}[0-9]", Link.NOISE),
    (
        r"(?<![0-9])0[0-9]{2,3}[- ][0-9]{7,8}|[0-9]{3,4}[- ][0-9]{4}[- ][0-9]{4}(?![0-9])",
        Link.NOISE,
    ),
    (r"[0-9]{5,}", Link.NOISE),
    (r"(?<=[路街巷弄])\s?[0-9]{1,4}\s?号", Link.NOISE),  # of a house
)
RULES: tuple[Rule, ...] = (
    (
        rf"{_BEFORE}(?P<year>[12][0-9]{{3}})\s?[-/.]\s?(?P<month>[0-9]{{1,2}})\s?[-/.]\s?"
        rf"(?P<day>[0-9]{{1,2}})(?![0-9]|[.:/][0-9])t?",
        _year_first,
    ),
    (
        rf"{_BEFORE}(?P<year>[12][0-9]{{3}}) (?P<month>[01][0-9]) (?P<day>[0-3][0-9])(?![0-9])",
        _year_first,
    ),
    (
        rf"{_BEFORE}(?P<first>[0-9]{{1,2}})[-/.](?P<second>[0-9]{{1,2}})[-/.]"
        rf"(?P<third>[0-9]{{4}}|[0-9]{{2}}){_AFTER}",
        _year_last,
    ),
    (
        rf"{_BEFORE}(?P<first>[0-9]{{1,2}})/(?P<second>[0-9]{{1,2}}){_AFTER}"
        r"(?!\s*(?:of|price|cup)\b)",
        _no_year,
    ),
    (rf"{_BEFORE}(?P<hour>[0-9]{{1,2}})\s?[:.]\s?{_MINUTES}(?![0-9])\s*{HALF}", _clock),
    (rf"{_BEFORE}(?P<hour>[0-9]{{1,2}}):{_MINUTES}(?![0-9:])(?:\s*h(?:rs|ours)?\b)?", _clock),
    (rf"{_BEFORE}(?P<hour>[0-9]{{1,2}})\s*\.?{HALF}", _clock),
    (
        rf"{_BEFORE}(?P<first>(?:19|20)[0-9]{{2}})\s*年?\s*(?:-|到|至|to|and|until|和|与)\s*"
        r"(?P<last>(?:19|20)[0-9]{2})(?![0-9:,/-]|\.[0-9])"
        r"\s*(?:年(?!\s*[0-9一二三四五六七八九十]{1,3}月)|(?!\s*[a-z人元个年]))(?:之?间)?",
        _years,
    ),
    (
        rf"{_BEFORE}(?P<first>1[0-2]|[1-9])\.(?P<second>[0-3]?[0-9])"
        r"(?=\s*(?:[号日上下晚早周星礼有]|那天|-\s?[0-9]{1,2}\.[0-9]{1,2}(?![0-9]|\s?[米元mk%])))[号日]?",
        _no_year,
    ),
    (
        r"(?<=-)(?P<first>1[0-2]|[1-9])\.(?P<second>[0-3]?[0-9])(?![0-9:.]|\s?[米元mk%ap])",
        _no_year,
    ),
    (rf"(?<=\bon\s)(?P<first>[0-9]{{1,2}})\.(?P<second>[0-9]{{1,2}}){_AFTER}", _no_year),
    (r"[-~]+", Link.TO),
)
