"""The repository of units: what `Units` asks and changes, each time in one transaction."""

from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.directory.comparison import KnownUnit, UnitChange
from bot.directory.records import Contact, Membership, Unit
from bot.directory.repository import importing
from bot.directory.repository.audit import note
from bot.directory.repository.members import require
from bot.directory.repository.units import (
    current_contacts,
    current_units,
    leave,
    locked_memberships,
    membership,
    memberships_of_chat,
)
from bot.directory.roles import Permission


class UnitTransaction:
    """What can be changed of units and contacts within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def require(self, chat_id: int | None, permission: Permission) -> None:
        """Let nobody act who may not, as `members.require`."""
        await require(self._session, chat_id, permission)

    async def contact(self, contact_id: int) -> Membership | None:
        """A contact of a unit that takes part; nobody else changes the unit until the end."""
        return (await locked_memberships(self._session, [contact_id])).get(contact_id)

    async def leave(self, contact_id: int, at: datetime) -> None:
        """A contact files no more: their open invitations and planned messages go with them."""
        await leave(self._session, [contact_id], at)

    async def known_units(self) -> list[KnownUnit]:
        """Every unit, as it stays until the end but for what this transaction changes."""
        await importing.lock(self._session)
        return await importing.known_units(self._session)

    async def apply(
        self, changes: Sequence[UnitChange], at: datetime, *, remove_missing: bool
    ) -> None:
        """Make units and contacts what they are to become."""
        await importing.apply(self._session, changes, at)
        if remove_missing:
            await importing.remove_missing(self._session, changes, at)

    def audit(
        self,
        action: str,
        subject: str,
        *,
        at: datetime,
        actor_id: int | None,
        after: Mapping[str, int] | None = None,
    ) -> None:
        """Note an action that changed something."""
        note(self._session, action, subject, at=at, actor_id=actor_id, after=after)


class UnitRepository:
    """Units and contacts; each reading method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def memberships_of_chat(self, chat_id: int) -> list[Membership]:
        """For which units somebody files now, in the order of the list."""
        async with self._database.reading() as session:
            return await memberships_of_chat(session, chat_id)

    async def membership(self, contact_id: int) -> Membership | None:
        """A contact, whether joined, left or neither, of a unit that still takes part."""
        async with self._database.reading() as session:
            return await membership(session, contact_id)

    async def units(self, unit_ids: Collection[int] | None = None) -> list[Unit]:
        """Units that take part, in the order of the list; all of them if None."""
        async with self._database.reading() as session:
            return await current_units(session, unit_ids)

    async def known_units(self) -> list[KnownUnit]:
        """Every unit, removed ones and contacts who have left too."""
        async with self._database.reading() as session:
            return await importing.known_units(session)

    async def contacts(
        self, unit_ids: Collection[int] | None = None, *, with_left: bool = False
    ) -> Mapping[int, tuple[Contact, ...]]:
        """By unit: its contacts, in the order in which they are asked; who has left, if wanted."""
        async with self._database.reading() as session:
            return await current_contacts(session, unit_ids, with_left=with_left)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[UnitTransaction]:
        """A transaction that writes; committed at the end, undone by an error."""
        async with self._database.writing() as session:
            yield UnitTransaction(session)
