"""What holds of every plan, whatever the deadline, the calendar, the zone and the contacts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.model import Delivery, Draft, Purpose
from bot.reminders.ladder import last_day
from bot.reminders.planner import OVERDUE_KEEPS, PlanState, plan
from bot.reminders.simulation import simulate
from tests.reminders.strategies import is_in_hours, states

leaps = st.lists(st.timedeltas(timedelta(hours=-200), timedelta(hours=400)), max_size=8)


def nudges(deliveries: Iterable[Draft] | Iterable[Delivery]) -> list[Draft | Delivery]:
    return [each for each in deliveries if each.purpose is Purpose.NUDGE]


def end_of(state: PlanState) -> datetime:
    return max(state.now, state.due_at) + timedelta(days=60)


@given(states())
def test_a_nudge_comes_before_the_deadline_and_a_note_after_it(state: PlanState) -> None:
    for draft in plan(state):
        assert (draft.due_at < state.due_at) is (draft.purpose is Purpose.NUDGE)
        assert draft.not_after_at is not None
        assert draft.due_at < draft.not_after_at
        assert draft.not_after_at <= (
            state.due_at if draft.purpose is Purpose.NUDGE else draft.due_at + OVERDUE_KEEPS
        )


@given(states())
def test_everything_comes_on_working_days_in_sending_hours_and_none_before_today(
    state: PlanState,
) -> None:
    timetable = state.rules.timetable
    for draft in plan(state):
        assert is_in_hours(draft.due_at, timetable)
        assert draft.due_at >= timetable.opening(state.now)


@given(states())
def test_a_plan_holds_for_one_contact_and_obligation_one_nudge_a_day(state: PlanState) -> None:
    days = Counter(
        (draft.recipient_id, state.rules.timetable.day(draft.due_at))
        for draft in nudges(plan(state))
    )

    assert max(days.values(), default=1) == 1


@given(states())
def test_a_plan_is_the_same_when_it_is_made_again_and_until_something_is_due(
    state: PlanState,
) -> None:
    drafts = plan(state)

    assert plan(state) == drafts
    ahead = [draft.due_at for draft in drafts if draft.due_at > state.now]
    if len(ahead) == len(drafts) and ahead:
        just_before = replace(state, now=min(ahead) - timedelta(microseconds=1))
        assert plan(just_before) == drafts


@given(states())
def test_a_plan_comes_true_when_the_clock_runs_over_it(state: PlanState) -> None:
    planned = plan(state)

    happened = simulate(state, plan, until_at=end_of(state))

    assert sorted(map(what, happened)) == sorted(map(what, planned))


@given(states(), leaps)
def test_whatever_the_clock_does_nothing_is_sent_twice_nor_two_on_one_day(
    state: PlanState, leaps: list[timedelta]
) -> None:
    """The process is up at a few instants alone; the clock may be put back meanwhile."""
    for leap in leaps:
        state = run_for_a_moment(replace(state, now=state.now + leap))

    keys = Counter((each.purpose, each.recipient_id, each.rung) for each in state.history)
    assert max(keys.values(), default=1) == 1
    timetable = state.rules.timetable
    days = Counter(
        (each.recipient_id, timetable.day(each.sent_at or each.due_at))
        for each in state.history
        if each.purpose is Purpose.NUDGE
    )
    assert max(days.values(), default=1) == 1


@given(states(), leaps)
def test_however_long_it_was_down_a_contact_gets_no_nudge_after_the_deadline(
    state: PlanState, leaps: list[timedelta]
) -> None:
    for leap in leaps:
        state = run_for_a_moment(replace(state, now=state.now + abs(leap)))

    sent = [each.sent_at for each in state.history if each.purpose is Purpose.NUDGE]
    assert all(at is not None and at < state.due_at for at in sent)


@given(states(), st.timedeltas(timedelta(0), timedelta(days=45)))
def test_of_the_rungs_that_were_missed_a_contact_gets_one_the_latest(
    state: PlanState, down_for: timedelta
) -> None:
    state = replace(
        state, addressees=tuple(replace(a, snoozed_until_at=None) for a in state.addressees)
    )
    due = [each for each in plan(state) if each.purpose is Purpose.NUDGE]
    state = replace(state, now=state.now + down_for)

    for chat_id in {draft.recipient_id for draft in due}:
        of_chat = [draft for draft in due if draft.recipient_id == chat_id]
        missed = [draft for draft in of_chat if draft.due_at <= state.now]
        now_due = [
            draft
            for draft in nudges(plan(state))
            if draft.recipient_id == chat_id and draft.rung in {each.rung for each in missed}
        ]
        assert len(now_due) <= 1
        if now_due:
            assert now_due[0].rung == missed[-1].rung


@given(states(), st.integers(-20, 20))
def test_a_deadline_that_moves_is_nudged_about_anew_by_the_same_rules(
    state: PlanState, days: int
) -> None:
    sent = list(simulate(state, plan, until_at=state.now + timedelta(days=3)))
    moved_at = state.now + timedelta(days=3)
    zone = state.due_at.tzinfo
    due_at = (state.due_at.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=zone)
    moved = replace(state, now=moved_at, due_at=due_at, history=sent)

    sent += simulate(moved, plan, until_at=end_of(moved))

    timetable = state.rules.timetable
    sent_nudges = [each for each in sent if each.purpose is Purpose.NUDGE]
    per_day = Counter((d.recipient_id, timetable.day(d.sent_at or d.due_at)) for d in sent_nudges)
    assert max(per_day.values(), default=1) == 1
    after = [each for each in sent_nudges if each.sent_at is not None and each.sent_at > moved_at]
    assert all(last_day(due_at).isoformat() in each.subject for each in after)
    assert all(each.due_at < due_at for each in after)


@given(states())
def test_nothing_stands_once_the_duty_is_done(state: PlanState) -> None:
    assert plan(replace(state, is_open=False)) == ()


@given(states())
def test_whoever_cannot_be_reached_is_sent_nothing_and_two_hear_of_it_at_most(
    state: PlanState,
) -> None:
    recipients = {draft.recipient_id for draft in plan(state)}

    assert recipients <= {each.chat_id for each in state.addressees if each.is_reachable}
    assert len(recipients) <= (1 if state.reacted_at is not None else 2)


@given(states())
def test_only_the_first_hears_of_the_early_rungs(state: PlanState) -> None:
    reachable = [each.chat_id for each in state.addressees if each.is_reachable]
    for draft in nudges(plan(state)):
        if draft.recipient_id != reachable[0] and draft.rung.isdecimal():
            assert int(draft.rung) <= state.rules.next_contact_from


@given(states())
def test_a_snooze_keeps_everything_back_until_then(state: PlanState) -> None:
    until = {each.contact_id: each.snoozed_until_at for each in state.addressees}
    for draft in nudges(plan(state)):
        assert draft.contact_id is not None
        snoozed_until_at = until[draft.contact_id]
        if snoozed_until_at is not None and draft.rung.isdecimal():
            rung = next(
                each
                for each in state.rules.timetable.nudges(state.due_at, state.rules.ladder)
                if str(each.rung) == draft.rung
            )
            assert rung.at >= snoozed_until_at


def what(delivery: Draft | Delivery) -> tuple[str, int, str, datetime]:
    return delivery.purpose, delivery.recipient_id, delivery.rung, delivery.due_at


def run_for_a_moment(state: PlanState) -> PlanState:
    """All that is due now is sent."""
    now = state.now
    sent = [*state.history, *simulate(state, plan, until_at=now + timedelta(microseconds=1))]
    return replace(state, history=sent)
