import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.buttons import (
    MAX_BYTES,
    AskAbout,
    Buttons,
    ChooseLanguage,
    Directory,
    Press,
    ShowSources,
    source_name,
)
from bot.delivery.message import Action
from bot.knowledge.knowledge import Knowledge, reference
from bot.language import Language

BUTTONS = Buttons("1:token")
CHAT = 42

languages = st.sampled_from(list(Language))
ids = st.text("abcxyz_", min_size=1, max_size=12)
presses = st.one_of(
    st.builds(AskAbout, languages, ids, ids.map("event/{}".format)),
    st.builds(
        ShowSources,
        languages,
        st.lists(st.text("abAB-_", min_size=8, max_size=8), max_size=6).map(tuple),
    ),
    st.builds(ChooseLanguage, st.none() | languages),
    st.builds(
        Action,
        st.text("abRW", min_size=1, max_size=3),
        st.integers(-(2**63), 2**63 - 1),
        st.text("abAB-_:0", max_size=18),
    ),
)


@given(presses, st.integers(-(10**14), 10**14))
def test_what_is_packed_is_unpacked(press: Press, chat_id: int) -> None:
    data = BUTTONS.pack(press, chat_id)

    assert len(data.encode()) <= MAX_BYTES
    assert BUTTONS.unpack(data, chat_id) == press


@given(presses)
def test_a_button_means_nothing_in_another_chat_or_to_another_bot(press: Press) -> None:
    data = BUTTONS.pack(press, CHAT)

    assert BUTTONS.unpack(data, CHAT + 1) is None
    assert Buttons("1:other").unpack(data, CHAT) is None


@given(presses, st.integers(0, 63), st.characters(codec="utf-8"))
def test_a_changed_button_means_nothing(press: Press, at: int, char: str) -> None:
    data = BUTTONS.pack(press, CHAT)
    at %= len(data)
    changed = data[:at] + char + data[at + 1 :]

    assert BUTTONS.unpack(changed, CHAT) == (press if changed == data else None)


@given(st.text(st.characters(codec=None)) | st.none() | st.integers())
def test_any_data_is_tolerated(data: object) -> None:
    assert BUTTONS.unpack(data, CHAT) is None


@pytest.mark.parametrize("aspect", ["when", "a:b", "很长的方面" * 9])
def test_what_is_too_long_to_be_written_out_is_found_by_its_hash(
    knowledge: Knowledge, aspect: str
) -> None:
    long = next(iter(knowledge.records()))
    long = long.model_copy(update={"id": "很长的编号" * 20, "details": {aspect: long.title}})
    tables = {**knowledge.tables, "edition": {long.id: long}}
    directory = Directory(Knowledge(tables=tables, version="long"))
    press = AskAbout(Language.HANS, aspect, reference(long))

    data = BUTTONS.pack(press, CHAT)
    unpacked = BUTTONS.unpack(data, CHAT)

    assert len(data.encode()) <= MAX_BYTES
    assert isinstance(unpacked, AskAbout)
    assert directory.name(unpacked.subject) == press.subject
    assert directory.name(unpacked.aspect) == press.aspect


def test_sources_are_found_by_their_names(knowledge: Knowledge) -> None:
    sources = {source for record in knowledge.records() for source in record.sources}
    directory = Directory(knowledge)

    for source in sources:
        assert directory.sources([source_name(source), "unknown!"]) == (source,)
