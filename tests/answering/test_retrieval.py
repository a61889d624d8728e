"""Retrieval: which records a text is most likely about."""

import pytest

from bot.answering.naming import folded_names
from bot.answering.reading import Unit, read, units_of
from bot.answering.retrieval import Retrieval, features, features_in
from bot.knowledge.knowledge import Knowledge


@pytest.fixture(scope="module")
def retrieval(week: Knowledge) -> Retrieval:
    return Retrieval(week, folded_names(week))


def units(text: str) -> tuple[Unit, ...]:
    return read(text).units


def test_features_are_pairs_of_characters_and_stems_of_words() -> None:
    assert list(features(units("启动仪式"))) == ["启动", "动仪", "仪式"]
    assert list(features(units("厅"))) == ["厅"]
    assert "open" in features(units("opening"))
    assert set(features(units("open"))) != set(features(units("opening")))


@pytest.mark.parametrize(
    "text", ["启动仪式9:30 at the hall厅", "a中b文字", "it's 二〇二〇年!", "", "厅 厅"]
)
def test_the_features_of_a_text_are_those_of_its_units(text: str) -> None:
    assert list(features_in(text)) == list(features(units_of(text)))


def test_the_record_that_accounts_for_most_of_the_words_is_first(retrieval: Retrieval) -> None:
    assert retrieval.candidates(units("海洋的讲座"))[0].reference == "event/ocean"
    assert retrieval.candidates(units("ocean talk"))[0].reference == "event/ocean"
    assert retrieval.candidates(units("林教授"))[0].reference == "event/climate"  # who speaks at it


def test_a_name_says_more_than_what_is_said_beside_it(retrieval: Retrieval) -> None:
    (named, *_) = retrieval.candidates(units("ocean"))
    (mentioned, *_) = retrieval.candidates(units("professor"))

    assert named.score > mentioned.score


def test_a_word_that_no_record_has_counts_against_all(retrieval: Retrieval) -> None:
    (alone, *_) = retrieval.candidates(units("photo contest"))
    (beside, *_) = retrieval.candidates(units("robot photo contest"))

    assert alone.reference == beside.reference == "event/photo"
    assert alone.score > beside.score


def test_words_beside_what_is_sought_count_for_whom_has_them(retrieval: Retrieval) -> None:
    def first(beside: str) -> str:
        return retrieval.candidates(units("lecture"), beside=units(beside))[0].reference

    assert first("the ocean lecture") == "event/ocean"
    assert first("the climate lecture") == "event/climate"


def test_scores_lie_between_nothing_and_all(retrieval: Retrieval) -> None:
    found = retrieval.candidates(units("气候讲座 ocean lecture science museum 总结"), most=100)

    assert len(found) > 4
    assert all(0 < each.score <= 1 for each in found)
    assert [each.score for each in found] == sorted((x.score for x in found), reverse=True)


@pytest.mark.parametrize("text", ["", "？！", "zzz", "鼹鼠"])
def test_words_that_nothing_has_find_nothing(retrieval: Retrieval, text: str) -> None:
    assert retrieval.candidates(units(text)) == []
    assert not retrieval.knows(units(text))


def test_a_part_of_a_name_tells_when_no_other_name_has_it(retrieval: Retrieval) -> None:
    assert retrieval.distinct(units("the laboratory")) == "event/laboratory"
    assert retrieval.distinct(units("实验室")) == "event/laboratory"
    assert retrieval.distinct(units("lecture")) is None  # there are two
    assert retrieval.distinct(units("laboratory climate")) is None
    assert retrieval.distinct(units("professor")) is None  # in no name


def test_a_record_accounts_for_words_that_stand_in_it(retrieval: Retrieval) -> None:
    assert retrieval.accounts("event/climate", units("林教授"))
    assert not retrieval.accounts("event/ocean", units("林教授"))
    assert not retrieval.accounts("event/none", units("林教授"))
