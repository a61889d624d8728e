"""The board as a table: a row for each unit, for whoever works in a spreadsheet. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from operator import itemgetter

from bot.directory.sheets import Table
from bot.filings.records import BoardLine, Duty, Filer
from bot.reminders.board.parts import Part, standing_of
from bot.reminders.states import NudgeTimes
from bot.reminders.wording import Wording

#: In characters.
BOARD_WIDTHS = (34, 12, 26, 26, 17, 12, 36, 36, 17, 16, 40, 12, 17, 17)
_COLUMNS = (
    "unit", "region", "group", "deadline", "due", "state", "items-filed", "items-open",
    "filed-at", "filed-by", "contacts", "reach", "last-nudge", "next-nudge",
)  # fmt: skip


def board_table(
    words: Wording, groups: Sequence[Part], times: Mapping[int, NudgeTimes], *, header: bool = True
) -> Table:
    """A header, and a row for each unit, by group.

    Args:
        words: of the reader.
        groups: of a board.
        times: when units were reminded and will be, by obligation.
        header: whether there is one; not above the rows of a second deadline.
    """
    rows: list[Sequence[str]] = []
    if header:
        rows.append([words.say(f"board.sheet.{name}") for name in _COLUMNS])
    for group in groups:
        for line in group.lines:
            rows.append(_row(words, group.name, line, times.get(line.duty.id, NudgeTimes())))
    return rows


def _row(words: Wording, group: str, line: BoardLine, times: NudgeTimes) -> Sequence[str]:
    duty = line.duty
    filed = [item for item in duty.items if item.filed_at is not None]
    filed_at, by = _last_filed(duty)
    return [
        words.unit(duty.unit),
        duty.unit.region or "",
        group,
        words.title(duty.deadline.title),
        _at(words, duty.due_at),
        words.say(f"board.standing.{standing_of(line)}"),
        words.names(words.title(item.title) for item in filed),
        words.names(words.title(item.title) for item in duty.open_items),
        _at(words, filed_at),
        _by(words, by) if filed_at is not None else "",
        words.names(words.person(contact) for contact in line.contacts),
        words.say(f"board.reach.{line.reach.replace('_', '-')}"),
        _at(words, times.last_at),
        _at(words, times.next_at),
    ]


def _last_filed(duty: Duty) -> tuple[datetime | None, Filer | None]:
    """When something was filed last, and who noted it."""
    if duty.obligation.filed_at is not None:
        return duty.obligation.filed_at, duty.filed_by
    filed = ((item.filed_at, item.filed_by) for item in duty.items if item.filed_at is not None)
    return max(filed, key=itemgetter(0), default=(None, None))


def _by(words: Wording, by: Filer | None) -> str:
    return by.name if by is not None and by.name else words.say("board.by-staff")


def _at(words: Wording, at: datetime | None) -> str:
    """An instant as a spreadsheet sorts it, on the edition's clocks."""
    return "" if at is None else at.astimezone(words.voice.zone).strftime("%Y-%m-%d %H:%M")
