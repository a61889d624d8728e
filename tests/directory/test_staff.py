"""Staff: roles, invitations, removal, and that each is asked where it is done."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.database.tables import AuditRow, DeliveryRow
from bot.delivery import outbox
from bot.delivery.model import Draft, Lane, Purpose
from bot.directory.errors import (
    InvitationProblem,
    InvitationRefused,
    LastAdministrator,
    MemberConfigured,
    MemberUnknown,
    NotPermitted,
)
from bot.directory.records import Chat
from bot.directory.roles import Member, Permission, Role
from bot.directory.staff import Staff
from tests.directory.conftest import NOW, VALID_FOR, Directory, listed, listing

CONFIGURED = 7


@pytest.fixture
async def staff(directory: Directory) -> Staff:
    """With one administrator, of the configuration."""
    await directory.staff.configure([CONFIGURED])
    return directory.staff


@pytest.fixture
async def root(directory: Directory, staff: Staff) -> int:
    """Our id of the administrator's chat."""
    chat = await directory.chats.find(CONFIGURED)
    assert chat is not None
    return chat.id


async def joined(directory: Directory, role: Role, name: str = "Ann") -> tuple[Member, Chat]:
    """Somebody who has opened an invitation."""
    invitation = await directory.staff.invite(role, by=None)
    chat = await directory.person()
    return await directory.staff.accept(invitation.token, chat, name), chat


def test_each_role_may_all_that_the_one_before_may() -> None:
    may = [{each for each in Permission if role.may(each)} for role in Role]

    assert may[0] < may[1] < may[2] == set(Permission)


async def test_the_configuration_names_administrators(staff: Staff) -> None:
    assert await staff.role_of(CONFIGURED) is Role.ADMINISTRATOR
    assert staff.is_listed(CONFIGURED)
    assert await staff.addresses() == {CONFIGURED}


async def test_whom_the_configuration_names_no_longer_is_staff_no_longer(staff: Staff) -> None:
    await staff.configure([8])

    assert await staff.addresses() == {8}
    assert not staff.is_listed(CONFIGURED)


async def test_configured_again_nothing_is_changed(directory: Directory, staff: Staff) -> None:
    lines = await directory.rows(AuditRow)

    await staff.configure([CONFIGURED])

    assert await directory.rows(AuditRow) == lines


async def test_whom_the_configuration_comes_to_name_becomes_an_administrator(
    directory: Directory, staff: Staff
) -> None:
    ann, chat = await joined(directory, Role.EDITOR)

    await staff.configure([CONFIGURED, chat.address])

    (found,) = [each for each in await staff.members() if each.id == ann.id]
    assert (found.role, found.name, found.is_configured) == (Role.ADMINISTRATOR, "Ann", True)


async def test_an_invitation_lets_one_person_in_once(
    directory: Directory, staff: Staff, root: int
) -> None:
    invitation = await staff.invite(Role.PUBLISHER, by=root)
    ann, bo = await directory.person(), await directory.person()

    member = await staff.accept(invitation.token, ann, " Ann\u202e ")
    again = await staff.accept(invitation.token, ann, "Ann")

    assert again == member
    assert (member.role, member.name) == (Role.PUBLISHER, "Ann")
    assert await staff.may(ann.address, Permission.APPROVE)
    with pytest.raises(InvitationRefused) as refused:
        await staff.accept(invitation.token, bo, "Bo")
    assert refused.value.problem is InvitationProblem.USED
    assert not await staff.is_staff(bo.address)


async def test_an_invitation_expires(directory: Directory, staff: Staff) -> None:
    invitation = await staff.invite(Role.EDITOR, by=None)
    directory.clock.at += VALID_FOR

    with pytest.raises(InvitationRefused) as refused:
        await staff.accept(invitation.token, await directory.person(), "Ann")
    assert refused.value.problem is InvitationProblem.EXPIRED


async def test_a_group_cannot_be_of_staff(directory: Directory, staff: Staff) -> None:
    invitation = await staff.invite(Role.EDITOR, by=None)

    with pytest.raises(InvitationRefused) as refused:
        await staff.accept(invitation.token, await directory.person(kind="group"), "Ann")
    assert refused.value.problem is InvitationProblem.NOT_PRIVATE


