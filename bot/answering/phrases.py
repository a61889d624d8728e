"""Phrases: which of many known phrases stand in a text, and which reading covers it best."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, NamedTuple, TypeVar

from bot.answering.reading import Unit

T = TypeVar("T", bound=Hashable)


class Match(NamedTuple, Generic[T]):
    """A phrase that stands in a text, and all that it may mean."""

    start: int  #: index of its first unit
    end: int  #: one past its last
    meanings: tuple[T, ...]


class Phrases(Generic[T]):
    """A table from phrases to what they may mean.

    Looked up by their first two units, so that a hundred thousand names cost a text no more than a
    hundred do.
    """

    def __init__(self) -> None:
        self._meanings: dict[tuple[str, ...], tuple[T, ...]] = {}
        self._lengths: dict[tuple[str, ...], tuple[int, ...]] = {}

    def add(self, units: tuple[str, ...], meaning: T) -> None:
        """Know one more phrase, given as its units; one with none is passed over."""
        if not units:
            return
        known = self._meanings.get(units, ())
        if meaning not in known:
            self._meanings[units] = (*known, meaning)
        head = units[:2]
        if len(units) > 1 and len(units) not in (lengths := self._lengths.get(head, ())):
            self._lengths[head] = tuple(sorted((*lengths, len(units)), reverse=True))

    def __contains__(self, units: tuple[str, ...]) -> bool:
        return units in self._meanings

    def discard(self, units: tuple[str, ...]) -> None:
        """Know a phrase no longer, if it was known."""
        self._meanings.pop(units, None)

    def phrases(self) -> Iterator[tuple[str, ...]]:
        """Every phrase that is known, as its units."""
        return iter(self._meanings)

    def get(self, units: tuple[str, ...]) -> tuple[T, ...]:
        """What exactly these units may mean."""
        return self._meanings.get(units, ())

    def matches(
        self, units: Sequence[Unit], words: tuple[str, ...] | None = None
    ) -> list[Match[T]]:
        """Every phrase at every place; none across the border of a clause.

        `words` is what to match in the units' stead, one for each, such as their sounds.
        """
        if words is None:
            words = tuple(unit.text for unit in units)
        found = []
        meanings, lengths = self._meanings, self._lengths
        for start, word in enumerate(words):
            if alone := meanings.get((word,)):
                found.append(Match(start, start + 1, alone))
            for length in lengths.get(words[start : start + 2], ()):
                end = start + length
                if end > len(words) or units[start].clause != units[end - 1].clause:
                    continue
                if meant := meanings.get(words[start:end]):
                    found.append(Match(start, end, meant))
        return found


def weight_of(size: float) -> float:
    """What a phrase of so many units weighs: a long one more than its parts together."""
    return float(size**1.4)


def best_cover(matches: Iterable[tuple[int, int, float]], length: int) -> list[tuple[int, int]]:
    """The matches, none overlapping another, that together weigh most.

    Args:
        matches: (start, end, weight), the weight made by `weight_of`.
        length: how many units there are.

    Returns:
        (start, end) of the chosen ones, rising.
    """
    by_start: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for start, end, weight in matches:
        by_start[start].append((end, weight))
    best = [0.0] * (length + 1)
    choice: list[int | None] = [None] * length
    for start in range(length - 1, -1, -1):
        best[start] = best[start + 1]
        for end, weight in by_start.get(start, ()):
            if best[end] + weight > best[start]:
                best[start] = best[end] + weight
                choice[start] = end
    chosen = []
    at = 0
    while at < length:
        end_at = choice[at]
        if end_at is None:
            at += 1
        else:
            chosen.append((at, end_at))
            at = end_at
    return chosen
