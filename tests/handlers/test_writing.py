"""Writing to one unit: to its contacts; who cannot be reached is to be called instead."""

import pytest
from sqlalchemy import insert

from bot.broadcasts.records import AnnouncementState, Audience, AudienceKind
from bot.database.tables import ContactRow
from bot.delivery.message import Action
from bot.directory.staff import Role
from handlers.actions import StaffVerb
from tests.e2e.conftest import NOW
from tests.handlers.author import Author
from tests.handlers.house import House

UNIT = "长春市科技局"
TEXT = "请补交第二张表的盖章页。"


@pytest.fixture
async def editor(house: House) -> Author:
    """Who may not approve an announcement."""
    return Author(house, await house.actor(Role.EDITOR))


async def listed(house: House, name: str, phone: str | None) -> None:
    """A contact of the unit who has not joined."""
    row = {"unit_id": house.unit_id, "position": 2, "name": name, "phone": phone}
    async with house.database.writing() as session:
        await session.execute(insert(ContactRow).values(**row, created_at=NOW))


@pytest.mark.parametrize("is_pressed", [True, False])
async def test_an_editor_writes_to_a_unit_and_nobody_else_need_agree(
    house: House, editor: Author, is_pressed: bool
) -> None:
    await house.actor("contact")
    if is_pressed:
        await house.presses(editor.address, Action(StaffVerb.WRITE, house.unit_id))
    else:
        await house.commands(editor.address, f"write {UNIT}")
    draft = await editor.draft()
    assert draft.audience == Audience(AudienceKind.UNIT, str(house.unit_id))

    await editor.sends(text=TEXT)
    await editor.presses("提交")
    await editor.presses("发给 1 人")

    sent = await house.services.broadcasts.get(draft.id)
    assert sent.state is AnnouncementState.SCHEDULED
    assert sent.approved_by == sent.author_id


async def test_who_writes_sees_it_as_the_unit_will_with_their_name_and_whom_to_call(
    house: House, editor: Author
) -> None:
    await house.actor("contact")
    await house.presses(editor.address, Action(StaffVerb.WRITE, house.unit_id))
    await editor.sends(text=TEXT)

    await editor.presses("预览")

    copy = house.sandbox.replies(editor.address)[-2]["text"]
    assert copy.startswith(TEXT)
    assert f"Li {editor.address}写给贵单位" in copy
    assert "0431-88975471" in copy


async def test_a_unit_of_which_nobody_has_joined_is_to_be_called(
    house: House, editor: Author
) -> None:
    await listed(house, "王敏", "0431-1234567")
    await listed(house, "李强", None)

    (told,) = await house.presses(editor.address, Action(StaffVerb.WRITE, house.unit_id))

    assert UNIT in told
    assert "没有人能收到" in told
    assert "王敏 0431-1234567（还没加入）" in told
    assert "李强 没有电话" in told
    assert await editor.drafts() == 0


async def test_who_of_a_unit_is_out_of_reach_is_named_beside_the_draft_for_the_others(
    house: House, editor: Author
) -> None:
    await house.actor("contact")
    await house.blocks(await house.actor("contact"))
    await listed(house, "李强", "0431-7654321")

    named, draft = await house.presses(editor.address, Action(StaffVerb.WRITE, house.unit_id))

    assert "王敏 没有电话（联系不上）" in named
    assert "李强 0431-7654321（还没加入）" in named
    assert "现有 1 人，另有 1 人联系不上" in draft


async def test_a_unit_without_contacts_is_said_to_have_none(house: House, editor: Author) -> None:
    (told,) = await house.commands(editor.address, f"write {UNIT}")

    assert "没有这个单位的联系人" in told
    assert await editor.drafts() == 0


async def test_a_unit_that_is_gone_is_refused(house: House, editor: Author) -> None:
    brought = await house.presses(editor.address, Action(StaffVerb.WRITE, house.unit_id + 1))

    assert "不存在" in "".join(brought)
    assert await editor.drafts() == 0


async def test_without_a_name_it_says_how(house: House, editor: Author) -> None:
    (told,) = await house.commands(editor.address, "write")

    assert "/write" in told