async def test_an_invitation_that_a_member_opens_stays_open(
    directory: Directory, staff: Staff
) -> None:
    invitation = await staff.invite(Role.ADMINISTRATOR, by=None)
    ann, chat = await joined(directory, Role.EDITOR)

    assert await staff.accept(invitation.token, chat, "Ann") == ann

    bo = await staff.accept(invitation.token, await directory.person(), "Bo")
    assert bo.role is Role.ADMINISTRATOR


async def test_an_invitation_for_staff_makes_nobody_a_contact_and_the_reverse(
    directory: Directory, staff: Staff
) -> None:
    unit = await directory.unit("Museum", "Ann")
    (contact,) = await directory.contacts(unit)
    for_staff = await staff.invite(Role.EDITOR, by=None)
    for_contact = await directory.invitations.issue(contact.id)
    chat = await directory.person()

    for accept, token in (
        (staff.accept, for_contact.token),
        (directory.invitations.accept, for_staff.token),
    ):
        with pytest.raises(InvitationRefused) as refused:
            await accept(token, chat, "Bo")
        assert refused.value.problem is InvitationProblem.UNKNOWN


async def test_a_member_who_is_removed_loses_everything_at_once(
    directory: Directory, staff: Staff, root: int
) -> None:
    ann, chat = await joined(directory, Role.ADMINISTRATOR)
    kept = await staff.invite(Role.ADMINISTRATOR, by=chat.id)
    await plan(directory, chat, Purpose.DIGEST)
    await plan(directory, chat, Purpose.NOTE)
    await plan(directory, chat, Purpose.NUDGE)

    await staff.remove(ann.id, by=root)

    assert await staff.role_of(chat.address) is None
    assert not staff.is_listed(chat.address)
    assert await states(directory) == {
        "digest": "withdrawn",
        "note": "withdrawn",
        "nudge": "planned",  # of their unit, if they serve one
    }
    with pytest.raises(InvitationRefused) as refused:
        await staff.accept(kept.token, chat, "Ann")
    assert refused.value.problem is InvitationProblem.REVOKED


async def test_a_member_who_was_removed_comes_back_by_a_new_invitation_alone(
    directory: Directory, staff: Staff, root: int
) -> None:
    invitation = await staff.invite(Role.EDITOR, by=root)
    chat = await directory.person()
    ann = await staff.accept(invitation.token, chat, "Ann")
    await staff.remove(ann.id, by=root)

    with pytest.raises(InvitationRefused):
        await staff.accept(invitation.token, chat, "Ann")
    newer = await staff.invite(Role.EDITOR, by=root)
    assert (await staff.accept(newer.token, chat, "Ann")).id == ann.id


async def test_the_last_administrator_stays(directory: Directory) -> None:
    ann, chat = await joined(directory, Role.ADMINISTRATOR)

    for attempt in (
        directory.staff.remove(ann.id, by=chat.id),
        directory.staff.change_role(ann.id, Role.EDITOR, by=chat.id),
    ):
        with pytest.raises(LastAdministrator):
            await attempt
    assert await directory.staff.role_of(chat.address) is Role.ADMINISTRATOR


async def test_an_administrator_of_the_configuration_is_changed_there(
    staff: Staff, root: int
) -> None:
    (member,) = await staff.members()

    with pytest.raises(MemberConfigured):
        await staff.remove(member.id, by=root)
    with pytest.raises(MemberConfigured):
        await staff.change_role(member.id, Role.EDITOR, by=root)


async def test_who_is_no_longer_an_administrator_leaves_no_open_invitations(
    directory: Directory, staff: Staff, root: int
) -> None:
    ann, chat = await joined(directory, Role.ADMINISTRATOR)
    kept = await staff.invite(Role.ADMINISTRATOR, by=chat.id)

    await staff.change_role(ann.id, Role.PUBLISHER, by=root)

    with pytest.raises(InvitationRefused):
        await staff.accept(kept.token, await directory.person(), "Bo")


