"""What is asked of things to be handed in."""

from datetime import datetime

import pytest

from tests.answering.edition import ZONE, Listener

PLAN, SUMMARY = "deadline/plan", "deadline/summary"


@pytest.mark.parametrize("text", ["什么时候截止", "什麼時候截止", "When is the deadline?"])
def test_a_deadline_without_a_name_is_any_that_is_still_to_come(
    listener: Listener, text: str
) -> None:
    between = datetime(2024, 6, 10, 9, tzinfo=ZONE)
    past = datetime(2024, 8, 1, 9, tzinfo=ZONE)

    assert listener.asked(text) == [(PLAN, "due"), (SUMMARY, "due")]
    assert listener.asked(text, now=between) == [(SUMMARY, "due")]
    assert listener.asked(text, now=past) == [(PLAN, "due"), (SUMMARY, "due")]


@pytest.mark.parametrize(
    ("text", "request_"),
    [
        ("活动方案什么时候交", (PLAN, "due")),
        ("When is the draft outline due?", (PLAN, "due")),
        ("活动方案交给谁", (PLAN, "submit_to")),
        ("活动方案要交给谁", (PLAN, "submit_to")),
        ("總結報告應交到哪個部門", (SUMMARY, "submit_to")),
        ("活动方案要交什么", (PLAN, "owed")),
        ("总结报告几点截止", (SUMMARY, "due")),
        ("总结报告的视频最长几分钟", (SUMMARY, "limits")),
        ("video length limit?", (SUMMARY, "limits")),
    ],
)
def test_a_deadline_is_asked_for_by_its_name(
    listener: Listener, text: str, request_: tuple[str, str]
) -> None:
    assert listener.asked(text) == [request_]


def test_what_happens_if_it_is_late_asks_nothing_besides(listener: Listener) -> None:
    assert listener.asked("what happens if the summary is late") == [(SUMMARY, "late")]


def test_only_a_deadline_that_states_it_is_asked(listener: Listener) -> None:
    assert listener.asked("视频不能超过几分钟") == [(SUMMARY, "limits")]


@pytest.mark.parametrize(
    "text", ["科学院什么时候截止", "by when does the Academy of Sciences have to file?"]
)
def test_one_who_files_is_asked_when_and_not_what_they_are(listener: Listener, text: str) -> None:
    asked = listener.asked(text)

    assert (SUMMARY, "due") in asked or (SUMMARY, "owed") in asked
    assert {subject for subject, _ in asked} <= {PLAN, SUMMARY}


def test_what_is_owed_after_the_edition_is_asked_of_what_is_due_after_it(
    listener: Listener,
) -> None:
    assert listener.asked("活动结束后还要交什么") == [(SUMMARY, "owed")]


def test_what_is_owed_by_a_day_is_asked_of_what_is_due_by_it(listener: Listener) -> None:
    assert listener.asked("6月5日前要交什么") == [(PLAN, "owed")]


def test_several_aspects_of_one_deadline_are_asked_together(listener: Listener) -> None:
    assert listener.asked("总结报告什么时候交，交给谁，视频多长") == [
        (SUMMARY, "due"),
        (SUMMARY, "submit_to"),
        (SUMMARY, "limits"),
    ]


def test_what_is_asked_of_an_event_means_something_else_of_a_deadline(listener: Listener) -> None:
    assert listener.asked("总结报告什么时候") == [(SUMMARY, "due")]
    assert listener.asked("总结报告在哪交") == [(SUMMARY, "submit_to")]


@pytest.mark.parametrize("text", ["视频可以六分钟吗", "can our video be six minutes?"])
def test_a_length_of_a_video_is_a_matter_of_what_is_handed_in(
    listener: Listener, text: str
) -> None:
    assert listener.asked(text) == [(SUMMARY, "limits")]


def test_how_many_days_there_are_to_hand_something_in_is_when_it_is_due(
    listener: Listener,
) -> None:
    assert listener.asked("还剩几天交材料") == [(PLAN, "due"), (SUMMARY, "due")]
    assert listener.asked("how many days are left for the summary?") == [(SUMMARY, "due")]
