"""Comparison: what a list would change of the units and contacts that are known. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from bot.directory.lists.records import ListedContact, ListedUnit, UnitList
from bot.directory.lists.words import fold
from bot.directory.records import Contact, Unit
from bot.knowledge.text import Text
from bot.language import Language

T = TypeVar("T")


class Change(StrEnum):
    """What becomes of a unit or a contact."""

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    MISSING = "missing"  #: known, and not in the list
    LEFT = "left"  #: of contacts: in the list, but they have left, and stay away until invited


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownUnit:
    """A unit and its contacts as they are kept, those who have left too."""

    unit: Unit
    is_removed: bool
    contacts: Sequence[Contact]
    #: who gave their place, and to whom: no list need know of either
    handovers: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactChange:
    """What becomes of one contact."""

    change: Change
    id: int | None  #: None: not known yet
    name: str
    position: int
    phone: str | None
    language: Language | None
    fields: frozenset[str] = frozenset()  #: which of position, name, phone and language differ


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitChange:
    """What becomes of one unit, and of its contacts."""

    change: Change  #: changed, if any contact of it does
    id: int | None  #: None: not known yet; a unit that was removed comes back under its id
    key: str
    name: Text
    region: str | None
    groups: frozenset[str]
    fields: frozenset[str] = frozenset()  #: which of key, name, region and groups differ
    contacts: tuple[ContactChange, ...] = ()


def compare(listed: UnitList, known: Iterable[KnownUnit]) -> tuple[UnitChange, ...]:
    """What becomes of every unit of the list, in its order, then of those that it lacks.

    A unit is recognised by its key, else by its name, where only one has it: a list that is given
    keys later on does not double its units. A contact is recognised by their name alone: a
    telephone may be an office's, and whoever answers it next must not get the chat of another.
    """
    by_key = {each.unit.key: each for each in known}
    partners = _partners(listed.units, by_key)
    changes = [_unit(unit, partners.get(unit.key)) for unit in listed.units]
    found = {each.unit.id for each in partners.values()}
    missing = (
        _missing(each)
        for each in by_key.values()
        if each.unit.id not in found and not each.is_removed
    )
    return (*changes, *missing)


def _partners(
    units: Sequence[ListedUnit], by_key: Mapping[str, KnownUnit]
) -> Mapping[str, KnownUnit]:
    """By a listed unit's key: the known unit that it is."""
    partners = {unit.key: by_key[unit.key] for unit in units if unit.key in by_key}
    taken = {each.unit.id for each in partners.values()}
    free = _only_ones((_called(each.unit.name), each) for each in by_key.values())
    listed = _only_ones((_called(unit.name), unit) for unit in units)
    for name, unit in listed.items():
        namesake = free.get(name)
        if unit.key not in partners and namesake and namesake.unit.id not in taken:
            partners[unit.key] = namesake
    return partners


def _only_ones(named: Iterable[tuple[str, T]]) -> Mapping[str, T]:
    """What has a name that nothing else has, by that name."""
    by_name: dict[str, list[T]] = {}
    for name, each in named:
        by_name.setdefault(name, []).append(each)
    return {name: several[0] for name, several in by_name.items() if len(several) == 1}


def _called(name: Text) -> str:
    return fold(name.in_(Language.HANS))


def _unit(listed: ListedUnit, known: KnownUnit | None) -> UnitChange:
    contacts = tuple(_contacts(listed.contacts, known))
    key = listed.key
    fields: frozenset[str] = frozenset()
    change = Change.NEW
    if known is not None:
        unit = known.unit
        if not listed.has_own_key:
            key = unit.key
        compared = {
            "key": key == unit.key,
            "name": listed.name == unit.name,
            "region": listed.region == unit.region,
            "groups": listed.groups == unit.groups,
        }
        fields = frozenset(field for field, is_same in compared.items() if not is_same)
        if not known.is_removed:
            stirred = any(each.change in (Change.NEW, Change.CHANGED) for each in contacts)
            change = Change.CHANGED if fields or stirred else Change.UNCHANGED
    return UnitChange(
        change=change,
        id=known.unit.id if known else None,
        key=key,
        name=listed.name,
        region=listed.region,
        groups=listed.groups,
        fields=fields,
        contacts=contacts,
    )


def _contacts(listed: Sequence[ListedContact], known: KnownUnit | None) -> Iterator[ContactChange]:
    """What becomes of a unit's contacts: those of the list in its order, then the others."""
    # Of two with one name, the one who has not left is meant.
    by_name = {
        fold(each.name): each
        for each in sorted(known.contacts if known else (), key=lambda each: each.left_at is None)
    }
    for position, contact in enumerate(listed, 1):
        found = by_name.pop(fold(contact.name), None)
        has_given_way = known is not None and found is not None and found.id in known.handovers
        yield _contact(contact, position, found, has_given_way=has_given_way)
    successors = known.handovers.values() if known else ()
    for each in by_name.values():
        if each.left_at is None and each.id not in successors:
            yield ContactChange(
                change=Change.MISSING,
                id=each.id,
                name=each.name,
                position=each.position,
                phone=each.phone,
                language=each.language,
            )


def _contact(
    listed: ListedContact, position: int, known: Contact | None, *, has_given_way: bool
) -> ContactChange:
    change, fields = Change.NEW, frozenset[str]()
    if known is not None:
        compared = {
            "position": position == known.position,
            "name": listed.name == known.name,
            "phone": listed.phone == known.phone,
            "language": listed.language == known.language,
        }
        fields = frozenset(field for field, is_same in compared.items() if not is_same)
        change = Change.CHANGED if fields else Change.UNCHANGED
        if known.left_at is not None:
            # Whom an earlier list had dropped before they joined comes back with this one. Who had
            # joined left for a reason that no list knows.
            was_dropped = known.chat_id is None and not has_given_way
            change = Change.NEW if was_dropped else Change.LEFT
    return ContactChange(
        change=change,
        id=known.id if known else None,
        name=listed.name,
        position=position,
        phone=listed.phone,
        language=listed.language,
        fields=fields,
    )


def _missing(known: KnownUnit) -> UnitChange:
    unit = known.unit
    return UnitChange(
        change=Change.MISSING,
        id=unit.id,
        key=unit.key,
        name=unit.name,
        region=unit.region,
        groups=unit.groups,
    )
