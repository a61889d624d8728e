"""Invitations in the database; of a token only the hash is ever written."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import ContactRow, InvitationRow
from bot.delivery.outbox import withdraw
from bot.directory.records import Contact, Membership
from bot.directory.repository.audit import note
from bot.directory.repository.members import require
from bot.directory.repository.units import (
    leave,
    locked_memberships,
    membership,
    memberships_of_chat,
    revoke,
)
from bot.directory.roles import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """An invitation to be written."""

    token_hash: str
    contact_id: int
    is_handover: bool  #: whether the contact gives their place to whoever uses it


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An invitation as it is kept."""

    id: int
    contact_id: int | None  #: who joins by it; of a handover the successor, once it is used
    replaces_id: int | None  #: of a handover: who gives their place
    expires_at: datetime
    used_at: datetime | None
    used_by: int | None  #: chat
    revoked_at: datetime | None

    @property
    def concerns(self) -> int:
        """The contact who is or was let in; before a handover is used, the one who gives way."""
        id = self.contact_id if self.contact_id is not None else self.replaces_id
        assert id is not None
        return id


class InvitationTransaction:
    """What is done with invitations within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def require(self, chat_id: int | None, permission: Permission) -> None:
        """Let nobody act who may not, as `members.require`."""
        await require(self._session, chat_id, permission)

    async def contacts(self, contact_ids: Collection[int]) -> Mapping[int, Membership]:
        """Contacts, by id; those that are unknown, or of removed units, are left out.

        Nobody else changes the contacts of their units until the end.
        """
        return await locked_memberships(self._session, contact_ids)

    async def contact(self, contact_id: int) -> Membership | None:
        """One contact as it is now, after what this transaction changed."""
        return await membership(self._session, contact_id)

    async def memberships_of_chat(self, chat_id: int) -> Sequence[Membership]:
        """For which units somebody files now."""
        return await memberships_of_chat(self._session, chat_id)

    async def find(self, token_hash: str) -> Stored | None:
        """The invitation of a token; none where it is one for staff."""
        is_contacts = InvitationRow.role.is_(None)
        # Read again from the database where this transaction has read it before: it may have had
        # to wait for its turn since.
        query = select(InvitationRow).where(InvitationRow.token_hash == token_hash, is_contacts)
        query = query.execution_options(populate_existing=True)
        row = (await self._session.scalars(query)).one_or_none()
        return None if row is None else _stored(row)

    async def add(
        self, drafts: Sequence[Draft], *, at: datetime, expires_at: datetime, created_by: int | None
    ) -> None:
        """Write invitations."""
        rows = [
            {
                "token_hash": draft.token_hash,
                "contact_id": None if draft.is_handover else draft.contact_id,
                "replaces_id": draft.contact_id if draft.is_handover else None,
                "created_by": created_by,
                "created_at": at,
                "expires_at": expires_at,
            }
            for draft in drafts
        ]
        if rows:
            await self._session.execute(insert(InvitationRow), rows)

    async def revoke(
        self, contact_ids: Collection[int], at: datetime, *, is_handover: bool | None = None
    ) -> int:
        """Close the open invitations of contacts, of one kind or of both; how many were open."""
        return await revoke(self._session, contact_ids, at, is_handover=is_handover)

    async def bind(self, contact_id: int, chat_id: int, at: datetime) -> None:
        """A contact joins, or comes back, or goes on with another chat: the old one is silent."""
        await withdraw(self._session, "moved", contact_ids=[contact_id])
        joining = update(ContactRow).where(ContactRow.id == contact_id)
        await self._session.execute(joining.values(chat_id=chat_id, joined_at=at, left_at=None))

    async def succeed(self, old: Contact, name: str, chat_id: int, at: datetime) -> int:
        """Somebody takes a contact's place, who leaves; the id of the successor."""
        successor = ContactRow(
            unit_id=old.unit_id,
            position=old.position,
            name=name,
            chat_id=chat_id,
            joined_at=at,
            created_at=at,
        )
        self._session.add(successor)
        await leave(self._session, [old.id], at)
        await self._session.flush()
        return successor.id

    async def use(self, invitation_id: int, chat_id: int, contact_id: int, at: datetime) -> None:
        """An invitation has let somebody in."""
        # A handover was revoked a moment ago, with all that the contact who left had open.
        using = update(InvitationRow).where(InvitationRow.id == invitation_id)
        await self._session.execute(
            using.values(used_at=at, used_by=chat_id, contact_id=contact_id, revoked_at=None)
        )

    def audit(
        self, action: str, subject: str, *, at: datetime, actor_id: int | None, **after: object
    ) -> None:
        """Note an action that changed something."""
        note(self._session, action, subject, at=at, actor_id=actor_id, after=after or None)


class InvitationRepository:
    """Invitations; each reading method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def invited(self, now: datetime) -> frozenset[int]:
        """The contacts who hold an invitation by which they can still join."""
        query = select(InvitationRow.contact_id).where(
            InvitationRow.contact_id.is_not(None),
            InvitationRow.used_at.is_(None),
            InvitationRow.revoked_at.is_(None),
            InvitationRow.expires_at > now,
        )
        async with self._database.reading() as session:
            return frozenset(id for id in await session.scalars(query) if id is not None)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[InvitationTransaction]:
        """A transaction that writes; committed at the end, undone by an error."""
        async with self._database.writing() as session:
            yield InvitationTransaction(session)


def _stored(row: InvitationRow) -> Stored:
    return Stored(
        id=row.id,
        contact_id=row.contact_id,
        replaces_id=row.replaces_id,
        expires_at=row.expires_at,
        used_at=row.used_at,
        used_by=row.used_by,
        revoked_at=row.revoked_at,
    )
