from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.knowledge.working_days import WorkingDays
from bot.reminders.ladder import Ladder, Nudge, SendingHours, last_day, nudges
from tests.reminders.strategies import (
    OFFICE_HOURS,
    ZONES,
    calendars,
    hours,
    instants,
    ladders,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
LADDER = Ladder((14, 7, 3, 1, 0))
CHINA = WorkingDays("CN")
#: By the end of Friday 31 July.
DUE_AT = datetime(2020, 8, 1, tzinfo=SHANGHAI)


def fallen(due_at: datetime, ladder: Ladder = LADDER, hours: SendingHours = OFFICE_HOURS) -> str:
    """Rungs and days, such as "14: 07-17"."""
    return ", ".join(
        f"{nudge.rung}: {nudge.at:%m-%d}" for nudge in nudges(due_at, ladder, CHINA, hours)
    )


def test_the_rungs_are_counted_back_from_the_last_day_and_fall_in_the_morning() -> None:
    assert fallen(DUE_AT) == "14: 07-17, 7: 07-24, 3: 07-28, 1: 07-30, 0: 07-31"
    assert {each.at.time() for each in nudges(DUE_AT, LADDER, CHINA, OFFICE_HOURS)} == {time(9)}


def test_a_rung_on_a_sunday_moves_to_the_friday_before_and_knows_where_it_came_from() -> None:
    (moved,) = nudges(DUE_AT, Ladder((5,)), CHINA, OFFICE_HOURS)

    assert moved == Nudge(5, datetime(2020, 7, 24, 9, tzinfo=SHANGHAI), date(2020, 7, 26))


def test_a_saturday_that_is_worked_in_a_holiday_s_stead_keeps_its_rung() -> None:
    due_at = datetime(2020, 10, 11, tzinfo=SHANGHAI)  # by Saturday 10 October, which is worked

    assert fallen(due_at, Ladder((3, 1, 0))) == "3: 09-30, 1: 10-09, 0: 10-10"


def test_rungs_that_move_to_one_day_become_the_nearest_to_the_deadline() -> None:
    due_at = datetime(2020, 10, 8, tzinfo=SHANGHAI)  # in the week of holidays

    assert fallen(due_at) == "14: 09-23, 0: 09-30"


def test_the_rung_of_the_day_itself_moves_back_when_the_office_opens_too_late() -> None:
    assert fallen(DUE_AT - timedelta(hours=15)) == "14: 07-17, 7: 07-24, 3: 07-28, 0: 07-30"
    assert fallen(DUE_AT - timedelta(hours=14)).endswith("1: 07-30, 0: 07-31")


def test_rungs_may_be_counted_in_working_days() -> None:
    assert fallen(DUE_AT, Ladder((10, 5, 0), working_days=True)) == "10: 07-17, 5: 07-24, 0: 07-31"


@pytest.mark.parametrize(
    ("zone", "due_at", "opens", "expected"),
    [
        # On 29 March 2020 the clocks of Berlin go from 2:00 to 3:00.
        ("Europe/Berlin", "2020-03-29T12:00", "02:30", "2020-03-29T03:30+02:00"),
        ("Europe/Berlin", "2020-03-29T12:00", "09:00", "2020-03-29T09:00+02:00"),
        # On 25 October there are two 2:30; the first is in summer time.
        ("Europe/Berlin", "2020-10-25T12:00", "02:30", "2020-10-25T02:30+02:00"),
        ("America/New_York", "2020-03-08T12:00", "02:30", "2020-03-08T03:30-04:00"),
        # Half an hour is left out there, and comes twice.
        ("Australia/Lord_Howe", "2020-10-04T12:00", "02:15", "2020-10-04T02:45+11:00"),
        ("Australia/Lord_Howe", "2020-04-05T12:00", "01:45", "2020-04-05T01:45+11:00"),
    ],
)
def test_hours_that_do_not_exist_or_come_twice(
    zone: str, due_at: str, opens: str, expected: str
) -> None:
    every_day = WorkingDays(extra_working_days=[date.fromisoformat(due_at[:10])])
    due = datetime.fromisoformat(due_at).replace(tzinfo=ZoneInfo(zone))
    early = SendingHours(time.fromisoformat(opens), time(18))

    (nudge,) = nudges(due, Ladder((0,)), every_day, early)

    assert nudge.at.isoformat(timespec="minutes") == expected


def test_a_naive_deadline_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        nudges(datetime(2020, 8, 1), LADDER, CHINA, OFFICE_HOURS)


@pytest.mark.parametrize(("opens", "closes"), [(time(9), time(9)), (time(22), time(6))])
def test_sending_hours_close_on_the_day_on_which_they_open(opens: time, closes: time) -> None:
    with pytest.raises(ValueError, match="closes after it opens"):
        SendingHours(opens, closes)


def test_a_rung_is_not_after_the_deadline() -> None:
    with pytest.raises(ValueError, match="0 or more"):
        Ladder((7, -1))


@given(st.data(), st.sampled_from(ZONES), ladders, calendars, hours())
def test_nudges_precede_the_deadline_one_a_day_when_the_office_opens(
    data: st.DataObject, zone: ZoneInfo, ladder: Ladder, calendar: WorkingDays, open: SendingHours
) -> None:
    due_at = data.draw(instants(zone))

    found = nudges(due_at, ladder, calendar, open)

    assert [each.at for each in found] == sorted({each.at for each in found})
    assert len({each.at.date() for each in found}) == len(found)
    for each in found:
        assert each.at < due_at
        assert calendar.is_working_day(each.at.date())
        assert each.at == open.opening(each.at.date(), zone)
        assert each.at.astimezone(UTC).astimezone(zone) == each.at  # its hour exists


@given(st.data(), st.sampled_from(ZONES), ladders, calendars, hours())
def test_a_rung_moves_back_no_further_than_it_must(
    data: st.DataObject, zone: ZoneInfo, ladder: Ladder, calendar: WorkingDays, open: SendingHours
) -> None:
    due_at = data.draw(instants(zone))

    found = nudges(due_at, ladder, calendar, open)

    assert bool(found) == bool(ladder.days_before)
    for each in found:
        assert each.wanted_on <= last_day(due_at)
        skipped = (each.wanted_on - each.at.date()).days
        for days in range(skipped):
            day = each.wanted_on - timedelta(days=days)
            assert not calendar.is_working_day(day) or open.opening(day, zone) >= due_at
