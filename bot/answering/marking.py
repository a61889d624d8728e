"""Marking: the reading of a text that covers most of it with known phrases.

Every name and every word for asking that stands in the text competes, so that 开放时间 is the
opening hours and not an open day, and "Gitlab CI" is not "Gitlab".
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from bot.answering.clauses import Mark
from bot.answering.naming import Names, rooms_of
from bot.answering.pairs import NamePairs
from bot.answering.phrases import Phrases, best_cover, weight_of
from bot.answering.reading import Reading, Unit, fold, key
from bot.answering.words import Meaning, Words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Event

#: A name goes before a word for asking of its length; one that is misspelt or there in part goes
#: after it, and a short one, which may be any word, further after; filler takes what is left.
_NAME, _MISSPELT, _SHORT_MISSPELT, _FILLER = 1.15, 0.9, 0.7, 0.2

#: What a Latin word counts that says nothing by itself.
_SMALL = 0.8


class Marker:
    """Marks texts by the words of a language and the names of an edition."""

    def __init__(self, knowledge: Knowledge, words: Words, names: Names, pairs: NamePairs) -> None:
        self._words = words
        self._names = names
        self._pairs = pairs
        self._rooms: Phrases[Meaning] = Phrases()
        for room in {fold(room) for event in knowledge.all(Event) for room in rooms_of(event)}:
            self._rooms.add(key(room), ("room", room, False))

    def marks(self, reading: Reading, units: Sequence[Unit]) -> list[Mark]:
        """The phrases of the reading that covers most of the text, in its order."""
        meanings = self._meanings(units)
        named = self._named(reading, units)
        parts = (
            match for match in self._pairs.parts(units) if (match.start, match.end) not in meanings
        )
        nearly = {
            (match.start, match.end): match.meanings
            for match in (*parts, *self._names.misspelt(units))
            if (match.start, match.end) not in named
        }
        weights = []
        for start, end in {*meanings, *named, *nearly}:
            weight = weight_of(self._size(units[start:end]))
            if (start, end) in named:
                weight *= _NAME
            elif (start, end) in nearly:
                weight *= _MISSPELT if end - start > 2 else _SHORT_MISSPELT
            elif all(sort == "filler" for sort, _, _ in meanings[start, end]):
                weight *= _FILLER
            weights.append((start, end, weight))
        return [
            Mark(
                start,
                end,
                tuple(meanings.get((start, end), ())),
                named.get((start, end)) or nearly.get((start, end), ()),
                is_exact=(start, end) not in nearly,
            )
            for start, end in best_cover(weights, len(units))
        ]

    def _meanings(self, units: Sequence[Unit]) -> dict[tuple[int, int], list[Meaning]]:
        """What stretches may mean as words for asking, or as rooms of more than one unit."""
        meanings: dict[tuple[int, int], list[Meaning]] = {}
        rooms = (match for match in self._rooms.matches(units) if match.end - match.start > 1)
        raw = tuple(unit.raw for unit in units)
        for match in (*self._words.phrases.matches(units, raw), *rooms):
            meanings.setdefault((match.start, match.end), []).extend(match.meanings)
        return meanings

    def _named(
        self, reading: Reading, units: Sequence[Unit]
    ) -> dict[tuple[int, int], tuple[str, ...]]:
        """The records that stretches name: by a name, or by a number such as a telephone's."""
        named = {(match.start, match.end): match.meanings for match in self._names.matches(units)}
        for start, end, whose in self._names.numbers(reading.folded):
            if touched := units_within(units, start, end):
                named[touched.start, touched.stop] = (whose,)
        return named

    def _size(self, units: Sequence[Unit]) -> float:
        """How much a stretch says: a word as much as two characters, "the" much less."""
        return sum(
            1.0 if not unit.is_latin else _SMALL if self._words.is_filler(unit.raw) else 2.0
            for unit in units
        )


def units_within(units: Sequence[Unit], start: int, end: int) -> range:
    """The indices of the units that a stretch of the folded text touches."""
    return range(
        bisect_right(units, start, key=lambda unit: unit.end),
        bisect_left(units, end, key=lambda unit: unit.start),
    )
