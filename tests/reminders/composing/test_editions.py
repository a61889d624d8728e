"""The same words for another edition: hours, relative deadlines, other offices, no contact."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.database import open_database
from bot.delivery.model import Purpose
from tests.databases import SqliteDatabases
from tests.filings.world import Person, edition, with_deadline
from tests.reminders.composing.office import Office, shown

#: A Friday morning in the museum's spring.
NOW = datetime(2027, 4, 9, 9, tzinfo=UTC)


@pytest.fixture
async def museum(sqlite: SqliteDatabases) -> AsyncIterator[Office]:
    database = await open_database(sqlite.ready())
    office = Office(database, edition("tests/editions/museum/knowledge.json"))
    office.clock.at = NOW
    yield office
    await database.close()


@pytest.fixture
async def school(museum: Office) -> int:
    unit_id = await museum.unit("Port Alder Maritime School", "maritime_school")
    await museum.filings.sync()
    return unit_id


@pytest.fixture
async def rui(museum: Office, school: int) -> Person:
    person = await museum.contact(school, "Rui Costa")
    await museum.speaks(person, "en")
    return person


async def test_a_deadline_given_relative_to_another_names_its_hour(
    museum: Office, school: int, rui: Person
) -> None:
    nudge = await museum.plan(await museum.duty(school, "proofs"), rui)

    assert (
        await museum.read(nudge)
        == """\
⏰ To do: Corrections to the printed programme
Due: Tuesday 13 April, 12:00 noon (4 days left)
Unit: Port Alder Maritime School

Please file:
• Corrections

Where to send it, and whom to ask: Coordination office
How: By e-mail
Contact: Marta Quill, Jonas Feld
Phone: +351 234 555 031, +351 234 555 032
E-mail: office@opendays.example

[✅ Filed already]
[⏰ Remind me…][👥 Who else?]
[🚫 Not us…]"""
    )


async def test_the_limits_of_each_item_are_named(museum: Office, school: int, rui: Person) -> None:
    text = await museum.read(await museum.plan(await museum.duty(school, "safety"), rui))

    assert "• Certificate of insurance (as PDF)\n" in text
    assert "• Video of the set-up (video of at most 90 seconds" in text


async def test_duties_for_different_offices_say_which_goes_where(
    museum: Office, school: int, rui: Person
) -> None:
    duties = [await museum.duty(school, each) for each in ("helpers", "safety")]

    text = await museum.read(*[await museum.plan(each, rui, rung=str(each.id)) for each in duties])

    helpers = "Helpers' list\nWhere to send it, and whom to ask: Coordination office\n"
    safety = "Safety papers\nWhere to send it, and whom to ask: Dockyard site office\n"
    assert helpers in text
    assert safety in text
    assert text.startswith("⏰ 2 things to file, the first due Friday 16 April\n")


async def test_where_nothing_is_stated_of_where_to_send_it_nothing_is_said(
    museum: Office, school: int, rui: Person
) -> None:
    museum.knowledge = with_deadline(
        museum.knowledge, "helpers", submit_to=None, contact=None, how=None, items=()
    )

    text = await museum.read(await museum.plan(await museum.duty(school, "helpers"), rui))

    assert "send" not in text.lower()
    assert "Please file" not in text
    assert text.startswith("⏰ To do: Helpers' list\nDue: Friday 16 April (7 days left)\n")


async def test_a_deadline_without_items_is_filed_as_a_whole(
    museum: Office, school: int, rui: Person
) -> None:
    museum.knowledge = with_deadline(museum.knowledge, "helpers", items=())
    duty = await museum.duty(school, "helpers")

    filed = await museum.filings.file(duty.id, rui.actor)

    assert filed.is_new
    assert (
        await museum.read(await museum.latest(Purpose.RECEIPT))
        == """\
✅ Noted as filed: Helpers' list
Unit: Port Alder Maritime School
Noted by Rui Costa, Friday 9 April, 10:00 am

Nobody at your unit will be reminded of this again. Thank you! If it is a mistake, take it back.

[↩️ Take back]"""
    )
    again = await museum.filings.file(duty.id, rui.actor)
    assert "Noted by Rui Costa" in shown(await museum.views.filed(rui.chat_id, again))
