"""The words for asking: the program's own, and what an edition makes of them."""

import pytest

from bot.answering.reading import fold, raw_key
from bot.answering.words import examples, known_ids, load_words
from tests.answering.edition import Listener, knowledge_of

WORDS = load_words()


def meanings(word: str) -> set[tuple[str, str]]:
    return {(sort, id) for sort, id, _ in WORDS.phrases.get(raw_key(fold(word)))}


@pytest.mark.parametrize("word", ["几点", "幾點", "什麼時候", "when", "WHEN"])
def test_a_word_asks_in_either_script_and_in_english(word: str) -> None:
    assert ("aspect", "when") in meanings(word)


def test_some_words_ask_only_where_nothing_else_is_asked() -> None:
    assert ("aspect", "when", True) in WORDS.phrases.get(raw_key("开始"))
    assert ("aspect", "when", False) in WORDS.phrases.get(raw_key("几点"))


def test_a_phrase_for_a_list_says_the_kind_that_stands_in_it() -> None:
    assert {("aspect", "list"), ("kind", "lecture")} <= meanings("哪些讲座")


def test_a_word_that_says_something_is_no_filler() -> None:
    assert WORDS.is_filler("的") and WORDS.is_filler("please")
    assert not WORDS.is_filler("when") and not WORDS.is_filler("讲座")


def test_every_aspect_that_is_named_by_another_is_one() -> None:
    named = {general for replaced in WORDS.replaces.values() for general in replaced}

    assert named <= WORDS.aspects
    assert WORDS.deadline_aspects <= WORDS.aspects
    assert {"due", "owed", "submit_to", "late"} <= WORDS.deadline_aspects


def test_an_edition_may_use_the_ids_that_the_words_have() -> None:
    ids = known_ids()

    assert WORDS.aspects == ids["aspect"]
    assert WORDS.kinds == ids["kind"]
    assert WORDS.audiences == ids["audience"]


def test_example_questions_ask_for_aspects_in_both_languages() -> None:
    assert set(examples()) <= WORDS.aspects
    assert all(len(questions) >= 2 for questions in examples().values())


def test_the_words_that_an_edition_adds_ask_for_its_own_aspect() -> None:
    listener = Listener(knowledge_of())

    assert listener.asked("怎么集章") == [("edition/week", "stamps")]
    assert listener.asked("What is the stamp rally?") == [("edition/week", "stamps")]


def test_a_word_means_in_an_edition_what_the_edition_says() -> None:
    stamped = {
        "title": {"zh-Hans": "印章"},
        "of": "aspect",
        "words": ["盖章"],  # of a deadline, by the program's own words
        "sources": {"notice": "notice"},
    }
    without = Listener(knowledge_of())
    with_term = Listener(knowledge_of(term={"stamps": stamped}))

    assert {aspect for _, aspect in without.asked("怎么盖章")} == {"submit_how"}
    assert with_term.asked("怎么盖章") == [("edition/week", "stamps")]


def test_an_edition_may_add_kinds_and_audiences() -> None:
    listener = Listener(
        knowledge_of(
            term={
                "hackathon": {
                    "title": {"en": "Hackathon"},
                    "of": "kind",
                    "words": ["黑客松", "hackathon", "hackathons"],
                },
                "farmers": {"title": {"en": "Farmers"}, "of": "audience", "words": ["农民"]},
            }
        )
    )

    assert listener.listed("有哪些黑客松").kinds == ("hackathon",)
    assert listener.listed("Which hackathons are there?").kinds == ("hackathon",)
    assert listener.listed("有农民可以参加的活动吗").audiences == ("farmers",)
