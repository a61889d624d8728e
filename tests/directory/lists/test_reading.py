"""Lists as people write them: xlsx and CSV, in three languages, tidy or not."""

import pytest

from bot.directory.lists import ListedContact, ListedUnit, UnitList
from bot.knowledge.text import Text
from bot.language import Language
from bot.locales import load_texts
from tests.directory.lists.writing import (
    Cells,
    listed_in,
    old_workbook,
    opendocument,
    problems_in,
    workbook,
)

HEADER = ("单位名称", "组别", "联系人", "电话")


def people(listed: UnitList) -> dict[str, list[tuple[str, str | None]]]:
    """By unit: its contacts' names and telephones."""
    return {
        unit.name.in_(Language.HANS): [(each.name, each.phone) for each in unit.contacts]
        for unit in listed.units
    }


def remarks(listed: UnitList) -> list[str]:
    return [remark.text(load_texts()[Language.EN]) for remark in listed.remarks]


def test_every_column_is_read() -> None:
    header = ("编号", "单位", "英文名称", "类别", "市州", "联系人", "手机", "语言", "顺序")
    row = ("A-1", "临江观测局", "Linjiang Bureau", "市观测局", "临江", "王一", "0000-1", "英文", 2)
    second = (None, None, None, None, None, "王二", None, "繁体", 1)

    (unit,) = listed_in(workbook([header, row, second])).units

    assert unit == ListedUnit(
        key="A-1",
        has_own_key=True,
        name=Text.of({"zh-Hans": "临江观测局", "en": "Linjiang Bureau"}),
        region="临江",
        groups=frozenset({"bureaus"}),
        contacts=(
            ListedContact(name="王二", language=Language.HANT),
            ListedContact(name="王一", phone="0000-1", language=Language.EN),
        ),
    )


