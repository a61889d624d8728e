"""Groups and channels in the database."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import ChatRow
from bot.delivery.model import Draft
from bot.delivery.outbox import put
from bot.directory.records import Chat
from bot.directory.repository.audit import note
from bot.directory.repository.chats import chat_record, put_chat
from bot.directory.repository.members import chats_of_staff, require
from bot.directory.roles import Permission

_IS_GROUP = ChatRow.kind != "private"


class RecipientTransaction:
    """What is changed of groups and channels within one transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def require(self, chat_id: int | None, permission: Permission) -> None:
        """Let nobody act who may not, as `members.require`."""
        await require(self._session, chat_id, permission)

    async def staff(self, permission: Permission) -> list[int]:
        """The chats of the members of staff who may do something."""
        return await chats_of_staff(self._session, permission)

    async def put(self, address: int, kind: str, title: str, at: datetime) -> Chat:
        """A group or channel that can be written to, made if it was not known."""
        return await put_chat(
            self._session,
            address,
            created_at=at,
            kind=kind,
            title=title,
            unreachable_at=None,
            unreachable_reason=None,
        )

    async def group(self, chat_id: int) -> Chat | None:
        """A group or channel, locked until the end."""
        query = select(ChatRow).where(ChatRow.id == chat_id, _IS_GROUP).with_for_update()
        row = await self._session.scalar(query)
        return None if row is None else chat_record(row)

    async def choose(self, chat_id: int, is_recipient: bool) -> Chat:
        """Have it be a recipient from now on, or not."""
        choosing = update(ChatRow).where(ChatRow.id == chat_id).values(is_recipient=is_recipient)
        choosing = choosing.execution_options(populate_existing=True)
        return chat_record((await self._session.scalars(choosing.returning(ChatRow))).one())

    async def plan(self, drafts: Sequence[Draft], at: datetime) -> None:
        """Put notes into the outbox."""
        await put(self._session, drafts, at)

    def audit(self, action: str, chat: Chat, *, at: datetime, by: int | None) -> None:
        """Note what was decided of a group or channel."""
        subject, was = f"chat/{chat.id}", {"recipient": not chat.is_recipient}
        after = {"recipient": chat.is_recipient, "title": chat.title}
        note(self._session, action, subject, at=at, actor_id=by, before=was, after=after)


class RecipientRepository:
    """Groups and channels; each reading method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def groups(self) -> list[Chat]:
        """Those that can be written to or are recipients, by title."""
        is_there = ChatRow.unreachable_at.is_(None) | ChatRow.is_recipient
        query = select(ChatRow).where(_IS_GROUP, is_there, ChatRow.title.is_not(None))
        async with self._database.reading() as session:
            rows = await session.scalars(query.order_by(ChatRow.title, ChatRow.id))
            return [chat_record(row) for row in rows]

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[RecipientTransaction]:
        """A transaction that writes; committed at the end, undone by an error."""
        async with self._database.writing() as session:
            yield RecipientTransaction(session)
