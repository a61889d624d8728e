"""The parts of a board: its units by group, or by region, and how many are how far. Pure."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from bot.filings.records import Board, BoardLine, DutyState, Reach


class Standing(StrEnum):
    """How far a unit is; each is in one of these alone, so that they add up."""

    FILED = "filed"
    PARTLY = "partly"
    MISSING = "missing"  #: nothing was filed, and somebody can be written to
    OUT_OF_REACH = "out-of-reach"  #: nothing was filed, and nobody can be
    WAIVED = "waived"


Counts = Mapping[Standing, int]


@dataclass(frozen=True, slots=True)
class Part:
    """Some units of a board."""

    name: str
    lines: Sequence[BoardLine]

    @property
    def counts(self) -> Counts:
        """How many are how far."""
        return counts_of(self.lines)


def standing_of(line: BoardLine) -> Standing:
    """How far a unit is."""
    duty = line.duty
    if duty.state is DutyState.FILED:
        return Standing.FILED
    if duty.state is DutyState.WAIVED:
        return Standing.WAIVED
    if len(duty.open_items) < len(duty.items):
        return Standing.PARTLY
    return Standing.MISSING if line.reach is Reach.REACHED else Standing.OUT_OF_REACH


def counts_of(lines: Sequence[BoardLine]) -> Counts:
    """How many units are how far, in the order in which that is told."""
    counted = Counter(map(standing_of, lines))
    return {standing: counted[standing] for standing in Standing}


def owing(counts: Counts) -> int:
    """How many units owe it, those that have filed included."""
    return sum(counts.values()) - counts[Standing.WAIVED]


def parts_of(board: Board, title: Callable[[str], str | None], elsewhere: str) -> list[Part]:
    """The units by group; where all are of one, by region; all of them where none is stated.

    A unit of several groups stands with the first that the deadline names, so that numbers add up.

    Args:
        board: of one deadline.
        title: of a group, by its id; None where there is none.
        elsewhere: what those are called that are of none.
    """
    by_group = groups_of(board, title, elsewhere)
    if len(by_group) > 1:
        return by_group
    by_region = _by(board.lines, lambda line: line.duty.unit.region, elsewhere)
    return by_region if len(by_region) > 1 else by_group


def groups_of(board: Board, title: Callable[[str], str | None], elsewhere: str) -> list[Part]:
    """The units by group, also where all are of one."""
    by_group = _by(board.lines, lambda line: _group(board, line, title), elsewhere)
    order = {title(id): place for place, id in enumerate(board.deadline.units)}
    return sorted(by_group, key=lambda part: order.get(part.name, len(order)))


def _group(board: Board, line: BoardLine, title: Callable[[str], str | None]) -> str | None:
    groups = line.duty.unit.groups
    ids = [id for id in board.deadline.units if id in groups] or sorted(groups)
    return next(filter(None, map(title, ids)), None)


def _by(
    lines: Sequence[BoardLine], name_of: Callable[[BoardLine], str | None], elsewhere: str
) -> list[Part]:
    found: dict[str | None, list[BoardLine]] = {}
    for line in lines:
        found.setdefault(name_of(line), []).append(line)
    others = found.pop(None, [])
    parts = [Part(name, each) for name, each in found.items() if name is not None]
    return [*parts, Part(elsewhere, others)] if others else parts
