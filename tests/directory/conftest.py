"""A directory in a new database, with a clock to be set."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from sqlalchemy import func, select

from bot.clock import FixedClock
from bot.database import Database
from bot.database.tables import DeliveryRow, Table
from bot.delivery import outbox
from bot.delivery.model import Draft, Lane, Purpose
from bot.directory.chats import Chats
from bot.directory.invitations import Invitations
from bot.directory.lists import ListedContact, ListedUnit, UnitList
from bot.directory.records import Chat, Contact, Membership, Unit
from bot.directory.repository.audit import AuditRepository
from bot.directory.repository.chats import ChatRepository
from bot.directory.repository.invitations import InvitationRepository
from bot.directory.repository.staff import StaffRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.staff import Role, Staff
from bot.directory.units import Units
from bot.knowledge.text import Text

NOW = datetime(2027, 5, 11, 1, 30, tzinfo=UTC)
VALID_FOR = timedelta(days=30)


@dataclass
class Directory:
    """Units, invitations and people, real but for the clock."""

    database: Database
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    _addresses: Iterator[int] = field(default_factory=lambda: count(1001))

    def __post_init__(self) -> None:
        self.units = Units(UnitRepository(self.database), self.clock)
        self.invitations = Invitations(
            InvitationRepository(self.database), self.clock, valid_for=VALID_FOR
        )
        self.staff = Staff(StaffRepository(self.database), self.clock, valid_for=VALID_FOR)
        self.audit = AuditRepository(self.database)
        self.chats = Chats(ChatRepository(self.database), self.clock)

    async def person(self, *, kind: str = "private") -> Chat:
        """Somebody who has written to the bot."""
        return await self.chats.seen(next(self._addresses), kind=kind)

    async def publisher(self) -> Chat:
        """Somebody who is of staff."""
        chat = await self.person()
        invitation = await self.staff.invite(Role.PUBLISHER, by=None)
        await self.staff.accept(invitation.token, chat, "Di")
        return chat

    async def unit(self, name: str, *contacts: str) -> Unit:
        """A unit with contacts, none of whom has joined."""
        await self.units.import_list(listing(listed(name, *contacts)))
        (unit,) = await self.units.find(name)
        return unit

    async def contacts(self, unit: Unit) -> list[Contact]:
        return await self.units.contacts(unit.id)

    async def join(self, contact: Contact, chat: Chat | None = None) -> Membership:
        """A contact opens their invitation."""
        invitation = await self.invitations.issue(contact.id)
        return await self.invitations.accept(
            invitation.token, chat or await self.person(), "Somebody"
        )

    async def plan_nudge(self, membership: Membership) -> None:
        """A message for a contact waits in the outbox."""
        contact = membership.contact
        assert contact.chat_id is not None
        draft = Draft(
            purpose=Purpose.NUDGE,
            subject=f"contact/{contact.id}",
            recipient_id=contact.chat_id,
            lane=Lane.NUDGE,
            due_at=NOW + timedelta(days=1),
            contact_id=contact.id,
        )
        async with self.database.writing() as session:
            await outbox.put(session, [draft], NOW)

    async def states(self) -> list[str]:
        """The state of every delivery, oldest first."""
        async with self.database.reading() as session:
            return list(await session.scalars(select(DeliveryRow.state).order_by(DeliveryRow.id)))

    async def rows(self, table: type[Table]) -> int:
        """How many rows a table has."""
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(table)) or 0


def listed(name: str, *contacts: str, key: str = "", groups: Sequence[str] = ()) -> ListedUnit:
    """A unit as a list has it; a contact may carry a telephone after a space."""
    people = [each.partition(" ") for each in contacts]
    return ListedUnit(
        key=key or name,
        has_own_key=bool(key),
        name=Text.of(name),
        groups=frozenset(groups),
        contacts=tuple(ListedContact(name=name, phone=phone or None) for name, _, phone in people),
    )


def listing(*units: ListedUnit) -> UnitList:
    return UnitList(units=units)


@pytest.fixture
def directory(database: Database) -> Directory:
    return Directory(database)
