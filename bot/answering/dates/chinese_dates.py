"""Chinese words for days, weekdays, months and years."""

import re
from collections.abc import Iterable
from datetime import timedelta

from bot.answering.dates import days
from bot.answering.dates.days import Context
from bot.answering.dates.lexer import Rule
from bot.answering.dates.numerals import (
    CHINESE_NUMBER,
    CHINESE_YEAR,
    NUMBER_STARTS,
    chinese_number,
    chinese_year,
)
from bot.answering.dates.pieces import Calendar, Moment, Part, Stretch, one_day

_N = CHINESE_NUMBER
#: What a number counts if one of these follows: 8月3场 is not the third.
_MEASURES = "天个周月点时分级年家人场项名所位届元块岁只支件种次层楼期部集倍折"
#: What a number with 号 counts if one of these follows, and it is no day (3号楼, but 23号路演).
_NO_NUMBERED_THING = (
    r"(?!楼|桌|窗|厅|馆|文件|令|作品|选手|球员|展(?:厅|馆|位|区|台|室|柜|品|板)|机(?!器|会|关|构)"
    r"|门(?!票|诊)|线(?!上|下)|院(?!士|长|校)|口(?!腔|语|罩|才|述|味)|路(?!演|线|过|上)|台(?!风|湾)"
    r"|位(?!于)|区(?!里|县|委|域)|座(?!谈)|室(?!内|外)|车(?:厢|库|间|位|道|$)|库|栋|码|牌|地(?:块|铁)"
    r"|电池|公路|仓|摊|柜|井|桥|坑|码头|会议室|教室|报告厅|展厅|体育|球)"
)
_NO_WORD_DAY = r"(?![游谈内间均语本元常程报历志益]|以内|之内)"

