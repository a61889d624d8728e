"""What is asked of the database about announcements."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Row, or_, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.broadcasts.records import (
    Announcement,
    AnnouncementState,
    Audience,
    AudienceKind,
    Count,
    Recipient,
)
from bot.broadcasts.repository.audience import Asked, counting, readers, recipients
from bot.broadcasts.repository.stored import announcement
from bot.database.tables import (
    AnnouncementRow,
    ChatRow,
    ContactRow,
    HandledUpdateRow,
    PauseRow,
    StaffRow,
)
from bot.delivery.model import Delivery, Lane, Purpose, State
from bot.delivery.outbox import announced
from bot.directory.repository.members import may, members
from bot.directory.roles import Permission
from bot.language import Language

#: The most that a statement lists.
_LISTED = 10_000


class BroadcastReads:
    """Reads within an open transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def get(self, id: int) -> Announcement | None:
        """An announcement."""
        row = await self._session.get(AnnouncementRow, id, populate_existing=True)
        return announcement(row) if row is not None else None

    async def by_ids(self, ids: Collection[int]) -> list[Announcement]:
        """Some announcements."""
        query = select(AnnouncementRow).where(AnnouncementRow.id.in_(ids))
        return [announcement(row) for row in await self._session.scalars(query)]

    async def in_states(
        self, *states: AnnouncementState, author_id: int | None = None
    ) -> list[Announcement]:
        """The announcements in some states, the newest first; of one author, or of all."""
        query = (
            select(AnnouncementRow)
            .where(AnnouncementRow.state.in_(states))
            .order_by(AnnouncementRow.id.desc())
        )
        if author_id is not None:
            query = query.where(AnnouncementRow.author_id == author_id)
        return [announcement(row) for row in await self._session.scalars(query)]

    async def in_hand(self) -> list[Announcement]:
        """Those of which something is to be done, or may be, the urgent and the oldest first."""
        states = AnnouncementState.SCHEDULED, AnnouncementState.SENDING
        query = (
            select(AnnouncementRow)
            .where(or_(AnnouncementRow.state.in_(states), AnnouncementRow.has_chores))
            .order_by(AnnouncementRow.is_urgent.desc(), AnnouncementRow.id)
        )
        return [announcement(row) for row in await self._session.scalars(query)]

    async def latest(self, limit: int) -> list[Announcement]:
        """The newest announcements, drafts excepted, the newest first."""
        query = (
            select(AnnouncementRow)
            .where(AnnouncementRow.state != AnnouncementState.DRAFT)
            .order_by(AnnouncementRow.id.desc())
            .limit(limit)
        )
        return [announcement(row) for row in await self._session.scalars(query)]

    async def handled_at(self, update_id: int | None) -> datetime | None:
        """When the action of an update was carried out; None if it was not."""
        if update_id is None:
            return None
        query = select(HandledUpdateRow.handled_at).where(HandledUpdateRow.update_id == update_id)
        return await self._session.scalar(query)

    async def may(self, chat_id: int | None, permission: Permission) -> bool:
        """Whether somebody may do something now; None: an operator may."""
        return await may(self._session, chat_id, permission)

    async def approvers(self, but: int | None) -> list[int]:
        """The chats of who may approve announcements now, one of them left out."""
        found = await members(self._session)
        return [
            each.chat_id
            for each in found
            if each.role.may(Permission.APPROVE) and each.chat_id != but
        ]

    async def authors(self, announcements: Iterable[Announcement]) -> Mapping[int, str]:
        """What the authors of announcements are called who wrote to one unit, by announcement."""
        written = {
            each.id: each.author_id
            for each in announcements
            if each.audience.kind is AudienceKind.UNIT and each.author_id is not None
        }
        if not written:
            return {}
        query = select(StaffRow.chat_id, StaffRow.name).where(
            StaffRow.chat_id.in_(written.values())
        )
        names = {chat_id: name for chat_id, name in await self._session.execute(query)}
        return {id: names.get(author_id, "") for id, author_id in written.items()}

    # -- audiences

    async def app_languages(self) -> list[str | None]:
        """Every tag that the app of some chat is set to; None among them where one says nothing."""
        return list(await self._session.scalars(select(ChatRow.app_language).distinct()))

    async def count(self, asked: Asked) -> Count:
        """How many chats an audience is now."""
        total, reachable = (await self._session.execute(counting(asked))).one()
        return Count(reachable=reachable, unreachable=total - reachable)

    async def recipients_after(self, asked: Asked, chat_id: int, limit: int) -> list[Recipient]:
        """The first chats of an audience whose ids are greater than this one, by id."""
        query = recipients(asked).where(ChatRow.id > chat_id).order_by(ChatRow.id).limit(limit)
        return [_recipient(row) for row in await self._session.execute(query)]

    async def recipients_among(
        self, asked: Asked, chat_ids: Collection[int]
    ) -> dict[int, Recipient]:
        """Those of some chats, at most a few thousand, that are of an audience now, by id."""
        query = recipients(asked).where(ChatRow.id.in_(chat_ids))
        return {row.id: _recipient(row) for row in await self._session.execute(query)}

    async def readers(self, audience: Audience, chat_ids: Collection[int]) -> dict[int, Recipient]:
        """Some chats, whether they are of an audience now or not, by id."""
        query = readers(audience).where(ChatRow.id.in_(chat_ids))
        return {row.id: _recipient(row) for row in await self._session.execute(query)}

    # -- deliveries

    async def tally(self, id: int) -> Counter[tuple[Purpose, State]]:
        """How many deliveries an announcement has, by purpose and state."""
        return await announced.tally(self._session, id)

    async def reasons(self, id: int, *states: State) -> Counter[tuple[State, str]]:
        """How many recipients have these states, by state and reason."""
        return await announced.reasons(self._session, id, states)

    async def deliveries(
        self, id: int, *states: State, after_id: int = 0, limit: int | None = None
    ) -> list[Delivery]:
        """The deliveries of the announcement itself in these states, by id."""
        return await announced.in_states(self._session, id, states, after_id=after_id, limit=limit)

    async def deliveries_by_id(self, ids: Collection[int]) -> dict[int, Delivery]:
        """Some deliveries, by id."""
        return await announced.by_ids(self._session, list(ids))

    async def is_open(self, id: int) -> bool:
        """Whether some of an announcement may still be sent."""
        return await announced.is_open(self._session, id)

    async def lane_paused_until(self, lane: Lane) -> datetime | None:
        """Until when Telegram last told this lane, or one before it, to wait; may have passed."""
        query = select(PauseRow.until_at).where(PauseRow.lane <= lane)
        return max(await self._session.scalars(query), default=None)

    async def names(self, chat_ids: Collection[int]) -> Mapping[int, str]:
        """What some chats are called, as far as is known: nothing is kept of who only follows."""
        found: dict[int, str] = {}
        ids = list(chat_ids)
        for start in range(0, len(ids), _LISTED):
            portion = ids[start : start + _LISTED]
            for query in (
                select(ChatRow.id, ChatRow.title).where(ChatRow.id.in_(portion)),
                select(StaffRow.chat_id, StaffRow.name).where(StaffRow.chat_id.in_(portion)),
                select(ContactRow.chat_id, ContactRow.name).where(ContactRow.chat_id.in_(portion)),
            ):
                rows = await self._session.execute(query)
                found |= {chat_id: name for chat_id, name in rows if chat_id and name}
        return found


def _recipient(row: Row[Any]) -> Recipient:
    return Recipient(
        chat_id=row.id,
        kind=row.kind,
        language=Language(row.language) if row.language else None,
        app_language=row.app_language,
        is_unreachable=row.unreachable_at is not None,
    )
