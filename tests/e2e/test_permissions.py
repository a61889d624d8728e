"""Nobody who is not the unit's contact can see, mark or silence anything of it."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from bot.channels.telegram import lanes
from bot.channels.telegram.buttons import Buttons
from bot.delivery.message import Action
from bot.filings.actions import NotUs, Verb
from bot.filings.records import DutyState
from handlers.actions import StaffVerb
from tests.e2e.conftest import settings_for
from tests.e2e.nudging import Person, Zhouzhi, buttons_of, running

START = datetime.fromisoformat("2020-07-24T10:00+08:00")
UNIT, OTHER_UNIT = "长春市科技局", "吉林市科技局"
TOKEN_OF_SOMEBODY_ELSE = "2:another-bot"

EVERY_ACTION = [
    *(Action(verb, 1) for verb in Verb),
    *(Action(verb, 1) for verb in StaffVerb),
    Action(Verb.REMIND, 1, "1"),
    Action(Verb.REMIND_ALL, 1, "1"),
    *(Action(Verb.NOT_US, 1, each) for each in NotUs),
    *(Action(Verb.NOT_US_ALL, 1, each) for each in NotUs),
    Action(StaffVerb.EXTEND, 1, "20200831"),
    Action(StaffVerb.DUTIES, 1, "20200831"),
]


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_CHAT_SECONDS", 0.0)


@pytest.fixture
async def zhouzhi(knowledge_file: Path) -> AsyncIterator[Zhouzhi]:
    """Two units, each with a contact who has been nudged."""
    async with running(settings_for, knowledge_file, START) as zhouzhi:
        await zhouzhi.imports({UNIT: ["王敏"], OTHER_UNIT: ["赵强"]})
        yield zhouzhi


@pytest.fixture
async def contact(zhouzhi: Zhouzhi) -> Person:
    return await zhouzhi.joined(UNIT, "王敏")


@pytest.fixture
async def stranger(zhouzhi: Zhouzhi) -> Person:
    return zhouzhi.person("陌生人")


@pytest.fixture(params=["a stranger", "another unit's contact"])
async def thief(request: pytest.FixtureRequest, zhouzhi: Zhouzhi, stranger: Person) -> Person:
    if request.param == "a stranger":
        return stranger
    return await zhouzhi.joined(OTHER_UNIT, "赵强")


async def standing(zhouzhi: Zhouzhi) -> list[Any]:
    """All that anybody could have changed of the unit."""
    (unit,) = await zhouzhi.services.units.find(UNIT)
    duties = await zhouzhi.services.filings.duties([unit.id])
    contacts = await zhouzhi.services.units.contacts(unit.id)
    snoozes = await zhouzhi.services.filings.snoozes([duty.id for duty in duties])
    return [[(d.state, d.due_at, d.obligation.reacted_at) for d in duties], contacts, snoozes]


def words_of(person: Person) -> str:
    return "\n".join(message.get("text", "") for message in person.messages())


async def press(person: Person, data: str) -> None:
    """Press a button that the bot never put under a message of this chat."""
    sandbox = person.zhouzhi.sandbox
    message = sandbox.replies(person.chat_id)[-1]
    query = sandbox.service.people.press_stale(person.chat_id, message, data)
    await sandbox.callback_answer(query)
    await person.zhouzhi.settled()


async def test_data_of_another_chat_does_nothing(
    zhouzhi: Zhouzhi, contact: Person, thief: Person
) -> None:
    await zhouzhi.runs_to("07-28 12:00")
    await thief.says("/mine")
    before = await standing(zhouzhi)

    for message in contact.messages():
        for data in buttons_of(message).values():
            await press(thief, data)

    assert await standing(zhouzhi) == before
    assert UNIT not in words_of(thief)


async def test_data_that_another_bot_signed_does_nothing(zhouzhi: Zhouzhi, contact: Person) -> None:
    before = await standing(zhouzhi)
    forged = Buttons(TOKEN_OF_SOMEBODY_ELSE)

    for action in EVERY_ACTION:
        await press(contact, forged.pack(action, contact.chat_id))

    assert await standing(zhouzhi) == before


async def test_even_signed_for_them_others_can_do_nothing(
    zhouzhi: Zhouzhi, contact: Person, thief: Person
) -> None:
    """As if the signature were broken: whether somebody may is asked at each press."""
    await zhouzhi.runs_to("07-28 12:00")
    await thief.says("/mine")
    before = await standing(zhouzhi)
    (unit,) = await zhouzhi.services.units.find(UNIT)
    ids = [duty.id for duty in await zhouzhi.services.filings.duties([unit.id])]
    signed = Buttons(zhouzhi.sandbox.token)

    for action in EVERY_ACTION:
        for id in ids:
            guessed = Action(action.verb, id, action.argument)
            await press(thief, signed.pack(guessed, thief.chat_id))

    assert await standing(zhouzhi) == before
    assert UNIT not in words_of(thief)
    assert "王敏" not in words_of(thief)


async def test_a_contact_cannot_do_what_is_for_staff(zhouzhi: Zhouzhi, contact: Person) -> None:
    before = await standing(zhouzhi)
    signed = Buttons(zhouzhi.sandbox.token)

    for action in EVERY_ACTION:
        if action.verb.startswith("s"):
            await press(contact, signed.pack(action, contact.chat_id))
    for command in ("/late", "/filed 长春", "/extend 8月5日 全部", "/invite 长春", "/staff"):
        await contact.says(command)
    await contact.sends("units.csv", "单位,组别,联系人\n某单位,科技局,某人".encode())

    assert await standing(zhouzhi) == before
    assert "t.me/" not in words_of(contact)
    assert OTHER_UNIT not in words_of(contact)


async def test_who_has_left_can_do_nothing_more(zhouzhi: Zhouzhi, contact: Person) -> None:
    await zhouzhi.runs_to("07-28 12:00")
    nudge = contact.messages()[-1]
    await contact.presses("不归我们")
    await contact.presses("不再是联系人")
    before = await standing(zhouzhi)

    for data in buttons_of(nudge).values():
        await contact.presses_data(nudge["message_id"], data)
    await contact.says("报送了")

    assert await standing(zhouzhi) == before


async def test_a_used_invitation_lets_nobody_else_in(zhouzhi: Zhouzhi, stranger: Person) -> None:
    payload = await zhouzhi.invitation(UNIT, "王敏")
    contact = zhouzhi.person("王敏")
    zhouzhi.clock.set(zhouzhi.at("07-24 12:00"))
    await contact.says(f"/start {payload}")
    before = await standing(zhouzhi)

    await stranger.says(f"/start {payload}")

    assert await standing(zhouzhi) == before
    assert UNIT not in words_of(stranger)
    await contact.says(f"/start {payload}")  # but its owner is not turned away
    assert contact.heard() == ["welcome", "welcome"]


@pytest.mark.parametrize("payload", ["u" + "A" * 22, "u" + "A" * 15, "u" + "A" * 60])
async def test_a_guessed_or_cut_invitation_lets_nobody_in(
    zhouzhi: Zhouzhi, contact: Person, stranger: Person, payload: str
) -> None:
    before = await standing(zhouzhi)

    await stranger.says(f"/start {payload}")

    assert await standing(zhouzhi) == before
    assert "无效" in words_of(stranger)


async def test_an_invitation_lets_nobody_in_from_a_group(
    zhouzhi: Zhouzhi, stranger: Person
) -> None:
    before = await standing(zhouzhi)
    group = zhouzhi.sandbox.add_group(member_ids=[stranger.chat_id])
    payload = await zhouzhi.invitation(UNIT, "王敏")

    zhouzhi.sandbox.send(group, f"/start@{zhouzhi.sandbox.service.world.bot['username']} {payload}")
    await zhouzhi.settled()

    assert await standing(zhouzhi) == before


async def test_what_one_unit_files_is_nothing_to_another(zhouzhi: Zhouzhi, contact: Person) -> None:
    other_contact = await zhouzhi.joined(OTHER_UNIT, "赵强")
    await zhouzhi.runs_to("07-28 12:00")
    await contact.presses("全部已报送")

    (other,) = await zhouzhi.services.units.find(OTHER_UNIT)
    states = {duty.state for duty in await zhouzhi.services.filings.duties([other.id])}
    assert states == {DutyState.OWED}
    assert UNIT not in words_of(other_contact)
