"""Lists as Excel writes them, and the groups that their units may belong to."""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

import xlsxwriter

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
