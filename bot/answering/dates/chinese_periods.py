"""Chinese words for parts of months and years, for lengths of time and for the edition's days."""

import re
from datetime import timedelta

from bot.answering.dates import days, lengths
from bot.answering.dates.chinese_dates import (
    AWAY,
    GAP,
    MONTH,
    WEEKDAYS,
    YEAR,
    any_of,
    calendar,
)
from bot.answering.dates.days import Context
from bot.answering.dates.lengths import Unit
from bot.answering.dates.lexer import Rule
from bot.answering.dates.numerals import CHINESE_NUMBER, NUMBER_STARTS, chinese_number
from bot.answering.dates.pieces import Moment, Stretch

_N = CHINESE_NUMBER
_UNITS = {
    "天": Unit.DAY, "日": Unit.DAY, "周": Unit.WEEK, "星期": Unit.WEEK, "礼拜": Unit.WEEK,
    "月": Unit.MONTH, "年": Unit.YEAR, "小时": Unit.HOUR, "钟头": Unit.HOUR, "钟": Unit.HOUR,
    "分钟": Unit.MINUTE,
}  # fmt: skip


def _base(match: re.Match[str], context: Context) -> Stretch | None:
    """The month or year that a part is of; without one, this month or year."""
    said = match.groupdict()
    if not said.get("base"):
        unit = said.get("unit")
        return context.year(0) if unit == "年" else context.month(0)
    moment = calendar(match, context)
    if moment is None:
        return None
    found = [(each, each) for each in days.stretches(moment, context)]
    nearest = days.likeliest(found, moment, context)
    return nearest[0] if nearest else None


def _third(match: re.Match[str], context: Context) -> Moment | None:
    base = _base(match, context)
    if base is None:
        return None
    word = match["third"]
    if (base.past - base.first).days > 31:
        return Moment(date=_part_of_year(base, word)) if word in "初中底末" else None
    return Moment(date=_part_of_month(base, word))


def _part_of_year(year: Stretch, word: str) -> Stretch:
    months = {"初": (1, 2), "中": (6, 7), "底": (12, 12), "末": (12, 12)}[word]
    first, last = (days.month_of(year.first.year, month) for month in months)
    return Stretch(first=first.first, past=last.past, is_edge=word in "底末")


def _part_of_month(month: Stretch, word: str) -> Stretch:
    begin, end = month.first, month.past
    tenth, twentieth = begin + timedelta(days=10), begin + timedelta(days=20)
    if word == "初":
        return Stretch(first=begin, past=begin + timedelta(days=7))
    if word in "底末":
        return Stretch(first=end - timedelta(days=7), past=end, is_edge=True)
    if word == "上旬":
        return Stretch(first=begin, past=tenth, is_edge=True)
    if word == "下旬":
        return Stretch(first=twentieth, past=end, is_edge=True)
    return Stretch(first=tenth, past=twentieth, is_edge=word == "中旬")


def _half(match: re.Match[str], context: Context) -> Moment | None:
    base = context.week(0) if match["unit"] == "周" else _base(match, context)
    if base is None:
        return None
    is_first = match["half"] in "上前"
    if match["unit"] == "年" and match["whole"]:  # 上个半年: the half year before this one
        months = context.today.month > 6
        base = context.year(0 if months or not is_first else -1)
        is_first = months if is_first else not months
    middle = {
        "周": base.first + timedelta(days=3),
        "月": base.first + timedelta(days=15),
        "年": base.first.replace(month=7),
    }[match["unit"]]
    if is_first:
        return Moment(date=Stretch(first=base.first, past=middle))
    return Moment(date=Stretch(first=middle, past=base.past))


def _quarter(match: re.Match[str], context: Context) -> Moment | None:
    number = chinese_number(match["quarter"]) or 0
    year = _base(match, context) if match["base"] else context.year(0)
    if year is None:
        return None
    first = days.month_of(year.first.year, number * 3 - 2)
    return Moment(
        date=Stretch(first=first.first, past=days.month_of(year.first.year, number * 3).past)
    )


def _nth(match: re.Match[str], context: Context) -> Moment | None:
    """十月的第一周, 四月的最后一个星期一, 2021年的第三个月."""
    base = _base(match, context)
    number = -1 if match["nth"] == "最后一" else chinese_number(match["nth"].lstrip("第")) or 1
    if base is None:
        return None
    if match["weekday"]:
        return Moment(date=days.nth_weekday(base, WEEKDAYS[match["weekday"]], number))
    if match["unit"] == "周":
        if number < 0:
            return Moment(date=Stretch(first=base.past - timedelta(days=7), past=base.past))
        return Moment(date=days.nth_week(base, number))
    month = 12 if number < 0 else number
    return Moment(date=days.month_of(base.first.year, month)) if month <= 12 else None


def _first_of(match: re.Match[str], context: Context) -> Moment | None:
    """2021年的前2周, 去年的前10天, 今年的最后3个月."""
    base = _base(match, context)
    number, unit = chinese_number(match["number"]), _UNITS[match["unit"]]
    if base is None or not number:
        return None
    length = unit.value * number
    if match["which"] == "前":
        if unit is Unit.WEEK:
            first = days.nth_week(base, 1).first
            return Moment(date=Stretch(first=first, past=first + length))
        return Moment(date=Stretch(first=base.first, past=base.first + length))
    past = base.past - timedelta(days=base.past.weekday()) if unit is Unit.WEEK else base.past
    return Moment(date=Stretch(first=past - length, past=past, is_edge=True))


