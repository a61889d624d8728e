"""When an announcement is to go out, as it is typed on a phone."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.broadcasts.times import TimePassed, TimeUnclear, time_of
from bot.language import Language

#: A Friday, on the edition's clocks.
NOW = datetime(2020, 7, 24, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.mark.parametrize(
    ("written", "language", "at"),
    [
        ("2020-08-22T09:00", Language.HANS, "2020-08-22T09:00"),
        ("2020-08-22 09:00", Language.EN, "2020-08-22T09:00"),
        ("2020年8月22日 9:00", Language.HANS, "2020-08-22T09:00"),
        ("8月22日9点发", Language.HANS, "2020-08-22T09:00"),
        ("八月二十二日上午九點", Language.HANT, "2020-08-22T09:00"),
        ("明早8点半", Language.HANS, "2020-07-25T08:30"),
        ("明天上午9点。", Language.HANS, "2020-07-25T09:00"),
        ("今晚7點", Language.HANT, "2020-07-24T19:00"),
        ("半小时后", Language.HANS, "2020-07-24T10:30"),
        ("周五下午三点", Language.HANS, "2020-07-24T15:00"),
        ("22 August 9:00", Language.EN, "2020-08-22T09:00"),
        ("Aug 22 at 9am", Language.EN, "2020-08-22T09:00"),
        ("tomorrow 9am", Language.EN, "2020-07-25T09:00"),
        ("2020-07-24T05:00Z", Language.EN, "2020-07-24T13:00"),
    ],
)
def test_a_time_is_read_as_it_is_meant(written: str, language: Language, at: str) -> None:
    expected = datetime.fromisoformat(at).replace(tzinfo=NOW.tzinfo)

    assert time_of(written, now=NOW, language=language) == expected


@pytest.mark.parametrize(
    "written",
    [
        "",
        "9",
        "尽快",
        "下周一",
        "2020-08-22",
        "8.22 9:00",
        "8月22日9点到10点",
        "8月22日9点或8月23日9点",
        "几点开幕？9点吗",
        "7/8/2020 9:00",
    ],
)
def test_what_is_no_time_or_several_is_refused(written: str) -> None:
    with pytest.raises(TimeUnclear):
        time_of(written, now=NOW, language=Language.HANS)


@pytest.mark.parametrize("written", ["9:30", "2020-07-24T10:00", "2019年8月22日 9:00"])
def test_a_time_that_has_passed_is_refused(written: str) -> None:
    with pytest.raises(TimePassed):
        time_of(written, now=NOW, language=Language.HANS)
