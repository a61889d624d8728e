"""What a question supposes: a day, an hour, a place, another year."""

from datetime import date, datetime

import pytest

from bot.answering.model import Request
from tests.answering.edition import ZONE, Listener


def only(listener: Listener, text: str) -> Request:
    (request,) = listener.understand(text).requests
    return request


@pytest.mark.parametrize(
    "text",
    [
        "启动仪式是6月11日吗",
        "啟動儀式是6月11日嗎",
        "Is the opening on 11 June?",
        "启动仪式是不是11号",
    ],
)
def test_a_supposed_day_is_to_be_put_right(listener: Listener, text: str) -> None:
    request = only(listener, text)

    assert (request.subject, request.aspect) == ("event/opening", "when")
    assert request.polar
    assert request.supposed is not None and request.supposed.start is not None
    assert request.supposed.start.date() == date(2024, 6, 11)


@pytest.mark.parametrize(
    ("text", "hour"),
    [("启动仪式下午三点开始吗", 15), ("is the opening at 3pm?", 15), ("启动仪式十点开始吧", 10)],
)
def test_a_supposed_hour_is_one_of_the_events_own_day(
    listener: Listener, text: str, hour: int
) -> None:
    request = only(listener, text)

    assert request.polar
    assert request.supposed is not None
    assert request.supposed.start == datetime(2024, 6, 10, hour, tzinfo=ZONE)


@pytest.mark.parametrize(
    "text",
    ["6月11日能去启动仪式吗", "可以11号参加启动仪式吗", "can I still see the opening on 11 June?"],
)
def test_what_may_be_is_not_supposed_to_be_so(listener: Listener, text: str) -> None:
    request = only(listener, text)

    assert request.subject == "event/opening"
    assert not request.polar
    assert request.supposed is not None


def test_a_question_that_is_open_supposes_nothing(listener: Listener) -> None:
    request = only(listener, "启动仪式几点")

    assert request.supposed is None
    assert not request.polar


@pytest.mark.parametrize(
    "text",
    [
        "启动仪式是在图书馆吗",
        "Is the opening at the City Library?",
        "Is the opening at the town hall?",
    ],
)
def test_a_supposed_place_asks_where_it_is(listener: Listener, text: str) -> None:
    assert listener.asked(text) == [("event/opening", "where")]


def test_a_day_on_which_something_may_be_filed_is_put_to_its_deadline(listener: Listener) -> None:
    request = only(listener, "总结报告6月30日交行吗")

    assert (request.subject, request.aspect) == ("deadline/summary", "due")
    assert request.supposed is not None


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("去年的科技周什么时候", (2023,)),
        ("去年的科技週什麼時候", (2023,)),
        ("2019年的启动仪式在哪", (2019,)),
        ("Where was the opening in 2019?", (2019,)),
        ("next year?", (2025,)),
        ("前年和明年的呢", (2022, 2025)),
        ("上一届在哪办的", (2023,)),
        ("when is the next edition?", (2025,)),
    ],
)
def test_other_years_are_said_to_be_others(
    listener: Listener, text: str, years: tuple[int, ...]
) -> None:
    understanding = listener.understand(text)

    assert set(understanding.other_years) == set(years)
    assert understanding.requests == ()


@pytest.mark.parametrize("text", ["2024年的科技周什么时候", "When is the festival in 2024?"])
def test_the_editions_own_year_is_no_other(listener: Listener, text: str) -> None:
    assert listener.understand(text).other_years == ()
    assert listener.asked(text) == [("edition/week", "when")]


def test_a_number_is_no_year(listener: Listener) -> None:
    assert listener.understand("电话是55520190吗").other_years == ()
