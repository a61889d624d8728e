"""The outbox follows the plan: by the difference alone, and never against a filing."""

import asyncio
from datetime import timedelta

import pytest

from bot.database.tables import DeliveryRow
from bot.delivery.model import Purpose, State
from bot.filings import service as filings_service
from bot.filings.records import Actor
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Due, Edition, OwnReminders
from bot.reminders import service as reminders_service
from bot.reminders.service import PlanChange, Reminders
from tests.filings.world import World, with_deadline, without_deadline

STAFF = Actor(chat_id=None, is_staff=True)


async def standing(world: World, purpose: Purpose = Purpose.NUDGE) -> list[str]:
    """Rung and instant of what is still to be sent, in the edition's zone."""
    found = await world.deliveries(purpose=purpose)
    waiting = sorted((each.due_at, each.rung) for each in found if each.state is State.PLANNED)
    return [f"{rung} {at.astimezone(world.knowledge.zone):%m-%d %H:%M}" for at, rung in waiting]


FORMS = ["7 07-24 09:00", "3 07-28 09:00", "1 07-30 09:00", "0 07-31 09:00"]
SUMMARY = ["14 08-18 09:00", "7 08-25 09:00", "3 08-28 09:00", "1 08-31 09:00", "0 09-01 09:00"]


async def test_all_that_a_unit_is_to_be_told_is_planned_ahead(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")

    change = await reminders.replan()

    assert await standing(world) == FORMS + SUMMARY
    assert await standing(world, Purpose.OVERDUE) == ["overdue 08-03 09:00", "overdue 09-02 09:00"]
    assert change == PlanChange(planned=11)


async def test_the_latest_rung_is_made_up_for_a_unit_that_owes_it_from_late_on(
    world: World, bureau: int, reminders: Reminders
) -> None:
    world.clock.at += timedelta(days=5)
    institute = await world.unit("长春光机所", "units")
    await world.contact(institute, "王芳")
    await world.filings.sync()

    await reminders.replan([institute])

    assert (await standing(world))[0] == "7 07-27 09:00"


async def test_planning_twice_changes_nothing(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")
    await world.contact(bureau, "李娜", position=2)
    await world.staff()
    await reminders.replan()
    before = await world.deliveries()

    again = await reminders.replan()
    of_one = await reminders.replan([bureau])

    assert (again.total, of_one.total) == (0, 0)
    assert await world.deliveries() == before


@pytest.mark.parametrize("at_once", [1, 2, 3, 4])
async def test_each_unit_is_planned_however_many_are_planned_at_once(
    world: World,
    bureau: int,
    reminders: Reminders,
    at_once: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(filings_service, "_UNITS_AT_ONCE", at_once)
    monkeypatch.setattr(reminders_service, "_UNITS_AT_ONCE", at_once)
    units = [bureau, *[await world.unit(f"第{number}研究所", "city_bureaus") for number in (1, 2)]]
    chats = {(await world.contact(unit, "张伟")).chat_id for unit in units}
    await world.filings.sync()

    await reminders.replan()

    assert {each.recipient_id for each in await world.deliveries()} == chats
    monkeypatch.undo()
    await world.filings.sync()
    assert (await reminders.replan()).total == 0


async def test_a_unit_that_nobody_has_joined_for_gets_nothing(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.expected(bureau, "张伟")

    assert (await reminders.replan()).total == 0


async def test_a_moved_deadline_moves_what_is_planned_and_nothing_else(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")
    await reminders.replan()
    duty = await world.duty(bureau)
    assert duty.due_at is not None

    await world.filings.extend(duty.id, duty.due_at + timedelta(days=7), STAFF)
    change = await reminders.replan([bureau])

    moved = ["14 07-24 09:00", "7 07-31 09:00", "3 08-04 09:00", "1 08-06 09:00", "0 08-07 09:00"]
    assert await standing(world) == moved + SUMMARY
    assert change == PlanChange(planned=6, withdrawn=5)


async def test_a_later_hour_on_the_same_day_is_no_other_subject(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")
    world.knowledge = with_deadline(
        world.knowledge, "forms", due=due("2020-07-31T12:00:00+08:00", world.knowledge)
    )
    await reminders.replan()

    world.knowledge = with_deadline(
        world.knowledge, "forms", due=due("2020-07-31T15:00:00+08:00", world.knowledge)
    )
    change = await reminders.replan()

    # The last nudge is out of date at another hour, and the note after it comes at another one.
    assert change == PlanChange(moved=2)


async def test_filing_ends_what_is_planned_and_taking_back_begins_it_again(
    world: World, bureau: int, reminders: Reminders
) -> None:
    zhang = await world.contact(bureau, "张伟")
    await reminders.replan()
    duty = await world.duty(bureau)

    await world.filings.file(duty.id, zhang.actor)
    after_filing = await reminders.replan()
    silent = await standing(world)
    await world.filings.take_back(duty.id, zhang.actor)
    await reminders.replan()

    assert (after_filing.total, silent) == (0, SUMMARY)
    assert await standing(world) == FORMS + SUMMARY


async def test_a_filing_while_the_plan_is_made_is_not_undone(
    world: World, bureau: int, reminders: Reminders
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)

    await asyncio.gather(
        reminders.replan(),
        world.filings.file(duty.id, zhang.actor),
        reminders.replan(),
    )

    assert await standing(world) == SUMMARY


async def test_who_leaves_or_cannot_be_reached_hands_over_to_the_next(
    world: World, bureau: int, reminders: Reminders
) -> None:
    zhang = await world.contact(bureau, "张伟")
    li = await world.contact(bureau, "李娜", position=2)
    wang = await world.contact(bureau, "王芳", position=3)
    await reminders.replan()

    await world.leaves(zhang)
    await world.blocks(li)
    await reminders.replan([bureau])

    waiting = [each for each in await world.deliveries() if each.state is State.PLANNED]
    assert {each.recipient_id for each in waiting} == {wang.chat_id}
    assert await standing(world) == FORMS + SUMMARY


async def test_the_next_contact_and_staff_are_told_while_nobody_reacts(
    world: World, bureau: int, reminders: Reminders
) -> None:
    zhang = await world.contact(bureau, "张伟")
    li = await world.contact(bureau, "李娜", position=2)
    await world.staff()
    await reminders.replan()
    to_li = [each.rung for each in await world.deliveries(recipient_id=li.chat_id)]

    duty = await world.duty(bureau)
    await world.filings.react([duty.id], zhang.actor)
    await reminders.replan([bureau])

    assert to_li.count("3") == 2  # of the forms, and of the summary
    left = [each for each in await world.deliveries(recipient_id=li.chat_id, state=State.PLANNED)]
    assert {each.subject for each in left} == {f"obligation/{duty.id + 1}/2020-09-01"}
    assert await standing(world, Purpose.DIGEST) == [
        "1 07-30 09:00",
        "0 07-31 09:00",
        "overdue 08-03 09:00",
        "1 08-31 09:00",
        "0 09-01 09:00",
        "overdue 09-02 09:00",
    ]


async def test_a_digest_that_nobody_needs_any_longer_is_withdrawn(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.staff()
    await reminders.replan()

    world.knowledge = without_deadline(world.knowledge, "forms")
    await reminders.replan()

    assert len(await standing(world, Purpose.DIGEST)) == 3


async def test_a_unit_that_owes_something_only_since_it_was_due_ends_no_digest_of_the_others(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.staff()
    world.clock.at += timedelta(days=12)  # a Saturday, the forms were due yesterday
    late = await world.unit("吉林市科学技术局", "city_bureaus")
    await world.filings.sync()
    await reminders.replan()

    change = await reminders.replan([late])

    assert change.withdrawn == 0
    assert "overdue 08-03 09:00" in await standing(world, Purpose.DIGEST)


async def test_a_unit_that_takes_part_no_more_and_a_deadline_that_is_gone_fall_silent(
    world: World, bureau: int, reminders: Reminders
) -> None:
    school = await world.unit("吉林大学", "city_bureaus")
    await world.filings.sync()
    world.clock.at += timedelta(hours=1)
    await world.contact(bureau, "张伟")
    await world.contact(school, "李娜")
    await reminders.replan()

    await world.remove_unit(bureau)
    world.knowledge = without_deadline(world.knowledge, "summary")
    await reminders.replan()

    assert await standing(world) == FORMS


async def test_what_is_on_its_way_and_what_was_sent_stay_as_they_are(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")
    await reminders.replan()
    first, second, *_ = await world.deliveries(purpose=Purpose.NUDGE)
    await world.set(DeliveryRow, first.id, state=State.SENT, sent_at=first.due_at)
    await world.set(DeliveryRow, second.id, state=State.SENDING)
    await world.remove_unit(bureau)

    await reminders.replan()

    found = {each.id: each.state for each in await world.deliveries()}
    assert (found[first.id], found[second.id]) == (State.SENT, State.SENDING)
    assert set(found.values()) == {State.SENT, State.SENDING, State.WITHDRAWN}


async def test_what_the_sender_will_try_again_keeps_its_instant(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")
    await reminders.replan()
    first = (await world.deliveries(purpose=Purpose.NUDGE))[0]
    put_off = first.due_at + timedelta(minutes=5)
    await world.set(DeliveryRow, first.id, state=State.RETRY, due_at=put_off, attempts=1)
    world.clock.at = first.due_at + timedelta(minutes=1)

    change = await reminders.replan()

    assert change.total == 0
    assert put_off in [each.due_at for each in await world.deliveries(state=State.RETRY)]


async def test_a_year_of_unknown_holidays_is_refused_and_what_was_planned_stays(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")
    world.knowledge = far_ahead(world.knowledge, country=None)
    await reminders.replan()
    before = await standing(world)

    world.knowledge = far_ahead(world.knowledge, country="CN")
    change = await reminders.replan()

    assert before[-1].startswith("0 07-31")
    assert (change.total, list(change.refused)) == (0, ["forms"])
    assert change.refused["forms"].year == 2199
    assert await standing(world) == before


async def test_a_deadline_may_have_reminders_of_its_own(
    world: World, bureau: int, reminders: Reminders
) -> None:
    await world.contact(bureau, "张伟")
    own = OwnReminders(days_before=(2,), working_days=True, grace_minutes=90)
    world.knowledge = with_deadline(world.knowledge, "forms", reminders=own)
    world.knowledge = with_deadline(
        world.knowledge, "summary", reminders=OwnReminders(days_before=())
    )

    await reminders.replan()

    assert await standing(world) == ["2 07-29 09:00"]
    assert (await standing(world, Purpose.OVERDUE))[0] == "overdue 08-03 09:00"


def due(at: str, knowledge: Knowledge) -> Due:
    return Due.model_validate({"at": at}, context={"zone": knowledge.zone})


def far_ahead(knowledge: Knowledge, country: str | None) -> Knowledge:
    """The forms are due in a year of which no notice is known; the summary is not asked for."""
    moved = with_deadline(
        without_deadline(knowledge, "summary"),
        "forms",
        due=due("2199-08-01T00:00:00+08:00", knowledge),
    )
    (week,) = moved.all(Edition)
    changed = {week.id: week.model_copy(update={"country": country})}
    return Knowledge({**moved.tables, "edition": changed}, version=f"in {country}")
