"""Chinese words for parts of a day and clock times, and those that join times."""

import re

from bot.answering.dates.chinese_dates import any_of
from bot.answering.dates.days import Context
from bot.answering.dates.lexer import Rule
from bot.answering.dates.numerals import CHINESE_NUMBER, NUMBER_STARTS, chinese_number
from bot.answering.dates.pieces import Clock, Link, Moment, Part

_N = CHINESE_NUMBER
_PARTS = {
    "凌晨": Part.EARLY, "大清早": Part.MORNING, "清早": Part.MORNING, "清晨": Part.MORNING,
    "一早": Part.MORNING, "早上": Part.MORNING, "早晨": Part.MORNING, "早间": Part.MORNING,
    "上午": Part.MORNING, "午前": Part.MORNING, "上昼": Part.MORNING, "朝早": Part.MORNING,
    "中午": Part.NOON, "正午": Part.NOON, "午间": Part.NOON, "晌午": Part.NOON,
    "下午": Part.AFTERNOON, "午后": Part.AFTERNOON, "晏昼": Part.AFTERNOON, "下昼": Part.AFTERNOON,
    "傍晚": Part.EVENING, "黄昏": Part.EVENING, "晚上": Part.EVENING, "晚间": Part.EVENING,
    "晚黑": Part.EVENING, "夜晚": Part.NIGHT, "夜间": Part.NIGHT, "夜里": Part.NIGHT,
    "半夜": Part.LATE, "深夜": Part.LATE, "午夜": Part.LATE, "白天": Part.DAYTIME,
    "日间": Part.DAYTIME, "早": Part.MORNING, "晚": Part.EVENING, "夜": Part.NIGHT,
}  # fmt: skip
_QUARTERS = {"半": 30, "一刻": 15, "三刻": 45, "1刻": 15, "3刻": 45}


def _part(match: re.Match[str], _context: Context) -> Moment:
    return Moment(part=_PARTS[match.group()])


def _clock(match: re.Match[str], _context: Context) -> Moment | None:
    said = match.groupdict()
    hour = chinese_number(said["hour"])
    minute: int | None = 0
    if said.get("quarter"):
        minute = _QUARTERS[said["quarter"]]
    elif said.get("minute"):
        minute = chinese_number(said["minute"])
    if hour is None or minute is None or hour > 24 or minute > 59:
        return None
    if said.get("to"):
        lack = _QUARTERS.get(said["to"]) or chinese_number(said["to"].rstrip("分")) or 0
        hour, minute = (hour - 1) % 24, 60 - lack
    is_24h = hour == 0 or hour > 12 or said["hour"].startswith(("0", "零"))
    second = chinese_number(said.get("second") or "0") or 0
    return Moment(clock=Clock(hour, minute, min(second, 59), is_24h=is_24h))


def _number(match: re.Match[str], _context: Context) -> Moment:
    return Moment(number=chinese_number(match["number"]))


def _now(_match: re.Match[str], context: Context) -> Moment:
    return Moment(instant=context.now)


_LONG_PARTS = tuple(word for word in _PARTS if len(word) > 1)
_NO_GREETING = r"(?!好(?![像玩不看多几吗])|茶|安(?!排))"
#: 早 and 晚 are words of time only beside a date or a clock.
_SHORT_PART = (
    r"(?:(?<=[日号天一二三四五六0-9末])[早晚夜]"
    r"(?![会宴餐饭报了礼些霞期年就已稻教鸟市点上晨间])"
    rf"|[早晚](?=\s*{_N}\s*[点:时]|场)(?!一点(?![半钟])))"
)
_NO_POINT = r"(?![心评赞击名子缀选]|亮(?!灯)|建议|意见|要求|说明|注意|内容|原因|问题|小|火|燃)"
#: 早一点, 便宜一点: a bit, and no hour.
_NO_BIT = (
    r"(?=(?<![\u4e00-\u9fff])|(?<=[午上晨天日号到至从昼间夜])|(?<=[今明昨听]晚)|(?<=[周期拜][一二三四五六])"
    r"|(?!一\s*点(?![钟半整正0-9一三零十])))(?!一点[都也儿不没])"
)
_MINUTE = (
    r"(?:(?P<quarter>半|[一三13]刻)"
    r"|过?(?P<minute>零?[0-9]{1,2}|[零〇]?[一二三四五六七八九十]{1,3})"
    r"(?:分(?:\s*(?P<second>[0-9]{1,2}|[零一二三四五六七八九十]{1,3})秒)?钟?"
    r"|(?![0-9个天人场日号月点小位项块元岁])))"
)
_NUMBER_BEFORE_LINK = (
    r"(?=\s*(?:到|至|-|~|、|和|与)\s*[0-9一二三四五六七八九十廿卅]{1,3}\s*[日号点月时])"
)

RULES: tuple[Rule, ...] = (
    (rf"(?:{any_of(_LONG_PARTS)}){_NO_GREETING}", _part),
    (_SHORT_PART, _part),
    (r"差(?P<to>一刻|[0-9一二三四五六七八九十]{1,2}分)钟?到?(?P<hour>" + _N + ")点钟?", _clock),
    (rf"{NUMBER_STARTS}(?P<hour>{_N})点钟?差(?P<to>一刻|{_N}分)", _clock),
    (rf"{NUMBER_STARTS}{_NO_BIT}(?P<hour>{_N})\s*点{_NO_POINT}(?:[钟整正]|{_MINUTE})?", _clock),
    (
        rf"{NUMBER_STARTS}(?P<hour>{_N})\s*时(?![代候间刻期差尚空光段])(?:[整正]|{_MINUTE})?",
        _clock,
    ),
    (r"现在|此刻|目前|当前|正在|眼下|这会儿|依家|而家", _now),
    (rf"{NUMBER_STARTS}(?P<number>{_N}){_NUMBER_BEFORE_LINK}", _number),
    (
        r"(?:截止|截至|止于)(?:日期)?(?:到|至|于|是|为)?(?!时)|直到|最晚|最迟|不晚于|不迟于",
        Link.MET_BY,
    ),
    (r"(?:或|及|和|与|或者)(?:以|之)?前", Link.THROUGH_IT),
    (r"(?:或|及|和|与|或者)(?:以|之)?后", Link.SINCE_IT),
    (r"(?:以|之)前|前(?![往来台面途期景提端天后年辈所三两几])|截止|为止|止", Link.BEFORE_IT),
    (r"以后|往后", Link.ONWARD_FROM_IT),
    (r"之后|过后|后(?![面续台勤门半排院果期代备天年])", Link.AFTER_IT),
    (r"以来|起(?![来飞床点步草诉])", Link.SINCE_IT),
    (r"开始(?!\s*[吗么吧呢嘛?])", Link.STARTS),
    (r"(?:之|期)?间(?!隔|断|接|谍)", Link.BETWEEN_THEM),
    (r"从|自从|自|由|打从", Link.FROM),
    (r"到|至", Link.TO),
    (r"和|与|跟|及", Link.AND),
    (r"、|或", Link.COMMA),
)
