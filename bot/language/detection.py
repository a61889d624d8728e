"""Which language and script a text is in."""

import re
import unicodedata
from enum import StrEnum

from bot.language.conversion import only_simplified, only_traditional


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
_CHINESE_GRAMMAR = re.compile(
    r"[的了吗嗎呢吧在是几幾哪谁誰怎咋啥么麼有要能会會可把被请請问問嘅咩唔]"
)


_IS_HAN = re.compile(r"[\u4e00-\u9fff\u3400-\u4dbf〇]")


def has_han(text: str) -> bool:
    """Whether any Chinese character is in the text (not punctuation, not kana)."""
    return _IS_HAN.search(text) is not None


def detect(text: str, default: Language = Language.HANS) -> Language:
    """The language that an answer to this text should be in.

    A Chinese name in an English sentence leaves it English, and an English one in a Chinese
    sentence ("opening几点") Chinese: what counts is whose grammar it has. A Chinese text is
    Traditional when more of its characters exist in that script alone than in the other.

    Args:
        text: what the person wrote.
        default: for a text with no letters at all (emoji, digits).
    """
    text = unicodedata.normalize("NFKC", text)
    han = len(_IS_HAN.findall(text))
    latin_words = _latin_words(text)
    if not han:
        return Language.EN if latin_words else default
    is_english, is_chinese = _ENGLISH_GRAMMAR.search(text), _CHINESE_GRAMMAR.search(text)
    if not is_chinese and (is_english or (latin_words >= 3 and latin_words * 2 > han)):
        return Language.EN
    if is_english and latin_words > han:
        return Language.EN
    traditional = sum(char in only_traditional() for char in text)
    simplified = sum(char in only_simplified() for char in text)
    if traditional == simplified:
        # Nothing tells the scripts apart (今天在哪).
        return default if default is not Language.EN else Language.HANS
    return Language.HANT if traditional > simplified else Language.HANS


def _latin_words(text: str) -> int:
    words = "".join(c if c.isascii() and (c.isalpha() or c == "'") else " " for c in text)
    return sum(len(word) > 1 for word in words.split())
