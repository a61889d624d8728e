"""Records: what a list says, before it is compared with what is known."""

from dataclasses import dataclass

from bot.directory.lists.problems import ListProblem
from bot.knowledge.text import Text
from bot.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedContact:
    """Somebody who is to file for a unit."""

    name: str
    phone: str | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedUnit:
    """A unit as the list has it."""

    key: str  #: the list's own, else derived from the name
    has_own_key: bool
    name: Text
    region: str | None = None
    groups: frozenset[str] = frozenset()
    contacts: tuple[ListedContact, ...] = ()  #: in the order in which they are asked


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitList:
    """A list without a mistake."""

    units: tuple[ListedUnit, ...]  #: no two with one key
    remarks: tuple[ListProblem, ...] = ()  #: what may be meant and may be an oversight
