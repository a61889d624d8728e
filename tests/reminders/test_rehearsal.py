"""A rehearsal tells what really happens, and changes nothing."""

import asyncio
import re
from collections.abc import Collection
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from bot.channels.telegram.languages import language_of
from bot.clock import SystemClock
from bot.database import Database
from bot.database.tables import Table
from bot.delivery.message import Message, Outgoing
from bot.delivery.model import Lane, State
from bot.delivery.outbox import Outbox
from bot.delivery.post import Turn
from bot.delivery.problems import Hooks, Problem
from bot.delivery.sender import Sender
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.units import Units
from bot.filings.repository import FilingRepository
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import load_texts
from bot.reminders.rehearsal.explaining import plain
from bot.reminders.rehearsal.records import Programme
from bot.reminders.rehearsal.rehearsing import Period, Rehearsal
from bot.reminders.repository import PlanRepository
from bot.reminders.service import Reminders
from bot.settings import ReminderSettings
from tests.filings.world import NOW, STAFF_ADDRESS, Person
from tests.reminders.composing.office import Office

END = datetime(2020, 9, 20, tzinfo=UTC)
WAIT = 30.0
#: When, to which address, and what.
Sent = tuple[datetime, int, str]


@pytest.fixture
def world(database: Database, knowledge: Knowledge) -> Office:
    return Office(database, knowledge)


async def rehearsed(
    office: Office,
    *,
    from_at: datetime | None = None,
    until_at: datetime = END,
    joined_only: bool = False,
    settings: ReminderSettings | None = None,
) -> Programme:
    rehearsal = Rehearsal(
        PlanRepository(office.database),
        FilingRepository(office.database),
        office.chats,
        Units(UnitRepository(office.database), office.clock),
        office.knowledge,
        settings or ReminderSettings(),
        staff=[STAFF_ADDRESS],
        texts=load_texts(),
        language_of=language_of,
        default=Language.HANS,
    )
    now = office.clock.now()
    return await rehearsal.run(
        Period(now=now, from_at=from_at or now, until_at=until_at, joined_only=joined_only)
    )


