import html
import re

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.splitting import MAX_UNITS, fitted, split, units
from bot.delivery.message import Run

texts = st.text(st.characters(codec=None), max_size=400)
runs = st.builds(Run, texts, st.sampled_from(["", "b", "i"]))
blocks = st.lists(st.lists(runs, max_size=4), max_size=4)


def shown(message: str) -> str:
    """What a person reads; fails on anything but our own balanced tags and entities."""
    assert re.fullmatch(
        r"(?:[^<>&]|&(?:lt|gt|amp);|<(b|i)>(?:[^<>&]|&(?:lt|gt|amp);)*</\1>)*", message
    )
    return html.unescape(re.sub(r"</?[bi]>", "", message))


@given(blocks, st.integers(20, 200))
def test_messages_are_short_enough_well_formed_and_not_blank(
    blocks: list[list[Run]], limit: int
) -> None:
    for message in split(blocks, limit):
        assert units(message) <= limit
        assert shown(message).strip()


@given(st.lists(st.text("ab<&😀 \n。", min_size=1, max_size=300), min_size=1, max_size=3))
def test_no_character_is_lost(parts: list[str]) -> None:
    messages = split([[Run(part)] for part in parts], 40)

    def marks(text: str) -> str:
        return re.sub(r"\s", "", text)

    assert marks("".join(map(shown, messages))) == marks("".join(parts))


def test_a_long_text_is_cut_at_the_end_of_a_line() -> None:
    line = "一" * 99
    messages = split([[Run("\n".join([line] * 100))]])

    assert len(messages) == 3
    assert all(set(message.split("\n")) == {line} for message in messages)


def test_a_long_line_is_cut_at_the_end_of_a_sentence() -> None:
    first, *_ = split([[Run(("好" * 30 + "。") * 200)]])

    assert first.endswith("。")


def test_blocks_stay_whole_where_they_fit() -> None:
    heading, text = Run("题", "b"), Run("\n" + "文" * 3000)

    messages = split([[heading, text], [heading, text]])

    assert [m.startswith("<b>题</b>\n文") for m in messages] == [True, True]


def test_an_emoji_of_several_characters_stays_whole() -> None:
    family = "👨\u200d👩\u200d👧"

    for message in split([[Run(family * 100)]], 50):
        assert message.replace(family, "") == ""


def test_short_texts_are_one_message() -> None:
    assert split([[Run("题", "b"), Run("\n文")], [Run("源", "i")]]) == (
        "<b>题</b>\n文\n\n<i>源</i>",
    )
    assert MAX_UNITS == 4096


def cut_note() -> str:
    return "cut"


def test_what_fits_into_one_message_is_left_whole() -> None:
    assert fitted([[Run("one", "b")], [Run("two")]], cut_note) == "<b>one</b>\n\ntwo"


def test_what_does_not_fit_is_cut_between_two_blocks_and_says_so() -> None:
    blocks = [[Run("a" * 30)], [Run("<" * 10)], [Run("b" * 30)]]

    assert fitted(blocks, cut_note, 90) == "a" * 30 + "\n\n" + "&lt;" * 10 + "\n\n<i>cut</i>"


def test_one_block_that_does_not_fit_is_cut_where_it_must_be() -> None:
    message = fitted([[Run("句子。" * 3000)]], cut_note)

    assert units(message) <= MAX_UNITS
    assert message.endswith("。\n\n<i>cut</i>")


def test_blank_blocks_are_no_message() -> None:
    assert fitted([[Run(" \n")], [Run("\u200b")]], cut_note) == ""
