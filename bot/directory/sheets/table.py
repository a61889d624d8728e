"""The table: every invitation as a line, for whoever sends the links themselves. Pure."""

import csv
import io
from collections.abc import Sequence
from datetime import tzinfo

from bot.directory.invitations import Invitation
from bot.directory.sheets.days import last_day
from bot.locales import Texts

Table = Sequence[Sequence[str]]

#: A spreadsheet takes a cell that begins so for a formula, which could send the others away.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_WIDTHS = (36, 14, 18, 18, 58, 18)


def invitation_table(
    invitations: Sequence[Invitation], *, username: str, zone: tzinfo, texts: Texts
) -> Table:
    """A header, and a row for each invitation: unit, region, contact, telephone, link, last day."""
    columns = ("unit", "region", "contact", "phone", "link", "until")
    header = [texts(f"directory.table.{column}") for column in columns]
    return [header] + [
        [
            invitation.unit.name.in_(texts.language),
            invitation.unit.region or "",
            invitation.contact.name,
            invitation.contact.phone or "",
            invitation.link(username),
            last_day(invitation.expires_at, zone, texts.language),
        ]
        for invitation in invitations
    ]


def as_csv(table: Table) -> bytes:
    """CSV that a spreadsheet opens by a double click: UTF-8 with its mark; no cell a formula."""
    file = io.StringIO(newline="")
    csv.writer(file).writerows([[_harmless(cell) for cell in row] for row in table])
    return file.getvalue().encode("utf-8-sig")


def as_xlsx(table: Table, title: str, widths: Sequence[int] = _WIDTHS) -> bytes:
    """A workbook, every cell a text, its columns so many characters wide."""
    # Imported here, as what draws pages is: the bot seldom makes a file, and starts often.
    import xlsxwriter

    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    book.set_properties({"title": title})
    bold = book.add_format({"bold": True, "bottom": 1})
    for number, row in enumerate(table):
        for column, cell in enumerate(row):
            sheet.write_string(number, column, cell, None if number else bold)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    book.close()
    return file.getvalue()


def _harmless(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