@pytest.mark.parametrize(
    "header",
    [
        ("单位名称", "组别", "联系人", "联系电话"),
        ("單位名稱", "組別", "聯絡人", "聯絡電話"),
        ("Unit", "Group", "Contact", "Phone"),
        (" UNIT NAME: ", "Category*", "Contact person", "Tel."),
        ("填报单位（全称）", "类别 (必填)", "经办人姓名", "手机号码（11位）"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (3, 2, 1, 0), (2, 0, 3, 1)])
def test_columns_may_be_called_and_ordered_in_many_ways(
    header: tuple[str, ...], order: tuple[int, ...]
) -> None:
    row = ("临江观测局", "bureaus", "王一", "12345")
    rows = [[line[column] for column in order] for line in (header, row)]

    listed = listed_in(workbook(rows))

    assert people(listed) == {"临江观测局": [("王一", "12345")]}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_is_read_as_excel_writes_it(encoding: str, delimiter: str) -> None:
    rows = [
        HEADER,
        ("临江观测局", "市观测局", "王一", "12345"),
        ("河口观测局", "市观测局", '"李,二"', ""),
    ]
    text = "\r\n".join(delimiter.join(row) for row in rows)

    listed = listed_in(text.encode(encoding))

    assert people(listed) == {"临江观测局": [("王一", "12345")], "河口观测局": [("李,二", None)]}


def test_csv_of_a_traditional_excel_is_read() -> None:
    text = "單位名稱,組別,聯絡人,電話\r\n臨江觀測局,市觀測局,王一,12345\r\n"

    (unit,) = listed_in(text.encode("cp950")).units

    assert unit.name.in_(Language.HANT) == "臨江觀測局"
    assert unit.groups == {"bureaus"}


def test_opendocument_is_read() -> None:
    listed = listed_in(opendocument([HEADER, ("临江观测局", "市观测局", "王一 & 王二", "12345")]))

    assert people(listed) == {"临江观测局": [("王一 & 王二", "12345")]}


def test_an_old_workbook_is_read() -> None:
    rows = [
        ("填报单位名单", None, None, None),
        HEADER,
        ("临江观测局", "市观测局", "王一", 13800000000),
        (None, None, "王二", "0431-1234567"),
        ("长白山天文馆", "馆", "张三", None),
    ]

    listed = listed_in(old_workbook(rows, merged=[(0, 0, 0, 3), (2, 3, 0, 0)]))

    assert people(listed) == {
        "临江观测局": [("王一", "13800000000"), ("王二", "0431-1234567")],
        "长白山天文馆": [("张三", None)],
    }


def test_a_telephone_is_read_as_it_was_meant() -> None:
    phones = [
        13800000000.0,
        12345,
        "０４３１－１２３４５",
        " 010 1234 转 12 ",
        "+86 431 12345/12346",
    ]
    rows = [("临江观测局", "bureaus", f"王{n}", phone) for n, phone in enumerate(phones)]

    ((_, contacts),) = people(listed_in(workbook([HEADER, *rows]))).items()

    assert [phone for _, phone in contacts] == [
        "13800000000",
        "12345",
        "0431-12345",
        "010 1234 转 12",
        "+86 431 12345/12346",
    ]


def test_contacts_stand_in_rows_or_in_columns() -> None:
    in_rows = [HEADER, ("观测局", "bureaus", "王一", "11111"), ("", "", "王二", "22222")]
    numbered = [
        ("单位", "组别", "联系人1", "联系人1电话", "第二联系人", "第二联系人电话"),
        ("观测局", "bureaus", "王一", "11111", "王二", "22222"),
    ]
    in_pairs = [
        ("Unit", "Group", "Contact", "Phone", "Contact", "Phone"),
        ("观测局", "bureaus", "王一", "11111", "王二", "22222"),
    ]
    by_name = [*in_rows[:2], ("观测局", "", "王二", "22222")]

    for rows in (in_rows, numbered, in_pairs, by_name):
        contacts = people(listed_in(workbook(rows)))
        assert contacts == {"观测局": [("王一", "11111"), ("王二", "22222")]}


def test_two_telephones_of_one_contact_are_both_kept() -> None:
    rows = [("单位", "组别", "联系人", "办公电话", "手机"), ("观测局", "bureaus", "王一", 123, 456)]

    assert people(listed_in(workbook(rows))) == {"观测局": [("王一", "123 / 456")]}


def test_a_telephone_of_nobody_is_not_read() -> None:
    listed = listed_in(workbook([("单位", "组别", "电话"), ("观测局", "bureaus", "call me")]))

    assert people(listed) == {"观测局": []}
    assert remarks(listed)[0].startswith("Row 1 “电话”: These columns were not read")


def test_merged_cells_count_for_every_row_they_lie_over() -> None:
    rows = [
        ("组别", "单位", "联系人"),
        ("市观测局", "临江观测局", "王一"),
        (None, None, "王二"),
        (None, "河口观测局", "李一"),
    ]

    listed = listed_in(workbook(rows, merged=["A2:A4", "B2:B3"]))

    assert people(listed) == {
        "临江观测局": [("王一", None), ("王二", None)],
        "河口观测局": [("李一", None)],
    }
    assert {unit.groups for unit in listed.units} == {frozenset({"bureaus"})}


def test_titles_notes_headings_and_empty_rows_are_no_units() -> None:
    rows = [
        ("2030年各单位联系人名单", None, None, None),
        (),
        HEADER,
        ("一、各市", None, None, None),
        ("临江观测局", "bureaus", "王一", None),
        (),
        HEADER,
        ("河口观测局", "bureaus", "李一", None),
        (None, "  ", "\u3000", None),
        ("注：以上名单截至五月", None, None, None),
    ]

    listed = listed_in(workbook(rows, merged=["A1:D1", "A4:D4"]))

    assert list(people(listed)) == ["临江观测局", "河口观测局"]
    assert remarks(listed) == [
        "Row 4 “一、各市”: This row is no unit and was not read.",
        "Row 10 “注：以上名单截至五月”: This row is no unit and was not read.",
    ]


def test_a_unit_whose_name_begins_like_a_note_is_a_unit() -> None:
    listed = listed_in(workbook([HEADER, ("注 塑研究所", "institutes", "王一", None)]))

    assert list(people(listed)) == ["注 塑研究所"]


def test_every_visible_sheet_with_a_header_is_read() -> None:
    sheets: dict[str, Cells] = {
        "甲": [HEADER, ("临江观测局", "bureaus", "王一", None)],
        "填表说明": [("请填写第一张表",)],
        "乙": [(), HEADER, ("河口观测局", "bureaus", None, "12345")],
    }

    assert problems_in(workbook(sheets)) == [
        "Sheet “乙”, Row 3, column C (联系人): There is a telephone number and no name. "
        "Write the contact's name, or remove the number."
    ]


def test_a_unit_may_belong_to_several_groups() -> None:
    rows = [
        HEADER,
        ("甲", "市观测局、 科研院所", None, None),
        ("乙", "Institutes, colleges and schools", None, None),
        ("丙", "各市(州)觀測局", None, None),
    ]

    listed = listed_in(workbook(rows))

    assert [sorted(unit.groups) for unit in listed.units] == [
        ["bureaus", "institutes"],
        ["institutes"],
        ["bureaus"],
    ]


def test_of_two_groups_with_one_name_the_one_that_owes_is_meant() -> None:
    content = workbook([HEADER, ("甲", "馆", None, None)])

    (unit,) = listed_in(content, owing=["clubs"]).units

    assert unit.groups == {"clubs"}


def test_a_group_is_needed_only_where_deadlines_ask_for_one() -> None:
    content = workbook([("单位", "联系人"), ("甲", "王一")])

    assert [unit.groups for unit in listed_in(content, owing=()).units] == [frozenset()]
    assert problems_in(content) == [
        "Row 1: The column “Group” is missing: it says what each unit has to file."
    ]


def test_a_key_is_derived_from_the_name_however_it_is_spaced() -> None:
    names = ["临江 观测局", "临江观测局\u200b", "臨江觀測局"]
    keys = {listed_in(workbook([HEADER, (name, "bureaus")])).units[0].key for name in names}

    assert keys == {"临江观测局"}


def test_keys_of_long_names_are_short_and_differ() -> None:
    names = ["观" * 99 + end for end in "甲乙"]
    listed = listed_in(workbook([("单位", "组别"), *((name, "bureaus") for name in names)]))

    keys = [unit.key for unit in listed.units]
    assert len(set(keys)) == 2
    assert all(len(key) <= 100 for key in keys)


def test_what_may_be_an_oversight_is_remarked() -> None:
    rows = [(*HEADER, "传真"), ("甲", "图书馆", None, None, "1"), ("乙", "bureaus", "王一", None)]

    assert remarks(listed_in(workbook(rows))) == [
        "Row 1 “传真”: These columns were not read; if they matter, give them a known name.",
        "1 unit has no contact (“甲”): nobody will be reminded.",
        "The group of 1 unit (“甲”) has nothing to file; check the group.",
    ]


@pytest.mark.parametrize(
    "name",
    [
        "<b>Institute</b> & “Sons”",
        '=HYPERLINK("http://example.org")',
        "@SUM(1+1)",
        "معهد الفلك",
        "🔭 观测局",
        "a'; DROP TABLE unit; --",
    ],
)
def test_hostile_names_are_names(name: str) -> None:
    (unit,) = listed_in(
        f'Unit;Group\n"{name.replace(chr(34), chr(34) * 2)}";bureaus'.encode()
    ).units

    assert list(unit.name.as_written()) == [name]


def test_invisible_characters_are_left_out() -> None:
    (unit,) = listed_in("Unit;Group\n\u202eObser\u200bvatory\ufeff\x07;bureaus".encode()).units

    assert list(unit.name.as_written()) == ["Observatory"]
