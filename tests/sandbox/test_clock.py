"""The clock that the page sets: it goes on from there, at its own pace."""

import time
from datetime import datetime, timedelta

import pytest

from bot.clock import SettableClock
from tests.sandbox.conftest import AT


def test_it_runs_as_fast_as_it_is_told() -> None:
    clock = SettableClock(AT, rate=3600)
    time.sleep(0.02)

    assert clock.now() - AT >= timedelta(minutes=1)


def test_it_can_stand_still() -> None:
    clock = SettableClock(AT, rate=0)
    time.sleep(0.01)

    assert clock.now() == AT


def test_setting_it_keeps_its_pace() -> None:
    clock = SettableClock(AT, rate=0)
    clock.set(AT + timedelta(days=1))

    assert (clock.now(), clock.rate) == (AT + timedelta(days=1), 0)


@pytest.mark.parametrize(
    ("at", "rate"), [(AT.replace(tzinfo=None), 1.0), (AT, -1.0)], ids=["naive", "backwards"]
)
def test_what_makes_no_sense_is_refused_and_changes_nothing(at: datetime, rate: float) -> None:
    clock = SettableClock(AT, rate=0)

    with pytest.raises(ValueError, match=r"add a time zone|0 or more"):
        clock.set(at, rate=rate)

    assert clock.now() == AT
