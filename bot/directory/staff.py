"""Staff: who belongs to them, what each may do, and how they come and go."""

import re
import secrets
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.directory.cleaning import cleaned
from bot.directory.errors import (
    InvitationProblem,
    InvitationRefused,
    LastAdministrator,
    MemberConfigured,
    MemberUnknown,
)
from bot.directory.invitations import hash_of
from bot.directory.records import Chat
from bot.directory.repository.staff import (
    OpenStaffInvitation,
    StaffRepository,
    StaffTransaction,
    StoredStaffInvitation,
)
from bot.directory.roles import Member, Permission, Role

__all__ = [
    "Member",
    "OpenStaffInvitation",
    "Permission",
    "Role",
    "Staff",
    "StaffInvitation",
    "staff_token_of",
]

#: Marks the payload of a deep link as an invitation for staff.
PREFIX = "s"
_TOKEN_BYTES = 16
_PAYLOAD = re.compile(rf"{PREFIX}([A-Za-z0-9_-]{{22}})")
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffInvitation:
    """A link that was just made. Its token is known here alone: the database has its hash."""

    token: str = field(repr=False)
    role: Role
    expires_at: datetime

    def link(self, username: str) -> str:
        """Its deep link: opens the chat with the bot of that name."""
        return f"https://t.me/{username}?start={PREFIX}{self.token}"


def staff_token_of(payload: str) -> str | None:
    """The token in the payload of a deep link; None where it is no invitation for staff."""
    found = _PAYLOAD.fullmatch(payload)
    return found[1] if found else None


