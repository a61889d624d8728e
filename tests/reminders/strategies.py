"""What nudges are tried with: any deadlines, calendars and zones, those with summer time first."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.knowledge.working_days import WorkingDays
from bot.reminders.ladder import Ladder, SendingHours
from bot.reminders.planner import Addressee, PlanState, Rules
from bot.reminders.timetable import Timetable

#: Lord Howe puts its clocks forward by half an hour, at two in the morning.
ZONES = [
    ZoneInfo(name)
    for name in ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Shanghai")
]
#: Half a year in which all of these change their clocks.
FIRST, LAST = datetime(2020, 2, 20), datetime(2020, 6, 20)
OFFICE_HOURS = SendingHours(time(9), time(17, 30))

zones = st.sampled_from(ZONES)
days = st.dates(FIRST.date() - timedelta(days=40), LAST.date())


@st.composite
def instants(draw: st.DrawFn, zone: ZoneInfo) -> datetime:
    """Any instant, those at midnight more often than others."""
    naive = draw(st.datetimes(FIRST, LAST))
    if draw(st.booleans()):
        naive = naive.replace(hour=0, minute=0, second=0, microsecond=0)
    return naive.replace(tzinfo=zone).astimezone(UTC).astimezone(zone)


@st.composite
def hours(draw: st.DrawFn) -> SendingHours:
    """Office hours, or others, those of the night included, in which clocks change."""
    opens, closes = sorted(
        draw(st.lists(st.integers(0, 24 * 60 - 1), min_size=2, max_size=2, unique=True))
    )
    odd = SendingHours(time(opens // 60, opens % 60), time(closes // 60, closes % 60))
    return draw(st.sampled_from([OFFICE_HOURS, odd]))


calendars = st.builds(
    WorkingDays,
    days_off=st.sets(days, max_size=20),
    extra_working_days=st.sets(days, max_size=5),
)
ladders = st.builds(
    Ladder, st.lists(st.integers(0, 30), max_size=6, unique=True).map(tuple), st.booleans()
)


@st.composite
def states(draw: st.DrawFn) -> PlanState:
    """An obligation of a unit with up to three contacts, at any instant around its deadline."""
    zone = draw(zones)
    due_at = draw(instants(zone))
    around = st.timedeltas(timedelta(days=-40), timedelta(days=3))
    now = due_at + draw(around)
    timetable = Timetable(draw(calendars), draw(hours()), zone)
    addressees = tuple(
        Addressee(
            contact_id=number,
            chat_id=draw(st.integers(1, 3)),
            joined_at=due_at + draw(around),
            is_reachable=draw(st.booleans()),
            snoozed_until_at=draw(st.none() | around.map(lambda ago: due_at + ago)),
        )
        for number in range(1, draw(st.integers(0, 3)) + 1)
    )
    return PlanState(
        obligation_id=7,
        created_at=due_at + draw(around),
        due_at=due_at,
        is_open=True,
        reacted_at=draw(st.none() | around.map(lambda ago: due_at + ago)),
        addressees=addressees,
        history=(),
        now=now,
        rules=Rules(timetable=timetable, ladder=draw(ladders)),
    )


def is_in_hours(at: datetime, timetable: Timetable) -> bool:
    """Whether an instant is within the sending hours of a working day."""
    return timetable.next_at(at) == at and timetable.is_working_day(timetable.day(at))


def day_of(at: datetime, zone: ZoneInfo) -> date:
    return at.astimezone(zone).date()
