"""When what nobody asked for is sent: nudges on working days, announcements on any."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest

from bot.knowledge.working_days import WorkingDays, YearUnknown
from bot.reminders.ladder import SendingHours
from bot.reminders.timetable import Timetable

SHANGHAI = ZoneInfo("Asia/Shanghai")
TIMETABLE = Timetable(WorkingDays("CN"), SendingHours(time(9), time(17, 30)), SHANGHAI)


def at(day: str, hour: int, minute: int = 0) -> datetime:
    return datetime.fromisoformat(f"2020-{day}").replace(hour=hour, minute=minute, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("asked", "announced", "nudged"),
    [
        pytest.param(at("08-24", 10), at("08-24", 10), at("08-24", 10), id="a Monday"),
        pytest.param(at("08-23", 10), at("08-23", 10), at("08-24", 9), id="a Sunday"),
        pytest.param(at("10-01", 10), at("10-01", 10), at("10-09", 9), id="a public holiday"),
        pytest.param(at("09-27", 10), at("09-27", 10), at("09-27", 10), id="a make-up workday"),
        pytest.param(at("08-22", 3), at("08-22", 9), at("08-24", 9), id="a Saturday before dawn"),
        pytest.param(at("08-22", 17, 30), at("08-23", 9), at("08-24", 9), id="at closing time"),
        pytest.param(at("08-21", 23), at("08-22", 9), at("08-24", 9), id="a Friday night"),
    ],
)
def test_announcements_keep_the_hours_and_nudges_the_working_days_too(
    asked: datetime, announced: datetime, nudged: datetime
) -> None:
    assert TIMETABLE.next_on_any_day(asked) == announced
    assert TIMETABLE.next_at(asked) == nudged


def test_an_announcement_needs_no_calendar_of_the_year() -> None:
    asked = datetime(2099, 1, 1, 10, tzinfo=SHANGHAI)

    assert TIMETABLE.next_on_any_day(asked) == asked
    with pytest.raises(YearUnknown):
        TIMETABLE.next_at(asked)
