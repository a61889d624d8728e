"""Filing and taking back: once, for the whole unit, together with the outbox."""

import asyncio

import pytest

from bot.delivery.model import Purpose, State
from bot.filings.errors import ItemUnknown, NotOwed
from bot.filings.records import DutyState
from tests.filings.world import World, without_deadline


async def test_filing_all_of_it_silences_every_contact_and_sends_one_receipt(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    li = await world.contact(bureau, "李娜", position=2)
    duty = await world.duty(bureau)
    await world.plan(duty, zhang)
    await world.plan(duty, li)

    filed = await world.filings.file(duty.id, zhang.actor)

    assert filed.is_new
    assert filed.items == ("form_1", "form_2")
    assert filed.duty.state is DutyState.FILED
    (receipt,) = [each for each in await world.deliveries() if each.state is State.PLANNED]
    assert (receipt.purpose, receipt.recipient_id) == (Purpose.RECEIPT, zhang.chat_id)
    assert world.replanned[-1] == [bureau]


async def test_one_item_is_filed_and_the_nudges_about_the_rest_go_on(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.plan(duty, zhang)

    filed = await world.filings.file(duty.id, zhang.actor, item="form_2")

    assert filed.items == ("form_2",)
    assert filed.duty.state is DutyState.PARTLY
    assert [item.id for item in filed.duty.open_items] == ["form_1"]
    assert await world.standing() == [("nudge", "7")]


async def test_the_last_item_ends_the_nudges(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.plan(duty, zhang)

    await world.filings.file(duty.id, zhang.actor, item="form_2")
    filed = await world.filings.file(duty.id, zhang.actor, item="form_1")

    assert filed.duty.obligation.filed_at == world.clock.at
    assert [purpose for purpose, _ in await world.standing()] == ["receipt"]


async def test_what_was_filed_is_not_filed_again_and_says_by_whom(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    li = await world.contact(bureau, "李娜", position=2)
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, zhang.actor)

    again = await world.filings.file(duty.id, li.actor)

    assert not again.is_new
    assert again.by is not None
    assert again.by.name == "张伟"
    assert len(await world.deliveries(purpose="receipt")) == 1


async def test_two_contacts_who_file_at_once_make_one_filing(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    li = await world.contact(bureau, "李娜", position=2)
    duty = await world.duty(bureau)

    both = await asyncio.gather(
        world.filings.file(duty.id, zhang.actor, update_id=1),
        world.filings.file(duty.id, li.actor, update_id=2),
    )

    (winner,) = [filed for filed in both if filed.is_new]
    (receipt,) = await world.deliveries(purpose="receipt")
    assert {filed.by for filed in both} == {winner.by}
    assert winner.by is not None
    assert receipt.recipient_id == {"张伟": zhang, "李娜": li}[str(winner.by.name)].chat_id
    assert await world.filing_lines() == 2  # its two items


async def test_an_update_that_comes_twice_files_once_and_answers_alike(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)

    first = await world.filings.file(duty.id, zhang.actor, update_id=7)
    second = await world.filings.file(duty.id, zhang.actor, update_id=7)

    assert second == first
    assert await world.filing_lines() == 2


async def test_an_update_that_comes_again_after_taking_back_does_not_file_again(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, zhang.actor, update_id=7)
    await world.filings.take_back(duty.id, zhang.actor, update_id=8)

    await world.filings.file(duty.id, zhang.actor, update_id=7)

    assert (await world.duty(bureau)).state is DutyState.OWED


async def test_taken_back_it_is_owed_again_and_the_line_stays(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, zhang.actor)

    taken = await world.filings.take_back(duty.id, zhang.actor, update_id=3)
    again = await world.filings.take_back(duty.id, zhang.actor, update_id=3)

    assert taken.items == again.items == ("form_1", "form_2")
    assert taken.duty.state is DutyState.OWED
    assert await world.filing_lines() == 2
    assert await world.standing() == []


async def test_what_is_filed_anew_has_a_receipt_of_its_own(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)

    await world.filings.file(duty.id, zhang.actor)
    await world.filings.take_back(duty.id, zhang.actor)
    await world.filings.file(duty.id, zhang.actor)

    states = [each.state for each in await world.deliveries(purpose="receipt")]
    assert states == [State.WITHDRAWN, State.PLANNED]


async def test_one_of_several_items_is_taken_back(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, zhang.actor)

    taken = await world.filings.take_back(duty.id, zhang.actor, item="form_1")

    assert taken.duty.state is DutyState.PARTLY
    assert [item.id for item in taken.duty.open_items] == ["form_1"]


async def test_nothing_is_taken_back_of_what_was_not_filed(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")

    taken = await world.filings.take_back((await world.duty(bureau)).id, zhang.actor)

    assert not taken.is_new


async def test_staff_file_for_a_unit_and_its_first_contact_who_can_be_reached_hears_of_it(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    li = await world.contact(bureau, "李娜", position=2)
    staff = await world.staff()
    await world.blocks(zhang)

    filed = await world.filings.file((await world.duty(bureau)).id, staff.actor)

    assert filed.by is not None
    assert filed.by.name is None
    (receipt,) = await world.deliveries(purpose="receipt")
    assert receipt.recipient_id == li.chat_id


async def test_filing_for_a_unit_that_nobody_has_joined_needs_no_receipt(
    world: World, bureau: int
) -> None:
    await world.expected(bureau, "张伟")
    staff = await world.staff()

    await world.filings.file((await world.duty(bureau)).id, staff.actor)

    assert await world.deliveries() == []


async def test_an_item_that_the_deadline_does_not_have_is_refused(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")

    with pytest.raises(ItemUnknown):
        await world.filings.file((await world.duty(bureau)).id, zhang.actor, item="form_9")


async def test_what_is_no_longer_owed_cannot_be_filed(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    world.knowledge = without_deadline(world.knowledge, "forms")

    with pytest.raises(NotOwed):
        await world.filings.file(duty.id, zhang.actor)
