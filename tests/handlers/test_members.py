"""Administrators invite, change and remove members of staff in the chat."""

import re

import pytest

from bot.delivery.message import Action
from bot.directory.staff import Role
from handlers.actions import MemberVerb, StaffVerb
from tests.handlers.house import House

STALE = "这个按钮已经失效了"


async def invited(house: House, administrator: int, role: str) -> str:
    """The payload of a link that an administrator has made."""
    await house.commands(administrator, "staff")
    await house.presses_label(administrator, "邀请")
    (told,) = await house.presses_label(administrator, role)
    found = re.search(r"\?start=(s[\w-]{22})", told)
    assert found is not None
    return found[1]


async def test_somebody_is_invited_joins_and_works_until_they_are_removed(house: House) -> None:
    administrator = await house.actor(Role.ADMINISTRATOR)
    bo = house.sandbox.add_person("Bo")

    (welcome,) = await house.commands(bo, f"start {await invited(house, administrator, '发布人')}")
    assert "/invite" in welcome
    assert "/staff" not in welcome
    working = Action(StaffVerb.CONTACTS, house.unit_id)
    assert STALE not in await house.presses(bo, working)

    (member,) = [each for each in await house.services.staff.members() if each.address == bo]
    assert member.role is Role.PUBLISHER
    await house.commands(administrator, "staff")
    (asked,) = await house.presses_label(administrator, f"移除：{member.name}")
    assert "立即失去全部权限" in asked
    assert await house.services.staff.is_staff(bo)
    await house.presses_label(administrator, f"移除：{member.name}")

    assert not await house.services.staff.is_staff(bo)
    assert STALE in await house.presses(bo, working)


async def test_a_link_is_of_no_use_to_the_next(house: House) -> None:
    administrator = await house.actor(Role.ADMINISTRATOR)
    payload = await invited(house, administrator, "管理员")
    bo, cy = house.sandbox.add_person("Bo"), house.sandbox.add_person("Cy")
    await house.commands(bo, f"start {payload}")

    await house.commands(cy, f"start {payload}")

    assert await house.services.staff.role_of(bo) is Role.ADMINISTRATOR
    assert await house.services.staff.role_of(cy) is None


async def test_a_member_becomes_what_an_administrator_says(house: House) -> None:
    administrator = await house.actor(Role.ADMINISTRATOR)
    editor = await house.actor(Role.EDITOR)
    (member,) = [each for each in await house.services.staff.members() if each.address == editor]
    await house.commands(administrator, "staff")

    await house.presses_label(administrator, f"变更：{member.name}")
    await house.presses_label(administrator, "发布人")

    roles = {each.role for each in await house.services.staff.members()}
    assert Role.PUBLISHER in roles


async def test_what_was_done_comes_as_a_table(house: House) -> None:
    administrator = await house.actor(Role.ADMINISTRATOR)

    assert await house.commands(administrator, "audit") == ["操作记录.xlsx"]


async def test_an_open_invitation_is_listed_and_revoked(house: House) -> None:
    administrator = await house.actor(Role.ADMINISTRATOR)
    payload = await invited(house, administrator, "编辑")
    (invitation,) = await house.services.staff.open_invitations()
    brought = await house.commands(administrator, "staff")
    assert f"{invitation.id}：编辑，Li {administrator}发出，" in brought[-1]
    assert "前有效" in brought[-1]

    (told,) = await house.presses_label(administrator, f"撤销邀请 {invitation.id}")

    assert "已撤销" in told
    bo = house.sandbox.add_person("Bo")
    await house.commands(bo, f"start {payload}")
    assert not await house.services.staff.is_staff(bo)
    assert "未使用的邀请" not in (await house.commands(administrator, "staff"))[-1]
    actions = [each.action for each in await house.services.audit.lines()]
    assert actions.count("staff.revoke") == 1


async def test_an_invitation_that_was_used_is_open_no_longer(house: House) -> None:
    administrator = await house.actor(Role.ADMINISTRATOR)
    payload = await invited(house, administrator, "编辑")
    (invitation,) = await house.services.staff.open_invitations()
    bo = house.sandbox.add_person("Bo")
    await house.commands(bo, f"start {payload}")

    assert await house.services.staff.open_invitations() == []
    revoking = Action(MemberVerb.REVOKE, invitation.id)
    (told,) = await house.presses(administrator, revoking)
    assert "不必再撤" in told
    assert await house.services.staff.is_staff(bo)


@pytest.mark.parametrize(
    ("role", "may", "may_not"),
    [
        (Role.EDITOR, ["/write", "/announce"], ["批准或退回", "暂停、继续"]),
        (Role.PUBLISHER, ["/write", "/announce", "批准或退回", "暂停、继续"], ["/audit"]),
    ],
)
async def test_each_is_told_what_their_role_may(
    house: House, role: Role, may: list[str], may_not: list[str]
) -> None:
    (told,) = await house.commands(await house.actor(role), "staff")

    assert all(each in told for each in may)
    assert not any(each in told for each in may_not)
