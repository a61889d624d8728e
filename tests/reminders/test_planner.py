"""The rules of nudging, one example each: forms due by Friday 31 July 2020 in Shanghai."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bot.delivery.model import Delivery, Draft, Purpose, State
from bot.knowledge.working_days import WorkingDays
from bot.reminders.ladder import Ladder
from bot.reminders.planner import (
    Addressee,
    DigestState,
    PlanState,
    Rules,
    plan,
    plan_digests,
    plan_nudges,
    plan_overdue,
    plan_overdue_digests,
)
from bot.reminders.simulation import simulate
from bot.reminders.timetable import Timetable
from tests.reminders.strategies import OFFICE_HOURS

SHANGHAI = ZoneInfo("Asia/Shanghai")
RULES = Rules(
    timetable=Timetable(WorkingDays("CN"), OFFICE_HOURS, SHANGHAI),
    ladder=Ladder((14, 7, 3, 1, 0)),
)


def at(written: str) -> datetime:
    """An instant of 2020 in Shanghai, such as "07-31 09:00"."""
    return datetime.fromisoformat(f"2020-{written}").replace(tzinfo=SHANGHAI)


JULY = at("07-01 10:00")


def contact(number: int, joined_at: datetime = JULY, **values: Any) -> Addressee:
    return Addressee(contact_id=number, chat_id=number, joined_at=joined_at, **values)


ZHANG, LI, WANG = contact(1), contact(2), contact(3)


def state(*addressees: Addressee, now: datetime = JULY, **values: Any) -> PlanState:
    given: dict[str, Any] = {
        "obligation_id": 7,
        "created_at": JULY,
        "due_at": at("08-01 00:00"),
        "is_open": True,
        "reacted_at": None,
        "addressees": addressees,
        "history": (),
        "now": now,
        "rules": RULES,
    }
    return PlanState(**given | values)


def shown(drafts: Sequence[Draft] | Sequence[Delivery]) -> list[str]:
    """Recipient, rung and instant of each."""
    return [f"{d.recipient_id} {d.rung} {d.due_at:%m-%d %H:%M}" for d in drafts]


def sent(state: PlanState, until: str, ended: State = State.SENT) -> PlanState:
    """The state at an instant, when all that was due by then has been sent, or ended otherwise."""
    until_at = at(until)
    done = [replace(each, state=ended) for each in simulate(state, plan, until_at=until_at)]
    return replace(state, now=until_at, history=[*state.history, *done])


def test_the_first_contact_hears_of_every_rung_and_the_next_from_the_third_day_on() -> None:
    assert shown(plan_nudges(state(ZHANG, LI, WANG))) == [
        "1 14 07-17 09:00",
        "1 7 07-24 09:00",
        "1 3 07-28 09:00",
        "1 1 07-30 09:00",
        "1 0 07-31 09:00",
        "2 3 07-28 09:00",
        "2 1 07-30 09:00",
        "2 0 07-31 09:00",
    ]


def test_the_next_contact_is_left_alone_once_somebody_of_the_unit_has_reacted() -> None:
    reacted = state(ZHANG, LI, reacted_at=at("07-17 09:05"), now=at("07-17 09:05"))

    assert {draft.recipient_id for draft in plan(reacted)} == {1}


def test_each_nudge_is_out_of_date_when_the_next_one_comes_or_the_deadline() -> None:
    drafts = plan_nudges(state(ZHANG))

    ends = [draft.not_after_at for draft in drafts]
    assert ends == [*[draft.due_at for draft in drafts[1:]], at("08-01 00:00")]


def test_nothing_stands_once_it_is_filed_waived_or_nobody_is_left() -> None:
    assert plan(state(ZHANG, LI, is_open=False)) == ()
    assert plan(state()) == ()
    assert plan(state(replace(ZHANG, is_reachable=False))) == ()


def test_missed_rungs_become_one_the_latest_at_once() -> None:
    late = state(ZHANG, now=at("07-29 14:00"))

    assert shown(plan_nudges(late))[0] == "1 3 07-29 09:00"
    assert len(plan_nudges(late)) == 3


def test_what_was_missed_on_a_friday_waits_for_the_office_to_open_on_monday() -> None:
    friday_night = state(ZHANG, now=at("07-24 20:00"))
    sunday = state(ZHANG, now=at("07-26 12:00"))

    assert shown(plan_nudges(friday_night))[0] == "1 7 07-27 09:00"
    assert plan(sunday) == plan(friday_night)


def test_a_missed_rung_gives_way_to_the_next_of_the_same_day() -> None:
    # Of Thursday, missed; on Monday, when it could be made up for, the next one comes.
    rules = replace(RULES, ladder=Ladder((8, 4)))
    weekend = state(ZHANG, now=at("07-26 12:00"), rules=rules)

    assert shown(plan_nudges(weekend)) == ["1 4 07-27 09:00"]


def test_what_is_missed_until_the_deadline_is_not_sent_after_it() -> None:
    at_night = state(ZHANG, now=at("07-31 18:00"))

    assert plan_nudges(at_night) == ()


def test_what_was_sent_is_not_sent_again_also_when_the_clock_is_put_back() -> None:
    later = sent(state(ZHANG), "07-28 12:00")
    put_back = replace(later, now=at("07-20 12:00"))

    expected = ["1 1 07-30 09:00", "1 0 07-31 09:00"]
    assert shown(plan_nudges(later)) == expected
    assert shown(plan_nudges(put_back)) == expected


def test_a_rung_that_was_skipped_by_the_clock_is_not_made_up_for_when_it_is_put_back() -> None:
    jumped = sent(state(ZHANG, now=at("07-27 12:00")), "07-27 12:01")
    put_back = replace(jumped, now=at("07-16 12:00"))

    assert shown(plan_nudges(put_back)) == ["1 3 07-28 09:00", "1 1 07-30 09:00", "1 0 07-31 09:00"]


def test_a_refused_message_is_not_planned_again_and_does_not_stand_for_others() -> None:
    late = state(ZHANG, now=at("07-25 10:00"))
    refused = sent(late, "07-27 12:00", State.FAILED)

    assert [each.rung for each in refused.history] == ["7"]
    assert shown(plan_nudges(refused))[0] == "1 3 07-28 09:00"


def test_a_withdrawn_nudge_is_owed_again_when_its_filing_is_taken_back() -> None:
    taken_back = sent(state(ZHANG), "07-28 12:00", State.WITHDRAWN)

    assert shown(plan_nudges(taken_back))[0] == "1 3 07-28 09:00"


def test_whoever_has_just_reacted_does_not_get_the_nudge_they_have_missed() -> None:
    reacted = state(ZHANG, now=at("07-28 10:00"), reacted_at=at("07-28 09:30"))

    assert shown(plan_nudges(reacted))[0] == "1 1 07-30 09:00"


def test_who_joins_gets_no_rung_from_before() -> None:
    newcomer = contact(1, at("07-25 10:00"))

    assert shown(plan_nudges(state(newcomer, now=at("07-25 10:00"))))[0] == "1 3 07-28 09:00"


def test_who_was_there_when_it_came_to_be_owed_gets_the_latest_rung_that_was_missed() -> None:
    imported = state(ZHANG, now=at("07-29 10:00"), created_at=at("07-29 10:00"))

    assert shown(plan_nudges(imported)) == [
        "1 3 07-29 09:00",
        "1 1 07-30 09:00",
        "1 0 07-31 09:00",
    ]


def test_when_a_contact_cannot_be_reached_the_next_one_gets_the_current_rung() -> None:
    before = sent(state(ZHANG, LI), "07-24 10:00")
    blocked = replace(before, addressees=(replace(ZHANG, is_reachable=False), LI))

    assert shown(plan_nudges(blocked)) == [
        "2 7 07-24 09:00",
        "2 3 07-28 09:00",
        "2 1 07-30 09:00",
        "2 0 07-31 09:00",
    ]


def test_a_contact_who_is_listed_twice_is_one_recipient() -> None:
    twice = replace(ZHANG, contact_id=5)

    assert len(plan_nudges(state(ZHANG, twice))) == 5


def test_a_snoozed_nudge_takes_the_place_of_the_rungs_before_it() -> None:
    snoozed = replace(ZHANG, snoozed_until_at=at("07-29 14:00"))
    asked = state(snoozed, now=at("07-17 09:05"), reacted_at=at("07-17 09:05"))

    assert shown(plan_nudges(asked)) == [
        "1 snooze/2020-07-29T06:00Z 07-29 14:00",
        "1 1 07-30 09:00",
        "1 0 07-31 09:00",
    ]


def test_a_snoozed_nudge_comes_on_the_next_working_day_where_a_rung_may_take_its_place() -> None:
    until_sunday = replace(ZHANG, snoozed_until_at=at("07-26 14:00"))
    until_tuesday = replace(ZHANG, snoozed_until_at=at("07-28 08:00"))

    assert shown(plan_nudges(state(until_sunday)))[0] == "1 snooze/2020-07-26T06:00Z 07-27 09:00"
    assert shown(plan_nudges(state(until_tuesday)))[0] == "1 3 07-28 09:00"


def test_a_snooze_until_the_deadline_ends_when_the_office_opens_for_the_last_time() -> None:
    too_long = replace(ZHANG, snoozed_until_at=at("07-31 18:00"))

    assert shown(plan_nudges(state(too_long))) == ["1 snooze/2020-07-31T10:00Z 07-31 09:00"]


def test_who_snoozes_twice_is_reminded_twice() -> None:
    once = sent(state(replace(ZHANG, snoozed_until_at=at("07-20 10:00"))), "07-20 12:00")
    again = replace(once, addressees=(replace(ZHANG, snoozed_until_at=at("07-22 10:00")),))

    assert shown(plan_nudges(again))[0] == "1 snooze/2020-07-22T02:00Z 07-22 10:00"


def test_a_moved_deadline_is_announced_by_its_latest_rung_but_not_on_the_day_of_another() -> None:
    before = sent(state(ZHANG, due_at=at("08-12 00:00")), "07-28 10:00")
    moved = replace(before, due_at=at("08-01 00:00"))

    assert [each.rung for each in before.history] == ["14"]
    assert shown(plan_nudges(moved)) == [
        "1 3 07-29 09:00",
        "1 1 07-30 09:00",
        "1 0 07-31 09:00",
    ]


def test_the_hour_of_a_deadline_may_move_within_its_day_without_another_nudge() -> None:
    before = sent(state(ZHANG), "07-30 12:00")
    moved = replace(before, due_at=at("07-31 17:00"))

    assert shown(plan_nudges(moved)) == ["1 0 07-31 09:00"]


def test_those_who_were_nudged_last_hear_when_the_office_opens_that_it_is_overdue() -> None:
    assert shown(plan_overdue(state(ZHANG, LI, WANG))) == [
        "1 overdue 08-03 09:00",  # the first Monday after it
        "2 overdue 08-03 09:00",
    ]


def test_after_the_grace_time_an_overdue_note_comes_within_sending_hours() -> None:
    rules = replace(RULES, grace=timedelta(days=2, hours=12))

    assert shown(plan_overdue(state(ZHANG, rules=rules))) == ["1 overdue 08-03 12:00"]


def test_an_overdue_note_is_sent_once_and_made_up_for_within_a_fortnight() -> None:
    told = sent(state(ZHANG), "08-03 12:00")
    missed = state(ZHANG, now=at("08-08 12:00"))
    no_news = state(ZHANG, now=at("08-17 12:00"))

    assert plan(told) == ()
    assert shown(plan(missed)) == ["1 overdue 08-10 09:00"]
    assert plan(no_news) == ()


def test_nobody_is_told_of_a_deadline_that_had_passed_before_they_owed_it_or_joined() -> None:
    newcomer = contact(1, at("08-01 10:00"))

    assert plan(state(newcomer, now=at("08-01 11:00"))) == ()
    assert plan(state(ZHANG, now=at("08-01 11:00"), created_at=at("08-01 10:00"))) == ()


def digests(now: datetime, **values: Any) -> DigestState:
    given: dict[str, Any] = {
        "deadline": "forms",
        "created_at": JULY,
        "due_at": at("08-01 00:00"),
        "staff": (90, 91),
        "history": (),
        "now": now,
        "rules": RULES,
    }
    return DigestState(**given | values)


def test_every_member_of_staff_gets_a_digest_the_day_before_on_the_day_and_after_it() -> None:
    assert shown(plan_digests(digests(JULY))) == [
        "90 1 07-30 09:00",
        "90 0 07-31 09:00",
        "91 1 07-30 09:00",
        "91 0 07-31 09:00",
    ]
    assert shown(plan_overdue_digests(digests(JULY))) == [
        "90 overdue 08-03 09:00",
        "91 overdue 08-03 09:00",
    ]


def test_a_digest_is_sent_once() -> None:
    now = digests(JULY)

    done = list(simulate(now, plan_digests, until_at=at("07-30 12:00")))

    later = replace(now, now=at("07-30 12:00"), history=done)
    assert shown(plan_digests(later)) == ["90 0 07-31 09:00", "91 0 07-31 09:00"]


def test_staff_hear_nothing_of_a_deadline_that_passed_before_anybody_owed_it() -> None:
    late = digests(at("08-01 11:00"), created_at=at("08-01 10:00"))

    assert plan_digests(late) == ()
    assert plan_overdue_digests(late) == ()


def test_a_draft_says_about_what_and_to_whom() -> None:
    (draft, *_) = plan(state(ZHANG))

    assert (draft.purpose, draft.subject) == (Purpose.NUDGE, "obligation/7/2020-07-31")
    assert (draft.obligation_id, draft.contact_id, draft.recipient_id) == (7, 1, 1)
