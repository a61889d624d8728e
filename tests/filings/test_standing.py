"""How it stands with a duty, and until when it is due: pure."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.records import Unit
from bot.filings.records import DutyState, Filer
from bot.filings.standing import Standing, applies
from bot.filings.stored import StoredFiling, StoredObligation
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Due, OwnReminders
from bot.knowledge.text import Text
from tests.filings.world import edition, with_deadline

DUE_AT = datetime(2020, 7, 31, 16, tzinfo=UTC)  # the end of 31 July in Shanghai
GRACE = timedelta(hours=9)


@pytest.fixture(scope="module")
def museum() -> Knowledge:
    return edition("tests/editions/museum/knowledge.json")


UNIT = Unit(id=1, key="a", name=Text.of("甲"), groups=frozenset({"city_bureaus"}))


@pytest.mark.parametrize(
    ("fields", "is_owed"),
    [
        ({}, True),
        ({"units": ["city_bureaus", "libraries"]}, True),
        ({"units": ["libraries"]}, False),
        ({"owed_by_units": False}, False),
    ],
)
def test_a_unit_owes_what_its_group_or_every_unit_does_and_never_what_the_public_hands_in(
    fields: dict[str, object], is_owed: bool
) -> None:
    due = Due(on=DUE_AT.date())
    deadline = Deadline.model_validate({"id": "plan", "title": "Plan", "due": due, **fields})

    assert applies(deadline, UNIT) is is_owed


def stored(
    *filed: str, deadline: str = "forms", extended: datetime | None = None, waived: bool = False
) -> StoredObligation:
    at = DUE_AT - timedelta(days=1)
    return StoredObligation(
        id=1,
        unit=UNIT,
        deadline=deadline,
        extended_until_at=extended,
        filed_at=at if filed else None,
        waived_at=at if waived else None,
        reacted_at=None,
        filings={
            item: StoredFiling(id=number, filed_at=at, filed_by=Filer(name="张伟"))
            for number, item in enumerate(filed)
        },
    )


@pytest.mark.parametrize(
    ("obligation", "now", "state"),
    [
        (stored(), DUE_AT - timedelta(seconds=1), DutyState.OWED),
        (stored("form_1"), DUE_AT - timedelta(seconds=1), DutyState.PARTLY),
        (stored(), DUE_AT + GRACE - timedelta(seconds=1), DutyState.OWED),
        (stored(), DUE_AT + GRACE, DutyState.OVERDUE),
        (stored("form_1"), DUE_AT + GRACE, DutyState.OVERDUE),
        (stored("form_1", "form_2"), DUE_AT + GRACE, DutyState.FILED),
        (stored(waived=True), DUE_AT + GRACE, DutyState.WAIVED),
        (stored("form_1", "form_2", waived=True), DUE_AT, DutyState.FILED),
        (stored("", waived=False), DUE_AT + GRACE, DutyState.FILED),
    ],
)
def test_how_a_duty_stands(
    knowledge: Knowledge, obligation: StoredObligation, now: datetime, state: DutyState
) -> None:
    duty = Standing(knowledge, {}, GRACE, now).duty(obligation)

    assert duty is not None
    assert duty.state is state


INSTANTS = (
    st.datetimes(datetime(2020, 6, 1), datetime(2020, 12, 1), timezones=st.just(UTC)) | st.none()
)


@given(own=INSTANTS, for_all=INSTANTS)
def test_an_extension_never_takes_time_away(
    knowledge: Knowledge, own: datetime | None, for_all: datetime | None
) -> None:
    extensions = {"forms": for_all} if for_all is not None else {}
    duty = Standing(knowledge, extensions, GRACE, DUE_AT).duty(stored(extended=own))

    assert duty is not None
    assert duty.due_at == max(each for each in (DUE_AT, own, for_all) if each is not None)
    assert duty.obligation.extended == (duty.due_at > DUE_AT)


@given(filed=st.sets(st.sampled_from(["form_1", "form_2", "form_9"])), now=INSTANTS)
def test_a_duty_is_filed_when_each_of_its_items_is_and_never_before(
    knowledge: Knowledge, filed: set[str], now: datetime | None
) -> None:
    duty = Standing(knowledge, {}, GRACE, now or DUE_AT).duty(stored(*sorted(filed)))

    assert duty is not None
    is_complete = {"form_1", "form_2"} <= filed
    assert (duty.state is DutyState.FILED) == is_complete
    assert (duty.obligation.filed_at is not None) == is_complete
    assert {item.id for item in duty.open_items} == {"form_1", "form_2"} - filed


def test_a_deadline_before_a_day_that_nobody_knows_yet_is_due_at_no_instant(
    museum: Knowledge,
) -> None:
    due = Due(days_before=5, before="unheard-of")
    knowledge = with_deadline(museum, "helpers", due=due)
    # Another is counted back from it.
    for deadline in ("helpers", "proofs"):
        duty = Standing(knowledge, {}, GRACE, DUE_AT).duty(stored(deadline=deadline))

        assert duty is not None
        assert duty.due_at is None
        assert duty.state is DutyState.OWED


def test_a_deadline_may_have_a_grace_time_of_its_own(knowledge: Knowledge) -> None:
    reminders = OwnReminders(grace_minutes=60)
    knowledge = with_deadline(knowledge, "forms", reminders=reminders)

    def state(now: datetime) -> DutyState | None:
        duty = Standing(knowledge, {}, GRACE, now).duty(stored())
        return duty.state if duty is not None else None

    assert state(DUE_AT + timedelta(minutes=59)) is DutyState.OWED
    assert state(DUE_AT + timedelta(minutes=60)) is DutyState.OVERDUE
