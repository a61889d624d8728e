"""The table that a run of the benchmarks prints."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was measured, and what it is to reach."""

    what: str
    measured: str
    budget: str = ""
    is_met: bool | None = None  #: None where there is no budget


def at_most(what: str, value: float, limit: float, unit: str) -> Row:
    """A row that must not be above its limit."""
    return Row(what, _shown(value, unit), f"≤ {_shown(limit, unit)}", value <= limit)


def at_least(what: str, value: float, limit: float, unit: str) -> Row:
    """A row that must not be below its limit."""
    return Row(what, _shown(value, unit), f"≥ {_shown(limit, unit)}", value >= limit)


def table(rows: Iterable[Row]) -> str:
    """The rows as a Markdown table."""
    lines = ["| what | measured | budget | |", "|---|---:|---:|---|"]
    marks = {True: "met", False: "**missed**", None: ""}
    lines += [f"| {r.what} | {r.measured} | {r.budget} | {marks[r.is_met]} |" for r in rows]
    return "\n".join(lines)


def _shown(value: float, unit: str) -> str:
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f} {unit}"


def replaced(page: str, new_table: str) -> str:
    """A page whose table between the marks `<!-- bench -->` and `<!-- /bench -->` is this one.

    Raises:
        ValueError: the page has no such marks.
    """
    before, start, rest = page.partition("<!-- bench -->\n")
    _, end, after = rest.partition("<!-- /bench -->")
    if not start or not end:
        raise ValueError("the page has no <!-- bench --> and <!-- /bench -->")
    return f"{before}{start}{new_table}\n{end}{after}"
