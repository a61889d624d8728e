from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import Occurrence, occurrences
from bot.knowledge.records import Event, Status
from bot.knowledge.validation import validate
from bot.language import Language
from tests.knowledge.documents import document

PARIS = ZoneInfo("Europe/Paris")


def knowledge_of(
    starts_on: str = "2030-05-06", ends_on: str = "2030-05-12", **tour: Any
) -> Knowledge:
    changed = document()
    changed["edition"]["week"] |= {"starts_on": starts_on, "ends_on": ends_on}
    changed["event"] = {"tour": changed["event"]["tour"] | tour}
    del changed["event"]["tour"]["part_of"], changed["contact"]
    del changed["deadline"]
    return validate(changed, version="1")


def expand(*sessions: dict[str, Any], **fields: Any) -> tuple[Occurrence, ...]:
    knowledge = knowledge_of(sessions=list(sessions), **fields)
    (event,) = knowledge.all(Event)
    return occurrences(event, knowledge)


def starts(*sessions: dict[str, Any], **fields: Any) -> list[str]:
    return [f"{each.start:%m-%d %H:%M}" for each in expand(*sessions, **fields)]


def test_a_session_with_an_hour_is_at_that_hour_in_the_edition_s_zone() -> None:
    (found,) = expand({"start": "2030-05-07T10:00", "end": "2030-05-07T11:30"})

    assert found.start == datetime(2030, 5, 7, 10, tzinfo=PARIS)
    assert found.end == datetime(2030, 5, 7, 11, 30, tzinfo=PARIS)
    assert not found.whole_day


def test_an_hour_with_an_offset_is_shown_on_the_edition_s_clock() -> None:
    assert starts({"start": "2030-05-07T10:00+08:00"}) == ["05-07 04:00"]


def test_a_day_without_an_hour_lasts_to_its_end() -> None:
    (found,) = expand({"start": "2030-05-07"})

    assert found.whole_day
    assert found.end == datetime(2030, 5, 8, tzinfo=PARIS)
    assert found.last_day == date(2030, 5, 7)


def test_several_days_last_to_the_end_of_the_last() -> None:
    (found,) = expand({"start": "2030-05-07", "end": "2030-05-09"})

    assert found.end == datetime(2030, 5, 10, tzinfo=PARIS)
    assert found.last_day == date(2030, 5, 9)


def test_without_a_stated_end_it_has_none_and_ends_on_its_day() -> None:
    (found,) = expand({"start": "2030-05-07T23:00"})

    assert found.end is None
    assert found.last_day == date(2030, 5, 7)


def test_no_session_is_no_occurrence() -> None:
    assert expand() == ()


def test_the_earliest_comes_first() -> None:
    assert starts({"start": "2030-05-09T10:00"}, {"start": "2030-05-07T10:00"}) == [
        "05-07 10:00",
        "05-09 10:00",
    ]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("FREQ=DAILY", "07 08 09 10 11 12"),
        ("RRULE:FREQ=DAILY;COUNT=3", "07 08 09"),
        ("FREQ=DAILY;INTERVAL=2", "07 09 11"),
        ("FREQ=DAILY;UNTIL=20300509", "07 08 09"),
        ("FREQ=DAILY;UNTIL=20300509T100000", "07 08 09"),
        ("FREQ=DAILY;UNTIL=20300509T080000Z", "07 08 09"),
        ("FREQ=DAILY;UNTIL=20300509T075959Z", "07 08"),
        ("FREQ=WEEKLY;BYDAY=TU,SA", "07 11"),
        ("FREQ=WEEKLY;BYDAY=TU;COUNT=3", "07 14 21"),
        ("FREQ=MONTHLY;BYDAY=1TU", "07"),
    ],
)
def test_a_repetition_ends_where_it_says_or_with_the_edition(rule: str, expected: str) -> None:
    found = expand({"start": "2030-05-07T10:00", "repeat": rule})

    assert " ".join(f"{each.start:%d}" for each in found) == expected
    assert {each.start.hour for each in found} == {10}


def test_several_hours_a_day_can_be_one_rule() -> None:
    rule = "FREQ=DAILY;BYHOUR=10,14;COUNT=3"

    assert starts({"start": "2030-05-07T10:00", "repeat": rule}) == [
        "05-07 10:00",
        "05-07 14:00",
        "05-08 10:00",
    ]


