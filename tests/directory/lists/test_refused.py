"""Lists that are refused: everything that is wrong, with its place, value and fix."""

import io
import zipfile
from collections.abc import Iterator

import pytest
import xlsxwriter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.directory.lists import ListRefused, read_list
from bot.directory.lists.extraction import LARGEST, UNZIPPED_BYTES
from bot.directory.lists.tables import LARGEST_BYTES
from bot.locales import load_texts
from tests.directory.lists.writing import groups, listed_in, opendocument, problems_in, workbook

HEADER = ("Unit", "Group", "Contact", "Phone", "Language", "Order", "Key", "Region")
GOOD = workbook([HEADER, ("Observatory", "bureaus", "Ann", 12345, "English", 1, "O-1", "North")])


def rows(*lines: tuple[object, ...]) -> bytes:
    return workbook([HEADER, *lines])


def test_everything_that_is_wrong_is_told_at_once() -> None:
    content = rows(
        (None, "bureaus", "Ann"),
        ("Observatory", "bureos", "Ann", "1.38E+10", "Klingon", 0),
        ("Archive", None, None, "12345"),
        ("X" * 101, "bureaus", "Bo", "call me"),
    )

    assert problems_in(content) == [
        "Row 2, column A (Unit): Write the unit's name; it may be empty only for a further contact "
        "of the unit above.",
        "Row 3, column B (Group) “bureos”: There is no group “bureos”; the nearest is “Bureaus of "
        "the cities”. Write the title, an "
        "alias or the id of an organisation in the knowledge file.",
        "Row 3, column D (Phone) “1.38E+10”: Excel shortened this number. Format the column as "
        "text and write the whole number again.",
        "Row 3, column E (Language) “Klingon”: Write Simplified, Traditional or English, or leave "
        "it empty.",
        "Row 3, column F (Order) “0”: Write 1, 2, 3 …, where 1 is asked first, or leave it empty.",
        "Row 4, column B (Group): Write the unit's group: it says what the unit has to file.",
        "Row 4, column C (Contact): There is a telephone number and no name. Write the contact's "
        "name, or remove the number.",
        f"Row 5, column A (Unit) “{'X' * 79}…”: This is too long: at most 100 characters.",
        "Row 5, column D (Phone) “call me”: Write a telephone number, such as 0000-12345678 ext "
        "123, or leave it empty.",
    ]


def test_what_contradicts_an_earlier_row_is_told_with_that_row() -> None:
    content = rows(
        ("Observatory", "bureaus", "Ann", 12345, None, None, "O-1", "North"),
        ("Observatory", "institutes", "Bo"),
        ("Archive", "bureaus", "Cy", None, None, None, "O-1"),
        ("Library", "bureaus", None, None, None, None, None, "North"),
        ("Library", "bureaus", None, None, None, None, None, "South"),
        ("Observatory", None, "Ann", 54321),
    )

    assert problems_in(content) == [
        "Row 3, column B (Group) “institutes”: Row 2 says something else of the same unit. "
        "Make them agree.",
        "Row 4, column G (Key) “O-1”: Another unit, in row 2, has this key. Check the key, or the "
        "unit's name.",
        "Row 6, column H (Region) “South”: The unit in row 5 has the same name and another region. "
        "Write their full names, or give each a key.",
        "Row 7, column C (Contact) “Ann”: The unit has a contact of this name already, with other "
        "details. Remove one, or tell the two apart in their names.",
    ]


def test_a_row_that_was_copied_does_no_harm() -> None:
    row = ("Observatory", "bureaus", "Ann", 12345)

    (unit,) = listed_in(rows(row, row)).units

    assert len(unit.contacts) == 1


@pytest.mark.parametrize("language", list(load_texts()))
def test_problems_are_worded_in_every_language(language: str) -> None:
    texts = {each.value: words for each, words in load_texts().items()}[language]
    with pytest.raises(ListRefused) as refused:
        listed_in(rows((None, "bureaus", "Ann"), ("Archive", "nowhere")))

    assert len(refused.value.text(texts).splitlines()) == 3


