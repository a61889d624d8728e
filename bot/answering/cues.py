"""Cues: what the wording of a clause gives away, beyond the words that the edition knows."""

import re
from dataclasses import dataclass

from bot.answering.dates.numerals import ENGLISH_CARDINAL, chinese_number, english_number

_INTERROGATIVE = re.compile(
    r"[?？]|什么|啥|咩|哪|谁|几|多少|怎|咋|如何|何时|何地|何处|吗|呢|么$|能不能|可不可以|是不是|"
    r"是否|有没有|有无|要不要|不\W*$|没\W*$|会不会|用不用|多久|多长|多大|多远|边度|边个|点样|告诉|想知道|"
    r"想问|求|\b(?:what|when|where|who|whom|whose|which|how|why|is|are|do|does|did|can|could|"
    r"will|would|should|may|any|tell me|need to know|wondering)\b"
)
_ELLIPTICAL = re.compile(
    r"^\W*(?:那么?|还有|以及|and\b|what about|how about|then\b|also\b)|(?:呢|咧|呐)\W*$"
)
_POLAR = re.compile(
    r"吗|是不是|是否|对吧|对不对|有没有|能不能|可不可以|要不要|会不会|吧\W*$|不\W*$|没\W*$|"
    r"^\W*(?:so |and |but )?(?:is|are|does|do|did|will|can|was|were|isn't|aren't)\b|right\W*$"
)
#: That somebody says who they are or for whom they ask, before they ask.
_INTRODUCTION = re.compile(
    r"^\W*(?:(?:我们?|咱们?|俺们?|本人|这边|这里)(?:单位|家)?(?:这边)?就?是|作为|"
    r"(?:we|i)(?: are|'re| am|'m|m) (?:an?|from|\d+|\w+s)\b|(?:we|i) (?:represent|run)\b|as an?\b|"
    r"(?:my|our) \w+ (?:is|are)\b|我(?!们?[想要能可]).{0,4}(?:\d|[一二三四五六七八九十])+岁)"
)
#: That somebody wants to know whether they may come: 能参加吗, but not 要报名吗.
_TO_COME = re.compile(
    r"(?:能|可以|可否|可不可以|让|准).{0,6}(?:参加|参与|去|来|进)|"
    r"\b(?:can|may|could|allowed|welcome)\b.{0,40}\b(?:join|take part|participate|attend|come|go)\b"
)
#: What one will find at a place, or may do there.
_THERE = re.compile(
    r"有没有|有无|有.{1,12}吗|会(?:来|有|到)|能不能|可不可以|(?:能|可以).{1,10}吗|"
    r"\b(?:is|are) there\b|\bwill there be\b|\bdo(?:es)? (?:you|they) have\b|"
    r"\b(?:can|may|could) (?:i|we|my|our|one|people)\b|\ballowed\b"
)
_IF = re.compile(
    r"如果|要是|万一|假如|一旦|的话|怎么办|咋办|若是?|\b(?:if|in case|what happens when|unless)\b"
)
_NOT_HELD = re.compile(
    r"(?:不能|没法|无法|办不|不让|不许|不准|没办法).{0,6}(?:办|开|举行|举办|进行|成|了)|"
    r"\b(?:can't|cannot|can not|couldn't|won't) (?:\w+ )?(?:be held|happen|take place|go ahead)\b"
)
_ASKS = re.compile(
    r"[?？吗呢]|什么|啥|哪|谁|几|多少|怎|能不能|可不可以|要不要|是不是|是否|"
    r"\b(?:what|when|where|who|whom|which|how|why|can|could|may|do|does|must|should)\b"
)
_MODAL = re.compile(
    r"能|可以|可不|来得及|赶得上|还|要不要|会不会|应该|得不得|"
    r"\b(?:can|could|may|might|should|still|possible|need|late)\b"
)
_WHICH = re.compile(r"哪些|哪几|有没有|有什么|\bwhich\b|\bwhat\b|\bany\b")
_PLACED = re.compile(r"在(?!于|线|场)|\b(?:at|in) ")
_OTHER = re.compile(r"另|其[他它]|别的|\bother\b|\banother\b|\belse\b")
_SEVERAL = re.compile(
    r"都|[两俩这那几哪][个场者项些]|它们|他们|"
    r"\b(?:both|each|either|neither|which|they|them|these|those)\b"
)
_NOTICE = re.compile(
    r"通知(?!我|你|一[声下]|大家|各家)|公告|文号|发文|\b(?:notice|announcement|correction)\b"
)
_LENGTH = re.compile(
    r"(?:\d|[一两二三四五六七八九十半]|half|one|two|three|four|five|six|ten)\s*(?:个)?\s*-?"
    r"(?:分钟|秒|小时|钟头|minutes?\b|mins?\b|seconds?\b|hours?\b)"
)
_VIDEO = re.compile(r"视频|影片|录像|\b(?:video|clip|footage)")
_ANY = re.compile(r"有没有|有无|有什么|有啥|有哪|\b(?:any|some)\b")
#: Work that is no information desk's.
_CHORE = re.compile(
    r"(?:帮|给|替|为)(?:我|我们|忙|咱)(?:再|来|先)?(?:写|编|作|做一|做个|翻译|画|起草|润色|改写|算|讲)|"
    r"(?:讲|说|来)(?:一)?个(?:笑话|故事听)|翻译(?:一下|成)|"
    r"\b(?:write|draft|compose|make up|invent) (?:me |us )?(?:a|an|my|our|some)\b|"
    r"\btranslate (?:this|that|it|the|me|into|your|my|our)\b|\btell (?:me|us) a (?:joke|story)\b"
)
_FORECAST = re.compile(
    r"天气(?:怎么?样|如何|预报|好不好|咋样|好吗)|(?:会不会|会)(?:下雨|下雪)(?:吗|么|呢)?\W*$|"
    r"\bweather (?:like|forecast)|\bforecast\b|\bwill it (?:rain|snow|be (?:sunny|hot|cold|warm))\b"
)
#: What a doctor or a chemist is asked.
_ADVICE = re.compile(
    r"(?:什么|啥|哪种)药|怎么(?:治|医(?!院))|如何治疗|"
    r"\b(?:what|which) (?:medicines?|pills?|drugs?|tablets?|remed(?:y|ies))\b|"
    r"\bwhat (?:should|can|could|do|must) (?:i|we|you) (?:eat|drink|take) "
    r"(?:if|for|when|against|with)\b|\b(?:cure|remedy|medicine|treatment) for (?:an?|my|the)\b"
)
#: That something is handed in before what is asked happens: "once the form is in, what then?".
_HAND_IN_WHERE = re.compile(r"[交报送发寄递](?:给|到|去|往|至)(?:谁|哪|什么(?:部门|地方|单位))")
_HANDED_IN = re.compile(
    r"[交报送填].{0,12}(?:以后|之后|完后|了后)|"
    r"\b(?:after|once) (?:we|i|they|it|the \w+)\b.{0,20}\b(?:submit|file|hand|sent|send|in\b)"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPOKEN_YEARS = {"去年": -1, "前年": -2, "明年": 1, "后年": 2, "last year": -1, "next year": 1}
#: The same, counted from the edition's year.
_SPOKEN_EDITIONS = re.compile(
    r"(?P<before>上一?届|上一?次|往届|往年|(?:last|previous|past) (?:one|editions?)|years before)"
    r"|下一?届|下一?次(?=活动|举办|什么|啥)|明年|next (?:edition|one is)"
)
_AGE = re.compile(
    rf"(\d{{1,2}}|[一两二三四五六七八九十]{{1,3}}|\b{ENGLISH_CARDINAL}\b)[- ]*"
    r"(?:周?岁|years?[- ]old|year[- ]?olds?|y\.?o\b|yrs?\b)"
    r"|\b(?:under|over|below|above|aged?)\s+(\d{1,2})\b(?!\s*(?:minutes|hours|people|pm|am|mb))"
)


@dataclass(frozen=True, slots=True)
class Age:
    """An age that is spoken of, and where it stands in the text."""

    years: int
    start: int
    end: int


def is_interrogative(text: str) -> bool:
    """Whether it has the form of a question."""
    return _INTERROGATIVE.search(text) is not None


def is_elliptical(text: str) -> bool:
    """Whether it leans on what was said before ("and the lectures?")."""
    return _ELLIPTICAL.search(text) is not None


def is_polar(text: str) -> bool:
    """Whether it asks for a yes or a no."""
    return _POLAR.search(text) is not None


def is_modal(text: str) -> bool:
    """Whether it asks what may be, and not what is so: "can I still come on Monday?"."""
    return _MODAL.search(text) is not None


def introduces(text: str) -> bool:
    """Whether somebody says who they are, or for whom they ask, and asks nothing by it."""
    return _INTRODUCTION.search(text) is not None and not _ASKS.search(text)


def asks_to_come(text: str) -> bool:
    """Whether it asks if somebody may take part."""
    return _TO_COME.search(text) is not None


def asks_of_there(text: str) -> bool:
    """Whether it asks what there is, or what one may do, where the events are."""
    return _THERE.search(text) is not None


def is_contingent(text: str) -> bool:
    """Whether it asks what is done if something happens."""
    return _IF.search(text) is not None


def speaks_of_not_holding(text: str) -> bool:
    """Whether it says that something cannot take place."""
    return _NOT_HELD.search(text) is not None


def asks_which(text: str) -> bool:
    """Whether it asks which of several things are meant."""
    return _WHICH.search(text) is not None


def names_a_place(text: str) -> bool:
    """Whether something is said to be at a place: "is it at the town hall?"."""
    return _PLACED.search(text) is not None


def means_another(text: str) -> bool:
    """Whether not the thing that was spoken of is meant, but its like: "and the other form?"."""
    return _OTHER.search(text) is not None


def means_several(text: str) -> bool:
    """Whether it asks of all that was spoken of, or which: "do both need booking?"."""
    return _SEVERAL.search(text) is not None


def speaks_of_notice(text: str) -> bool:
    """Whether the notice itself is spoken of."""
    return _NOTICE.search(text) is not None


def length_in(text: str) -> tuple[int, int] | None:
    """Where a length of time is spoken of, rather than asked for: "can it be five minutes?"."""
    match = _LENGTH.search(text)
    return match.span() if match is not None else None


def speaks_of_video(text: str) -> bool:
    """Whether a film that somebody hands in may be spoken of."""
    return _VIDEO.search(text) is not None


def asks_for_any(text: str) -> bool:
    """Whether it asks for whatever there is of a kind: "any contests I could enter?"."""
    return _ANY.search(text) is not None


def is_chore(text: str) -> bool:
    """Whether work is asked for: "write me a poem"."""
    return _CHORE.search(text) is not None


def asks_forecast(text: str) -> bool:
    """Whether it asks what the weather will be, which no edition states."""
    return _FORECAST.search(text) is not None


def seeks_advice(text: str) -> bool:
    """Whether it asks what helps against an illness."""
    return _ADVICE.search(text) is not None


def asks_where_to_hand_in(text: str) -> bool:
    """Whether it asks to whom something goes: 要交给谁, in which 要交 would ask what it is."""
    return _HAND_IN_WHERE.search(text) is not None


def is_after_filing(text: str) -> bool:
    """Whether it is about the time when something has been handed in."""
    return _HANDED_IN.search(text) is not None


def age_in(text: str) -> Age | None:
    """The first age that is spoken of, in years."""
    match = _AGE.search(text)
    if match is None:
        return None
    written = match[1] or match[2]
    years = english_number(written) if written.isascii() else chinese_number(written)
    return Age(years, match.start(), match.end()) if years is not None else None


def other_years(text: str, *, this_year: int, of_edition: range) -> list[int]:
    """The years that are spoken of, in figures or in words, and are not the edition's."""
    years = [int(match.group()) for match in _YEAR.finditer(text)]
    years += [this_year + shift for said, shift in _SPOKEN_YEARS.items() if said in text]
    if found := _SPOKEN_EDITIONS.search(text):
        years.append(of_edition.start - 1 if found["before"] else of_edition.stop)
    return [year for year in dict.fromkeys(years) if year not in of_edition]
