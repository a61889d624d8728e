"""Staff in the database: who belongs to them, and the invitations that let them in."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import ChatRow, InvitationRow, StaffRow
from bot.delivery.model import Purpose
from bot.delivery.outbox import withdraw
from bot.directory.repository.audit import note
from bot.directory.repository.chats import put_chat
from bot.directory.repository.members import members, require, role_of
from bot.directory.roles import Member, Permission, Role

#: What goes to members of staff and to nobody else.
_TO_STAFF = (Purpose.DIGEST, Purpose.NOTE, Purpose.REVIEW)


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredStaffInvitation:
    """An invitation for staff as it is kept."""

    id: int
    role: Role
    created_by: int | None  #: chat
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None  #: chat
    revoked_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenStaffInvitation:
    """An invitation for staff that would still let somebody in."""

    id: int
    role: Role
    inviter: str  #: what the member is called who made it; empty: an operator did
    expires_at: datetime


class StaffTransaction:
    """What is changed of staff within one transaction; one such follows another."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def require(self, chat_id: int | None, permission: Permission) -> None:
        """Let nobody act who may not, as `members.require`."""
        await require(self._session, chat_id, permission)

    async def members(self) -> list[Member]:
        """Who is of staff; nobody else changes that until the end."""
        locking = select(StaffRow.id).order_by(StaffRow.id).with_for_update()
        await self._session.execute(locking)
        return await members(self._session)

    async def chat_id(self, address: int, at: datetime) -> int:
        """The chat at an address, by our id; made if there is none."""
        return (await put_chat(self._session, address, created_at=at)).id

    async def put(
        self,
        chat_id: int,
        role: Role,
        name: str,
        *,
        at: datetime,
        added_by: int | None,
        is_configured: bool = False,
    ) -> int:
        """Somebody is of staff from now on, or again; the member's id."""
        values = {
            "role": role,
            "name": name,
            "added_by": added_by,
            "is_configured": is_configured,
            "removed_at": None,
        }
        changing = update(StaffRow).where(StaffRow.chat_id == chat_id).values(**values)
        known: int | None = await self._session.scalar(changing.returning(StaffRow.id))
        if known is not None:
            return known
        row = StaffRow(chat_id=chat_id, created_at=at, **values)
        self._session.add(row)
        await self._session.flush()
        return row.id

    async def set_role(self, member: Member, role: Role, at: datetime) -> None:
        """A member may more from now on, or less."""
        await self._change(member.id, role=role)
        if not role.may(Permission.MANAGE_STAFF):
            await self._revoke_issued_by(member.chat_id, at)

    async def rename(self, member_id: int, name: str) -> None:
        """A member is called so from now on."""
        await self._change(member_id, name=name)

    async def remove(self, member: Member, at: datetime) -> None:
        """A member is one no longer: what waits for them, and their open invitations, end."""
        await self._change(member.id, removed_at=at, is_configured=False)
        await withdraw(
            self._session, "no longer staff", recipient_ids=[member.chat_id], purposes=_TO_STAFF
        )
        await self._revoke_issued_by(member.chat_id, at)

    async def invite(
        self, token_hash: str, role: Role, *, at: datetime, expires_at: datetime, by: int | None
    ) -> int:
        """Write an invitation; its id."""
        values = {
            "token_hash": token_hash,
            "role": role,
            "created_by": by,
            "created_at": at,
            "expires_at": expires_at,
        }
        adding = insert(InvitationRow).values(**values).returning(InvitationRow.id)
        id = await self._session.scalar(adding)
        assert id is not None
        return id

    async def invitation(self, token_hash: str) -> StoredStaffInvitation | None:
        """The invitation of a token, locked until the end."""
        query = (
            select(InvitationRow)
            .where(InvitationRow.token_hash == token_hash, InvitationRow.role.is_not(None))
            .with_for_update()
        )
        row = (await self._session.scalars(query)).one_or_none()
        return None if row is None else _stored(row)

    async def revoke(self, invitation_id: int, at: datetime) -> Role | None:
        """An open invitation lets nobody in any more; its role, None where it was not open."""
        closing = (
            update(InvitationRow)
            .where(InvitationRow.id == invitation_id, *_is_open(at))
            .values(revoked_at=at)
            .returning(InvitationRow.role)
        )
        role = await self._session.scalar(closing)
        return None if role is None else Role(role)

    async def use(self, invitation_id: int, chat_id: int, at: datetime) -> None:
        """An invitation has let somebody in."""
        using = update(InvitationRow).where(InvitationRow.id == invitation_id)
        await self._session.execute(using.values(used_at=at, used_by=chat_id))

    def audit(
        self,
        action: str,
        subject: str,
        *,
        at: datetime,
        by: int | None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Note an action that changed something."""
        note(self._session, action, subject, at=at, actor_id=by, before=before, after=after)

    async def _change(self, member_id: int, **values: object) -> None:
        changing = update(StaffRow).where(StaffRow.id == member_id)
        await self._session.execute(changing.values(**values))

    async def _revoke_issued_by(self, chat_id: int, at: datetime) -> None:
        # Somebody could have kept one for the day after.
        closing = update(InvitationRow).where(
            InvitationRow.created_by == chat_id,
            InvitationRow.role.is_not(None),
            InvitationRow.used_at.is_(None),
            InvitationRow.revoked_at.is_(None),
        )
        await self._session.execute(closing.values(revoked_at=at))


class StaffRepository:
    """Who is of staff; each reading method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def members(self) -> list[Member]:
        """Who is of staff, in the order in which they came."""
        async with self._database.reading() as session:
            return await members(session)

    async def open_invitations(self, at: datetime) -> list[OpenStaffInvitation]:
        """The invitations that are open at an instant, those that end first before the others."""
        query = (
            select(InvitationRow, StaffRow.name)
            .outerjoin(StaffRow, StaffRow.chat_id == InvitationRow.created_by)
            .where(*_is_open(at))
            .order_by(InvitationRow.expires_at, InvitationRow.id)
        )
        async with self._database.reading() as session:
            return [
                OpenStaffInvitation(
                    id=row.id,
                    role=Role(row.role or ""),
                    inviter=inviter or "",
                    expires_at=row.expires_at,
                )
                for row, inviter in await session.execute(query)
            ]

    async def role_at(self, address: int) -> Role | None:
        """What the person at an address is among staff; None: nothing, or no longer."""
        query = select(ChatRow.id).where(ChatRow.address == address)
        async with self._database.reading() as session:
            chat_id = await session.scalar(query)
            return None if chat_id is None else await role_of(session, chat_id)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[StaffTransaction]:
        """A transaction that writes; committed at the end, undone by an error."""
        async with self._database.writing() as session:
            yield StaffTransaction(session)


def _is_open(at: datetime) -> tuple[ColumnElement[bool], ...]:
    """Of an invitation: that it is for staff, and would let somebody in."""
    return (
        InvitationRow.role.is_not(None),
        InvitationRow.used_at.is_(None),
        InvitationRow.revoked_at.is_(None),
        InvitationRow.expires_at > at,
    )


def _stored(row: InvitationRow) -> StoredStaffInvitation:
    assert row.role is not None
    return StoredStaffInvitation(
        id=row.id,
        role=Role(row.role),
        created_by=row.created_by,
        expires_at=row.expires_at,
        used_at=row.used_at,
        used_by=row.used_by,
        revoked_at=row.revoked_at,
    )
