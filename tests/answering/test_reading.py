import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.reading import (
    MAX_LENGTH,
    all_both_folded,
    both_folded,
    fold,
    key,
    raw_key,
    read,
    stem,
)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＯＰＥＮＩＮＧ　１０：００", "opening 10:00"),
        ("啟動儀式", "启动仪式"),
        ("Gitlab\u2019s", "gitlab's"),
        ("文件", "文件"),  # a Taiwan reader's 文件 would be 檔案, but nothing here is Traditional
        ("\ud83d", "?"),  # half of an emoji
        ("", ""),
    ],
)
def test_width_script_and_case_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


def test_a_name_of_the_other_script_is_known_in_both_readings() -> None:
    assert both_folded("软件") == ("软件",)
    assert both_folded("Opening") == ("opening",)
    assert both_folded("軟體") == ("软件",)


def test_a_unit_is_a_character_or_a_latin_word_with_its_place() -> None:
    reading = read("Opening几点? 2楼")

    assert [unit.raw for unit in reading.units] == ["opening", "几", "点", "2", "楼"]
    assert reading.units[0].text == "open"
    assert [unit.is_latin for unit in reading.units] == [True, False, False, True, False]


def test_clauses_end_with_punctuation_but_not_within_a_number_or_an_address() -> None:
    reading = read("9.30 at a.example, then? 你好，几点。")

    assert [reading.folded[start:end] for start, end in reading.clauses] == [
        "9.30 at a.example,",
        " then?",
        " 你好,",
        "几点。",
    ]


def test_the_possessive_is_no_part_of_a_word() -> None:
    assert stem("museum's") == stem("museums") == stem("museum")


def test_names_are_matched_by_stems_and_words_for_asking_as_they_are_written() -> None:
    assert key("opening hours") == ("open", "hour")
    assert raw_key("opening hours") == ("opening", "hours")


def test_what_is_longer_than_any_question_is_cut() -> None:
    assert len(fold("长" * (MAX_LENGTH + 1))) == MAX_LENGTH


@given(st.text(max_size=200))
def test_the_units_of_any_text_stand_where_they_say(text: str) -> None:
    reading = read(text)

    past = 0
    for unit in reading.units:
        assert past <= unit.start < unit.end
        assert reading.folded[unit.start : unit.end] == unit.raw
        start, end = reading.clauses[unit.clause]
        assert start <= unit.start and unit.end <= end
        past = unit.end
    assert "".join(reading.folded[a:b] for a, b in reading.clauses) == reading.folded


def test_many_texts_are_folded_as_each_is_alone() -> None:
    texts = ["资料", "", "Opening", "頭髮", "两\x1e行", "科普\n讲座"] * 400

    assert list(all_both_folded(texts)) == [both_folded(text) for text in texts]
    assert list(all_both_folded([])) == []
