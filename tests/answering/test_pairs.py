"""Parts of names, which nobody wrote down as names."""

import pytest

from bot.answering.naming import folded_names
from bot.answering.pairs import NamePairs
from bot.answering.reading import read
from bot.answering.words import load_words
from tests.answering.edition import Listener, knowledge_of

STATED = {"sources": {"notice": "notice"}}
RIVER = knowledge_of(
    event={
        "rivers": {"title": "河流版画展", "kind": "exhibition", **STATED},
        "wetland": {"title": "家门口的湿地", "kind": "lecture", **STATED},
        "clean": {
            "title": "净河志工日",
            "kind": "workshop",
            "registration": {"required": True, "closes": "2024-06-12"},
            **STATED,
        },
    },
    faq={"rain": {"title": "下雨怎么办", "answer": "照常举行。", **STATED}},
)


@pytest.fixture(scope="module")
def pairs() -> NamePairs:
    return NamePairs(folded_names(RIVER), load_words(RIVER))


@pytest.fixture(scope="module")
def river() -> Listener:
    return Listener(RIVER)


def parts(pairs: NamePairs, text: str) -> list[tuple[str, str]]:
    units = read(text).units
    return [
        ("".join(unit.text for unit in units[match.start : match.end]), named)
        for match in pairs.parts(units)
        for named in match.meanings
    ]


def test_what_stands_in_one_name_alone_is_a_part_of_it(pairs: NamePairs) -> None:
    assert parts(pairs, "版画展到哪天") == [("版画展", "event/rivers")]
    assert parts(pairs, "实验室那个") == [("实验室", "event/laboratory")]


@pytest.mark.parametrize(
    "text",
    [
        "讲座几点",  # of two
        "版画几点",  # too short
        "版画，展到哪天",  # of two clauses
        "迟交怎么办",  # a way of asking, and of a question
        "科学",  # of an institution
        "",
    ],
)
def test_what_may_be_any_word_is_no_part_of_a_name(pairs: NamePairs, text: str) -> None:
    assert parts(pairs, text) == []


def test_a_part_of_a_name_is_what_is_asked_about(river: Listener) -> None:
    assert river.asked("版画展到哪天") == [("event/rivers", "when")]


def test_half_of_a_word_of_names_is_no_filler(river: Listener) -> None:
    assert river.asked("湿地几点") == [("event/wetland", "when")]  # 地 alone would say nothing


def test_until_when_one_registers_is_asked_of_an_event_too(river: Listener) -> None:
    assert ("event/clean", "register") in river.asked("净河报名什么时候截止")


def test_the_end_of_its_title_names_the_edition(river: Listener) -> None:
    assert river.asked("科技周是几号") == [("edition/week", "when")]
    assert river.asked("when is the Science Week?") == [("edition/week", "when")]


def test_a_question_of_the_file_answers_what_the_edition_does_not_state(river: Listener) -> None:
    assert river.asked("会下雨吗") == [("faq/rain", "about")]
    assert river.asked("what if it rains?") == [("faq/rain", "about")]
