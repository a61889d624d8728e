"""Personal data in the database: everything that refers to one person's chat."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import delete, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import ChatRow, DeliveryRow, FilingRow, SubscriptionRow
from bot.delivery.outbox import withdraw
from bot.directory.records import Chat, Following, Membership
from bot.directory.repository.audit import note
from bot.directory.repository.chats import chat_record
from bot.directory.repository.members import role_of
from bot.directory.repository.subscriptions import following
from bot.directory.repository.units import leave, memberships_of_chat
from bot.directory.roles import Role

#: Below every address that Telegram gives: what stands in the place of one that was erased.
_NOBODY = -(2**62)


class PersonalTransaction:
    """What is read and erased within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def chat(self, address: int) -> Chat | None:
        """The private chat at an address."""
        query = select(ChatRow).where(ChatRow.address == address, ChatRow.kind == "private")
        row = await self._session.scalar(query)
        return None if row is None else chat_record(row)

    async def follows(self, chat_id: int) -> Following:
        """What they follow."""
        return await following(self._session, chat_id)

    async def memberships(self, chat_id: int) -> list[Membership]:
        """For whom they file now."""
        return await memberships_of_chat(self._session, chat_id)

    async def role(self, chat_id: int) -> Role | None:
        """What they are among staff."""
        return await role_of(self._session, chat_id)

    async def filings(self, chat_id: int) -> int:
        """How many filings they made."""
        query = select(func.count()).select_from(FilingRow).where(FilingRow.filed_by == chat_id)
        return await self._session.scalar(query) or 0

    async def deliveries(self, chat_id: int) -> int:
        """How many messages are noted for them."""
        query = select(func.count()).select_from(DeliveryRow)
        return await self._session.scalar(query.where(DeliveryRow.recipient_id == chat_id)) or 0

    async def erase(self, chat_id: int, contact_ids: Sequence[int], at: datetime) -> None:
        """Let nothing say any longer whose a chat was; as whom they filed, they leave."""
        await leave(self._session, contact_ids, at)
        await self._session.execute(
            delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id)
        )
        await withdraw(self._session, "forgotten", recipient_ids=[chat_id])
        # The row stays, since what was filed and sent refers to it; nobody's is it any longer.
        erasing = update(ChatRow).where(ChatRow.id == chat_id)
        await self._session.execute(
            erasing.values(
                address=_NOBODY - chat_id,
                language=None,
                app_language=None,
                menu=None,
                asked_at=None,
                unreachable_at=at,
                unreachable_reason="forgotten",
            )
        )
        note(self._session, "person.forget", f"chat/{chat_id}", at=at, actor_id=chat_id)


class PersonalRepository:
    """What is kept of people."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[PersonalTransaction]:
        """A transaction that changes nothing."""
        async with self._database.reading() as session:
            yield PersonalTransaction(session)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PersonalTransaction]:
        """A transaction that writes; committed at the end, undone by an error."""
        async with self._database.writing() as session:
            yield PersonalTransaction(session)
