"""Instants that an operator writes."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.cli.instants import instant_of
from bot.settings import SettingRefused
from tests.cli.conftest import MUSEUM, Bot

SHANGHAI = ZoneInfo("Asia/Shanghai")
NINE = datetime(2020, 7, 24, 9, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    "written",
    [
        "2020-07-24T09:00",
        " 2020-07-24 09:00 ",
        "2020-07-24T01:00Z",
        "24 July 2020 9:00",
        "July 24, 2020 9am",
        "Fri 24 July 2020 9:00",
        "2020年7月24日 9:00",
        "2020年7月24日上午9:00",
        "2020/7/24 9:00",
        "24.7.2020 9:00",
        "07/24/2020 9:00",
        "24 July 2020 9:00 +08:00",
        "24 July 2020 1:00 UTC",
    ],
)
def test_one_instant_is_written_in_many_ways(written: str) -> None:
    assert instant_of(written, SHANGHAI) == NINE


def test_a_day_alone_is_its_midnight() -> None:
    assert instant_of("2020年7月24日", SHANGHAI) == datetime(2020, 7, 24, tzinfo=SHANGHAI)


def test_an_instant_is_in_the_zone_of_the_edition_if_it_names_none() -> None:
    assert instant_of("24 July 2020 9:00", UTC) == datetime(2020, 7, 24, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "tomorrow",
        "9:00",
        "July 2020",
        "7月24日",
        "31 June 2020 9:00",
        "24 July 2020 25:00",
        "the opening on 24 July 2020",
        "24 July 1020 9:00",
        "24 July 2020 9:00 CST",  # China's, or Chicago's
    ],
)
def test_what_is_no_instant_is_refused(written: str) -> None:
    with pytest.raises(SettingRefused) as refused:
        instant_of(written, SHANGHAI)

    assert refused.value.fix_key == "cli.option.now"


def test_a_date_that_may_be_two_days_is_refused_with_both(bot: Bot) -> None:
    outcome = bot("ask", "where?", "--data", MUSEUM, "--now", "07/08/2020 9:00")

    assert outcome.status == 2
    assert "2020-07-08T09:00 or 2020-08-07T09:00" in outcome.err
