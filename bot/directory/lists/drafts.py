"""Drafts: units as their rows are read one after another, and what is wrong with these."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from hashlib import sha256
from typing import TypeVar

from bot.directory.cleaning import cleaned
from bot.directory.lists.groups import Groups
from bot.directory.lists.problems import ListProblem, ListRefused, Place, file_refused
from bot.directory.lists.records import ListedContact, ListedUnit, UnitList
from bot.directory.lists.rows import Cell, Row
from bot.directory.lists.values import Unusable, order_of, phone_of, text_of
from bot.directory.lists.words import Field, Words, fold
from bot.knowledge.text import Text
from bot.language import Language, detect, has_han

T = TypeVar("T")

_LONGEST_KEY = 100


@dataclass
class Draft:
    """A unit so far."""

    place: Place  #: of its first row
    name: str
    key: str = ""
    english: str = ""
    region: str = ""
    groups: frozenset[str] = frozenset()
    #: with the order that the list gives, if it does; in that of the rows
    contacts: list[tuple[int | None, ListedContact]] = field(default_factory=list)

    def finished(self) -> ListedUnit:
        """The unit, its contacts in the order in which they are asked: numbered ones first."""
        in_order = sorted(self.contacts, key=lambda each: (each[0] is None, each[0]))
        language = detect(self.name) if has_han(self.name) else Language.EN
        names = {Language.EN: self.english} if self.english else {}
        return ListedUnit(
            key=self.key or derived_key(self.name),
            has_own_key=bool(self.key),
            name=Text({**names, language: self.name}),
            region=self.region or None,
            groups=self.groups,
            contacts=tuple(contact for _, contact in in_order),
        )


def derived_key(name: str) -> str:
    """The key of a unit whose list gives it none: the same for the same name, however spaced."""
    folded = fold(name)
    if len(folded) <= _LONGEST_KEY:
        return folded
    return f"{folded[:80]}-{sha256(folded.encode()).hexdigest()[:12]}"


class Drafts:
    """The units of a list, as far as it was read.

    Args:
        groups: which units can belong to.
        words: what languages are called.
    """

    def __init__(self, groups: Groups, words: Words) -> None:
        self._groups = groups
        self._words = words
        self._drafts: list[Draft] = []
        self._by_key: dict[str, Draft] = {}
        self._by_name: dict[str, Draft] = {}
        self._above: Draft | None = None
        self._problems: list[ListProblem] = []
        self._remarks: list[ListProblem] = []

    def begin_table(self) -> None:
        """Another table: its first row continues no unit."""
        self._above = None

    def refuse(self, problem: ListProblem) -> None:
        """Something is wrong; the list will be refused."""
        self._problems.append(problem)

    def remark(self, remark: ListProblem) -> None:
        """Something may be an oversight."""
        self._remarks.append(remark)

    def add(self, row: Row) -> None:
        """Read a row: a unit, or more of one."""
        unit, key_cell = row.cell(Field.UNIT), row.cell(Field.KEY)
        # One that cannot be used still begins a unit: the rows below are not another's.
        name = self._value(unit, partial(text_of, field=Field.UNIT), cleaned(unit.written))
        key = self._value(key_cell, partial(text_of, field=Field.KEY), "")
        draft = self._continued(key_cell, name, key)
        is_new = draft is None
        if draft is None:
            if not name:
                return self._refuse(unit, "no-unit")
            draft = Draft(row.place, name)
            self._drafts.append(draft)
        draft.key = draft.key or key
        self._above = draft
        self._by_name.setdefault(fold(draft.name), draft)
        self._by_key.setdefault(draft.key or derived_key(draft.name), draft)
        self._read_unit(draft, row, is_new=is_new)
        for number in row.contacts:
            self._read_contact(draft, row, number)

    def finished(self) -> UnitList:
        """The list.

        Raises:
            ListRefused: something is wrong with it.
        """
        if self._problems:
            raise ListRefused(self._problems)
        if not self._drafts:
            raise file_refused("empty")
        units = [draft.finished() for draft in self._drafts]
        return UnitList(units=tuple(units), remarks=(*self._remarks, *self._doubts(units)))

    def _continued(self, key_cell: Cell, name: str, key: str) -> Draft | None:
        """The unit of which a row says more, if it begins none."""
        if not name and not key:
            return self._above
        if key and key in self._by_key:
            draft = self._by_key[key]
            if name and fold(name) != fold(draft.name):
                self._refuse(key_cell, "key-twice", row=draft.place.row)
            return draft
        namesake = self._by_name.get(fold(name)) if name else None
        return None if namesake is not None and key and namesake.key else namesake

    def _read_unit(self, draft: Draft, row: Row, *, is_new: bool) -> None:
        english, region = row.cell(Field.ENGLISH), row.cell(Field.REGION)
        reader = partial(text_of, field=Field.ENGLISH)
        draft.english = self._same(draft, english, draft.english, reader, "differs")
        reader = partial(text_of, field=Field.REGION)
        # Two units of one name in two places would be one to whoever reads their names.
        draft.region = self._same(draft, region, draft.region, reader, "namesake")
        group = row.cell(Field.GROUP)
        draft.groups = self._same(draft, group, draft.groups, self._groups_of, "differs")
        if is_new and group.is_empty and self._groups.are_needed:
            self._refuse(group, "no-group")

    def _read_contact(self, draft: Draft, row: Row, number: int) -> None:
        cell = row.cell(Field.CONTACT, number)
        name = self._value(cell, partial(text_of, field=Field.CONTACT), "")
        phones = [each for each in row.cells(Field.PHONE, number) if not each.is_empty]
        phone = ""
        if phones:
            written = " / ".join(each.written for each in phones)
            phone = self._value(Cell(written, phones[0].place), phone_of, "")
        language = self._value(row.cell(Field.LANGUAGE, number), self._language_of, None)
        order = self._value(row.cell(Field.ORDER, number), order_of, None)
        if not name:
            if phones and cell.is_empty:
                self._refuse(cell, "no-name")
            return
        contact = ListedContact(name=name, phone=phone or None, language=language)
        namesakes = [each for _, each in draft.contacts if fold(each.name) == fold(name)]
        if not namesakes:
            draft.contacts.append((order, contact))
        elif contact not in namesakes:  # a row that was copied does no harm
            self._refuse(cell, "contact-twice")

    def _same(self, draft: Draft, cell: Cell, known: T, read: Callable[[str], T], why: str) -> T:
        """What a cell says of a unit, which must be what an earlier row said, if one did."""
        value = self._value(cell, read, known)
        if known and value and value != known:
            self._refuse(cell, why, row=draft.place.row)
        return known or value

    def _value(self, cell: Cell, read: Callable[[str], T], otherwise: T) -> T:
        """What a cell says; `otherwise` where that cannot be used, which is told."""
        try:
            return read(cell.written)
        except Unusable as refusal:
            self._refuse(cell, refusal.why, **refusal.values)
            return otherwise

    def _groups_of(self, written: str) -> frozenset[str]:
        if not cleaned(written):
            return frozenset()
        groups, unknown = self._groups.read(written)
        if unknown:
            nearest = self._groups.nearest(unknown[0])
            why = "group" if nearest is not None else "groups-none"
            raise Unusable(why, name=unknown[0], nearest=nearest)
        return groups

    def _language_of(self, written: str) -> Language | None:
        if not cleaned(written):
            return None
        language = self._words.language(written)
        if language is None:
            raise Unusable("language")
        return language

    def _refuse(self, cell: Cell, why: str, **values: object) -> None:
        key = f"directory.list.fix.{why}"
        self.refuse(
            ListProblem(fix_key=key, place=cell.place, value=cell.written, fix_values=values)
        )

    def _doubts(self, units: Sequence[ListedUnit]) -> list[ListProblem]:
        """What the list as a whole leaves open."""
        alone = [unit for unit in units if not unit.contacts]
        idle = [unit for unit in units if not self._groups.owes(unit.groups)]
        return [
            ListProblem(
                fix_key=f"directory.list.remark.{what}",
                fix_values={"n": len(which), "name": which[0].name},
            )
            for what, which in (("no-contact", alone), ("owes-nothing", idle))
            if which
        ]
