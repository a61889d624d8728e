"""Groups: which organisation of the knowledge the words of a list mean."""

import re
from collections.abc import Iterator, Sequence

from rapidfuzz import fuzz, process

from bot.directory.lists.words import fold
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Organisation
from bot.knowledge.text import Text

_SEPARATORS = re.compile(r"[、,，;；/|\n]+")


class Groups:
    """The organisations that units can belong to.

    Args:
        knowledge: whose organisations, and whose deadlines say which of them owe something.
    """

    def __init__(self, knowledge: Knowledge) -> None:
        deadlines = [each for each in knowledge.all(Deadline) if each.owed_by_units]
        self._owing = {id for deadline in deadlines for id in deadline.units}
        #: whether each deadline applies to some groups alone, so that a unit of none owes nothing
        self.are_needed = bool(deadlines) and all(deadline.units for deadline in deadlines)
        self._titles = {each.id: each.title for each in knowledge.all(Organisation)}
        self._ids: dict[str, str] = {}
        for organisation in knowledge.all(Organisation):
            for name in _names(organisation):
                known = self._ids.setdefault(fold(name), organisation.id)
                # Of two with one name, the one that something is asked of is meant.
                if known not in self._owing and organisation.id in self._owing:
                    self._ids[fold(name)] = organisation.id

    def read(self, text: str) -> tuple[frozenset[str], Sequence[str]]:
        """The ids of the groups that a cell names, and the names that mean none."""
        if fold(text) in self._ids:  # a title may have a comma
            return frozenset([self._ids[fold(text)]]), ()
        names = [name.strip() for name in _SEPARATORS.split(text) if fold(name)] or [text]
        known = [name for name in names if fold(name) in self._ids]
        ids = frozenset(self._ids[fold(name)] for name in known)
        return ids, [name for name in names if name not in known]

    def owes(self, groups: frozenset[str]) -> bool:
        """Whether some deadline applies to units of these groups."""
        return not self.are_needed or not self._owing.isdisjoint(groups)

    def nearest(self, name: str) -> Text | None:
        """The title of the group whose name is the most like this one; None where there is none."""
        if not self._ids:
            return None
        found, _, _ = process.extractOne(fold(name), list(self._ids), scorer=fuzz.WRatio)
        return self._titles[self._ids[found]]


def _names(organisation: Organisation) -> Iterator[str]:
    yield organisation.id
    yield from organisation.title.as_written()
    yield from organisation.aliases
