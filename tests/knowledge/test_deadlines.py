from datetime import UTC, datetime
from typing import Any

import pytest

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import is_current
from bot.knowledge.occurrences import due_at
from bot.knowledge.records import Deadline, Venue
from bot.knowledge.validation import validate
from tests.knowledge.documents import document


def due(due: dict[str, Any], **edition: Any) -> str:
    """When a deadline ends that may hang on `plan`, due on Monday 1 April 2030."""
    changed = document()
    changed["edition"]["week"] |= edition
    changed["deadline"]["report"]["due"] = due
    knowledge = validate(changed, version="1")
    report = knowledge.find(Deadline, "report")
    assert report is not None
    return f"{due_at(report, knowledge):%Y-%m-%d %H:%M %z}"


def test_a_day_lasts_to_its_end() -> None:
    assert due({"on": "2030-04-01"}) == "2030-04-02 00:00 +0200"


def test_an_hour_is_that_hour() -> None:
    assert due({"at": "2030-04-01T17:00"}) == "2030-04-01 17:00 +0200"
    assert due({"at": "2030-04-01T17:00+00:00"}) == "2030-04-01 19:00 +0200"


@pytest.mark.parametrize(
    ("days_before", "extra", "expected"),
    [
        (0, {}, "2030-04-02 00:00 +0200"),
        (1, {}, "2030-04-01 00:00 +0200"),
        (1, {"at_time": "12:00"}, "2030-03-31 12:00 +0200"),
        (2, {}, "2030-03-31 00:00 +0100"),
        (1, {"working_days": True}, "2030-03-30 00:00 +0100"),
        (5, {"working_days": True}, "2030-03-26 00:00 +0100"),
    ],
)
def test_days_are_counted_back_from_another_deadline(
    days_before: int, extra: dict[str, Any], expected: str
) -> None:
    assert due({"days_before": days_before, "before": "plan", **extra}) == expected


def test_holidays_are_not_worked_and_make_up_days_are() -> None:
    two_before = {"days_before": 2, "before": "plan", "working_days": True}

    assert due(two_before, days_off=["2030-03-29"]) == "2030-03-28 00:00 +0100"
    assert due(two_before, extra_working_days=["2030-03-31"]) == "2030-03-30 00:00 +0100"


def test_days_are_counted_back_from_an_event_or_the_edition() -> None:
    assert due({"days_before": 1, "before": "tour"}) == "2030-05-07 00:00 +0200"
    assert due({"days_before": 1, "before": "event/tour"}) == "2030-05-07 00:00 +0200"
    assert due({"days_before": 1, "before": "edition"}) == "2030-05-06 00:00 +0200"


def test_deadlines_hang_on_one_another() -> None:
    changed = document()
    changed["deadline"]["draft"] = changed["deadline"]["report"] | {
        "due": {"days_before": 7, "before": "report", "at_time": "09:30"}
    }
    knowledge = validate(changed, version="1")
    draft = knowledge.find(Deadline, "draft")
    assert draft is not None

    assert f"{due_at(draft, knowledge):%Y-%m-%d %H:%M}" == "2030-03-22 09:30"


def hall(**validity: str) -> tuple[Venue, Knowledge]:
    changed = document()
    changed["venue"]["hall"] |= validity
    knowledge = validate(changed, version="1")
    (venue,) = knowledge.all(Venue)
    return venue, knowledge


@pytest.mark.parametrize(
    ("validity", "now", "current"),
    [
        ({}, "2030-05-06T00:00", True),
        ({"valid_from": "2030-05-06"}, "2030-05-05T21:59", False),
        ({"valid_from": "2030-05-06"}, "2030-05-05T22:00", True),
        ({"valid_until": "2030-05-06"}, "2030-05-06T21:59", True),
        ({"valid_until": "2030-05-06"}, "2030-05-06T22:00", False),
        ({"valid_until": "2030-05-06T12:00"}, "2030-05-06T09:59", True),
        ({"valid_until": "2030-05-06T12:00"}, "2030-05-06T10:00", False),
    ],
)
def test_a_record_holds_within_its_days_in_the_edition_s_zone(
    validity: dict[str, str], now: str, current: bool
) -> None:
    venue, knowledge = hall(**validity)
    at = datetime.fromisoformat(now).replace(tzinfo=UTC)

    assert is_current(venue, at, knowledge.zone) is current
