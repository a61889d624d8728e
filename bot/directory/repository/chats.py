"""Chats in the database."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.inserting import insert_for
from bot.database.tables import ChatRow
from bot.directory.records import Chat
from bot.language import Language


async def put_chat(
    session: AsyncSession, address: int, *, created_at: datetime, **values: object
) -> Chat:
    """The chat at an address, made if there is none, with these columns set."""
    putting = (
        insert_for(session, ChatRow)
        .values(address=address, created_at=created_at, **values)
        .on_conflict_do_update(index_elements=["address"], set_=values or {"address": address})
        .returning(ChatRow)
        .execution_options(populate_existing=True)
    )
    return chat_record((await session.scalars(putting)).one())


async def mark_unreachable(session: AsyncSession, id: int, *, at: datetime, reason: str) -> Chat:
    """Note that a chat cannot be reached; where that is known, since when and why stay."""
    marking = (
        update(ChatRow)
        .where(ChatRow.id == id, ChatRow.unreachable_at.is_(None))
        .values(
            unreachable_at=at,
            unreachable_reason=reason[: ChatRow.unreachable_reason.type.length],
        )
    )
    await session.execute(marking)
    return chat_record((await session.scalars(select(ChatRow).where(ChatRow.id == id))).one())


def chat_record(row: ChatRow) -> Chat:
    """A chat as the rest of the program sees it."""
    return Chat(
        id=row.id,
        address=row.address,
        kind=row.kind,
        language=Language(row.language) if row.language else None,
        app_language=row.app_language,
        unreachable_at=row.unreachable_at,
        unreachable_reason=row.unreachable_reason,
        title=row.title,
        is_recipient=row.is_recipient,
    )


class ChatRepository:
    """Chats; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def by_address(self, address: int) -> Chat | None:
        """The chat at an address."""
        return await self._one(ChatRow.address == address)

    async def by_id(self, id: int) -> Chat | None:
        """The chat with an id of ours."""
        return await self._one(ChatRow.id == id)

    async def put(self, address: int, *, created_at: datetime, **values: object) -> Chat:
        """The chat at an address, made if there is none, with these columns set."""
        async with self._database.writing() as session:
            return await put_chat(session, address, created_at=created_at, **values)

    async def chosen_languages(self, limit: int) -> Mapping[int, Language]:
        """By address, of the chats that chose one; of very many the latest."""
        query = (
            select(ChatRow.address, ChatRow.language)
            .where(ChatRow.language.is_not(None))
            .order_by(ChatRow.id.desc())
            .limit(limit)
        )
        async with self._database.reading() as session:
            rows = (await session.execute(query)).all()
        return {address: Language(language) for address, language in reversed(rows) if language}

    async def unreachable_addresses(self) -> frozenset[int]:
        """The addresses of the chats that cannot be reached."""
        query = select(ChatRow.address).where(ChatRow.unreachable_at.is_not(None))
        async with self._database.reading() as session:
            return frozenset(await session.scalars(query))

    async def set_reachable(self, address: int) -> Chat | None:
        """Note that a chat can be reached again; None where it could, or there is none."""
        changing = (
            update(ChatRow)
            .where(ChatRow.address == address, ChatRow.unreachable_at.is_not(None))
            .values(unreachable_at=None, unreachable_reason=None)
            .returning(ChatRow)
        )
        async with self._database.writing() as session:
            row = (await session.scalars(changing)).one_or_none()
            return chat_record(row) if row is not None else None

    async def move(self, old_address: int, new_address: int, *, at: datetime) -> Chat | None:
        """Change a chat's address, as `Chats.migrate` says."""
        async with self._database.writing() as session:
            taken = await session.scalar(select(ChatRow.id).where(ChatRow.address == new_address))
            values: dict[str, Any] = {"address": new_address, "kind": "supergroup"}
            if taken is not None:
                values = {"unreachable_at": at, "unreachable_reason": "migrated"}
            moving = update(ChatRow).where(ChatRow.address == old_address).values(**values)
            row = (await session.scalars(moving.returning(ChatRow))).one_or_none()
            return chat_record(row) if row is not None else None

    async def _one(self, where: ColumnElement[bool]) -> Chat | None:
        async with self._database.reading() as session:
            row = await session.scalar(select(ChatRow).where(where))
            return chat_record(row) if row is not None else None
