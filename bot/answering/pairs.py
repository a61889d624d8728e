"""Pairs: two characters side by side that stand in names, and whose name alone they stand in.

People say a part of a name, and mostly one that nobody wrote down: 摄影展 for 河流摄影展. What no
other record's name holds is a name itself, as long as it is no way of asking.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from operator import add

from bot.answering.phrases import Match
from bot.answering.reading import Unit, runs_of
from bot.answering.words import Words

#: Whose parts are names; one of an institution or a question may be any word.
_NAMED = ("event/", "deadline/", "document/", "venue/")
#: The fewest characters that are taken for a name against the words for asking.
_SHORTEST = 3
_SHARED = ""


class NamePairs:
    """The pairs of characters in all names of an edition.

    Args:
        folded: the names, by reference.
        words: the words for asking, whose pairs say nothing of a name.
    """

    def __init__(self, folded: Mapping[str, Sequence[str]], words: Words) -> None:
        self._asked = {
            before + after
            for phrase in words.phrases.phrases()
            for before, after in pairwise(phrase)
            if not before.isascii()
        }
        self._owners: dict[str, str] = {}
        self._edges: set[str] = set()  #: those with which a name begins or ends
        for named, names in folded.items():
            for name in names:
                for run in runs_of(name):
                    if not run.isascii():
                        self._own(run, named)

    def _own(self, run: str, named: str) -> None:
        owners = self._owners
        for pair in map(add, run, run[1:]):
            if owners.setdefault(pair, named) != named:
                owners[pair] = _SHARED
        if len(run) > _SHORTEST and named.startswith(_NAMED):
            self._edges |= {run[:2], run[-2:]}

    def are_edge(self, before: Unit, after: Unit) -> bool:
        """Whether two units are the first or the last word of one record's name alone."""
        pair = before.text + after.text
        return before.end == after.start and pair in self._edges and self._owners[pair] != _SHARED

    def parts(self, units: Sequence[Unit]) -> Iterator[Match[str]]:
        """Stretches as long as may be of which every pair is of one record's names alone."""
        start, owner, tells = 0, _SHARED, False
        for index in range(1, len(units) + 1):
            pair, whose = self._pair(units, index)
            if whose != owner or not whose:
                if owner and tells and index - start >= _SHORTEST:
                    yield Match(start, index, (owner,))
                start, owner, tells = index - 1, whose, False
            tells = tells or pair not in self._asked

    def _pair(self, units: Sequence[Unit], index: int) -> tuple[str, str]:
        """The pair that ends at a unit, and whose alone it is."""
        if index == len(units):
            return "", _SHARED
        before, after = units[index - 1], units[index]
        pair = before.text + after.text
        if before.end != after.start or before.clause != after.clause:
            return pair, _SHARED
        whose = self._owners.get(pair, _SHARED)
        return pair, whose if whose.startswith(_NAMED) else _SHARED
