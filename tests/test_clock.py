from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock, SettableClock, SystemClock

AT = datetime(2024, 6, 10, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def test_the_system_clock_tells_the_present_in_utc() -> None:
    before = datetime.now(UTC)

    now = SystemClock().now()

    assert before <= now <= datetime.now(UTC)
    assert now.tzinfo is UTC


def test_a_fixed_clock_stands_still_until_it_is_moved() -> None:
    clock = FixedClock(AT)
    assert clock.now() == clock.now() == AT

    clock.at = AT + timedelta(days=1)

    assert clock.now() == AT + timedelta(days=1)


def test_a_settable_clock_that_stands_still_tells_the_instant_it_was_set_to_in_utc() -> None:
    clock = SettableClock(AT, rate=0)

    assert clock.now() == AT
    assert clock.now().tzinfo is UTC


def test_a_settable_clock_goes_on_at_its_own_pace() -> None:
    seconds = [100.0]
    clock = SettableClock(AT, rate=60, monotonic=lambda: seconds[0])

    seconds[0] += 2

    assert clock.now() == AT + timedelta(minutes=2)


def test_a_settable_clock_keeps_its_pace_when_only_the_instant_is_set() -> None:
    clock = SettableClock(AT, rate=0)

    clock.set(AT + timedelta(days=1))

    assert clock.rate == 0
    assert clock.now() == AT + timedelta(days=1)


def test_a_settable_clock_refuses_an_instant_without_a_zone() -> None:
    with pytest.raises(ValueError, match="time zone"):
        SettableClock(AT.replace(tzinfo=None))


def test_a_clock_that_refuses_to_run_backwards_goes_on_as_before() -> None:
    clock = SettableClock(AT, rate=0)

    with pytest.raises(ValueError, match="rate"):
        clock.set(AT + timedelta(days=1), rate=-1)

    assert clock.now() == AT
    assert clock.rate == 0


def test_a_settable_clock_can_be_held_and_goes_on_from_there_as_fast_as_before() -> None:
    seconds = [100.0]
    clock = SettableClock(AT, rate=60, monotonic=lambda: seconds[0])
    changes: list[bool] = []
    clock.listen(lambda: changes.append(clock.is_held))

    seconds[0] += 2
    clock.hold(AT + timedelta(minutes=1))
    seconds[0] += 5
    assert clock.now() == AT + timedelta(minutes=1)
    assert clock.rate == 60

    clock.release()
    seconds[0] += 1
    assert clock.now() == AT + timedelta(minutes=2)
    clock.release()
    assert changes == [True, False]


def test_to_set_a_clock_that_is_held_releases_it() -> None:
    seconds = [100.0]
    clock = SettableClock(AT, monotonic=lambda: seconds[0])
    clock.hold(AT)

    clock.set(AT + timedelta(days=1))
    seconds[0] += 1

    assert clock.now() == AT + timedelta(days=1, seconds=1)
