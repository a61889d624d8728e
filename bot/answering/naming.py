"""Names: which records a text names, also when it is misspelt.

A name that stands in the text decides, the longest first. A stretch that sounds like a name (same
pinyin) or is one or two letters from one is taken for it; such a repair never chooses between
names that differ in meaning, since it only ever yields a name that exists.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import chain, islice

from rapidfuzz.distance import OSA, Prefix

from bot.answering.phrases import Match, Phrases
from bot.answering.reading import Unit, all_both_folded, raw_key, stem, stems
from bot.answering.sounds import sound
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import (
    Contact,
    Deadline,
    Edition,
    Event,
    Faq,
    Notice,
    Record,
    Term,
    Venue,
)

_PHONE = re.compile(r"\+?\d[\d\s()-]{5,}\d")
#: Chinese is not spaced: what stands beside an address is no part of it.
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
#: Chinese names of so many characters are spoken with one less: 开幕礼 for 开幕典礼.
_SHORTENED = 4
#: The shortest word of which a compound may be made.
_SHORTEST_PART = 6
_DIGIT = re.compile(r"\d")
_YEAR_OR_QUOTE = re.compile(r"^\d{4}年?|[“”\"'「」『』《》()（）]")

#: By reference: every way in which a record is named, folded.
FoldedNames = Mapping[str, tuple[str, ...]]


def folded_names(knowledge: Knowledge) -> FoldedNames:
    """The names of every record but the terms, which name nothing."""
    names = {
        reference(record): tuple(names_of(record))
        for record in knowledge.records()
        if not isinstance(record, Term)
    }
    folded = all_both_folded(chain.from_iterable(names.values()))
    return {
        named: tuple(dict.fromkeys(chain.from_iterable(islice(folded, len(each)))))
        for named, each in names.items()
    }


class Names:
    """The names of every record of one edition."""

    def __init__(self, knowledge: Knowledge, words: Words, folded: FoldedNames) -> None:
        self._phrases: Phrases[str] = Phrases()
        #: Latin names of one word, as they are written: the stem of "opening" is that of "open"
        self._words_of_one: Phrases[str] = Phrases()
        self._sounds: Phrases[tuple[str, ...]] = Phrases()
        self._shortened: Phrases[tuple[str, ...]] = Phrases()
        self._stems: set[str] = set()  #: of every Latin word that names or asks
        self._known: set[str] = set()  #: those words themselves
        self._raw: dict[str, list[str]] = defaultdict(list)  #: by first letter: the longer ones
        self._numbers: dict[str, str] = {}
        self._words = words
        #: `_spell`, kept, since it goes through all words and the same ones are typed again
        self._spelling = lru_cache(maxsize=4096)(self._spell)
        for record in knowledge.records():
            if isinstance(record, Term):
                continue
            named = reference(record)
            for name in folded[named]:
                self._add(name, named)
            if isinstance(record, Contact):
                for number in (*record.phones, *record.emails):
                    self._numbers[_bare(number)] = named
        self._asking: dict[str, str] = {}  #: by stem: a word for asking
        for word in words.vocabulary():
            self._know(word)
            if word.isascii() and not words.is_filler(word):
                self._asking.setdefault(stem(word), word)

    def _add(self, name: str, named: str) -> None:
        raw = raw_key(name)
        if self._words.fillers.issuperset(raw) and not _is_said_whole(raw):
            return
        units = stems(raw)
        if len(units) == 1 and units[0].isascii():
            self._words_of_one.add(raw, named)
            for ending in ("s", "'s"):
                self._words_of_one.add((f"{raw[0]}{ending}",), named)
        else:
            self._phrases.add(units, named)
        if len(units) >= 2 and not any(map(str.isascii, units)):
            self._sounds.add(tuple(map(sound, units)), units)
            if len(units) == _SHORTENED:
                for left_out in range(1, len(units) - 1):
                    self._shortened.add(units[:left_out] + units[left_out + 1 :], units)
        for word in raw:
            self._know(word)

    def _know(self, word: str) -> None:
        if word.isascii() and word not in self._known:
            self._known.add(word)
            self._stems.add(stem(word))
            if len(word) >= 4:
                self._raw[word[0]].append(word)

    def matches(self, units: Sequence[Unit]) -> list[Match[str]]:
        """Every name that stands in the text as it is written."""
        raw = tuple(unit.raw for unit in units)
        return self._phrases.matches(units) + self._words_of_one.matches(units, raw)

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
        """Names that a run of units sounds like, or is short for; where no name stands."""
        sounds = tuple(unit.text if unit.is_latin else sound(unit.text) for unit in units)
        for match in self._sounds.matches(units, sounds):
            written = tuple(unit.text for unit in units[match.start : match.end])
            for name in match.meanings:
                if _differs_little(name, written):
                    yield Match(match.start, match.end, self._phrases.get(name))
        for match in self._shortened.matches(units):
            if len(match.meanings) == 1:
                yield Match(match.start, match.end, self._phrases.get(match.meanings[0]))

    def knows(self, unit: Unit) -> bool:
        """Whether a Latin word stands in a name or a word for asking, in some form."""
        return unit.text in self._stems

    def respelt(self, units: Sequence[Unit]) -> list[Unit]:
        """The units, with Latin words that nothing knows put right where it is plain how."""
        return [self._respelt(unit) if unit.is_latin else unit for unit in units]

    def _respelt(self, unit: Unit) -> Unit:
        meant = self._spelling(unit.raw)
        return unit if meant == unit.raw else unit._replace(text=stem(meant), raw=meant)

    def _spell(self, word: str) -> str:
        """The word that a Latin one is plainly meant to be; itself where that is not plain."""
        stemmed = stem(word)
        if word not in self._known and stemmed in self._asking:
            return self._asking[stemmed]  # another form of it
        if len(word) < 4 or not word.isalpha() or stemmed in self._stems:
            return word
        allowed = 1 if len(word) < 7 else 2
        near = [
            (distance, known)
            for known in self._raw.get(word[0], ())
            if abs(len(known) - len(word)) <= allowed
            # In so short a word only swapped letters are plainly an error.
            and (len(word) > 4 < len(known) or sorted(word) == sorted(known))
            and (distance := OSA.distance(word, known, score_cutoff=allowed)) <= allowed
            and not _is_inflected(word, known)
        ]
        if not near:
            return self._last_part(word) or word
        best = min(near, key=lambda each: (each[0], self._words.is_filler(each[1])))
        rivals = (known for distance, known in near if distance == best[0] and known != best[1])
        if any(stem(each) != stem(best[1]) and not self._words.is_filler(each) for each in rivals):
            return word
        return best[1]

    def _last_part(self, word: str) -> str | None:
        """The longer known word that an unknown one ends with: of bookbinding, binding."""
        parts = (word[at:] for at in range(3, len(word) - _SHORTEST_PART + 1))
        return next((part for part in parts if part in self._known), None)


def names_of(record: Record) -> Iterator[str]:
    """Every way in which a record is named, as the file writes it."""
    for name in (*record.title.as_written(), *record.aliases):
        yield name
        bare = _YEAR_OR_QUOTE.sub("", name)
        if bare != name:
            yield bare
    match record:
        case Edition():
            for title in record.title.as_written():
                yield from _short_forms(title)
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
        case Venue() if record.address:
            # "What is at 9 Hill Road?"; with no number it is the name of a whole street.
            yield from (each for each in record.address.as_written() if _DIGIT.search(each))


def _short_forms(title: str) -> Iterator[str]:
    """A title from a later word or character on: 安河环境周 is 环境周 to those who live there."""
    bare = _YEAR_OR_QUOTE.sub("", title)
    if words := bare.isascii() and [each for each in bare.split() if not each.isdigit()]:
        yield from (" ".join(words[at:]) for at in range(1, len(words) - 1))
    elif bare and not any(map(str.isspace, bare)):
        yield from (bare[at:] for at in range(1, len(bare) - 2))


def rooms_of(event: Event) -> Iterator[str]:
    """The rooms in which an event takes place, as the file writes them."""
    for room in (event.room, *(session.room for session in event.sessions)):
        if room is not None:
            yield from room.as_written()


def _is_said_whole(raw: tuple[str, ...]) -> bool:
    """Whether words that say nothing alone make a name: "Activity plan", but not "What's on"."""
    return len(raw) > 1 and all(word.isascii() and len(word) > 3 for word in raw)


def _is_inflected(word: str, known: str) -> bool:
    """Whether two words differ in their endings alone, as "visitors" and "visits" do."""
    shared = Prefix.similarity(word, known)
    return shared >= len(known) - 2 and sorted(word) != sorted(known)


def _differs_little(name: tuple[str, ...], written: tuple[str, ...]) -> bool:
    """Whether most characters are the same, so that a mere homophone is not taken for a name."""
    same = sum(a == b for a, b in zip(name, written, strict=True))
    return len(name) > same >= len(name) - max(1, len(name) // 3)  # 总节: 总结


def _bare(number: str) -> str:
    return number.lower() if "@" in number else re.sub(r"\D", "", number)
