"""Nobody but a unit's contacts and staff sees, files or silences anything of it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from bot.directory.roles import Role
from bot.filings.errors import NotStaff, NotYours
from bot.filings.records import Actor, DutyState
from bot.filings.service import Filings
from tests.filings.world import NOW, Person, World

Attempt = Callable[[Filings, int, Actor], Awaitable[object]]

LATER = NOW + timedelta(days=2)
NEXT_YEAR = NOW + timedelta(days=365)
OF_CONTACTS: dict[str, Attempt] = {
    "see": lambda filings, id, who: filings.duty(id, who),
    "file": lambda filings, id, who: filings.file(id, who),
    "file an item": lambda filings, id, who: filings.file(id, who, item="form_1"),
    "take back": lambda filings, id, who: filings.take_back(id, who),
    "react": lambda filings, id, who: filings.react([id], who),
    "snooze": lambda filings, id, who: filings.snooze([id], who, LATER),
    "dispute": lambda filings, id, who: filings.dispute(id, who),
}
OF_STAFF: dict[str, Attempt] = {
    "waive": lambda filings, id, who: filings.waive(id, who),
    "extend": lambda filings, id, who: filings.extend(id, NEXT_YEAR, who),
    "keep": lambda filings, id, who: filings.keep(id, who),
}
EVERY: dict[str, Attempt] = OF_CONTACTS | OF_STAFF


async def stranger(world: World, unit_id: int) -> Person:
    return await world.stranger()


async def former_contact(world: World, unit_id: int) -> Person:
    former = await world.contact(unit_id, "王芳")
    await world.leaves(former)
    return former


async def contact_of_another_unit(world: World, unit_id: int) -> Person:
    other = await world.unit("吉林市科学技术局", "city_bureaus")
    return await world.contact(other, "赵强")


async def operator_who_is_no_staff(world: World, unit_id: int) -> Person:
    return Person(Actor(chat_id=None))


@pytest.mark.parametrize(
    "outsider", [stranger, former_contact, contact_of_another_unit, operator_who_is_no_staff]
)
async def test_an_outsider_can_do_nothing(
    world: World,
    bureau: int,
    outsider: Callable[[World, int], Awaitable[Person]],
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.plan(duty, zhang)
    person = await outsider(world, bureau)

    for attempt in EVERY.values():
        with pytest.raises(NotYours):
            await attempt(world.filings, duty.id, person.actor)

    assert await world.duty(bureau) == duty
    assert await world.standing() == [("nudge", "7")]


async def test_a_contact_cannot_do_what_staff_decide(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)

    for attempt in OF_STAFF.values():
        with pytest.raises(NotYours):
            await attempt(world.filings, duty.id, zhang.actor)

    assert await world.duty(bureau) == duty


async def test_a_contact_cannot_extend_a_deadline_for_all(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")

    with pytest.raises(NotStaff):
        await world.filings.extend_all("forms", NEXT_YEAR, zhang.actor)


async def test_an_editor_gives_nobody_more_time(world: World, bureau: int) -> None:
    editor = await world.staff(Role.EDITOR)
    duty = await world.duty(bureau)

    with pytest.raises(NotYours):
        await world.filings.extend(duty.id, NEXT_YEAR, editor.actor)
    with pytest.raises(NotStaff):
        await world.filings.extend_all("forms", NEXT_YEAR, editor.actor)
    assert (await world.filings.waive(duty.id, editor.actor)).state is DutyState.WAIVED


async def test_who_was_staff_when_they_pressed_and_is_no_longer_does_nothing(
    world: World, bureau: int
) -> None:
    former = await world.staff()
    duty = await world.duty(bureau)
    await world.dismiss(former)

    for attempt in EVERY.values():
        with pytest.raises(NotYours):
            await attempt(world.filings, duty.id, former.actor)
    assert await world.duty(bureau) == duty


@pytest.mark.parametrize("attempt", ["snooze", "react", "dispute"])
async def test_staff_do_not_answer_in_the_name_of_a_unit(
    world: World, bureau: int, attempt: str
) -> None:
    staff = await world.staff()
    duty = await world.duty(bureau)

    with pytest.raises(NotYours):
        await OF_CONTACTS[attempt](world.filings, duty.id, staff.actor)


async def test_an_id_that_is_guessed_reads_like_one_of_another_unit(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")

    for attempt in EVERY.values():
        with pytest.raises(NotYours):
            await attempt(world.filings, 4711, zhang.actor)


async def test_of_several_duties_one_of_another_unit_refuses_all(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    other = await world.unit("吉林市科学技术局", "city_bureaus")
    await world.filings.sync()
    ids = [(await world.duty(bureau)).id, (await world.duty(other)).id]

    with pytest.raises(NotYours):
        await world.filings.snooze(ids, zhang.actor, LATER)

    assert await world.filings.snoozes(ids) == {}


async def test_a_unit_off_the_list_has_nothing_to_be_seen(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.remove_unit(bureau)

    with pytest.raises(NotYours):
        await world.filings.file(duty.id, zhang.actor)


async def test_the_duties_of_a_message_are_told_to_its_recipient_alone(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    li = await world.contact(bureau, "李娜", position=2)
    forms, summary = [await world.duty(bureau, each) for each in ("forms", "summary")]
    nudges = [await world.plan(duty, zhang, rung=duty.deadline.id) for duty in (forms, summary)]
    for nudge in nudges:
        await world.sent(nudge, message_id=55)

    named = await world.filings.named_in_message(nudges[0].id, zhang.actor)

    assert named == [forms.id, summary.id]
    assert await world.filings.named_in_message(nudges[0].id, li.actor) == []
    assert await world.filings.named_in_message(4711, zhang.actor) == []


async def test_a_message_names_no_duty_of_a_unit_that_was_left(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    other = await world.unit("吉林市科学技术局", "city_bureaus")
    there = await world.contact(other, "张伟", person=zhang)
    await world.filings.sync()
    duties = [await world.duty(unit_id) for unit_id in (bureau, other)]
    nudges = [await world.plan(duty, zhang, rung=str(duty.id)) for duty in duties]
    for nudge in nudges:
        await world.sent(nudge, message_id=55)

    await world.leaves(there)

    assert await world.filings.named_in_message(nudges[1].id, zhang.actor) == [duties[0].id]


async def test_a_successor_files_at_once_and_the_predecessor_no_more(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.leaves(zhang)
    li = await world.contact(bureau, "李娜")

    with pytest.raises(NotYours):
        await world.filings.file(duty.id, zhang.actor)
    filed = await world.filings.file(duty.id, li.actor)

    assert filed.duty.state is DutyState.FILED
