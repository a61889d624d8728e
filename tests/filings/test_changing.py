"""Putting off, disputing, waiving and extending, each with what staff can look up later."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.database.tables import AuditRow
from bot.delivery.model import Purpose
from bot.filings.errors import DeadlineUnknown, ExtensionRefused, SnoozeRefused
from bot.filings.records import Actor, DutyState
from tests.filings.world import NOW, World

DUE_AT = datetime(2020, 7, 31, 16, tzinfo=UTC)
LATER = DUE_AT + timedelta(days=5)


async def audit(world: World) -> list[tuple[str, Any, Any]]:
    """What staff did: action, before and after."""
    async with world.database.reading() as session:
        rows = await session.scalars(select(AuditRow).order_by(AuditRow.id))
        return [(row.action, row.before, row.after) for row in rows]


async def test_a_snooze_is_of_one_contact_and_counts_as_a_reaction(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    await world.contact(bureau, "李娜", position=2)
    duty = await world.duty(bureau)
    until_at = NOW + timedelta(days=3)

    snoozed = await world.filings.snooze([duty.id], zhang.actor, until_at)

    assert (snoozed.duties, snoozed.refused) == ((duty,), ())
    assert await world.filings.snoozes([duty.id]) == {(duty.id, zhang.contact_id): until_at}
    assert (await world.duty(bureau)).obligation.reacted_at == NOW
    assert world.replanned[-1] == {bureau}


async def test_a_later_snooze_takes_the_place_of_the_earlier(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)

    for days in (3, 1):
        await world.filings.snooze([duty.id], zhang.actor, NOW + timedelta(days=days))

    assert list((await world.filings.snoozes([duty.id])).values()) == [NOW + timedelta(days=1)]


@pytest.mark.parametrize("until_at", [DUE_AT, DUE_AT + timedelta(days=1), NOW])
async def test_a_snooze_that_comes_too_late_is_refused(
    world: World, bureau: int, until_at: datetime
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)

    with pytest.raises(SnoozeRefused):
        await world.filings.snooze([duty.id], zhang.actor, until_at)

    assert await world.filings.snoozes([duty.id]) == {}


async def test_of_several_those_that_are_due_by_then_are_not_put_off(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    forms, summary = [await world.duty(bureau, each) for each in ("forms", "summary")]

    snoozed = await world.filings.snooze([forms.id, summary.id], zhang.actor, LATER)

    assert (snoozed.duties, snoozed.refused) == ((summary,), (forms,))


async def test_an_update_that_comes_twice_snoozes_once(world: World, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    until_at = NOW + timedelta(days=3)

    first = await world.filings.snooze([duty.id], zhang.actor, until_at, update_id=5)
    world.clock.at = until_at + timedelta(hours=1)  # told again much later
    again = await world.filings.snooze([duty.id], zhang.actor, until_at, update_id=5)

    assert [each.id for each in again.duties] == [each.id for each in first.duties]


async def test_a_dispute_is_told_to_staff_once_and_the_duty_stays(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    staff = await world.staff()
    duty = await world.duty(bureau)

    for update_id in (1, 1, 2):
        await world.filings.dispute(duty.id, zhang.actor, update_id=update_id)

    (note,) = await world.deliveries(purpose=Purpose.NOTE)
    assert (note.recipient_id, note.contact_id) == (staff.chat_id, zhang.contact_id)
    assert (await world.duty(bureau)).state is DutyState.OWED


async def test_waived_all_that_is_planned_is_withdrawn_and_it_can_be_undone(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    staff = await world.staff()
    duty = await world.duty(bureau)
    await world.plan(duty, zhang)

    waived = await world.filings.waive(duty.id, staff.actor)
    assert waived.state is DutyState.WAIVED
    assert await world.standing() == []

    owed = await world.filings.keep(duty.id, staff.actor)
    assert owed.state is DutyState.OWED
    assert await audit(world) == [
        ("obligation.waive", {"waived": False}, {"waived": True}),
        ("obligation.keep", {"waived": True}, {"waived": False}),
    ]


async def test_kept_nothing_changes_but_the_audit(world: World, bureau: int) -> None:
    staff = await world.staff()
    duty = await world.duty(bureau)

    assert await world.filings.keep(duty.id, staff.actor, update_id=1) == duty
    await world.filings.keep(duty.id, staff.actor, update_id=1)

    assert await audit(world) == [("obligation.keep", {"waived": False}, {"waived": False})]


async def test_what_staff_file_is_in_the_audit_and_what_contacts_file_is_not(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    forms, summary = [await world.duty(bureau, each) for each in ("forms", "summary")]

    await world.filings.file(forms.id, zhang.actor)
    await world.filings.file(summary.id, Actor(chat_id=None, is_staff=True))  # an operator

    items = {"items": ["summary", "footage", "coverage"]}
    assert await audit(world) == [("obligation.file", {"state": "owed"}, items)]


@pytest.mark.parametrize("now", [NOW, DUE_AT + timedelta(days=1)])
async def test_one_unit_is_given_until_later_before_or_after_it_was_due(
    world: World, bureau: int, now: datetime
) -> None:
    other = await world.unit("吉林市科学技术局", "city_bureaus")
    await world.filings.sync()
    staff = await world.staff()
    world.clock.at = now

    extended = await world.filings.extend((await world.duty(bureau)).id, LATER, staff.actor)

    assert (extended.due_at, extended.obligation.extended) == (LATER, True)
    assert (await world.duty(other)).due_at == DUE_AT
    assert world.replanned[-1] == [bureau]


async def test_every_unit_is_given_until_later_and_that_is_taken_away_again(
    world: World, bureau: int
) -> None:
    staff = await world.staff()

    await world.filings.extend_all("forms", LATER, staff.actor)
    assert (await world.duty(bureau)).due_at == LATER
    assert (await world.duty(bureau, "summary")).obligation.extended is False

    await world.filings.extend_all("forms", None, staff.actor)
    assert (await world.duty(bureau)).due_at == DUE_AT
    assert [action for action, _, _ in await audit(world)] == ["deadline.extend"] * 2


async def test_two_extensions_of_a_deadline_at_one_instant_both_succeed(
    world: World, bureau: int
) -> None:
    actor = (await world.staff()).actor
    days = [LATER, LATER + timedelta(days=1)]

    await asyncio.gather(*(world.filings.extend_all("forms", day, actor) for day in days))

    assert (await world.duty(bureau)).due_at in days


@pytest.mark.parametrize("until_at", [NOW, NOW - timedelta(days=1), DUE_AT])
async def test_an_extension_into_the_past_or_to_no_later_is_refused(
    world: World, bureau: int, until_at: datetime
) -> None:
    staff = await world.staff()
    duty = await world.duty(bureau)

    with pytest.raises(ExtensionRefused):
        await world.filings.extend(duty.id, until_at, staff.actor)
    with pytest.raises(ExtensionRefused):
        await world.filings.extend_all("forms", until_at, staff.actor)

    assert await world.duty(bureau) == duty


async def test_a_deadline_that_is_not_known_cannot_be_extended(world: World) -> None:
    staff = await world.staff()

    with pytest.raises(DeadlineUnknown):
        await world.filings.extend_all("unheard-of", LATER, staff.actor)
