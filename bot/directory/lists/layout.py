"""Layout: which row of a table is its header, and what each column holds."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.directory.cleaning import cleaned
from bot.directory.lists.words import OF_CONTACT, Field, Words

#: How far down a header may stand, below a title and whatever else.
_TITLE_ROWS = 50


@dataclass(frozen=True, slots=True)
class Column:
    """A column that is read."""

    index: int  #: 0 is the first of the table
    field: Field
    contact: int  #: the number of the contact whom it is about; 0: it is about the unit
    header: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where a table has what."""

    header_row: int  #: 0 is the first of the table
    columns: Sequence[Column]
    unread: Sequence[tuple[int, str]]  #: index and header of columns whose header is not known

    def column(self, field: Field) -> Column | None:
        """The first column that holds this."""
        return next((each for each in self.columns if each.field is field), None)


def find_layout(rows: Sequence[Sequence[str]], words: Words) -> Layout | None:
    """The layout of a table; None where no row names a column of units.

    A row that names further columns is the header rather than one that does not.
    """
    found = [
        layout
        for number, row in enumerate(rows[:_TITLE_ROWS])
        if (layout := _layout(number, row, words)).column(Field.UNIT)
    ]
    return next((each for each in found if len(each.columns) > 1), found[0] if found else None)


def _layout(number: int, row: Sequence[str], words: Words) -> Layout:
    columns: list[Column] = []
    unread: list[tuple[int, str]] = []
    people = 0  # columns of contacts so far that carry no number
    for index, cell in enumerate(row):
        header = cleaned(cell)
        meaning = words.column(header) if header else None
        if meaning is None:
            if header:
                unread.append((index, header))
            continue
        field, contact = meaning
        if field is Field.CONTACT and contact is None:
            people += 1
        if field in OF_CONTACT:
            # A telephone without a number is that of the contact named before it.
            columns.append(Column(index, field, contact or max(people, 1), header))
        elif any(each.field is field for each in columns):
            unread.append((index, header))
        elif field is not Field.IGNORED:
            columns.append(Column(index, field, 0, header))
    named = {each.contact for each in columns if each.field is Field.CONTACT} | {0}
    # A telephone is of no use where no column says whose it is.
    unread += [(each.index, each.header) for each in columns if each.contact not in named]
    return Layout(number, [each for each in columns if each.contact in named], sorted(unread))
