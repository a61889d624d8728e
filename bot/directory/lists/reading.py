"""Reading: the rows of a list become units with their contacts, or all that is wrong with them."""

from collections.abc import Sequence

from bot.directory.lists.drafts import Drafts
from bot.directory.lists.groups import Groups
from bot.directory.lists.layout import Layout, find_layout
from bot.directory.lists.problems import ListProblem, Place, file_refused
from bot.directory.lists.records import UnitList
from bot.directory.lists.rows import Row, rows_of
from bot.directory.lists.tables import Table, tables_in
from bot.directory.lists.words import Field, Words, load_words


def read_list(content: bytes, groups: Groups) -> UnitList:
    """The units and contacts that a file lists.

    xlsx, xls, ods and CSV are told apart by what is in them. It may take seconds: call it in a
    thread where others wait.

    Args:
        content: the bytes of the file.
        groups: which units can belong to.

    Returns:
        Every unit of every visible sheet that has a header.

    Raises:
        ListRefused: with everything that is wrong, in the order of the file.
    """
    words = load_words()
    found = _best_reading(content, words)
    drafts = Drafts(groups, words)
    for table, layout in found:
        drafts.begin_table()
        sheet = table.name if len(found) > 1 else ""
        header = Place(row=table.row + layout.header_row + 1, sheet=sheet)
        if groups.are_needed and layout.column(Field.GROUP) is None:
            drafts.refuse(ListProblem(fix_key="directory.list.fix.no-group-column", place=header))
            continue
        if layout.unread:
            names = ", ".join(name for _, name in layout.unread)
            remark = "directory.list.remark.unread"
            drafts.remark(ListProblem(fix_key=remark, place=header, value=names))
        for row in rows_of(table, layout, sheet):
            _read_row(row, table.rows[layout.header_row], words, drafts)
    return drafts.finished()


def _best_reading(content: bytes, words: Words) -> Sequence[tuple[Table, Layout]]:
    """The tables that have a header; of a text, read as makes most of its header known."""
    best: Sequence[tuple[Table, Layout]] = ()
    most = 0
    for tables in tables_in(content):
        layouts = [
            (table, layout)
            for table in tables
            if (layout := find_layout(table.rows, words)) is not None
        ]
        known = sum(len(layout.columns) for _, layout in layouts)
        if known > most:
            best, most = layouts, known
    if not best:
        raise file_refused("no-header")
    return best


def _read_row(row: Row, header: Sequence[str], words: Words, drafts: Drafts) -> None:
    if not row.says_something or row.written == header:  # blank, or repeated on a new page
        return
    texts = row.texts
    if len(texts) == 1 and (row.is_wide or words.begins_note(texts[0])):
        remark = "directory.list.remark.aside"
        drafts.remark(ListProblem(fix_key=remark, place=row.place, value=texts[0]))
        return
    drafts.add(row)
