"""Tables: the cells of a file as texts, whatever kind of file it is."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.directory.lists.problems import file_refused
from bot.directory.lists.workbook import extracted

#: The largest file that is looked at. A list of 10,000 units takes one.
LARGEST_BYTES = 10_000_000
_LARGEST_ROWS = 60_000
_CELL_CHARACTERS = 1_000

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
#: In the order in which they are tried. GB18030 is what Excel writes in China, Big5 in Taiwan and
#: Hong Kong; nearly all bytes are valid in the former, so that only the words tell them apart.
_ENCODINGS = ("utf-8-sig", "gb18030", "cp950")
_DELIMITERS = ",;\t"


@dataclass(frozen=True)
class Table:
    """One sheet, from its first cell on."""

    rows: Sequence[Sequence[str]]
    name: str = ""
    row: int = 0  #: of the first row, counted from 0
    column: int = 0  #: of the first column
    #: rows of `rows` in which a cell lies over several columns: headings and notes
    wide: frozenset[int] = field(default_factory=frozenset)


def tables_in(content: bytes) -> Iterator[Sequence[Table]]:
    """What a file may hold: its sheets; of a text, each way of reading it.

    Raises:
        ListRefused: it is too large, no table at all, or protected.
    """
    if len(content) > LARGEST_BYTES:
        raise file_refused("large", megabytes=LARGEST_BYTES // 1_000_000)
    if content.startswith((_ZIP, _OLE)):
        yield [_sheet_table(sheet) for sheet in extracted(content)]
        return
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = _ENCODINGS
    readable = False
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        for delimiter in _DELIMITERS:
            try:
                rows = _delimited(text, delimiter)
            except csv.Error:
                continue
            readable = True
            yield [Table(rows)]
    if not readable:
        raise file_refused("damaged")


def _delimited(text: str, delimiter: str) -> list[list[str]]:
    if "\x00" in text:
        raise csv.Error("no text has these")
    rows: list[list[str]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
        if len(rows) == _LARGEST_ROWS:
            raise file_refused("rows", rows=_LARGEST_ROWS)
        rows.append([cell[:_CELL_CHARACTERS] for cell in row])
    return rows


def _sheet_table(sheet: dict[str, Any]) -> Table:
    """A sheet of a workbook, each merged cell repeated on the rows that it lies over."""
    first_row, first_column = sheet["row"], sheet["column"]
    rows = [[_written(cell) for cell in row] for row in sheet["rows"]]
    wide: set[int] = set()
    for top, left, bottom, right in sheet["merged"]:
        within = range(max(top - first_row, 0), min(bottom - first_row + 1, len(rows)))
        if right > left:
            wide.update(within)
        column = left - first_column
        # Downwards alone: what lies over several columns is a heading or a note, no value of each.
        if top == bottom or top < first_row or not 0 <= column < len(rows[within.start]):
            continue
        for row in within:
            rows[row][column] = rows[within.start][column]
    return Table(rows, sheet["name"], first_row, first_column, frozenset(wide))


def _written(cell: str | int | float | bool) -> str:
    """A cell as Excel shows it: a telephone number kept as a number has no ".0"."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