def only_problem(content: bytes) -> str:
    (problem,) = problems_in(content)
    return problem


def test_a_file_of_too_many_bytes_is_refused() -> None:
    assert only_problem(b"a" * (LARGEST_BYTES + 1)).startswith("The file is too large")


def test_a_table_of_too_many_rows_is_refused() -> None:
    assert only_problem(b"Unit\n" * 70_000).startswith("The table is too long")


def test_a_sheet_of_too_many_rows_is_refused() -> None:
    content = far_cell(row=LARGEST["rows"] + 1, column=0)

    assert only_problem(content).startswith("The workbook holds too much")


def far_cell(*, row: int, column: int) -> bytes:
    """A small file with a cell at A1, and one far away."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write(0, 0, "Unit")
    sheet.write(row, column, "x")
    book.close()
    return file.getvalue()


def test_a_cell_in_the_last_corner_harms_nothing() -> None:
    # Kept as one block, as the library does, the sheet would take half a terabyte.
    content = far_cell(row=1_048_575, column=16_383)

    assert only_problem(content).startswith("The workbook holds too much")


def test_a_zip_bomb_is_refused() -> None:
    file = io.BytesIO(GOOD)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/media/picture.bmp", bytes(UNZIPPED_BYTES))
    content = file.getvalue()
    assert len(content) < LARGEST_BYTES

    assert only_problem(content).startswith("The workbook holds too much")


@pytest.mark.parametrize(
    "content",
    [
        b"PK\x03\x04",
        b"\xd0\xcf\x11\xe0" + bytes(600),
        b"\x00\x01\x02",
        GOOD[:-300],
        b"\xff\xfe\x00",
    ],
)
def test_what_is_damaged_is_refused(content: bytes) -> None:
    assert only_problem(content).startswith("The file cannot be read")


@pytest.mark.parametrize(
    "content",
    [
        opendocument([HEADER], is_locked=True),
        b"\xd0\xcf\x11\xe0" + bytes(1020) + "EncryptedPackage".encode("utf-16-le") + bytes(900),
    ],
)
def test_what_needs_a_password_is_refused(content: bytes) -> None:
    assert only_problem(content).startswith("The file is protected by a password")


@pytest.mark.parametrize("content", [b"", b"Contact\nAnn\n", workbook([]), workbook([("a", "b")])])
def test_what_has_no_header_is_refused(content: bytes) -> None:
    assert only_problem(content).startswith("No header was found")


def test_a_header_alone_is_refused() -> None:
    assert only_problem(rows()) == "There is no unit below the header."


# -- any bytes


def outcome(content: bytes) -> None:
    """Read; nothing but a list or its refusal, in words, may come of it."""
    try:
        read_list(content, groups("bureaus"))
    except ListRefused as refused:
        for texts in load_texts().values():
            assert refused.text(texts)


@given(st.binary(max_size=300))
@example(b"\xff\xfe")
@example(b'Unit,Group\n"')
@example(b"Unit\n\xff")
def test_no_bytes_make_the_reader_stumble(content: bytes) -> None:
    outcome(content)


CELLS = st.text(st.sampled_from('Unit组别联系人电话1２一;,"\t\n注： x\u202e\u3000'), max_size=8)


@settings(max_examples=60)
@given(st.lists(st.lists(CELLS, max_size=6), max_size=6))
def test_no_table_makes_the_reader_stumble(table: list[list[str]]) -> None:
    lines = ["单位,组别,联系人1,联系人1电话,联系人,顺序", *(",".join(row) for row in table)]
    outcome("\n".join(lines).encode())


def damaged(content: bytes) -> Iterator[bytes]:
    """A workbook with some byte changed, here and there."""
    for place in range(0, len(content), max(len(content) // 12, 1)):
        yield content[:place] + bytes([content[place] ^ 0xFF]) + content[place + 1 :]


def test_no_damage_to_a_workbook_makes_the_reader_stumble() -> None:
    for content in damaged(GOOD):
        outcome(content)
