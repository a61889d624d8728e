"""Staff have units nudged by hand: once a day, recorded, and only those who may."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.database.tables import AuditRow
from bot.delivery.model import Delivery, Purpose, State
from bot.directory.roles import Role
from bot.filings.errors import NotOwed, NotStaff
from bot.filings.records import Actor
from bot.reminders.by_hand import Reason
from bot.reminders.nudging import Nudged, Nudging, Tally
from bot.reminders.planner import BY_HAND
from bot.reminders.repository import PlanRepository
from bot.reminders.service import Reminders
from bot.reminders.states import NudgeTimes
from bot.settings import ReminderSettings
from tests.filings.world import NOW, World


@pytest.fixture
def nudging(world: World) -> Nudging:
    return Nudging(
        PlanRepository(world.database),
        world.clock,
        lambda: world.knowledge,
        ReminderSettings(),
        world._note_change,
    )


@pytest.fixture
async def editor(world: World) -> Actor:
    return (await world.staff(Role.EDITOR)).actor


async def audited(world: World) -> list[tuple[str, dict[str, Any]]]:
    """What was recorded of nudges."""
    query = select(AuditRow).where(AuditRow.action.like("%.nudge")).order_by(AuditRow.id)
    async with world.database.reading() as session:
        return [(row.subject, row.after or {}) for row in await session.scalars(query)]


async def by_hand(world: World) -> list[Delivery]:
    return [each for each in await world.deliveries() if each.rung.startswith(BY_HAND)]


async def test_a_unit_is_nudged_now_and_that_is_recorded(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    await world.contact(bureau, "王敏")
    duty = await world.duty(bureau)

    nudged = await nudging.nudge(duty.id, editor)

    (planned,) = await by_hand(world)
    assert (nudged.at, nudged.refusal) == (NOW, None)
    assert (planned.due_at, planned.state, planned.obligation_id) == (NOW, State.PLANNED, duty.id)
    assert [bureau] in world.replanned
    ((subject, after),) = await audited(world)
    assert subject == f"obligation/{duty.id}"
    assert datetime.fromisoformat(after["at"]) == NOW


async def test_a_press_that_comes_again_nudges_once_and_says_the_same(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    await world.contact(bureau, "王敏")
    duty = await world.duty(bureau)

    first = await nudging.nudge(duty.id, editor, update_id=77)
    again = await nudging.nudge(duty.id, editor, update_id=77)

    assert (again.at, again.refusal) == (first.at, None)
    assert len(await by_hand(world)) == len(await audited(world)) == 1


async def test_a_second_one_on_the_same_day_is_refused_with_when_the_first_goes(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    await world.contact(bureau, "王敏")
    duty = await world.duty(bureau)
    await nudging.nudge(duty.id, editor, update_id=1)
    (planned,) = await by_hand(world)
    waiting = await nudging.nudge(duty.id, editor, update_id=2)
    await world.sent(planned, message_id=5)

    arrived = await nudging.nudge(duty.id, editor, update_id=3)

    assert reason(waiting) is Reason.PLANNED
    assert reason(arrived) is Reason.SENT
    assert len(await by_hand(world)) == len(await audited(world)) == 1


async def test_at_night_it_waits_for_the_morning(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    await world.contact(bureau, "王敏")
    world.clock.at += timedelta(hours=12)

    nudged = await nudging.nudge((await world.duty(bureau)).id, editor)

    assert nudged.at == NOW + timedelta(hours=23)  # nine o'clock on Tuesday


async def test_who_has_filed_is_left_alone(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    person = await world.contact(bureau, "王敏")
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, person.actor)

    assert reason(await nudging.nudge(duty.id, editor)) is Reason.FILED
    assert await by_hand(world) == []


async def test_where_nobody_has_joined_it_says_so(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    await world.expected(bureau, "王敏")

    assert reason(await nudging.nudge((await world.duty(bureau)).id, editor)) is Reason.NOBODY


async def test_nobody_but_staff_has_units_nudged(
    world: World, nudging: Nudging, bureau: int
) -> None:
    contact = await world.contact(bureau, "王敏")
    dismissed = await world.staff()
    await world.dismiss(dismissed)
    duty = await world.duty(bureau)

    for actor in (contact.actor, dismissed.actor):
        with pytest.raises(NotStaff):
            await nudging.nudge(duty.id, actor)
        with pytest.raises(NotStaff):
            await nudging.nudge_all("forms", actor)
        with pytest.raises(NotStaff):
            await nudging.preview("forms", actor)

    assert await by_hand(world) == []


async def test_what_is_owed_no_longer_cannot_be_asked_for(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    duty = await world.duty(bureau)
    await world.remove_unit(bureau)

    with pytest.raises(NotOwed):
        await nudging.nudge(duty.id, editor)


async def test_all_that_have_not_filed_are_nudged_and_the_others_counted_by_why(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    await world.contact(bureau, "王敏")
    filed = await world.unit("吉林市科学技术局", "city_bureaus")
    alone = await world.unit("四平市科学技术局", "city_bureaus")
    await world.filings.sync()
    person = await world.contact(filed, "李强")
    await world.filings.file((await world.duty(filed)).id, person.actor)

    preview = await nudging.preview("forms", editor)
    assert await by_hand(world) == []
    tally = await nudging.nudge_all("forms", editor, update_id=9)
    again = await nudging.nudge_all("forms", editor, update_id=9)

    assert tally == preview
    assert (tally.nudged, tally.at) == (again.nudged, again.at) == (1, NOW)
    assert tally.refused == {Reason.FILED: 1, Reason.NOBODY: 1}
    assert alone and len(await by_hand(world)) == 1
    ((subject, after),) = await audited(world)
    assert (subject, after["nudged"]) == ("deadline/forms", 1)


async def test_all_are_nudged_in_however_many_portions_they_are_read(
    world: World,
    nudging: Nudging,
    bureau: int,
    editor: Actor,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("bot.reminders.repository._UNITS_AT_ONCE", 2)
    others = [await world.unit(f"第{number}局", "city_bureaus") for number in range(4)]
    await world.filings.sync()
    for unit_id in [bureau, *others]:
        await world.contact(unit_id, "王敏")

    first = await nudging.nudge_all("forms", editor, update_id=9)
    again = await nudging.nudge_all("forms", editor, update_id=9)

    assert first == again == Tally(nudged=5, at=NOW)
    assert len({each.obligation_id for each in await by_hand(world)}) == 5


async def test_what_was_asked_for_by_hand_outlives_a_new_plan(
    world: World, nudging: Nudging, reminders: Reminders, bureau: int, editor: Actor
) -> None:
    await world.contact(bureau, "王敏")
    await nudging.nudge((await world.duty(bureau)).id, editor)

    await reminders.replan()
    await reminders.replan([bureau])

    (planned,) = await by_hand(world)
    assert planned.state is State.PLANNED


async def test_it_is_known_when_a_unit_was_reminded_and_will_be(
    world: World, nudging: Nudging, bureau: int, editor: Actor
) -> None:
    person = await world.contact(bureau, "王敏")
    duty = await world.duty(bureau)
    assert await nudging.times_of(duty.id) == NudgeTimes()
    past = await world.plan(duty, person, rung="14")
    await world.sent(past, message_id=4)
    world.clock.at += timedelta(days=2)
    await world.plan(duty, person, rung="7")
    world.clock.at += timedelta(days=1)
    await world.plan(duty, person, rung="3")
    await world.plan(duty, person, purpose=Purpose.RECEIPT)  # which reminds of nothing

    times = NudgeTimes(NOW, NOW + timedelta(days=2))
    assert await nudging.times_of(duty.id) == times
    assert await nudging.times("forms") == {duty.id: times}
    assert await nudging.times("summary") == {}


def reason(nudged: Nudged) -> Reason:
    """Why a unit was not nudged."""
    assert nudged.at is None and nudged.refusal is not None
    return nudged.refusal.reason
