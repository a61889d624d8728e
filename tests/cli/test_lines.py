"""Questions as lines of JSON."""

import json
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.lines import Line, LineRefused, read_line, refusal_line
from bot.language import Language
from bot.locales import load_texts

ZONE = ZoneInfo("Asia/Shanghai")
ENGLISH = load_texts()[Language.EN]
JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FIELDS = ("id", "text", "now", "lang", "conversation")


def line(**fields: Any) -> bytes:
    return json.dumps(fields).encode()


def refused(content: bytes) -> dict[str, Any]:
    with pytest.raises(LineRefused) as refusal:
        read_line(content, ZONE)
    answer: dict[str, Any] = json.loads(refusal_line(refusal.value, ENGLISH))
    return answer


def test_a_line_is_a_question() -> None:
    content = line(id="q1", text="几点？", now="2020-07-24T09:00", lang="zh-TW", conversation=7)

    assert read_line(content, ZONE) == Line(
        id="q1",
        text="几点？",
        now=datetime(2020, 7, 24, 9, tzinfo=ZONE),
        language=Language.HANT,
        conversation="7",
    )


def test_an_offset_is_kept() -> None:
    now = read_line(line(id=1, text="?", now="2020-07-24T01:00Z"), ZONE).now

    assert now is not None
    assert now == datetime(2020, 7, 24, 9, tzinfo=ZONE)


def test_all_but_the_text_may_be_left_out() -> None:
    assert read_line(line(text="?"), ZONE) == Line(
        id=None, text="?", now=None, language=None, conversation=None
    )


def test_fields_that_are_not_known_are_passed_over() -> None:
    assert read_line(line(id=1, text="?", note="x"), ZONE).text == "?"


def test_a_mark_at_the_start_of_the_file_is_passed_over() -> None:
    assert read_line(b"\xef\xbb\xbf" + line(id=1, text="?"), ZONE).id == 1


@pytest.mark.parametrize("content", [b"hello", b"[]", b'"text"', b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_object_is_refused(content: bytes) -> None:
    answer = refused(content)

    assert answer["id"] is None
    assert answer["error"].startswith("JSON: Write one JSON object on each line, such as {")


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "text: Write the question as a string"),
        ({"text": None}, "text: Write the question as a string"),
        ({"text": 5}, "text = “5”: Write the question as a string"),
        ({"text": "?", "now": 5}, "now = “5”: Write the time as a string"),
        ({"text": "?", "now": "soon"}, "now = “soon”: Write a date and a time, such as 2020-"),
        ({"text": "?", "now": "0001-01-01T00:00"}, "now = “0001-01-01T00:00”: Write a date"),
        ({"text": "?", "lang": "fr"}, "lang = “fr”: Write zh-Hans, zh-Hant or en."),
        ({"text": "?", "lang": []}, 'lang = “[]”: Write "zh-Hans", "zh-Hant" or "en"'),
        ({"text": "?", "conversation": {}}, "conversation = “{}”: Write a string or a whole"),
    ],
)
def test_a_refusal_has_the_id_and_names_field_value_and_fix(
    fields: dict[str, Any], said: str
) -> None:
    answer = refused(line(id=9, **fields))

    assert answer["id"] == 9
    assert answer["error"].startswith(said)


def test_an_id_that_is_no_name_is_refused() -> None:
    assert refused(line(id=[1], text="?"))["error"] == "id = “[1]”: Write a string or a number."


@given(st.fixed_dictionaries({}, optional=dict.fromkeys(FIELDS, JSON)))
def test_any_object_is_a_question_or_is_refused_in_one_line(fields: dict[str, Any]) -> None:
    try:
        question = read_line(json.dumps(fields).encode(), ZONE)
    except LineRefused as refusal:
        answer = refusal_line(refusal, ENGLISH)
        assert answer.count(b"\n") == 1
        assert json.loads(answer)["error"]
    else:
        assert question.text == fields["text"]
        assert question.now is None or question.now.utcoffset() is not None
