"""What goes unsaid and comes from the edition's own days."""

from datetime import date, datetime, timedelta

import pytest

from bot.answering.dates import EditionDays, Precision, find_spans
from bot.language import detect
from tests.answering.dates.golden import SHANGHAI

EDITION = EditionDays(first_on=date(2020, 8, 23), last_on=date(2020, 8, 29))
LONG_BEFORE = datetime(2020, 6, 1, 10, tzinfo=SHANGHAI)
WEEK_BEFORE = datetime(2020, 8, 19, 10, tzinfo=SHANGHAI)
DURING = datetime(2020, 8, 27, 10, tzinfo=SHANGHAI)
LONG_AFTER = datetime(2021, 2, 1, 10, tzinfo=SHANGHAI)


def day_of(text: str, now: datetime, edition: EditionDays | None = EDITION) -> date:
    (span,) = find_spans(text, now=now, language=detect(text), edition=edition)
    assert span.start is not None
    return span.start.date()


@pytest.mark.parametrize("now", [LONG_BEFORE, WEEK_BEFORE, DURING, LONG_AFTER])
@pytest.mark.parametrize(
    "text", ["8月23日", "23号", "廿三號", "the 23rd", "23 August", "8/23", "23/8"]
)
def test_an_unsaid_year_or_month_is_the_editions(text: str, now: datetime) -> None:
    assert day_of(text, now) == date(2020, 8, 23)


def test_a_day_that_is_not_in_the_edition_is_the_nearest_to_it() -> None:
    assert day_of("15号截止吗", LONG_BEFORE) == date(2020, 8, 15)
    assert day_of("2号", LONG_BEFORE) == date(2020, 9, 2)


def test_a_year_that_is_said_is_kept() -> None:
    assert day_of("2019年8月23日", DURING) == date(2019, 8, 23)


@pytest.mark.parametrize("text", ["周五有什么", "星期五", "禮拜五", "on Friday", "Friday morning"])
@pytest.mark.parametrize("now", [LONG_BEFORE, LONG_AFTER])
def test_a_bare_weekday_far_from_the_edition_is_the_editions(text: str, now: datetime) -> None:
    assert day_of(text, now) == date(2020, 8, 28)


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (WEEK_BEFORE, date(2020, 8, 21)),
        (DURING, date(2020, 8, 28)),
        (datetime(2020, 8, 28, 23, tzinfo=SHANGHAI), date(2020, 8, 28)),
    ],
)
def test_a_bare_weekday_near_the_edition_is_the_coming_one(now: datetime, expected: date) -> None:
    assert day_of("周五有什么", now) == expected
    assert day_of("on Friday", now) == expected


@pytest.mark.parametrize("text", ["这周五", "this Friday", "本周五"])
def test_a_weekday_of_this_week_is_always_this_weeks(text: str) -> None:
    assert day_of(text, LONG_BEFORE) == date(2020, 6, 5)


def test_a_weekday_that_the_edition_has_twice_is_the_first() -> None:
    fortnight = EditionDays(first_on=date(2020, 8, 17), last_on=date(2020, 8, 30))

    assert day_of("周五", LONG_BEFORE, fortnight) == date(2020, 8, 21)


def test_the_weekend_far_from_the_edition_is_the_editions() -> None:
    assert day_of("周末有什么", LONG_BEFORE) == date(2020, 8, 29)
    assert day_of("at the weekend", LONG_BEFORE) == date(2020, 8, 29)
    assert day_of("这周末", LONG_BEFORE) == date(2020, 6, 6)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("首日", 23), ("第一天", 23), ("opening day", 23), ("the first day", 23), ("day 1", 23),
        ("第二天", 24), ("day two", 24), ("the second day", 24), ("活动第三天", 25),
        ("最后一天", 29), ("the last day", 29), ("the final day", 29), ("第七天", 29),
    ],
)  # fmt: skip
@pytest.mark.parametrize("now", [LONG_BEFORE, DURING, LONG_AFTER])
def test_numbered_days_are_the_editions(text: str, expected: int, now: datetime) -> None:
    assert day_of(text, now) == date(2020, 8, expected)


@pytest.mark.parametrize("text", ["第八天", "第二天", "the 9th day", "最后一天", "day 2"])
def test_there_is_no_day_that_an_edition_does_not_have(text: str) -> None:
    one_day = EditionDays(first_on=date(2020, 8, 23), last_on=date(2020, 8, 23))
    edition = None if text in ("最后一天",) else one_day

    assert find_spans(text, now=DURING, language=detect(text), edition=edition) == ()


@pytest.mark.parametrize(
    "text", ["整个活动周期间", "活动期间", "throughout the week", "during the event", "all week"]
)
def test_the_whole_edition(text: str) -> None:
    (span,) = find_spans(text, now=LONG_BEFORE, language=detect(text), edition=EDITION)

    assert span.precision is Precision.RANGE
    assert span.start == datetime(2020, 8, 23, tzinfo=SHANGHAI)
    assert span.end == datetime(2020, 8, 30, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("text", "days"),
    [("今天", 0), ("明天", 1), ("聽日", 1), ("tomorrow", 1), ("today", 0), ("后天", 2)],
)
@pytest.mark.parametrize("now", [LONG_BEFORE, DURING])
def test_relative_words_are_relative_to_now(text: str, days: int, now: datetime) -> None:
    assert day_of(text, now) == now.date() + timedelta(days=days)


def test_an_edition_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="last_on"):
        EditionDays(first_on=date(2020, 8, 23), last_on=date(2020, 8, 22))
