from datetime import datetime, timedelta
from functools import lru_cache

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.compose.timeline import Slot, Timeline, size_of
from bot.knowledge.records import Event, Session, Status
from bot.knowledge.text import Text
from tests.answering.compose.conftest import ZONE

START = datetime(2024, 6, 1, tzinfo=ZONE)
HOURS = st.integers(0, 24 * 60)


@lru_cache
def event() -> Event:
    return Event(id="event", title=Text.of("活动"))


def slot(start_hour: int, length_hours: int) -> Slot:
    starts_at = START + timedelta(hours=start_hour)
    ends_at = starts_at + timedelta(hours=length_hours)
    is_day = length_hours > 0 and start_hour % 24 == 0 and length_hours % 24 == 0
    return Slot(
        event=event(),
        session=Session(start=starts_at),
        start=starts_at.date() if is_day else starts_at,
        end=None,
        venue=None,
        room=None,
        status=Status.SCHEDULED,
        starts_at=starts_at,
        ends_at=ends_at,
        is_open=length_hours == 0,
        start_time=starts_at.timestamp(),
        size=size_of(ends_at - starts_at),
        is_lasting=is_day and length_hours > 24,
    )


SLOTS = st.lists(
    st.builds(slot, HOURS, st.integers(0, 30) | st.integers(1, 40).map(lambda d: 24 * d))
)
BOUNDS = st.none() | HOURS.map(lambda hour: START + timedelta(hours=hour))


@given(SLOTS, BOUNDS, BOUNDS, st.booleans())
def test_a_stretch_finds_what_a_search_of_everything_finds(
    slots: list[Slot], start: datetime | None, end: datetime | None, lasting: bool
) -> None:
    timeline = Timeline(slots)

    found = list(timeline.within(start, end, lasting=lasting))

    expected = [each for each in slots if each.is_lasting is lasting and each.overlaps(start, end)]
    assert sorted(map(id, found)) == sorted(map(id, expected))
    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
    assert len(found) <= timeline.reach(start, end, lasting=lasting)


@given(SLOTS, HOURS)
def test_what_begins_later_is_found_by_its_start(slots: list[Slot], hour: int) -> None:
    at = START + timedelta(hours=hour)

    found = list(Timeline(slots).starting(at))

    assert sorted(map(id, found)) == sorted(id(each) for each in slots if each.starts_at >= at)
    assert [each.starts_at for each in found] == sorted(each.starts_at for each in found)
