"""A contact hands over to a colleague, or leaves, by the buttons of /mine."""

import re

from bot.delivery.message import Action
from bot.filings.actions import NotUs, Verb
from tests.handlers.house import House


async def names(house: House) -> list[str]:
    return [each.name for each in await house.services.units.contacts(house.unit_id)]


async def test_a_colleague_takes_over_by_the_link_that_a_contact_hands_on(house: House) -> None:
    contact, colleague = await house.actor("contact"), await house.actor("stranger")
    await house.commands(contact, "mine")
    await house.presses_label(contact, "换联系人")

    link, then = await house.presses_label(contact, "我交给同事")
    assert "对方打开之前，您仍是联系人" in then
    assert await names(house) == ["王敏"]
    found = re.search(r"\?start=(\S+)", link)
    assert found is not None
    (welcome,) = await house.commands(colleague, f"start {found[1]}")

    assert "您已成为长春市科技局的联系人" in welcome
    assert await names(house) == [f"Li {colleague}"]
    assert await house.commands(contact, "mine") == [
        "您还不是任何单位的联系人。如需加入，请打开主办方发给您的邀请链接。"
    ]


async def test_a_contact_leaves_who_has_filed_everything(house: House) -> None:
    contact = await house.actor("contact")
    chat = await house.services.chats.seen(contact)
    for duty in await house.services.filings.duties([house.unit_id]):
        await house.presses(contact, Action(Verb.FILED, duty.id))
    await house.commands(contact, "mine")
    await house.presses_label(contact, "换联系人")

    (left,) = await house.presses_label(contact, "我不再是联系人")

    assert left.startswith("您已不再是长春市科技局的联系人")
    assert await house.services.units.of_chat(chat.id) == []


async def test_nobody_else_has_a_link_made_or_leaves_for_a_contact(house: House) -> None:
    await house.actor("contact")
    other = await house.actor("stranger")

    for argument in (NotUs.HAND_OVER, NotUs.CONTACT):
        action = Action(Verb.NOT_US, house.obligation_id, argument)
        (refused,) = await house.presses(other, action)
        assert refused.startswith("您不是这项任务所属单位的联系人")

    assert await names(house) == ["王敏"]