def _week(match: re.Match[str], context: Context) -> Moment:
    return Moment(date=context.week(AWAY[match["away"]]))


def _length(match: re.Match[str]) -> tuple[int, Unit] | None:
    if match["number"] == "半":
        return (1, Unit.HALF_HOUR) if _UNITS[match["unit"]] is Unit.HOUR else None
    number = chinese_number(match["number"])
    return None if number is None else (number, _UNITS[match["unit"]])


def _from_now(match: re.Match[str], context: Context) -> Moment | None:
    """三天后, 两周前, 三天内; "3分钟内" limits a length and says no time."""
    length = _length(match)
    if length is None:
        return None
    number, unit = length
    if match["way"] in ("内", "里"):
        return lengths.within(context, number, unit)
    return lengths.shifted(context, -number if match["way"] == "前" else number, unit)


def _around_now(match: re.Match[str], context: Context) -> Moment | None:
    """未来两天, 近三年; in an edition, 前三天 and 最后两天 are its own days."""
    length = _length(match)
    if length is None:
        return None
    number, unit = length
    way = match["way"]
    if unit is Unit.DAY and way in ("前", "头", "最后", "后", "最末"):
        first = 1 if way in "前头" else -number
        if context.edition is not None:
            return lengths.edition_days(context, first, number)
    if way in ("未来", "今后", "接下来", "往后", "后", "下"):
        return lengths.coming(context, number, unit)
    if way in ("头", "最后", "最末"):
        return None
    return lengths.recent(context, number, unit)


def _these_days(match: re.Match[str], context: Context) -> Moment | None:
    """这三天, 这几天: from today on."""
    number = 3 if match["number"] == "几" else chinese_number(match["number"]) or 0
    return lengths.within(context, number - 1, Unit.DAY) if number else None


def _edition_day(match: re.Match[str], context: Context) -> Moment | None:
    return lengths.edition_days(context, chinese_number(match["number"]) or 0)


def _first_day(_match: re.Match[str], context: Context) -> Moment | None:
    return lengths.edition_days(context, 1)


def _last_day(_match: re.Match[str], context: Context) -> Moment | None:
    return lengths.edition_days(context, -1)


def _all_days(_match: re.Match[str], context: Context) -> Moment | None:
    return lengths.whole_edition(context)


def _whole_week(_match: re.Match[str], context: Context) -> Moment:
    return lengths.whole_edition(context) or Moment(date=context.week(0))


_BASE = rf"(?P<base>{NUMBER_STARTS}(?:{YEAR}{GAP})?(?:{MONTH})?(?<=[年月份度]))"
_LENGTH = (
    rf"{NUMBER_STARTS}(?!0)(?P<number>{_N}|半)\s*个?\s*"
    r"(?P<unit>天|日|周|星期|礼拜|(?<=[个上两半])月|年|小时|钟头|(?<=个)钟|分钟)"
)
_NO_FRONT = r"(?![往来台面途期景提端])"
_NO_BACK = r"(?![面续台勤门半排院果期代备])"
_MIDDLE = r"中(?![旬国午心学小文央型英秋])"

RULES: tuple[Rule, ...] = (
    (rf"{_BASE}{GAP}[年月]?(?P<third>[初底末]|{_MIDDLE}|[上中下]旬)", _third),
    (rf"(?P<unit>[年月])(?P<third>[底末]|初(?![一二三四五六七八九十])|{_MIDDLE})", _third),
    (r"(?P<third>[上中下]旬)", _third),
    (rf"(?:{_BASE}{GAP})?(?P<half>[上下前后])(?P<whole>个)?半个?(?P<unit>[年月周])", _half),
    (rf"(?:{_BASE}{GAP})?第?(?P<quarter>[一二三四1-4])季度", _quarter),
    (
        rf"{_BASE}{GAP}(?P<nth>第{_N}|最后一)个?"
        r"(?P<unit>周|月|星期|礼拜)(?P<weekday>[一二三四五六日天])?",
        _nth,
    ),
    (
        rf"{_BASE}{GAP}(?P<which>前|最后)\s*(?P<number>{_N})\s*个?(?P<unit>天|周|星期|礼拜|月)",
        _first_of,
    ),
    (rf"(?<![超经通])再?过{_LENGTH}(?P<way>(?![之以后]))", _from_now),
    (rf"(?:再?过|再)?{_LENGTH}(?:之|以)?(?P<way>前{_NO_FRONT}|后{_NO_BACK}|内|里)", _from_now),
    (
        r"(?<![以之])(?P<way>未来|今后|接下来|往后|最近|过去|近|前|后|头|最后|最末|[上下](?!一))"
        rf"{GAP}{_LENGTH}(?![级次点后前内])",
        _around_now,
    ),
    (rf"[这近](?P<number>{_N}|几)天", _these_days),
    (rf"第(?P<number>{_N})[天日]", _edition_day),
    (r"首[日天]|头一天|开幕(?:当[天日]|那天|日)", _first_day),
    (r"最后(?:一|1)[天日]|末日|尾日|闭幕(?:当[天日]|那天|日)|收官日", _last_day),
    (r"(?:整个)?(?:活动|节日|展会|展览|盛会)周?(?:期间|全程)|整个活动周?|周期间", _all_days),
    (r"整个?(?:周|星期|礼拜)|全周|一整个?(?:周|星期|礼拜)", _whole_week),
    (
        rf"(?<![以早晚一])(?P<away>{any_of(AWAY)})一?个?"
        r"(?:周|星期|礼拜)(?![一二三四五六日天末年])",
        _week,
    ),
)
