"""A nudge by hand: once a day, in sending hours, never about what is past, and it stays planned."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.model import Delivery, Draft, Purpose, State
from bot.knowledge.working_days import WorkingDays
from bot.reminders.by_hand import Reason, Refusal, nudge_by_hand
from bot.reminders.changes import changes
from bot.reminders.ladder import Ladder, SendingHours
from bot.reminders.planner import Addressee, PlanState, Rules, plan
from bot.reminders.simulation import simulate
from bot.reminders.timetable import Timetable
from tests.reminders.strategies import is_in_hours, states

SHANGHAI = ZoneInfo("Asia/Shanghai")
#: A Monday at ten, eleven days before it is due; the ladder's next rung is on Friday.
NOW = datetime(2020, 7, 20, 10, tzinfo=SHANGHAI)
DUE_AT = datetime(2020, 8, 1, tzinfo=SHANGHAI)
TIMETABLE = Timetable(
    WorkingDays(days_off=frozenset({date(2020, 7, 25), date(2020, 7, 26)})),
    SendingHours(time(9), time(17, 30)),
    SHANGHAI,
)


def duty(
    now: datetime = NOW, *, contacts: int = 1, history: tuple[Delivery, ...] = ()
) -> PlanState:
    return PlanState(
        obligation_id=7,
        created_at=datetime(2020, 7, 1, tzinfo=UTC),
        due_at=DUE_AT,
        is_open=True,
        reacted_at=None,
        addressees=tuple(
            Addressee(contact_id=n, chat_id=n, joined_at=datetime(2020, 7, 1, tzinfo=UTC))
            for n in range(1, contacts + 1)
        ),
        history=history,
        now=now,
        rules=Rules(
            timetable=TIMETABLE, ladder=Ladder((14, 7, 3, 1, 0), False), grace=timedelta(hours=9)
        ),
    )


def drafts_of(state: PlanState) -> tuple[Draft, ...]:
    drafted = nudge_by_hand(state)
    assert not isinstance(drafted, Refusal), drafted
    return drafted


def refusal_of(state: PlanState) -> Refusal:
    refused = nudge_by_hand(state)
    assert isinstance(refused, Refusal), refused
    return refused


def held(draft: Draft, at: datetime, state: State = State.PLANNED, id: int = 1) -> Delivery:
    """A draft as the outbox holds it."""
    return Delivery(
        id=id,
        address=0,
        state=state,
        leased_by=None,
        attempts=0,
        is_repeat=False,
        sent_at=at if state is State.SENT else None,
        message_id=None,
        reason=None,
        created_at=at,
        **{name: getattr(draft, name) for name in Draft.__dataclass_fields__},
    )


def test_within_sending_hours_it_goes_out_at_once_to_who_would_be_nudged() -> None:
    drafted = drafts_of(duty(contacts=3))

    assert [(d.recipient_id, d.due_at, d.purpose) for d in drafted] == [
        (1, NOW, Purpose.NUDGE),
        (2, NOW, Purpose.NUDGE),
    ]


def test_once_somebody_has_reacted_the_first_contact_alone_gets_it() -> None:
    drafted = drafts_of(replace(duty(contacts=2), reacted_at=NOW - timedelta(days=1)))

    assert [draft.recipient_id for draft in drafted] == [1]


def test_in_the_evening_it_waits_for_the_morning() -> None:
    (draft,) = drafts_of(duty(NOW.replace(hour=20)))

    assert draft.due_at == datetime(2020, 7, 21, 9, tzinfo=SHANGHAI)


def test_a_second_one_on_a_day_is_refused_with_the_hour_of_the_first() -> None:
    (draft,) = drafts_of(duty())
    sent = held(draft, NOW, State.SENT)

    assert refusal_of(duty(NOW.replace(hour=16), history=(sent,))) == Refusal(Reason.SENT, NOW)
    assert drafts_of(duty(NOW + timedelta(days=1), history=(sent,)))


def test_where_the_ladder_nudges_that_day_it_is_not_done_twice() -> None:
    friday = datetime(2020, 7, 24, 8, tzinfo=SHANGHAI)
    rung = next(each for each in plan(duty(friday)) if each.rung == "7")

    refused = refusal_of(duty(friday, history=(held(rung, friday),)))

    assert refused == Refusal(Reason.PLANNED, friday.replace(hour=9))


def test_where_nobody_can_be_written_to_it_says_so() -> None:
    state = duty()
    unreachable = tuple(replace(each, is_reachable=False) for each in state.addressees)

    assert refusal_of(duty(contacts=0)).reason is Reason.NOBODY
    assert refusal_of(replace(state, addressees=unreachable)).reason is Reason.NOBODY


def test_what_has_failed_today_is_not_promised_again() -> None:
    (draft,) = drafts_of(duty())

    refused = refusal_of(duty(history=(held(draft, NOW, State.FAILED),)))

    assert refused.reason is Reason.NOBODY


def test_on_the_last_evening_it_is_too_late() -> None:
    assert refusal_of(duty(datetime(2020, 7, 31, 18, tzinfo=SHANGHAI))).reason is Reason.TOO_LATE


def test_after_the_deadline_it_says_what_is_overdue_once_the_grace_is_over() -> None:
    refused = refusal_of(duty(datetime(2020, 8, 1, 8, tzinfo=SHANGHAI)))
    (draft,) = drafts_of(duty(datetime(2020, 8, 4, 10, tzinfo=SHANGHAI)))

    # The first of August is a Saturday.
    assert refused == Refusal(Reason.GRACE, datetime(2020, 8, 3, 9, tzinfo=SHANGHAI))
    assert draft.purpose is Purpose.OVERDUE


@given(states())
def test_it_comes_in_sending_hours_and_on_the_right_side_of_the_deadline(state: PlanState) -> None:
    drafted = nudge_by_hand(state)
    if isinstance(drafted, Refusal):
        return
    for draft in drafted:
        assert is_in_hours(draft.due_at, state.rules.timetable)
        assert (draft.due_at < state.due_at) is (draft.purpose is Purpose.NUDGE)
        assert draft.not_after_at is not None
        assert draft.due_at < draft.not_after_at


@given(states())
def test_the_planner_leaves_it_where_it_is(state: PlanState) -> None:
    planned = [held(draft, state.now, id=n) for n, draft in enumerate(plan(state), start=1)]
    drafted = nudge_by_hand(replace(state, history=planned))
    if isinstance(drafted, Refusal):
        return
    by_hand = [held(draft, state.now, id=1000 + n) for n, draft in enumerate(drafted)]
    after = replace(state, history=[*planned, *by_hand])

    found = changes(plan(after), after.history)

    assert {each.id for each in by_hand}.isdisjoint(found.withdrawn)
    assert all(draft.due_at == drafted[0].due_at for draft in found.moved if "hand" in draft.rung)


@given(states(), st.lists(st.timedeltas(timedelta(0), timedelta(hours=90)), max_size=8))
def test_however_often_staff_press_a_contact_hears_of_a_duty_once_a_day(
    state: PlanState, pauses: list[timedelta]
) -> None:
    """Between two presses the clock runs on: what is due by then is sent, by whoever asked."""
    for pause in pauses:
        drafted = nudge_by_hand(replace(state, history=[*state.history, *_planned(state)]))
        if not isinstance(drafted, Refusal):
            asked = [held(draft, state.now) for draft in drafted]
            state = replace(state, history=[*state.history, *asked])
        until_at = state.now + pause
        sent = list(simulate(state, plan, until_at=until_at + timedelta(microseconds=1)))
        keys = {(each.purpose, each.recipient_id, each.rung) for each in sent}
        waiting = [
            each
            for each in state.history
            if each.state is State.SENT or (each.purpose, each.recipient_id, each.rung) not in keys
        ]
        state = replace(state, now=until_at, history=[*waiting, *sent])

    timetable = state.rules.timetable
    days = Counter(
        (each.recipient_id, timetable.day(each.sent_at))
        for each in state.history
        if each.sent_at is not None
    )
    assert max(days.values(), default=1) == 1
    assert all(
        (each.sent_at < state.due_at) is (each.purpose is Purpose.NUDGE)
        for each in state.history
        if each.sent_at is not None
    )


def _planned(state: PlanState) -> list[Delivery]:
    """The ladder's plan, as the outbox holds it."""
    there = {(each.purpose, each.recipient_id, each.rung) for each in state.history}
    return [
        held(draft, state.now)
        for draft in plan(state)
        if (draft.purpose, draft.recipient_id, draft.rung) not in there
    ]
