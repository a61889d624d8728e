"""Which events a list is asked for."""

from datetime import date, datetime, time, timedelta

import pytest

from bot.answering.model import Filters
from tests.answering.edition import DURING, ZONE, Listener, knowledge_of


def midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text",
    ["有什么活动", "有哪些活動", "What events are there?", "what's on during the week?"],
)
def test_a_list_of_everything_is_not_narrowed(listener: Listener, text: str) -> None:
    assert listener.listed(text) == Filters()


@pytest.mark.parametrize(
    ("text", "filters"),
    [
        ("有什么讲座", Filters(kinds=("lecture",))),
        ("Which lectures are there?", Filters(kinds=("lecture",))),
        ("有哪些免费的讲座", Filters(kinds=("lecture",), free=True)),
        ("哪些讲座免费", Filters(kinds=("lecture",), free=True)),
        ("哪些活动要钱", Filters(free=False)),
        ("Which events cost money?", Filters(free=False)),
        ("有适合孩子的活动吗", Filters(audiences=("children",))),
        ("有適合小朋友的活動嗎", Filters(audiences=("children",))),
        ("events for seniors", Filters(audiences=("seniors",))),
        ("5岁的孩子有什么活动", Filters(audiences=("children",), age_years=5)),
        ("我女儿四岁，有什么适合她的吗", Filters(audiences=("children",), age_years=4)),
        ("anything for a six-year-old?", Filters(age_years=6)),
        ("anything for a twelve year old", Filters(age_years=12)),
        ("十二岁的孩子有什么活动", Filters(audiences=("children",), age_years=12)),
        ("报告厅有什么活动", Filters(rooms=("报告厅",))),
        ("What's on in the Blue Room?", Filters(rooms=("blue room",))),
        ("图书馆有什么活动", Filters(venues=("library",))),
        ("What events are at the City Library?", Filters(venues=("library",))),
        ("科学院办了哪些活动", Filters(organisers=("academy",))),
        ("哪些活动要报名", Filters(registration=True)),
        ("有哪些不用报名的活动", Filters(registration=False)),
        ("events without registration", Filters(registration=False)),
        ("哪些活动取消了", Filters(statuses=("cancelled",))),
        ("which events are cancelled?", Filters(statuses=("cancelled",))),
        ("现在有什么活动", Filters(happening=True)),
        ("What is on right now?", Filters(happening=True)),
        ("接下来有什么活动", Filters(upcoming=True)),
    ],
)
def test_events_are_narrowed_by_what_is_said_of_them(
    listener: Listener, text: str, filters: Filters
) -> None:
    assert listener.listed(text) == filters


@pytest.mark.parametrize("text", ["有哪些英文的活动", "Any events in English?"])
def test_events_are_narrowed_by_the_language_they_are_held_in(
    listener: Listener, text: str
) -> None:
    languages = listener.listed(text).languages

    assert {"英语", "english"} <= set(languages)
    assert "粤语" not in languages


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("6月14日有什么活动", date(2024, 6, 14)),
        ("What is on on 14 June?", date(2024, 6, 14)),
        ("第一天有什么活动", date(2024, 6, 10)),
        ("最后一天有什么活动", date(2024, 6, 16)),
        ("明天有什么活动", date(2024, 6, 12)),
        ("今天有什麼活動", date(2024, 6, 11)),
        ("What events are there tomorrow?", date(2024, 6, 12)),
    ],
)
def test_a_day_is_the_whole_day(listener: Listener, text: str, day: date) -> None:
    span = listener.listed(text, now=DURING).span

    assert span is not None
    assert (span.start, span.end) == (midnight(day), midnight(day + timedelta(days=1)))


def test_the_evening_of_a_day_is_a_part_of_it(listener: Listener) -> None:
    span = listener.listed("6月12日晚上有什么活动").span

    assert span is not None and span.start is not None and span.end is not None
    assert span.start.date() == date(2024, 6, 12)
    assert span.start.hour >= 17
    assert span.end <= midnight(date(2024, 6, 13))


@pytest.mark.parametrize("text", ["晚上有什么活动", "What is on in the evening?"])
def test_before_the_edition_an_evening_is_that_of_all_its_days(
    listener: Listener, text: str
) -> None:
    span = listener.listed(text).span

    assert span is not None
    assert (span.start, span.end) == (midnight(date(2024, 6, 10)), midnight(date(2024, 6, 17)))
    assert span.daily is not None
    assert span.daily[0] >= time(17)


def test_during_the_edition_an_evening_is_todays(listener: Listener) -> None:
    span = listener.listed("晚上有什么活动", now=DURING).span

    assert span is not None and span.start is not None
    assert span.daily is None
    assert span.start.date() == DURING.date()


def test_filters_add_up(listener: Listener) -> None:
    filters = listener.listed("14号下午有适合孩子的免费工作坊吗")

    assert filters.span is not None and filters.span.start is not None
    assert filters.span.start.date() == date(2024, 6, 14)
    assert (filters.kinds, filters.audiences, filters.free) == (("workshop",), ("children",), True)


def test_a_kind_with_a_question_lists_the_events_of_that_kind(listener: Listener) -> None:
    assert listener.listed("讲座几点") == Filters(kinds=("lecture",))
    assert listener.listed("免费讲座在哪") == Filters(kinds=("lecture",), free=True)


def test_the_age_of_a_child_is_asked_of_an_event_that_is_named(listener: Listener) -> None:
    assert listener.asked("五岁可以参加摄影大赛吗") == [("event/photo", "age")]
    assert listener.asked("Is the photo contest for a 5 year old?") == [("event/photo", "age")]


@pytest.mark.parametrize(
    "text", ["气候讲座是免费的吗", "气候讲座要钱吗", "is the climate lecture free?"]
)
def test_whether_a_named_event_is_free_is_asked_of_it(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [("event/climate", "fee")]


@pytest.mark.parametrize(
    "text", ["有哪些讲座，在哪？几点？", "Which lectures are there, and where?"]
)
def test_a_list_tells_where_and_when_by_itself(listener: Listener, text: str) -> None:
    assert listener.listed(text) == Filters(kinds=("lecture",))


def test_what_a_list_does_not_tell_is_asked_of_each_event_of_a_kind(listener: Listener) -> None:
    (request,) = listener.understand("讲座几点结束").requests

    assert (request.aspect, request.filters) == ("end", Filters(kinds=("lecture",)))


def test_which_there_are_of_a_kind_is_stated_though_how_to_enter_is_not() -> None:
    entering = {"title": {"en": "How to enter the contests"}, "sources": {"notice": "notice"}}
    other = {"title": {"en": "Quiz"}, "kind": "contest", "sources": {"notice": "notice"}}
    knowledge = knowledge_of(unstated={"entering": entering}, event={"quiz": other})

    asked = Listener(knowledge).listed("any contests I could enter?")

    assert asked == Filters(kinds=("contest",))
