"""Lists as Excel writes them, and the groups that their units may belong to."""

import io
import json
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from bot.directory.lists import Groups, ListRefused, UnitList, read_list
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import load_texts
from tests.knowledge.documents import KNOWN, document

Cells = Sequence[Sequence[object]]

#: Two groups owe something; the public library's does not.
ORGANISATIONS = {
    "bureaus": {
        "title": {"zh-Hans": "各市（州）观测局", "en": "Bureaus of the cities"},
        "aliases": ["市观测局", "city bureaus"],
    },
    "institutes": {"title": {"zh-Hans": "科研院所", "en": "Institutes, colleges and schools"}},
    "libraries": {"title": {"zh-Hans": "图书馆", "en": "Libraries"}, "aliases": ["馆"]},
    "clubs": {"title": "Clubs", "aliases": ["馆"]},
}


@cache
def groups(*owing: str) -> Groups:
    """The groups above; each deadline applies to `owing`, or to everybody if none is named."""
    edition = document()
    edition["organisation"] |= ORGANISATIONS
    for deadline in edition["deadline"].values():
        deadline["units"] = list(owing)
    return Groups(read(json.dumps(edition).encode(), known=KNOWN))


def listed_in(content: bytes, *, owing: Sequence[str] = ("bureaus", "institutes")) -> UnitList:
    return read_list(content, groups(*owing))


def problems_in(content: bytes) -> list[str]:
    """Each problem of a list that is refused, in English."""
    texts = load_texts()[Language.EN]
    try:
        listed_in(content)
    except ListRefused as refused:
        return [problem.text(texts) for problem in refused.problems]
    return []


def workbook(sheets: Mapping[str, Cells] | Cells, *, merged: Iterable[str] = ()) -> bytes:
    """An xlsx file; `merged` are ranges of its first sheet, whose first cell keeps its value."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    for name, rows in (sheets if isinstance(sheets, Mapping) else {"Units": sheets}).items():
        sheet = book.add_worksheet(name)
        for number, row in enumerate(rows):
            for column, value in enumerate(row):
                if value is not None:
                    sheet.write(number, column, value)
    for cells in merged:
        book.worksheets()[0].merge_range(cells, None)
    book.close()
    return file.getvalue()


def old_workbook(rows: Cells, *, merged: Iterable[tuple[int, int, int, int]] = ()) -> bytes:
    """An xls file, as Excel wrote them until 2003.

    Args:
        rows: its cells.
        merged: ranges, by their first and last row and their first and last column.
    """
    file = io.BytesIO()
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("单位")
    for number, row in enumerate(rows):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(number, column, value)
    sheet.merged_ranges.extend(merged)
    book.save(file)
    return file.getvalue()


_ODS = "application/vnd.oasis.opendocument.spreadsheet"
_MANIFEST = (
    '<?xml version="1.0"?><m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    f'<m:file-entry m:full-path="/" m:media-type="{_ODS}"/>{{}}</m:manifest>'
)
_LOCKED = '<m:file-entry m:full-path="content.xml"><m:encryption-data/></m:file-entry>'
_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text")
)


def opendocument(rows: Cells, *, is_locked: bool = False) -> bytes:
    """An ods file; like LibreOffice's, it names the empty rest of its million rows.

    A locked one says that it needs a password.
    """
    cells = (
        "".join(
            '<table:table-cell office:value-type="string">'
            f"<text:p>{escape(str(value))}</text:p></table:table-cell>"
            for value in row
        )
        for row in rows
    )
    lines = "".join(f"<table:table-row>{row}</table:table-row>" for row in cells)
    rest = (
        f'<table:table-row table:number-rows-repeated="{1_048_576 - len(rows)}">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    content = (
        f'<?xml version="1.0"?><office:document-content {_NAMESPACES}><office:body>'
        f'<office:spreadsheet><table:table table:name="Units">{lines}{rest}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("mimetype", _ODS)
        archive.writestr("META-INF/manifest.xml", _MANIFEST.format(_LOCKED if is_locked else ""))
        archive.writestr("content.xml", content)
    return file.getvalue()
