"""Who follows what, in the database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import ChatRow, SubscriptionRow
from bot.directory.records import Chat, Following
from bot.directory.repository.chats import put_chat
from bot.directory.repository.members import role_of
from bot.directory.repository.units import memberships_of_chat
from bot.language import Language


class SubscriptionTransaction:
    """What is changed of what somebody follows, within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def chat(self, address: int, app_language: str | None, at: datetime) -> Chat:
        """The private chat at an address, made if there is none; nobody else changes it."""
        values = {} if app_language is None else {"app_language": app_language}
        return await put_chat(self._session, address, created_at=at, **values)

    async def follows(self, chat_id: int) -> Following:
        """What somebody follows."""
        return await following(self._session, chat_id)

    async def replace(self, chat_id: int, chosen: Following, at: datetime) -> None:
        """Somebody follows this from now on, and nothing else."""
        await self._session.execute(
            delete(SubscriptionRow).where(SubscriptionRow.chat_id == chat_id)
        )
        rows = [
            {
                "chat_id": chat_id,
                "topic": topic,
                "language": chosen.language,
                "created_at": at,
            }
            for topic in sorted(chosen.topics)
        ]
        if rows:
            await self._session.execute(insert(SubscriptionRow), rows)

    async def is_at_work(self, chat_id: int) -> bool:
        """Whether somebody files for a unit, or is of staff."""
        if await role_of(self._session, chat_id) is not None:
            return True
        return bool(await memberships_of_chat(self._session, chat_id))

    async def mark_asked(self, chat_id: int, at: datetime) -> bool:
        """Note that somebody is asked to follow; False: they have been asked before."""
        asking = update(ChatRow).where(ChatRow.id == chat_id, ChatRow.asked_at.is_(None))
        asked = await self._session.scalar(asking.values(asked_at=at).returning(ChatRow.id))
        return asked is not None


class SubscriptionRepository:
    """Who follows what; each reading method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def follows(self, address: int) -> Following:
        """What the person at an address follows."""
        query = select(ChatRow.id).where(ChatRow.address == address)
        async with self._database.reading() as session:
            chat_id = await session.scalar(query)
            return Following() if chat_id is None else await following(session, chat_id)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[SubscriptionTransaction]:
        """A transaction that writes; committed at the end, undone by an error."""
        async with self._database.writing() as session:
            yield SubscriptionTransaction(session)


async def following(session: AsyncSession, chat_id: int) -> Following:
    """What somebody follows."""
    query = select(SubscriptionRow.topic, SubscriptionRow.language).where(
        SubscriptionRow.chat_id == chat_id
    )
    rows = (await session.execute(query)).all()
    language = next((row.language for row in rows if row.language), None)
    return Following(
        topics=frozenset(row.topic for row in rows),
        language=None if language is None else Language(language),
    )