class Kept:
    """A post that keeps what it is given."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.sent: list[Sent] = []

    async def turn(self, address: int, lane: Lane) -> Turn:
        return Turn(lane, 0.0)

    async def send(self, address: int, message: Outgoing, turn: Turn) -> int:
        assert isinstance(message, Message)
        self.sent.append((self._office.clock.now(), address, plain(message)))
        return len(self.sent)


async def happened(office: Office, reminders: Reminders) -> list[Sent]:
    """What the real sender sends of the real outbox while the clock runs over it."""

    async def heard(*_args: object) -> None:
        """Nothing goes wrong here."""

    async def problem(found: Problem) -> None:
        raise AssertionError(found)

    post = Kept(office)
    sender = Sender(
        Outbox(office.database, office.clock, "the only one"),
        office.composers,
        post,
        office.clock,
        hooks=Hooks(on_unreachable=heard, on_moved=heard, on_problem=problem),
        wall=SystemClock(),
    )
    stopping = asyncio.Event()
    running = asyncio.create_task(sender.run(stopping))
    try:
        await reminders.replan()
        while due := await waiting(office, END):
            office.clock.at = max(office.clock.at, min(due))
            async with asyncio.timeout(WAIT):
                while await waiting(office, office.clock.at + timedelta(microseconds=1)):
                    sender.wake()
                    await asyncio.sleep(0.01)
            await reminders.replan()
    finally:
        stopping.set()
        await running
    return post.sent


async def waiting(office: Office, until_at: datetime) -> Collection[datetime]:
    """When what is still to be sent is due, of what is due by then."""
    done = (State.SENT, State.WITHDRAWN)
    delivery = Table.metadata.tables["delivery"].c
    query = select(delivery.due_at).where(delivery.state.not_in(done), delivery.due_at < until_at)
    async with office.database.reading() as session:
        return (await session.scalars(query)).all()


async def addresses(office: Office) -> dict[str, int]:
    async with office.database.reading() as session:
        contact, chat = Table.metadata.tables["unit_contact"], Table.metadata.tables["chat"]
        joined = select(contact.c.name, chat.c.address).join(chat, chat.c.id == contact.c.chat_id)
        return {row.name: row.address for row in await session.execute(joined)}


async def as_sent(office: Office, programme: Programme) -> list[Sent]:
    """The messages of a rehearsal in the form of what was sent."""
    address_of = await addresses(office)
    return [
        (
            each.at.astimezone(UTC),
            address_of[each.recipients[0].contact.name] if each.recipients else STAFF_ADDRESS,
            plain(each.message),
        )
        for each in programme.messages
    ]


async def everything(database: Database) -> dict[str, list[tuple[object, ...]]]:
    async with database.reading() as session:
        return {
            table.name: [tuple(row) for row in await session.execute(select(table))]
            for table in Table.metadata.sorted_tables
        }


async def three_units(office: Office, bureau: int) -> tuple[Person, Person]:
    """Two contacts of a bureau, of whom the first serves an institute too, and one unit more."""
    zhang = await office.contact(bureau, "张伟")
    li = await office.contact(bureau, "李娜", position=2)
    institute = await office.unit("长春光机所", "units")
    await office.contact(institute, "张伟", person=zhang)
    school = await office.unit("吉林大学", "units")
    await office.contact(school, "王芳")
    await office.staff()
    await office.filings.sync()
    return zhang, li


async def test_what_is_rehearsed_is_what_is_sent(
    world: Office, bureau: int, reminders: Reminders
) -> None:
    zhang, li = await three_units(world, bureau)
    await world.speaks(li, "en")
    forms = await world.duty(bureau)
    await world.filings.react([forms.id], zhang.actor)
    await world.filings.snooze([forms.id], zhang.actor, NOW + timedelta(days=9))

    programme = await rehearsed(world)

    expected = await as_sent(world, programme)
    sent = await happened(world, reminders)
    assert len(sent) > 30
    assert sorted(expected) == sorted(sent)


async def test_a_rehearsal_in_the_middle_goes_on_from_what_was_sent(
    world: Office, bureau: int, reminders: Reminders
) -> None:
    await three_units(world, bureau)
    everything_sent = await happened(world, reminders)

    assert len(everything_sent) > 30
    assert (await rehearsed(world)).messages == []


async def test_a_rehearsal_changes_nothing(
    world: Office, bureau: int, reminders: Reminders
) -> None:
    await three_units(world, bureau)
    await world.expected(bureau, "赵强")
    await reminders.replan()
    before = await everything(world.database)

    await rehearsed(world)

    assert await everything(world.database) == before


async def test_whoever_has_not_joined_counts_as_if_they_had_unless_that_is_not_wanted(
    world: Office, bureau: int
) -> None:
    await world.expected(bureau, "赵强")

    supposed = await rehearsed(world, until_at=datetime(2020, 7, 25, tzinfo=UTC))
    strict = await rehearsed(world, joined_only=True)

    (first,) = supposed.messages
    (membership,) = first.recipients
    assert (membership.contact.name, first.has_joined) == ("赵强", False)
    assert "报送备案表" in plain(first.message)
    assert (supposed.expected_count, strict.expected_count) == (1, 0)
    assert strict.messages == []


async def test_units_are_rehearsed_before_the_program_has_run_for_the_first_time(
    world: Office,
) -> None:
    unit_id = await world.unit("长春市科学技术局", "city_bureaus")
    await world.expected(unit_id, "赵强")

    programme = await rehearsed(world, from_at=datetime(2020, 7, 1, tzinfo=UTC))

    rungs = [cause.delivery.rung for each in programme.messages for cause in each.causes]
    assert rungs.count("14") == 2  # of the forms, and of the summary
    assert f"{programme.messages[0].at:%Y-%m-%d %H:%M}" == "2020-07-17 09:00"


async def test_a_time_that_is_past_is_rehearsed_afresh(
    world: Office, bureau: int, reminders: Reminders
) -> None:
    zhang = await world.contact(bureau, "张伟")
    await world.staff()
    sent = await happened(world, reminders)
    duty = await world.duty(bureau)
    await world.filings.react([duty.id], zhang.actor)

    programme = await rehearsed(world, from_at=NOW)

    assert sorted(await as_sent(world, programme)) == sorted(sent)


async def test_what_is_filed_is_not_nudged_about(world: Office, bureau: int) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, zhang.actor)

    programme = await rehearsed(world)

    assert {cause.deadline.id for each in programme.messages for cause in each.causes} == {
        "summary"
    }


async def test_only_the_time_that_is_asked_for_is_told(world: Office, bureau: int) -> None:
    await world.contact(bureau, "张伟")
    day = datetime(2020, 7, 28, tzinfo=world.knowledge.zone)

    programme = await rehearsed(world, from_at=day, until_at=day + timedelta(days=1))

    (nudge,) = programme.messages
    assert re.search("7月31日.*还有3天", plain(nudge.message))
