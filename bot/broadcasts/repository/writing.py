"""What is changed in the database about announcements."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from bot.broadcasts.records import Announcement, Audience, Content, Correction
from bot.broadcasts.repository.reading import BroadcastReads
from bot.broadcasts.repository.stored import announcement, as_json, audience_as_json
from bot.database.tables import AnnouncementRow, HandledUpdateRow
from bot.delivery import outbox
from bot.delivery.model import Draft, Purpose
from bot.delivery.outbox import announced
from bot.directory.repository.audit import note
from bot.directory.repository.members import require
from bot.directory.roles import Permission


class BroadcastWrites(BroadcastReads):
    """Reads and changes within an open transaction."""

    async def locked(self, id: int) -> Announcement | None:
        """An announcement that nobody else changes until the end of the transaction.

        Nor does anything of it begin to be sent meanwhile: the sender shares this lock.
        """
        query = (
            select(AnnouncementRow)
            .where(AnnouncementRow.id == id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        row = await self._session.scalar(query)
        return announcement(row) if row is not None else None

    async def require(self, chat_id: int | None, permission: Permission) -> None:
        """Let nobody act in this transaction who may not.

        Raises:
            NotPermitted: they may not, or not any longer.
        """
        await require(self._session, chat_id, permission)

    async def create(
        self, author_id: int | None, content: Content, audience: Audience, now: datetime
    ) -> int:
        """A new draft; its id."""
        adding = (
            insert(AnnouncementRow)
            .values(
                author_id=author_id,
                content=as_json(content),
                audience=audience_as_json(audience),
                created_at=now,
                changed_at=now,
            )
            .returning(AnnouncementRow.id)
        )
        return (await self._session.execute(adding)).scalar_one()

    async def change(self, id: int, now: datetime, **values: object) -> None:
        """Set columns of an announcement; its content and audience as records."""
        written: dict[str, Any] = {**values, "changed_at": now}
        if isinstance(content := written.get("content"), Content):
            written["content"] = as_json(content)
        if isinstance(audience := written.get("audience"), Audience):
            written["audience"] = audience_as_json(audience)
        await self._session.execute(
            update(AnnouncementRow).where(AnnouncementRow.id == id).values(written)
        )

    async def correct(
        self,
        id: int,
        now: datetime,
        content: Content,
        corrections: Sequence[Correction],
        **values: object,
    ) -> None:
        """Keep what an announcement says from now on, and what is done where it has arrived."""
        has_chores = any(not each.is_planned for each in corrections)
        written = as_json(content, corrections)
        await self.change(id, now, **{"has_chores": has_chores, **values}, content=written)

    async def mark_handled(self, update_id: int | None, now: datetime) -> None:
        """Say that the action of an update is carried out."""
        if update_id is not None:
            values = {"update_id": update_id, "handled_at": now}
            await self._session.execute(insert(HandledUpdateRow).values(values))

    def audit(
        self,
        action: str,
        id: int,
        *,
        at: datetime,
        by: int | None,
        before: Mapping[str, Any] | None = None,
        after: Mapping[str, Any] | None = None,
    ) -> None:
        """Note what somebody did to an announcement."""
        note(
            self._session,
            f"announcement.{action}",
            f"announcement/{id}",
            at=at,
            actor_id=by,
            before=before,
            after=after,
        )

    # -- deliveries

    async def put(self, drafts: Iterable[Draft], now: datetime) -> None:
        """Plan deliveries."""
        await outbox.put(self._session, drafts, now)

    async def withdraw(self, id: int, reason: str, chat_ids: Collection[int]) -> None:
        """Take the deliveries of an announcement to these chats out again."""
        await outbox.withdraw(
            self._session,
            reason,
            announcement_ids=[id],
            recipient_ids=chat_ids,
            purposes=[Purpose.ANNOUNCEMENT],
        )

    async def withdraw_corrections(self, id: int, purposes: Collection[Purpose]) -> None:
        """Take out those corrections of an announcement that have not begun."""
        await outbox.withdraw(self._session, "overtaken", announcement_ids=[id], purposes=purposes)

    async def settle_uncertain(self, id: int, reason: str) -> int:
        """Say of what may have arrived that it stays so, and why; how many those are."""
        return await announced.leave(self._session, id, reason)

    async def withdraw_some(self, id: int, limit: int) -> int:
        """Withdraw some of what still waits of a cancelled announcement; how many those were."""
        return await announced.withdraw_some(self._session, id, limit)

    async def send_uncertain_again(self, id: int) -> int:
        """Have what may have arrived sent once more; how many those are."""
        return await announced.again(self._session, id)
