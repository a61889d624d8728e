"""Languages and scripts: which one a text is in, and Chinese from one script into the other.

Traditional is folded with OpenCC's `tw2sp` and not `t2s`, which leaves 軟體 as 软体 where a reader
of Simplified writes 软件; the way back is `s2twp` for the same reason.
"""

import re
import unicodedata
from enum import StrEnum
from functools import cache, lru_cache

import opencc


class Language(StrEnum):
    """A language that people are answered in, by its BCP 47 tag."""

    HANS = "zh-Hans"
    HANT = "zh-Hant"
    EN = "en"


#: Where a text lacks a language, the next best one to show, nearest first.
FALLBACKS: dict[Language, tuple[Language, ...]] = {
    Language.HANS: (Language.HANS, Language.HANT, Language.EN),
    Language.HANT: (Language.HANT, Language.HANS, Language.EN),
    Language.EN: (Language.EN, Language.HANS, Language.HANT),
}


_ENGLISH_GRAMMAR = re.compile(
    r"\b(?:what|when|where|who|which|how|why|is|are|was|does|do|can|will|about|any)\b",
    re.IGNORECASE,
)
_CHINESE_GRAMMAR = re.compile(r"[的了吗嗎呢吧在是几幾哪谁誰怎咋啥么麼有要能会會可把被请請问問嘅咩唔]")


@cache
def _converter(configuration: str) -> opencc.OpenCC:
    return opencc.OpenCC(configuration)


def is_han(char: str) -> bool:
    """Whether this is a Chinese character (not punctuation, not kana)."""
    return "\u4e00" <= char <= "\u9fff" or "\u3400" <= char <= "\u4dbf" or char == "〇"


def has_han(text: str) -> bool:
    """Whether any Chinese character is in the text."""
    return any(map(is_han, text))


def has_traditional(text: str) -> bool:
    """Whether some character exists in the Traditional script only."""
    return any(is_han(char) and _convert_one("t2s", char) != char for char in text)


@lru_cache(maxsize=4096)
def to_simplified(text: str) -> str:
    """The text in Simplified characters and mainland words."""
    return _converter("tw2sp").convert(text)


@lru_cache(maxsize=4096)
def to_traditional(text: str) -> str:
    """The text in Traditional characters and Taiwan words."""
    return _converter("s2twp").convert(text)


def detect(text: str, default: Language = Language.HANS) -> Language:
    """The language that an answer to this text should be in.

    A Chinese name in an English sentence ("where is 启动仪式?") leaves it English, and an English
    one in a Chinese sentence ("opening几点") Chinese: what counts is whose grammar it has. A Chinese
    text is Traditional when more of its characters exist in that script alone than in the other.

    Args:
        text: what the person wrote.
        default: for a text with no letters at all (emoji, digits).
    """
    text = unicodedata.normalize("NFKC", text)
    han = sum(map(is_han, text))
    latin_words = _latin_words(text)
    if not han:
        return Language.EN if latin_words else default
    is_english, is_chinese = _ENGLISH_GRAMMAR.search(text), _CHINESE_GRAMMAR.search(text)
    if not is_chinese and (is_english or (latin_words >= 3 and latin_words * 2 > han)):
        return Language.EN
    if is_english and latin_words > han:
        return Language.EN
    only_traditional = sum(a != b for a, b in zip(text, _by_character("t2s", text), strict=True))
    only_simplified = sum(a != b for a, b in zip(text, _by_character("s2t", text), strict=True))
    if only_traditional == only_simplified:
        # Nothing tells the scripts apart (今天在哪).
        return default if default is not Language.EN else Language.HANS
    return Language.HANT if only_traditional > only_simplified else Language.HANS


def _latin_words(text: str) -> int:
    words = "".join(c if c.isascii() and (c.isalpha() or c == "'") else " " for c in text)
    return sum(len(word) > 1 for word in words.split())


def _by_character(configuration: str, text: str) -> str:
    """Converted one by one, so that the result lines up with the text."""
    return "".join(_convert_one(configuration, char) for char in text)


@lru_cache(maxsize=16384)
def _convert_one(configuration: str, char: str) -> str:
    converted = _converter(configuration).convert(char) if is_han(char) else char
    return converted if len(converted) == 1 else char