class Staff:
    """Members of staff, and what they may do.

    Whether somebody may do something is asked of the database each time, and once more in the
    transaction that does it. `is_listed` alone is remembered: it spares those who are not of staff,
    which is nearly everybody, that question.

    Args:
        repository: where they are kept.
        clock: for when somebody came or went.
        valid_for: how long an invitation is open.
    """

    def __init__(self, repository: StaffRepository, clock: Clock, valid_for: timedelta) -> None:
        self._repository = repository
        self._clock = clock
        self._valid_for = valid_for
        self._listed: frozenset[int] = frozenset()

    async def load(self) -> None:
        """Remember who is of staff, for `is_listed`; again, since other processes change it too."""
        self._listed = await self.addresses()

    def is_listed(self, address: int) -> bool:
        """Whether somebody was of staff when this process last looked: permits nothing."""
        return address in self._listed

    async def role_of(self, address: int) -> Role | None:
        """What somebody is among staff now; None: nothing, or no longer.

        Args:
            address: Telegram's, of their private chat.
        """
        return await self._repository.role_at(address)

    async def may(self, address: int, permission: Permission) -> bool:
        """Whether somebody may do something now."""
        role = await self.role_of(address)
        return role is not None and role.may(permission)

    async def is_staff(self, address: int) -> bool:
        """Whether somebody is of staff now, whatever they may do."""
        return await self.role_of(address) is not None

    async def members(self) -> list[Member]:
        """Who is of staff, in the order in which they came."""
        return await self._repository.members()

    async def addresses(self, permission: Permission = Permission.READ_BOARD) -> frozenset[int]:
        """Telegram's addresses of those who may do something; of everybody by default."""
        found = await self.members()
        return frozenset(each.address for each in found if each.role.may(permission))

    async def configure(self, addresses: Collection[int]) -> None:
        """Make administrators of those whom the configuration names, and of no others through it.

        Whoever it names no longer is of staff no longer. To be called at start.
        """
        now = self._clock.now()
        async with self._repository.transaction() as staff:
            known = {each.address: each for each in await staff.members()}
            for member in known.values():
                if member.is_configured and member.address not in addresses:
                    await self._remove(staff, member, by=None)
            for address in dict.fromkeys(addresses):
                member_before = known.get(address)
                if member_before is not None and member_before.is_configured:
                    continue
                name = member_before.name if member_before is not None else ""
                chat_id = await staff.chat_id(address, now)
                id = await staff.put(
                    chat_id, Role.ADMINISTRATOR, name, at=now, added_by=None, is_configured=True
                )
                before = _shown(member_before) if member_before is not None else None
                after = {"role": Role.ADMINISTRATOR, "configured": True}
                staff.audit("staff.add", _subject(id), at=now, by=None, before=before, after=after)
        await self.load()

    async def introduce(self, address: int, name: str) -> None:
        """Keep what an administrator of the configuration is called, who never gave a name."""
        member = next((each for each in await self.members() if each.address == address), None)
        if member is not None and not member.name:
            async with self._repository.transaction() as staff:
                await staff.rename(member.id, _name(name))

    async def invite(self, role: Role, *, by: int | None) -> StaffInvitation:
        """An invitation for one person to be of staff.

        Args:
            role: what they will be.
            by: the chat of the administrator who asks for it; None: an operator.

        Raises:
            NotPermitted: who asks is no administrator.
        """
        now = self._clock.now()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        expires_at = now + self._valid_for
        async with self._repository.transaction() as staff:
            await staff.require(by, Permission.MANAGE_STAFF)
            id = await staff.invite(hash_of(token), role, at=now, expires_at=expires_at, by=by)
            after = {"role": role, "until": expires_at.isoformat()}
            staff.audit("staff.invite", f"invitation/{id}", at=now, by=by, after=after)
        return StaffInvitation(token=token, role=role, expires_at=expires_at)

    async def open_invitations(self) -> list[OpenStaffInvitation]:
        """The invitations that would let somebody in now; those that end first come first."""
        return await self._repository.open_invitations(self._clock.now())

    async def revoke(self, invitation_id: int, *, by: int | None) -> bool:
        """An invitation lets nobody in any more; whether it was open until now.

        Args:
            invitation_id: of one of `open_invitations`.
            by: the chat of the administrator who says so; None: an operator.

        Raises:
            NotPermitted: who says so is no administrator.
        """
        now = self._clock.now()
        async with self._repository.transaction() as staff:
            await staff.require(by, Permission.MANAGE_STAFF)
            role = await staff.revoke(invitation_id, now)
            if role is not None:
                subject, before = f"invitation/{invitation_id}", {"role": role}
                staff.audit("staff.revoke", subject, at=now, by=by, before=before)
        return role is not None

    async def accept(self, token: str, chat: Chat, name: str) -> Member:
        """Let somebody in. Opened again by the same person, it says the same and changes nothing.

        Whoever is of staff already stays what they are, and the invitation stays open: it was meant
        for another.

        Args:
            token: of the link.
            chat: the private chat of who opened it.
            name: what they are called.

        Raises:
            InvitationRefused: it lets nobody in, or not this person.
        """
        if chat.kind != "private":
            raise InvitationRefused(InvitationProblem.NOT_PRIVATE)
        now = self._clock.now()
        async with self._repository.transaction() as staff:
            members = {each.chat_id: each for each in await staff.members()}
            invitation = await staff.invitation(hash_of(token))
            if invitation is None:
                raise InvitationRefused(InvitationProblem.UNKNOWN)
            if chat.id in members:
                return members[chat.id]
            _check_open(invitation, now)
            inviter = invitation.created_by
            id = await staff.put(chat.id, invitation.role, _name(name), at=now, added_by=inviter)
            await staff.use(invitation.id, chat.id, now)
            after = {"role": invitation.role, "name": _name(name)}
            staff.audit("staff.join", _subject(id), at=now, by=chat.id, after=after)
            (member,) = [each for each in await staff.members() if each.id == id]
        await self.load()
        return member

    async def change_role(self, member_id: int, role: Role, *, by: int | None) -> Member:
        """A member may more from now on, or less.

        Raises:
            NotPermitted: who asks is no administrator.
            MemberUnknown: there is no such member.
            MemberConfigured: the configuration makes them an administrator.
            LastAdministrator: nobody else is one.
        """
        now = self._clock.now()
        async with self._repository.transaction() as staff:
            member = await self._opened(staff, member_id, by, stays=role is Role.ADMINISTRATOR)
            if member.role is not role:
                await staff.set_role(member, role, now)
                before, after = _shown(member), {"role": role}
                subject = _subject(member_id)
                staff.audit("staff.role", subject, at=now, by=by, before=before, after=after)
            (changed,) = [each for each in await staff.members() if each.id == member_id]
            return changed

    async def remove(self, member_id: int, *, by: int | None) -> Member:
        """A member is one no longer, and loses everything at once; who that was.

        Their buttons do nothing any more, what was planned for them as staff is withdrawn, and the
        invitations that they have made are revoked. Their announcements stay.

        Raises:
            NotPermitted, MemberUnknown, MemberConfigured, LastAdministrator: as in `change_role`.
        """
        async with self._repository.transaction() as staff:
            member = await self._opened(staff, member_id, by, stays=False)
            await self._remove(staff, member, by=by)
        await self.load()
        return member

    async def _opened(
        self, staff: StaffTransaction, member_id: int, by: int | None, *, stays: bool
    ) -> Member:
        """A member whom somebody may change, and who need not stay an administrator."""
        members = await staff.members()
        await staff.require(by, Permission.MANAGE_STAFF)
        member = next((each for each in members if each.id == member_id), None)
        if member is None:
            raise MemberUnknown(member_id)
        if member.is_configured:
            raise MemberConfigured
        administrators = [each for each in members if each.role is Role.ADMINISTRATOR]
        if not stays and administrators == [member]:
            raise LastAdministrator
        return member

    async def _remove(self, staff: StaffTransaction, member: Member, *, by: int | None) -> None:
        now = self._clock.now()
        await staff.remove(member, now)
        subject, before = _subject(member.id), _shown(member)
        staff.audit("staff.remove", subject, at=now, by=by, before=before)


def _check_open(invitation: StoredStaffInvitation, now: datetime) -> None:
    if invitation.used_at is not None:
        raise InvitationRefused(InvitationProblem.USED)
    if invitation.revoked_at is not None:
        raise InvitationRefused(InvitationProblem.REVOKED)
    if invitation.expires_at <= now:
        raise InvitationRefused(InvitationProblem.EXPIRED)


def _name(name: str) -> str:
    return cleaned(name)[:_LONGEST_NAME].strip() or "—"


def _subject(member_id: int) -> str:
    return f"staff/{member_id}"


def _shown(member: Member) -> dict[str, str]:
    return {"role": member.role, "name": member.called}
