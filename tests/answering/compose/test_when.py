from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.answering.compose import when
from bot.answering.compose.voice import Voice
from bot.language import Language
from bot.locales import Texts
from tests.answering.compose.conftest import ZONE

Catalogues = Mapping[Language, Texts]


def voice(texts: Catalogues, language: str, *, year: int = 2024, edition_year: int = 2024) -> Voice:
    now = datetime(year, 6, 1, 9, tzinfo=ZONE)
    return Voice(texts[Language(language)], zone=ZONE, edition_year=edition_year, now=now)


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("zh-Hans", "6月10日（周一）"),
        ("zh-Hant", "6月10日（週一）"),
        ("en", "Monday 10 June"),
    ],
)
def test_a_day_has_its_weekday(texts: Catalogues, language: str, expected: str) -> None:
    assert when.day(voice(texts, language), date(2024, 6, 10)) == expected


@pytest.mark.parametrize(
    ("language", "year", "edition_year", "expected"),
    [
        ("zh-Hans", 2026, 2024, "2024年6月10日（周一）"),
        ("zh-Hant", 2026, 2024, "2024年6月10日（週一）"),
        ("en", 2026, 2024, "Monday 10 June 2024"),
        ("en", 2024, 2023, "Monday 10 June 2024"),
    ],
)
def test_the_year_is_named_where_it_could_be_mistaken(
    texts: Catalogues, language: str, year: int, edition_year: int, expected: str
) -> None:
    speaker = voice(texts, language, year=year, edition_year=edition_year)

    assert when.day(speaker, date(2024, 6, 10)) == expected


@pytest.mark.parametrize(
    ("language", "at", "expected"),
    [
        ("zh-Hans", time(9, 30), "上午9:30"),
        ("zh-Hans", time(12), "中午12:00"),
        ("zh-Hans", time(12, 15), "12:15"),
        ("zh-Hans", time(14, 5), "14:05"),
        ("zh-Hans", time(0, 30), "凌晨0:30"),
        ("zh-Hant", time(9, 30), "上午9:30"),
        ("en", time(9, 30), "9:30 am"),
        ("en", time(12), "12:00 noon"),
        ("en", time(12, 15), "12:15 pm"),
        ("en", time(14, 5), "2:05 pm"),
        ("en", time(0, 30), "12:30 am"),
    ],
)
def test_an_hour_leaves_no_doubt_which_half_of_the_day_it_is_in(
    texts: Catalogues, language: str, at: time, expected: str
) -> None:
    assert when.clock(voice(texts, language), at) == expected


@pytest.mark.parametrize(
    ("language", "start", "end", "expected"),
    [
        ("zh-Hans", time(10), time(11, 30), "10:00–11:30"),
        ("zh-Hans", time(19), time(0), "19:00–24:00"),
        ("zh-Hans", time(22), time(1), "22:00–次日1:00"),
        ("zh-Hant", time(22), time(1), "22:00–隔日1:00"),
        ("en", time(10), time(11, 30), "10:00 am–11:30 am"),
        ("en", time(11), time(13), "11:00 am–1:00 pm"),
        ("en", time(19), time(0), "7:00 pm to midnight"),
    ],
)
def test_a_range_of_hours(
    texts: Catalogues, language: str, start: time, end: time, expected: str
) -> None:
    assert when.clocks(voice(texts, language), start, end) == expected


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        (date(2024, 6, 10), date(2024, 6, 10), "6月10日（周一）"),
        (date(2024, 6, 10), date(2024, 7, 1), "6月10日（周一）至7月1日（周一）"),
        (date(2023, 12, 31), date(2024, 1, 1), "2023年12月31日（周日）至1月1日（周一）"),
        (datetime(2024, 6, 10, 9, tzinfo=ZONE), None, "6月10日（周一）上午9:00"),
        (datetime(2024, 6, 10, 1, tzinfo=UTC), None, "6月10日（周一）上午9:00"),
        (
            datetime(2024, 6, 10, 9, tzinfo=ZONE),
            datetime(2024, 6, 11, 17, tzinfo=ZONE),
            "6月10日（周一）上午9:00至6月11日（周二）17:00",
        ),
    ],
)
def test_a_stretch_of_time(texts: Catalogues, start: date, end: date | None, expected: str) -> None:
    assert when.stretch(voice(texts, "zh-Hans"), start, end) == expected


@pytest.mark.parametrize(
    ("duration", "chinese", "english"),
    [
        (timedelta(seconds=90), "90秒", "90 seconds"),
        (timedelta(minutes=3), "3分钟", "3 minutes"),
        (timedelta(minutes=60), "1小时", "1 hour"),
        (timedelta(minutes=150), "2小时30分钟", "2 hours 30 minutes"),
        (timedelta(days=7), "7天", "7 days"),
    ],
)
def test_a_length_of_time(
    texts: Catalogues, duration: timedelta, chinese: str, english: str
) -> None:
    assert when.length(voice(texts, "zh-Hans"), duration) == chinese
    assert when.length(voice(texts, "en"), duration) == english
