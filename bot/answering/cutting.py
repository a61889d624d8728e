"""Cutting: where one clause of a text ends and another begins."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from bot.answering.clauses import Mark
from bot.answering.reading import Reading, Unit

#: Where a clause may be cut in two, if both sides ask something.
_CONJUNCTION = re.compile(r"\band\b|\bplus\b|\balso\b|还有|以及|另外|顺便|再就是|然后|同埋|并且")


def cut(
    reading: Reading, units: Sequence[Unit], marks: Sequence[Mark]
) -> tuple[list[Unit], list[tuple[int, int]]]:
    """Clauses cut once more at conjunctions, where something is asked on both sides.

    "X and Y, when?" is one question about two things, and "between X and Y" is one place.

    Returns the units with their clause numbered anew, and each clause's stretch of the text.
    """
    said = sorted(
        units[mark.start].start
        for mark in marks
        if any(sort == "aspect" for sort, _, _ in mark.meanings)
    )
    inside = [
        (units[mark.start].start, units[mark.end - 1].end) for mark in marks if mark.references
    ]
    bounds: list[tuple[int, int]] = []
    for start, end in reading.clauses:
        at = start
        for match in _CONJUNCTION.finditer(reading.folded, start, end):
            left = bisect_left(said, match.start()) - bisect_left(said, at)
            right = bisect_left(said, end) - bisect_left(said, match.end())
            in_name = any(a < match.start() < b for a, b in inside)
            if left and right and not in_name:
                bounds.append((at, match.start()))
                at = match.start()
        bounds.append((at, end))
    starts = [start for start, _ in bounds]
    renumbered = [unit._replace(clause=bisect_right(starts, unit.start) - 1) for unit in units]
    return renumbered, bounds
