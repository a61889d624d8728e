"""Whatever stands in the file, it is accepted or refused, and never an error of the program."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import due_at, occurrences
from bot.knowledge.records import TABLES, Deadline, Event
from bot.knowledge.validation import KnowledgeRefused, read, remarks, validate
from bot.language import Language
from bot.locales import load_texts
from tests.knowledge.documents import KNOWN, document

TEXTS = load_texts()[Language.EN]

FIELDS = sorted({name for model in TABLES.values() for name in model.model_fields} | {"except"})
WORDS = [
    "", "opening", "tour", "hall", "plan", "edition", "event/opening", "2030-05-06",
    "2030-05-06T10:00", "0001-01-01", "9999-12-31T23:59+00:00", "10:00", "FREQ=DAILY",
    "FREQ=MONTHLY;BYDAY=1SA;COUNT=3", "FREQ=DAILY;INTERVAL=366", "UTC", "\ud800", "http://[",
]  # fmt: skip

scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.sampled_from(WORDS)
    | st.text(max_size=12)
)
keys = st.sampled_from(FIELDS) | st.text(max_size=6)
anything = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=8,
)


def look_at_everything(accepted: Knowledge) -> None:
    """What is accepted can be used."""
    for event in accepted.all(Event):
        occurrences(event, accepted)
    for deadline in accepted.all(Deadline):
        due_at(deadline, accepted)
    remarks(accepted)


def is_settled(candidate: Any) -> bool:
    try:
        look_at_everything(validate(candidate, version="1", known=KNOWN))
    except KnowledgeRefused as refused:
        _, *lines = refused.text(TEXTS).split("\n")
        assert len(lines) == len(refused.problems) > 0
        assert all(line.isprintable() for line in lines)
    return True


@settings(max_examples=80, deadline=None)
@given(anything)
def test_any_json_is_accepted_or_refused(candidate: Any) -> None:
    assert is_settled(candidate)


@settings(max_examples=120, deadline=None)
@given(st.data(), anything)
def test_any_value_in_any_place_is_accepted_or_refused(data: st.DataObject, value: Any) -> None:
    candidate = document()
    table = data.draw(st.sampled_from(sorted(candidate)))
    record = candidate[table].setdefault(
        data.draw(st.sampled_from(sorted(candidate[table])) | keys), {}
    )
    record[data.draw(st.sampled_from([*TABLES[table].model_fields, *record]))] = value

    assert is_settled(candidate)


@settings(max_examples=120, deadline=None)
@given(st.data())
def test_a_file_cut_off_anywhere_is_refused(data: st.DataObject) -> None:
    content = json.dumps(document(), ensure_ascii=False, indent=1).encode()
    cut = content[: data.draw(st.integers(0, len(content) - 1))]

    try:
        read(cut)
    except KnowledgeRefused as refused:
        assert refused.text(TEXTS)
    else:
        raise AssertionError(f"accepted when cut after {len(cut)} bytes")


@settings(max_examples=120, deadline=None)
@given(st.binary(max_size=60))
def test_any_bytes_are_refused(content: bytes) -> None:
    try:
        read(content)
    except KnowledgeRefused as refused:
        assert refused.text(TEXTS)
    else:
        raise AssertionError("accepted")
