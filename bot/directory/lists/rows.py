"""Rows: the cells of a table by what they hold, each with its place."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.directory.cleaning import cleaned
from bot.directory.lists.layout import Layout
from bot.directory.lists.problems import Place
from bot.directory.lists.tables import Table
from bot.directory.lists.words import Field


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell says, as written."""

    written: str
    place: Place

    @property
    def is_empty(self) -> bool:
        """Whether nothing that anybody could see is in it."""
        return not cleaned(self.written)


@dataclass(frozen=True, slots=True)
class Row:
    """One row below the header."""

    place: Place
    written: Sequence[str]  #: every cell, those of columns that are not read too
    is_wide: bool  #: whether a cell of it lies over several columns
    _layout: Layout
    _column: int  #: of the first cell, counted from 0

    def cells(self, field: Field, contact: int = 0) -> list[Cell]:
        """The cells of the columns that hold this, of the unit or of its contact of that number."""
        return [
            Cell(
                self.written[column.index] if column.index < len(self.written) else "",
                Place(
                    row=self.place.row,
                    column=self._column + column.index,
                    header=column.header,
                    sheet=self.place.sheet,
                ),
            )
            for column in self._layout.columns
            if column.field is field and column.contact == contact
        ]

    def cell(self, field: Field, contact: int = 0) -> Cell:
        """The first of them; where there is no such column, an empty one in the row's place."""
        return next(iter(self.cells(field, contact)), Cell("", self.place))

    @property
    def contacts(self) -> Sequence[int]:
        """The numbers of the contacts for whom there are columns, rising."""
        return sorted({each.contact for each in self._layout.columns if each.contact})

    @property
    def texts(self) -> Sequence[str]:
        """What its cells say, without the empty ones."""
        return [text for cell in self.written if (text := cleaned(cell))]

    @property
    def says_something(self) -> bool:
        """Whether any column that is read holds anything."""
        return any(
            cleaned(self.written[column.index])
            for column in self._layout.columns
            if column.index < len(self.written)
        )


def rows_of(table: Table, layout: Layout, sheet: str) -> Iterator[Row]:
    """The rows below the header.

    Args:
        table: all rows.
        layout: of the table.
        sheet: the name to give it in places; empty where no other is read.
    """
    for number in range(layout.header_row + 1, len(table.rows)):
        yield Row(
            Place(row=table.row + number + 1, sheet=sheet),
            table.rows[number],
            number in table.wide,
            layout,
            table.column,
        )
