"""Month ends, leap years, the turn of the year, and nights on which the clocks change."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.answering.dates import find_spans
from bot.language import detect
from tests.answering.dates.golden import SHANGHAI

BERLIN = ZoneInfo("Europe/Berlin")


def days_of(text: str, now: datetime) -> tuple[date | None, date | None]:
    """First day and the day after the last."""
    (span,) = find_spans(text, now=now, language=detect(text))
    return span.start and span.start.date(), span.end and span.end.date()


@pytest.mark.parametrize(
    ("said_on", "text", "first", "past"),
    [
        ((2020, 1, 31), "下个月", (2020, 2, 1), (2020, 3, 1)),
        ((2020, 1, 31), "next month", (2020, 2, 1), (2020, 3, 1)),
        ((2020, 1, 31), "1个月后", (2020, 2, 29), (2020, 3, 1)),
        ((2021, 1, 31), "in a month", (2021, 2, 28), (2021, 3, 1)),
        ((2020, 2, 28), "明天", (2020, 2, 29), (2020, 3, 1)),
        ((2021, 2, 28), "tomorrow", (2021, 3, 1), (2021, 3, 2)),
        ((2020, 12, 31), "明天", (2021, 1, 1), (2021, 1, 2)),
        ((2020, 12, 31), "这周", (2020, 12, 28), (2021, 1, 4)),
        ((2020, 12, 30), "下周一", (2021, 1, 4), (2021, 1, 5)),
        ((2020, 2, 10), "31号", (2020, 3, 31), (2020, 4, 1)),
        ((2020, 2, 10), "2月底", (2020, 2, 23), (2020, 3, 1)),
        ((2020, 12, 20), "12月28日到1月3日", (2020, 12, 28), (2021, 1, 4)),
        ((2020, 12, 20), "Dec 28 to Jan 3", (2020, 12, 28), (2021, 1, 4)),
        ((2021, 1, 2), "12月28日到1月3日", (2020, 12, 28), (2021, 1, 4)),
        ((2020, 8, 29), "周六到周一", (2020, 8, 29), (2020, 9, 1)),
        ((2020, 8, 29), "30号到2号", (2020, 8, 30), (2020, 9, 3)),
    ],
)
def test_ends_of_months_and_years(
    said_on: tuple[int, int, int],
    text: str,
    first: tuple[int, int, int],
    past: tuple[int, int, int],
) -> None:
    now = datetime(*said_on, 10, tzinfo=SHANGHAI)

    assert days_of(text, now) == (date(*first), date(*past))


@pytest.mark.parametrize(
    "text", ["2月30日", "2021年2月29日", "6月31日", "30 February", "13月5日", "8月32日"]
)
def test_days_that_do_not_exist_are_not_read_as_others(text: str) -> None:
    assert find_spans(text, now=datetime(2021, 1, 5, tzinfo=SHANGHAI), language=detect(text)) == ()


def test_a_clock_time_is_on_the_wall_when_the_clocks_change() -> None:
    now = datetime(2021, 3, 27, 12, tzinfo=BERLIN)

    (span,) = find_spans("tomorrow at 9am", now=now, language=detect("tomorrow"))

    assert span.start == datetime(2021, 3, 28, 9, tzinfo=BERLIN)
    assert span.start.utcoffset() == timedelta(hours=2)


def test_a_length_of_time_is_as_long_as_it_says_when_the_clocks_change() -> None:
    now = datetime(2021, 3, 28, 1, tzinfo=BERLIN)

    (span,) = find_spans("in 3 hours", now=now, language=detect("in 3 hours"))

    assert span.start is not None
    assert span.start.astimezone(UTC) - now.astimezone(UTC) == timedelta(hours=3)
    assert span.start.hour == 5


def test_a_day_is_a_calendar_day_when_it_has_23_hours() -> None:
    now = datetime(2021, 3, 28, 12, tzinfo=BERLIN)

    (span,) = find_spans("today", now=now, language=detect("today"))

    assert (span.start, span.end) == (
        datetime(2021, 3, 28, tzinfo=BERLIN),
        datetime(2021, 3, 29, tzinfo=BERLIN),
    )


def test_before_dawn_tonight_may_be_yet_to_come_on_the_same_date() -> None:
    now = datetime(2021, 3, 2, 0, 30, tzinfo=SHANGHAI)

    (span,) = find_spans("tonight at 2am", now=now, language=detect("tonight"))

    assert span.start == datetime(2021, 3, 2, 2, tzinfo=SHANGHAI)


def test_a_naive_now_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        find_spans("明天", now=datetime(2021, 1, 1), language=detect("明天"))