async def test_a_member_who_was_removed_is_not_removed_twice(
    directory: Directory, staff: Staff, root: int
) -> None:
    ann, _ = await joined(directory, Role.EDITOR)
    await staff.remove(ann.id, by=root)

    with pytest.raises(MemberUnknown):
        await staff.remove(ann.id, by=root)


Attempt = Callable[[Directory, int, int], Awaitable[object]]
ATTEMPTS: dict[str, tuple[Role, Attempt]] = {
    "import": (
        Role.PUBLISHER,
        lambda d, by, _: d.units.import_list(listing(listed("Port")), by=by),
    ),
    "invite a contact": (Role.PUBLISHER, lambda d, by, id: d.invitations.issue(id, by=by)),
    "revoke": (Role.PUBLISHER, lambda d, by, id: d.invitations.revoke(id, by=by)),
    "invite": (Role.ADMINISTRATOR, lambda d, by, _: d.staff.invite(Role.EDITOR, by=by)),
}


@pytest.mark.parametrize("who", ["stranger", "removed", *Role])
@pytest.mark.parametrize("attempt", ATTEMPTS)
async def test_what_needs_a_role_is_refused_where_it_is_done(
    directory: Directory, staff: Staff, root: int, attempt: str, who: str
) -> None:
    unit = await directory.unit("Museum", "Cy")
    (contact,) = await directory.contacts(unit)
    least, act = ATTEMPTS[attempt]
    if who == "stranger":
        chat = await directory.person()
    else:
        role = Role.ADMINISTRATOR if who == "removed" else Role(who)
        member, chat = await joined(directory, role)
        if who == "removed":
            await staff.remove(member.id, by=root)
    lines = await directory.rows(AuditRow)

    if who in [*Role][[*Role].index(least) :]:
        await act(directory, chat.id, contact.id)
    else:
        with pytest.raises(NotPermitted):
            await act(directory, chat.id, contact.id)
        assert await directory.rows(AuditRow) == lines


async def test_each_action_is_in_the_audit_with_who_what_was_and_what_is(
    directory: Directory, staff: Staff, root: int
) -> None:
    await staff.introduce(CONFIGURED, "Root")
    invitation = await staff.invite(Role.EDITOR, by=root)
    chat = await directory.person()
    ann = await staff.accept(invitation.token, chat, "Ann")
    await staff.change_role(ann.id, Role.PUBLISHER, by=root)
    await staff.remove(ann.id, by=root)

    lines = (await directory.audit.lines())[1:]

    assert [(line.actor, line.action, line.before, line.after) for line in lines] == [
        ("Root", "staff.invite", None, {"role": "editor", "until": lines[0].after["until"]}),  # type: ignore[index]
        ("Ann", "staff.join", None, {"role": "editor", "name": "Ann"}),
        ("Root", "staff.role", {"role": "editor", "name": "Ann"}, {"role": "publisher"}),
        ("Root", "staff.remove", {"role": "publisher", "name": "Ann"}, None),
    ]


async def test_the_audit_is_read_by_time(directory: Directory, staff: Staff) -> None:
    directory.clock.at = NOW + timedelta(days=1)
    await staff.invite(Role.EDITOR, by=None)

    later = await directory.audit.lines(since=NOW + timedelta(days=1))
    earlier = await directory.audit.lines(until=NOW + timedelta(days=1))

    assert [line.action for line in later] == ["staff.invite"]
    assert [line.action for line in earlier] == ["staff.add"]


async def plan(directory: Directory, chat: Chat, purpose: Purpose) -> None:
    draft = Draft(purpose=purpose, subject="x", recipient_id=chat.id, lane=Lane.NUDGE, due_at=NOW)
    async with directory.database.writing() as session:
        await outbox.put(session, [draft], NOW)


async def states(directory: Directory) -> dict[str, str]:
    query = select(DeliveryRow.purpose, DeliveryRow.state)
    async with directory.database.reading() as session:
        return {row.purpose: row.state for row in await session.execute(query)}