YEARS_AWAY = {
    "大前年": -3, "前年": -2, "去年": -1, "上年": -1, "上一年": -1, "今年": 0, "本年": 0,
    "这一年": 0, "本年度": 0, "今年度": 0, "明年": 1, "下年": 1, "来年": 1, "下一年": 1,
    "后年": 2, "大后年": 3,
}  # fmt: skip
_DAYS_AWAY = {
    "大前天": -3, "大前日": -3, "前天": -2, "前日": -2, "昨天": -1, "昨日": -1, "昨儿": -1,
    "寻日": -1, "琴日": -1, "今天": 0, "今日": 0, "今儿": 0, "即日": 0, "明天": 1, "明日": 1,
    "明儿": 1, "听日": 1, "后天": 2, "后日": 2, "后儿": 2, "大后天": 3, "大后日": 3,
}  # fmt: skip
_DAY_AND_PART = {
    "昨晚": (-1, Part.EVENING), "寻晚": (-1, Part.EVENING), "琴晚": (-1, Part.EVENING),
    "昨夜": (-1, Part.NIGHT), "前晚": (-2, Part.EVENING), "今早": (0, Part.MORNING),
    "今晨": (0, Part.MORNING), "今朝": (0, Part.MORNING), "今午": (0, Part.NOON),
    "今晚": (0, Part.EVENING), "今夜": (0, Part.NIGHT), "明早": (1, Part.MORNING),
    "明晨": (1, Part.MORNING), "明晚": (1, Part.EVENING), "明夜": (1, Part.NIGHT),
    "听朝": (1, Part.MORNING), "听晚": (1, Part.EVENING), "后晚": (2, Part.EVENING),
}  # fmt: skip
AWAY = {"上上": -2, "上": -1, "这": 0, "呢个": 0, "本": 0, "今": 0, "当": 0, "下": 1, "下下": 2}
WEEKDAYS = dict(zip("一二三四五六日天", (0, 1, 2, 3, 4, 5, 6, 6), strict=True))
_HOLIDAYS = {
    "元旦": (1, 1), "三八节": (3, 8), "妇女节": (3, 8), "植树节": (3, 12), "五一": (5, 1),
    "劳动节": (5, 1), "五四": (5, 4), "青年节": (5, 4), "六一": (6, 1), "儿童节": (6, 1),
    "七一": (7, 1), "建党节": (7, 1), "八一": (8, 1), "建军节": (8, 1), "教师节": (9, 10),
    "国庆": (10, 1), "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip


def any_of(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest that fits."""
    return "|".join(sorted(words, key=len, reverse=True))


def months_away(text: str) -> int:
    """How far from this month 下个月 is."""
    return AWAY[re.sub("一?个?月$", "", text)]


def calendar(match: re.Match[str], context: Context) -> Moment | None:
    """A date of which any of year, month and day is said; None if there can be none such."""
    said = match.groupdict()
    year = chinese_year(said["year"]) if said.get("year") else None
    if said.get("year_away"):
        year = context.today.year + YEARS_AWAY[said["year_away"]]
    month = chinese_number(said["month"]) if said.get("month") else None
    day = chinese_number(said["day"]) if said.get("day") else None
    if said.get("month_away"):
        first = context.month(months_away(said["month_away"])).first
        year, month = year or first.year, first.month
    date = Calendar(year=year, month=month, day=day)
    return Moment(date=date) if days.may_exist(date) else None


def _relative_day(match: re.Match[str], context: Context) -> Moment:
    return Moment(date=context.day(_DAYS_AWAY[match.group()]))


def _day_and_part(match: re.Match[str], context: Context) -> Moment:
    away, part = _DAY_AND_PART[match.group()]
    return Moment(date=context.day(away), part=part)


def _weekday(match: re.Match[str], context: Context) -> Moment:
    """周五, 下周五; a bare weekday is left for the edition to settle."""
    weekday, away = WEEKDAYS[match["weekday"]], match.groupdict().get("away")
    if away is None:
        return Moment(weekday=weekday)
    return Moment(date=one_day(context.week(AWAY[away]).first + timedelta(days=weekday)))


def _weekend(match: re.Match[str], context: Context) -> Moment:
    if match["away"] is None:
        return Moment(date=days.the_weekend(context))
    return Moment(date=context.weekend(AWAY[match["away"]]))


def _holiday(match: re.Match[str], context: Context) -> Moment:
    month, day = _HOLIDAYS[match["name"]]
    away = match["year_away"]
    year = context.today.year + YEARS_AWAY[away] if away else None
    return Moment(date=Calendar(year=year, month=month, day=day))


def _two_days(match: re.Match[str], context: Context) -> Moment:
    """今明两天, 明后天."""
    first = 1 if match["first"] == "明" else 0
    return Moment(date=Stretch(first=context.day(first).first, past=context.day(first + 1).past))


YEAR = (
    rf"(?:(?P<year>{CHINESE_YEAR}|0[0-9]|零[一二三四五六七八九]"
    rf"|[0-9]{{2}}(?=\s*年\s*{_N}\s*月))\s*年"
    rf"|(?P<year_away>{any_of(YEARS_AWAY)}))"
)
MONTH = (
    rf"(?:(?P<month>{_N})\s*月份?(?![饼亮票嫂子薪]|天(?!气))"
    rf"|(?P<month_away>(?:{any_of(AWAY)})一?个?月)份?)"
)
#: What parts of a date may have between them.
GAP = r"[的,\s]*"
_DAY = (
    rf"(?P<day>{_N})(?![0-9零一二三四五六七八九十])"
    rf"(?:\s*日{_NO_WORD_DAY}|\s*号{_NO_NUMBERED_THING}|(?!\s*[{_MEASURES}:日号]))"
)
_LONE_DAY = rf"(?P<day>{_N})\s*(?:日{_NO_WORD_DAY}|号{_NO_NUMBERED_THING})"
_AWAY = rf"(?P<away>{any_of(AWAY)})一?个?"
#: 周日程, 周一共, 周一下: no weekday; nor, in the name of a week (活动周), 周五个, 周三大.
_NO_WEEKDAY = (
    r"(?!日[程常期报历志记均]|天[气文]"
    r"|一(?:[共起定直样般些次个天律边体同并道切半旦等楼]|下(?![午昼])))"
    r"(?!(?<=[动技普传化术书全康影乐育]周)[一二三四五六]"
    r"(?:[个项场次种年位名所家届期层千百万]|大(?!家|会|学|型|厅|赛|巴)))"
)

RULES: tuple[Rule, ...] = (
    (rf"{NUMBER_STARTS}(?:{YEAR}{GAP})?{MONTH}{GAP}{_DAY}", calendar),
    (rf"{NUMBER_STARTS}(?:{YEAR}{GAP})?{MONTH}", calendar),
    (rf"{NUMBER_STARTS}{YEAR}(?![级龄轻代货终薪])", calendar),
    (rf"{NUMBER_STARTS}{_LONE_DAY}", calendar),
    (r"(?P<first>今(?=明)|这(?=两)|明(?=后))[明两后]两?[天日]", _two_days),
    (any_of(_DAY_AND_PART), _day_and_part),
    (rf"(?<![以之然最目日号往])(?:{any_of(_DAYS_AWAY)})(?!头条|数)", _relative_day),
    (rf"(?:{_AWAY})?(?:周末|双休日|周六日|星期六日|礼拜六日)", _weekend),
    (rf"{_AWAY}(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?![程气])", _weekday),
    (rf"(?:周|星期|礼拜){_NO_WEEKDAY}(?P<weekday>[一二三四五六日天])", _weekday),
    (
        rf"(?:(?P<year_away>{any_of(YEARS_AWAY)})的?)?(?<![一二三四五六七八九十])"
        rf"(?P<name>{any_of(_HOLIDAYS)})节?(?![一二三四五六七八九十0-9个位月])",
        _holiday,
    ),
)