def test_excepted_days_are_left_out() -> None:
    session = {"start": "2030-05-07T10:00", "repeat": "FREQ=DAILY;COUNT=3", "except": "2030-05-08"}

    assert starts(session) == ["05-07 10:00", "05-09 10:00"]
    assert starts(session | {"except": ["2030-05-07", "2030-05-08"]}) == ["05-09 10:00"]


def test_whole_days_repeat_too() -> None:
    found = expand({"start": "2030-05-07", "repeat": "FREQ=DAILY;COUNT=2"})

    assert [each.end for each in found] == [
        datetime(2030, 5, 8, tzinfo=PARIS),
        datetime(2030, 5, 9, tzinfo=PARIS),
    ]


def test_the_clock_decides_across_a_change_to_summer_time() -> None:
    session = {"start": "2030-03-30T10:00", "end": "2030-03-30T12:00", "repeat": "FREQ=DAILY"}
    knowledge = knowledge_of("2030-03-30", "2030-03-31", sessions=session)
    (event,) = knowledge.all(Event)

    saturday, sunday = occurrences(event, knowledge)

    assert saturday.start.hour == sunday.start.hour == 10
    assert sunday.start - saturday.start == timedelta(hours=24)  # on the clock
    assert sunday.start.astimezone(UTC) - saturday.start.astimezone(UTC) == timedelta(hours=23)


def test_an_hour_that_summer_time_leaves_out_is_counted_on() -> None:
    session = {"start": "2030-03-30T02:30", "end": "2030-03-30T02:45", "repeat": "FREQ=DAILY"}
    knowledge = knowledge_of("2030-03-30", "2030-03-31", sessions=session)
    (event,) = knowledge.all(Event)

    _, sunday = occurrences(event, knowledge)

    assert f"{sunday.start:%H:%M}" == "03:30"
    assert sunday.end is not None
    assert sunday.end.astimezone(UTC) - sunday.start.astimezone(UTC) == timedelta(minutes=15)


def test_a_session_inherits_what_it_does_not_say() -> None:
    event, own = expand(
        {"start": "2030-05-07T10:00"},
        {"start": "2030-05-08T10:00", "room": "Room 2", "status": "cancelled", "note": "Ill."},
        status="moved",
        was={"start": "2030-05-06T10:00"},
    )

    assert (event.venue, event.status, event.session) == ("hall", Status.MOVED, 0)
    assert event.room is not None and event.room.in_(Language.EN) == "Room 1"
    assert event.was is not None
    assert (own.venue, own.status, own.session) == ("hall", Status.CANCELLED, 1)
    assert own.room is not None and own.room.in_(Language.EN) == "Room 2"


def test_the_event_s_room_is_not_a_room_of_another_venue() -> None:
    changed = document()
    changed["venue"]["yard"] = changed["venue"]["hall"]
    changed["event"]["tour"]["sessions"] = {"start": "2030-05-07T10:00", "venue": "yard"}
    knowledge = validate(changed, version="1")
    tour = knowledge.find(Event, "tour")
    assert tour is not None

    (found,) = occurrences(tour, knowledge)

    assert (found.venue, found.room) == ("yard", None)


@settings(max_examples=50, deadline=None)
@given(
    start=st.datetimes(datetime(2030, 3, 20), datetime(2030, 4, 10)),
    length=st.timedeltas(timedelta(minutes=1), timedelta(days=2)),
    frequency=st.sampled_from(["DAILY", "WEEKLY", "DAILY;INTERVAL=3"]),
    count=st.integers(1, 40),
)
def test_repetitions_rise_and_end_after_they_start(
    start: datetime, length: timedelta, frequency: str, count: int
) -> None:
    start = start.replace(microsecond=0)
    session = {
        "start": start.isoformat(),
        "end": (start + length).replace(microsecond=0).isoformat(),
        "repeat": f"FREQ={frequency};COUNT={count}",
    }
    found = expand(session)

    instants = [each.start.astimezone(UTC) for each in found]
    assert instants == sorted(set(instants))
    assert len(found) == count
    for each in found:
        assert each.end is not None
        assert each.end.astimezone(UTC) > each.start.astimezone(UTC)
        assert each.start.tzinfo == each.end.tzinfo == PARIS
