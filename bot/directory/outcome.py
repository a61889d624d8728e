"""Outcome: what an import changed or would change, counted and in words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.directory.cleaning import cleaned
from bot.directory.comparison import Change, ContactChange, UnitChange
from bot.directory.lists.problems import ListProblem
from bot.locales import Texts

#: How many units are named of each kind; the rest are counted.
_NAMED = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportOutcome:
    """What an import changed, or a preview says that it would."""

    units: Sequence[UnitChange]
    removes_missing: bool  #: whether what the list lacks is removed, or kept
    remarks: Sequence[ListProblem] = ()

    @property
    def counts(self) -> Counter[Change]:
        """How many units are new, changed, unchanged and missing."""
        return Counter(each.change for each in self.units)

    @property
    def contact_counts(self) -> Counter[Change]:
        """The same of contacts; those of a missing unit are not counted."""
        return Counter(contact.change for each in self.units for contact in each.contacts)

    @property
    def changes_nothing(self) -> bool:
        """Whether everything is as it was."""
        changes = self.counts + self.contact_counts
        missing = changes[Change.MISSING] if self.removes_missing else 0
        return not (changes[Change.NEW] or changes[Change.CHANGED] or missing)

    def lines(self, texts: Texts) -> Iterator[str]:
        """What a person reads before they agree to it: counts, then what is new or different."""
        yield _counted("units", self.counts, texts)
        yield _counted("contacts", self.contact_counts, texts)
        for change in (Change.NEW, Change.CHANGED):
            named = [each for each in self.units if each.change is change]
            for unit in named[:_NAMED]:
                yield from _unit_lines(unit, texts)
            if len(named) > _NAMED:
                yield texts(f"directory.import.more-{change}", n=len(named) - _NAMED)
        yield from self._missing_lines(texts)
        yield from (remark.text(texts) for remark in self.remarks)

    def _missing_lines(self, texts: Texts) -> Iterator[str]:
        key = "directory.import.removed" if self.removes_missing else "directory.import.kept"
        names = [
            each.name.in_(texts.language) for each in self.units if each.change is Change.MISSING
        ]
        names += _names_of(self.units, Change.MISSING, texts)
        if names:
            yield texts(key, n=len(names), names=_joined(names, texts))
        left = _names_of(self.units, Change.LEFT, texts)
        if left:
            yield texts("directory.import.left", n=len(left), names=_joined(left, texts))


def _counted(what: str, counts: Counter[Change], texts: Texts) -> str:
    shown = (Change.NEW, Change.CHANGED, Change.UNCHANGED, Change.MISSING)
    values = {change.value: counts[change] for change in shown}
    return texts(f"directory.import.{what}", **values)


def _unit_lines(unit: UnitChange, texts: Texts) -> Iterator[str]:
    """A line for a unit, and one for each contact of it that is new or different."""
    mark = "+" if unit.change is Change.NEW else "~"
    fields = _fields(unit.fields, texts)
    yield f"{mark} {cleaned(unit.name.in_(texts.language))}{fields}"
    for contact in unit.contacts:
        if contact.change in (Change.NEW, Change.CHANGED):
            yield _contact_line(contact, texts)


def _contact_line(contact: ContactChange, texts: Texts) -> str:
    mark = "+" if contact.change is Change.NEW else "~"
    fields = _fields(contact.fields, texts) if contact.change is Change.CHANGED else ""
    return f"    {mark} {contact.position}. {contact.name}{fields}"


def _fields(fields: frozenset[str], texts: Texts) -> str:
    """Which fields differ, such as " (telephone)"; nothing where none do."""
    if not fields:
        return ""
    named = texts("directory.and").join(texts(f"directory.field.{each}") for each in sorted(fields))
    return texts("directory.import.fields", fields=named)


def _names_of(units: Sequence[UnitChange], change: Change, texts: Texts) -> list[str]:
    """The contacts with this change, each with their unit."""
    return [
        texts("directory.import.contact", unit=unit.name.in_(texts.language), name=contact.name)
        for unit in units
        for contact in unit.contacts
        if contact.change is change
    ]


def _joined(names: Sequence[str], texts: Texts) -> str:
    named = texts("directory.and").join(names[:_NAMED])
    return named if len(names) <= _NAMED else named + "…"
