"""A text taken apart for matching: folded, and cut into units.

A unit is one Chinese character or one Latin word or number, since Chinese is not spaced and no
segmenter would know an edition's names. Latin words are compared by their stem.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise
from sys import intern
from typing import NamedTuple

from Stemmer import Stemmer

from bot.language import over_traditional, to_simplified

#: Longer questions are cut here: no person asks at such length, and a flood must not cost.
MAX_LENGTH = 4000

_LATIN = r"[a-z0-9]+(?:['’][a-z]+)?"
_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff〇]"
_UNIT = re.compile(f"{_LATIN}|{_HAN}")
_RUN = re.compile(f"{_LATIN}|{_HAN}+")
#: Where one clause ends and another begins. A stop or colon between digits (9.30) is none.
_CLAUSE_END = re.compile(
    r"[，。？！；,?!;\n、…~～()（）|]+|(?<!\d)[:：]+|[:：]+(?!\d)|(?<!\.[a-z])\.(?!\w)|\s[-–—]+\s"
)
#: Of texts in one: a control character that nobody writes, and that no conversion touches.
_SEPARATOR = "\x1e"
_AT_ONCE = 1000
_stemmer = Stemmer("english")


class Unit(NamedTuple):
    """One Chinese character or one Latin word, and where it stands in the folded text."""

    text: str  #: as names are matched: a character, or a stem
    raw: str  #: as the words for asking are matched: a character, or the word itself
    start: int
    end: int
    clause: int  #: index of its clause
    is_latin: bool


@dataclass(frozen=True, slots=True)
class Reading:
    """A folded text, its units, and the stretch of each clause."""

    folded: str
    units: tuple[Unit, ...]
    clauses: tuple[tuple[int, int], ...]  #: offsets in `folded`


def fold(text: str) -> str:
    """What two writings of the same words have in common: script, width and case are gone."""
    # Half of a surrogate pair, which JSON may hold, is no text to OpenCC.
    folded = text[:MAX_LENGTH].encode("utf-8", "replace").decode()
    folded = unicodedata.normalize("NFKC", folded)
    return to_simplified(folded).lower().replace("\u2019", "'")


def both_folded(text: str) -> tuple[str, ...]:
    """A name or a word folded, and as it comes out when its Traditional form is folded.

    資料, which is 资料 in Traditional characters, is 数据 where it is taken for Taiwan's word.
    """
    return next(all_both_folded([text]))


def all_both_folded(texts: Iterable[str]) -> Iterator[tuple[str, ...]]:
    """Each text as `both_folded` has it; sooner, since many are converted by one call."""
    rest = iter(texts)
    while some := list(islice(rest, _AT_ONCE)):
        folded = [fold(text).replace(_SEPARATOR, " ") for text in some]
        converted = over_traditional(_SEPARATOR.join(folded)).split(_SEPARATOR)
        for one, other in zip(folded, converted, strict=True):
            yield (one,) if one == other else (one, other)


def read(text: str) -> Reading:
    """Take a text apart."""
    folded = fold(text)
    ends = [match.end() for match in _CLAUSE_END.finditer(folded)]
    bounds = [0, *ends, len(folded)]
    clauses = tuple((start, end) for start, end in pairwise(bounds) if end > start)
    return Reading(folded, units_of(folded, clauses), clauses)


def units_of(folded: str, clauses: Sequence[tuple[int, int]] = ()) -> tuple[Unit, ...]:
    """The units of a folded text, each with the number of its clause where there are several."""
    units = []
    number = 0
    for match in _UNIT.finditer(folded):
        start, end = match.span()
        while number + 1 < len(clauses) and start >= clauses[number][1]:
            number += 1
        word = match.group()
        is_latin = word.isascii()
        units.append(Unit(stem(word) if is_latin else word, word, start, end, number, is_latin))
    return tuple(units)


def runs_of(folded: str) -> Sequence[str]:
    """The Latin words of a folded text, and its characters as far as nothing parts them."""
    return _RUN.findall(folded)


def key(folded: str) -> tuple[str, ...]:
    """The units of a folded name, as they are matched in a question."""
    return stems(_UNIT.findall(folded))


def raw_key(folded: str) -> tuple[str, ...]:
    """The units of a folded word for asking, as they are matched in a question."""
    # Each is in memory once: twenty thousand units are of two thousand kinds.
    return tuple(map(intern, _UNIT.findall(folded)))


def stems(raw: Iterable[str]) -> tuple[str, ...]:
    """Raw units as names are matched: a character as it is, of a Latin word its stem."""
    return tuple([stem(word) if word.isascii() else intern(word) for word in raw])


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """The stem of an English word, without its possessive."""
    if len(word) > 2 and word.endswith("'s"):
        word = word[:-2]
    stemmed: str = _stemmer.stemWord(word)
    return stemmed
