"""A program of its own: takes a workbook on standard input, prints its cells as JSON.

`workbook` runs it, because a workbook is written by others and read by a library that keeps a
sheet as one block: a single cell in the last corner asks for half a terabyte, which ends the whole
process at once. Here that ends this process, under a limit. It imports nothing of the bot.

It prints `{"sheets": [{"name", "row", "column", "rows", "merged"}]}`: where the first cell is, the
cells from there on, and for each merged range first row, first column, last row, last column, all
counted from 0. Or `{"refused": "password" | "damaged" | "too-much"}`.
"""

import json
import sys
from contextlib import suppress
from io import BytesIO
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

#: More than any list of units has; a sheet that has them was mostly meant to be empty.
LARGEST = {"rows": 60_000, "columns": 200, "characters": 20_000_000, "sheets": 30}
#: What is read of one cell; no field is half as long.
CELL_CHARACTERS = 1_000
#: How large all parts of a zipped workbook may be; one of 60,000 rows has 50,000,000.
UNZIPPED_BYTES = 200_000_000
#: For workbooks that lie about that.
MEMORY_BYTES = 1 << 30
SECONDS = 20


#: What Excel puts a workbook with a password into, and what is in the manifest of an ods with one.
_LOCKED_XLSX = "EncryptedPackage".encode("utf-16-le")
_ODS_MANIFEST, _LOCKED_ODS = "META-INF/manifest.xml", b"encryption-data"


class Locked(Exception):
    """The workbook is protected by a password."""


class TooLarge(Exception):
    """There is more in the workbook than a list of units has."""


def main() -> None:
    """Read, print, end."""
    _limit()
    content = sys.stdin.buffer.read()
    printed: dict[str, Any]
    try:
        printed = {"sheets": extract(content)}
    except (TooLarge, MemoryError):
        printed = {"refused": "too-much"}
    except (Locked, PasswordError):
        printed = {"refused": "password"}
    except (CalamineError, BadZipFile, OSError, ValueError):
        printed = {"refused": "damaged"}
    sys.stdout.write(json.dumps(printed))


def extract(content: bytes) -> list[dict[str, Any]]:
    """The cells of every sheet that is shown."""
    _check(content)
    workbook = CalamineWorkbook.from_filelike(BytesIO(content))
    visible = [
        sheet.name
        for sheet in workbook.sheets_metadata
        if sheet.visible is SheetVisibleEnum.Visible and sheet.typ is SheetTypeEnum.WorkSheet
    ]
    if len(visible) > LARGEST["sheets"]:
        raise TooLarge
    sheets = []
    left = LARGEST["characters"]
    for name in visible:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.start is None:
            continue
        rows = _rows(sheet)
        left -= sum(len(cell) for row in rows for cell in row if isinstance(cell, str))
        if left < 0:
            raise TooLarge
        row, column = sheet.start
        merged = [[*first, *last] for first, last in sheet.merged_cell_ranges or ()]
        sheets.append({"name": name, "row": row, "column": column, "rows": rows, "merged": merged})
    return sheets


def _check(content: bytes) -> None:
    """Refuse what says of itself that it is huge or locked, before any of it is unpacked.

    The library would call a locked one damaged.
    """
    if not is_zipfile(BytesIO(content)):
        if _LOCKED_XLSX in content:
            raise Locked
        return
    with ZipFile(BytesIO(content)) as archive:
        if sum(part.file_size for part in archive.infolist()) > UNZIPPED_BYTES:
            raise TooLarge
        if _ODS_MANIFEST in archive.namelist() and _LOCKED_ODS in archive.read(_ODS_MANIFEST):
            raise Locked


def _rows(sheet: CalamineSheet) -> list[list[str | int | float | bool]]:
    if sheet.height > LARGEST["rows"]:
        raise TooLarge
    rows = sheet.to_python(skip_empty_area=True)
    return [[_plain(cell) for cell in row[: LARGEST["columns"]]] for row in rows]


def _plain(cell: Any) -> str | int | float | bool:
    """A cell as JSON can hold it; days and times as ISO 8601 writes them."""
    if isinstance(cell, int | float | bool):
        return cell
    return str(cell)[:CELL_CHARACTERS]


def _limit() -> None:
    with suppress(ImportError):  # not on Windows
        import resource

        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
            resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
            resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main()
