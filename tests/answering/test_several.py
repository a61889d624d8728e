"""Several things asked at once, and what a clause leaves to the ones beside it."""

import pytest

from tests.answering.edition import Listener

OPENING, CLIMATE, OCEAN = "event/opening", "event/climate", "event/ocean"


@pytest.mark.parametrize(
    "text",
    [
        "启动仪式什么时候、在哪、要报名吗",
        "啟動儀式什麼時候、在哪、要報名嗎",
        "When and where is the opening, and must I register?",
    ],
)
def test_several_aspects_of_one_subject_are_asked_in_their_order(
    listener: Listener, text: str
) -> None:
    assert listener.asked(text) == [(OPENING, "when"), (OPENING, "where"), (OPENING, "register")]


@pytest.mark.parametrize(
    "text", ["启动仪式和气候讲座几点", "When are the opening and the climate lecture?"]
)
def test_one_aspect_is_asked_of_several_subjects(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [(OPENING, "when"), (CLIMATE, "when")]


@pytest.mark.parametrize(
    "text",
    [
        "启动仪式几点，气候讲座呢",
        "启动仪式几点？还有气候讲座",
        "When is the opening? And the climate lecture?",
    ],
)
def test_a_second_subject_is_asked_what_the_first_is(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [(OPENING, "when"), (CLIMATE, "when")]


def test_each_subject_is_asked_its_own(listener: Listener) -> None:
    assert listener.asked("启动仪式几点？摄影大赛有什么奖品？") == [
        (OPENING, "when"),
        ("event/photo", "prizes"),
    ]
    assert listener.asked("when is the opening? and where is the city library?") == [
        (OPENING, "when"),
        ("venue/library", "where"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "启动仪式：时间？地点？",
        "启动仪式。什么时候？在哪？",
        "The opening: when? where?",
        "when is the opening? where?",
    ],
)
def test_later_clauses_are_about_the_subject_before_them(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [(OPENING, "when"), (OPENING, "where")]


def test_later_clauses_are_about_all_subjects_before_them(listener: Listener) -> None:
    assert listener.asked("启动仪式和气候讲座几点，在哪") == [
        (OPENING, "when"),
        (CLIMATE, "when"),
        (OPENING, "where"),
        (CLIMATE, "where"),
    ]


@pytest.mark.parametrize("text", ["几点开始？在哪？我说的是气候讲座", "时间，地点，气候讲座"])
def test_the_first_clauses_are_about_the_subject_after_them(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [(CLIMATE, "when"), (CLIMATE, "where")]


def test_a_new_subject_takes_what_follows_it(listener: Listener) -> None:
    assert listener.asked("气候讲座几点？海洋讲座多少钱？在哪？") == [
        (CLIMATE, "when"),
        (OCEAN, "fee"),
        (OCEAN, "where"),
    ]


def test_what_is_to_be_handed_in_is_not_asked_of_an_event(listener: Listener) -> None:
    assert listener.asked("启动仪式在哪？要交什么材料？") == [
        (OPENING, "where"),
        ("deadline/summary", "owed"),
    ]


def test_a_greeting_before_a_question_is_no_question(listener: Listener) -> None:
    assert listener.asked("你好，启动仪式几点，谢谢") == [(OPENING, "when")]
    assert listener.asked("Hi! When is the opening? Thanks") == [(OPENING, "when")]


def test_the_same_thing_is_asked_once(listener: Listener) -> None:
    assert listener.asked("启动仪式几点？启动仪式什么时候？") == [(OPENING, "when")]


def test_nobody_is_asked_what_they_are_when_something_in_particular_is(listener: Listener) -> None:
    assert listener.asked("介绍一下启动仪式，几点？") == [(OPENING, "when")]


def test_a_list_of_demands_is_cut(listener: Listener) -> None:
    demands = "启动仪式几点？在哪？要钱吗？要报名吗？谁主办？有停车吗？有厕所吗？能带狗吗？"

    assert len(listener.asked(demands)) == 6


def test_of_a_long_story_its_question_is_answered(listener: Listener) -> None:
    story = (
        "我家住在城西，去年退休以后一直闲着，女儿说可以出去走走，昨天邻居老王也这么说，"
        "我们商量了半天，又看了看地图，想了很久，最后还是决定来问一问：启动仪式几点开始？"
    )

    assert listener.asked(story) == [(OPENING, "when")]
