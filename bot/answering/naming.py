"""Names: which records a text names, also when it is misspelt.

A name that stands in the text decides, the longest first. A stretch that sounds like a name (same
pinyin) or is one or two letters from one is taken for it; such a repair never chooses between
names that differ in meaning, since it only ever yields a name that exists.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from pypinyin import lazy_pinyin
from rapidfuzz.distance import OSA

from bot.answering.phrases import Match, Phrases
from bot.answering.reading import Unit, key
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Contact, Deadline, Faq, Notice, Record, Term
from bot.language import has_han

_PHONE = re.compile(r"\+?\d[\d\s()-]{5,}\d")
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_YEAR_OR_QUOTE = re.compile(r"^\d{4}年?|[“”\"'「」『』《》()（）]")


class Names:
    """The names of every record of one edition."""

    def __init__(self, knowledge: Knowledge, words: Words) -> None:
        self._phrases: Phrases[str] = Phrases()
        self._sounds: Phrases[tuple[str, ...]] = Phrases()
        self._latin: dict[str, set[str]] = defaultdict(set)  #: by first letter: words of names
        self._numbers: dict[str, str] = {}
        self._words = words
        for record in knowledge.records():
            if isinstance(record, Term):
                continue
            for name in names_of(record):
                self._add(name, reference(record))
            if isinstance(record, Contact):
                for number in (*record.phones, *record.emails):
                    self._numbers[_bare(number)] = reference(record)

    def _add(self, name: str, named: str) -> None:
        units = key(name)
        if not units or all(_is_filler(self._words, (unit,)) for unit in units):
            return
        self._phrases.add(units, named)
        if len(units) >= 3 and all(has_han(unit) for unit in units):
            self._sounds.add(tuple(map(_sound, units)), units)
        for unit in units:
            if len(unit) >= 5 and unit.isascii():
                self._latin[unit[0]].add(unit)

    def matches(self, units: Sequence[Unit]) -> list[Match[str]]:
        """Every name that stands in the text as it is written."""
        return self._phrases.matches(units)

    def numbers(self, folded: str) -> Iterator[tuple[int, int, str]]:
        """Phone numbers and addresses in a folded text that are somebody's: (start, end, whose)."""
        for pattern in (_PHONE, _ADDRESS):
            for match in pattern.finditer(folded):
                bare = _bare(match.group())
                whose = self._numbers.get(bare) or next(
                    (owner for known, owner in self._numbers.items() if known.endswith(bare)), None
                )
                if whose:
                    yield match.start(), match.end(), whose

    def misspelt(self, units: Sequence[Unit]) -> Iterator[Match[str]]:
        """Names that a run of units sounds like; for stretches in which no name stands."""
        sounds = tuple(unit.text if unit.is_latin else _sound(unit.text) for unit in units)
        for match in self._sounds.matches(units, sounds):
            written = tuple(unit.text for unit in units[match.start : match.end])
            for name in match.meanings:
                if _differs_little(name, written):
                    yield Match(match.start, match.end, self._phrases.get(name))

    def respell(self, word: str) -> str | None:
        """The word of a name that this Latin word is a misspelling of, if there is just one."""
        if len(word) < 5 or not word.isalpha():
            return None
        allowed = 1 if len(word) < 8 else 2
        near = [
            known
            for known in self._latin.get(word[0], ())
            if OSA.distance(word, known, score_cutoff=allowed) <= allowed
        ]
        return near[0] if len(near) == 1 else None


def names_of(record: Record) -> Iterator[str]:
    """Every way in which a record is named, as the file writes it."""
    for name in (*record.title.as_written(), *record.aliases):
        yield name
        bare = _YEAR_OR_QUOTE.sub("", name)
        if bare != name:
            yield bare
    match record:
        case Contact():
            for person in record.persons:
                yield from person.as_written()
            if record.department:
                yield from record.department.as_written()
        case Deadline():
            for item in record.items:
                yield from item.title.as_written()
        case Faq():
            for question in record.questions:
                yield from question.as_written()
        case Notice() if record.number:
            yield record.number


@lru_cache(maxsize=16384)
def _sound(char: str) -> str:
    """How a character is read, without its tone; the commonest reading, whatever stands beside."""
    return lazy_pinyin(char)[0]


def _is_filler(words: Words, units: tuple[str, ...]) -> bool:
    meanings = words.phrases.get(units)
    return bool(meanings) and all(sort == "filler" for sort, _, _ in meanings)


def _differs_little(name: tuple[str, ...], written: tuple[str, ...]) -> bool:
    """Whether most characters are the same, so that a mere homophone is not taken for a name."""
    if len(name) != len(written):
        return False
    same = sum(a == b for a, b in zip(name, written, strict=True))
    return len(name) > same >= len(name) - max(1, len(name) // 3)


def _bare(number: str) -> str:
    return number.lower() if "@" in number else re.sub(r"\D", "", number)


def content_units(units: Iterable[Unit], words: Words) -> list[Unit]:
    """Those that carry meaning of their own."""
    return [unit for unit in units if not _is_filler(words, (unit.text,))]
