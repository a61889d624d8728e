"""A rehearsal as CSV, for a spreadsheet."""

import csv
import io
from collections.abc import Iterator

from bot.reminders.rehearsal.explaining import Explaining, plain
from bot.reminders.rehearsal.records import Programme, Rehearsed

COLUMNS = ("when", "to", "unit", "position", "joined", "deadline", "rung", "why", "text")
#: What a spreadsheet takes for a formula at the beginning of a cell (OWASP, CSV injection).
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(programme: Programme, explaining: Explaining) -> str:
    """A line for each message, with a heading; no cell is a formula.

    It begins with a mark by which Excel recognises UTF-8.
    """
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(explaining.say(f"rehearsal.column.{column}") for column in COLUMNS)
    for each in programme.messages:
        writer.writerow(map(_safe, _cells(each, explaining)))
    return "\ufeff" + written.getvalue()


def _cells(rehearsed: Rehearsed, explaining: Explaining) -> Iterator[str]:
    memberships, causes = rehearsed.recipients, rehearsed.causes
    yield rehearsed.at.isoformat(timespec="minutes")
    people = dict.fromkeys(each.contact.name for each in memberships)
    yield "\n".join(people) or explaining.say("rehearsal.staff")
    yield "\n".join(explaining.unit(each.unit) for each in memberships)
    yield "\n".join(str(each.contact.position) for each in memberships)
    yield explaining.say("rehearsal.yes" if rehearsed.has_joined else "rehearsal.no")
    yield "\n".join(dict.fromkeys(explaining.title(each.deadline.title) for each in causes))
    yield "\n".join(dict.fromkeys(each.delivery.rung for each in causes))
    yield "\n".join(explaining.why(rehearsed))
    yield plain(rehearsed.message)


def _safe(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
