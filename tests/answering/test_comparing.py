"""Two things set side by side: the same is told of both, also where a name is there in part."""

import pytest

from tests.answering.edition import Listener

OPENING, CLIMATE, OCEAN = "event/opening", "event/climate", "event/ocean"
LABORATORY = "event/laboratory"


@pytest.mark.parametrize(
    "text",
    [
        "Is the opening or the climate lecture earlier?",
        "does the opening start before the climate lecture",
        "are the opening and the climate lecture on the same day?",
        "启动仪式和气候讲座哪个先？",
        "启动仪式比气候讲座早吗",
        "启动仪式先还是气候讲座先",
        "啟動儀式跟氣候講座是同一天嗎",
    ],
)
def test_what_comes_first_is_answered_with_the_time_of_both(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [(OPENING, "when"), (CLIMATE, "when")]


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("which is cheaper, the talk on the ocean or the visit to the laboratory?", "fee"),
        ("is the ocean talk longer than the visit to the laboratory", "duration"),
        ("are the ocean talk and the visit to the laboratory in the same building?", "where"),
        ("海洋的课和实验室参观哪个便宜", "fee"),
        ("海洋的课比实验室参观长吗", "duration"),
        ("海洋的课跟实验室参观在同一个地方吗", "where"),
    ],
)
def test_both_are_told_of_where_their_names_are_there_in_part(
    listener: Listener, text: str, aspect: str
) -> None:
    assert listener.asked(text) == [(OCEAN, aspect), (LABORATORY, aspect)]


@pytest.mark.parametrize(
    "text",
    [
        "the opening, the climate lecture or the ocean lecture: which is free?",
        "启动仪式、气候讲座还是海洋讲座，哪个免费",
    ],
)
def test_the_same_is_asked_of_all_that_are_offered(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [(OPENING, "fee"), (CLIMATE, "fee"), (OCEAN, "fee")]


def test_of_a_list_only_what_is_offered_is_meant(listener: Listener) -> None:
    assert listener.asked("which lecture is first, climate or ocean?") == [
        (CLIMATE, "when"),
        (OCEAN, "when"),
    ]


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("is the opening at the museum or at the library?", [(OPENING, "where")]),
        ("启动仪式在科技馆还是图书馆", [(OPENING, "where")]),
        ("is the climate lecture in English or in Chinese?", [(CLIMATE, "language")]),
    ],
)
def test_places_and_languages_that_are_offered_are_no_second_subject(
    listener: Listener, text: str, asked: list[tuple[str, str]]
) -> None:
    assert listener.asked(text) == asked
