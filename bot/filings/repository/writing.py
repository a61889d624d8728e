"""What is changed in the database about obligations."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import delete, insert, select, update

from bot.database.inserting import insert_for
from bot.database.tables import (
    AuditRow,
    ExtensionRow,
    FilingRow,
    HandledUpdateRow,
    ObligationRow,
    SnoozeRow,
)
from bot.delivery import outbox
from bot.delivery.model import Draft, Purpose
from bot.directory.records import Chat
from bot.directory.repository.chats import mark_unreachable
from bot.filings.repository.reading import FilingReads
from bot.filings.stored import StoredObligation

#: How many ids or rows go into one statement.
_AT_ONCE = 5_000


class FilingWrites(FilingReads):
    """Reads and changes within an open transaction."""

    async def locked(self, ids: Collection[int]) -> list[StoredObligation]:
        """Obligations that nobody else changes until the end of the transaction."""
        # Not FOR UPDATE: planning refers to the row by its key meanwhile, and need not wait.
        await self._session.execute(
            select(ObligationRow.id)
            .where(ObligationRow.id.in_(ids))
            .order_by(ObligationRow.id)
            .with_for_update(key_share=True)
        )
        return await self.obligations(ids=ids)

    async def handled_at(self, update_id: int | None) -> datetime | None:
        """When the action of an update was carried out; None if it was not."""
        if update_id is None:
            return None
        query = select(HandledUpdateRow.handled_at).where(HandledUpdateRow.update_id == update_id)
        return await self._session.scalar(query)

    async def mark_handled(self, update_id: int | None, now: datetime) -> None:
        """Say that the action of an update is carried out."""
        if update_id is not None:
            values = {"update_id": update_id, "handled_at": now}
            await self._session.execute(insert(HandledUpdateRow).values(values))

    async def create(self, owed: Iterable[tuple[int, str]], now: datetime) -> None:
        """Add obligations.

        Args:
            owed: unit and deadline of each; what is there already stays as it is.
            now: when.
        """
        connection = await self._session.connection()
        statement = insert_for(self._session, ObligationRow).on_conflict_do_nothing()
        rows = iter(owed)
        while chunk := list(islice(rows, _AT_ONCE)):
            values = [
                {"unit_id": unit_id, "deadline": deadline, "created_at": now}
                for unit_id, deadline in chunk
            ]
            await connection.execute(statement, values)

    async def pairs(self, unit_ids: Collection[int]) -> dict[tuple[int, str], int]:
        """The ids of the obligations of some units, also if these are gone, by unit and deadline.

        Args:
            unit_ids: a thousand or so at most.
        """
        query = select(ObligationRow.unit_id, ObligationRow.deadline, ObligationRow.id).where(
            ObligationRow.unit_id.in_(unit_ids)
        )
        return {(row.unit_id, row.deadline): row.id for row in await self._session.execute(query)}

    async def change(self, ids: Collection[int], **values: datetime | None) -> None:
        """Set columns of obligations."""
        await self._session.execute(
            update(ObligationRow).where(ObligationRow.id.in_(ids)).values(**values)
        )

    async def file(
        self, obligation_id: int, items: Sequence[str], by: int | None, now: datetime
    ) -> int:
        """Add filings, none of which stands already.

        Returns:
            The id of the last of them.
        """
        values = [
            {"obligation_id": obligation_id, "item": item, "filed_at": now, "filed_by": by}
            for item in items
        ]
        added = await self._session.scalars(insert(FilingRow).returning(FilingRow.id), values)
        return max(added)

    async def withdraw_filings(
        self, obligation_id: int, items: Sequence[str], by: int | None, now: datetime
    ) -> None:
        """Take back filings that stand; their lines stay as lines of the past."""
        await self._session.execute(
            update(FilingRow)
            .where(FilingRow.obligation_id == obligation_id, FilingRow.item.in_(items))
            .where(FilingRow.withdrawn_at.is_(None))
            .values(withdrawn_at=now, withdrawn_by=by)
        )

    async def filed_then(self, obligation_id: int, by: int | None, at: datetime) -> list[str]:
        """The items that somebody filed at exactly this instant, also if taken back since."""
        return await self._items_of(
            obligation_id, FilingRow.filed_by == by, FilingRow.filed_at == at
        )

    async def withdrawn_then(self, obligation_id: int, by: int | None, at: datetime) -> list[str]:
        """The items whose filings somebody took back at exactly this instant."""
        return await self._items_of(
            obligation_id, FilingRow.withdrawn_by == by, FilingRow.withdrawn_at == at
        )

    async def _items_of(self, obligation_id: int, *where: Any) -> list[str]:
        query = select(FilingRow.item).where(FilingRow.obligation_id == obligation_id, *where)
        return list(await self._session.scalars(query.order_by(FilingRow.id)))

    async def extend_all(self, deadline: str, until_at: datetime | None, now: datetime) -> None:
        """Set or, with None, remove the extension of a deadline for every unit."""
        if until_at is None:
            gone = delete(ExtensionRow).where(ExtensionRow.deadline == deadline)
            await self._session.execute(gone)
            return
        # In one statement, so that of two at one instant neither is refused.
        upsert = insert_for(self._session, ExtensionRow).values(
            deadline=deadline, due_at=until_at, created_at=now
        )
        await self._session.execute(
            upsert.on_conflict_do_update(
                index_elements=["deadline"],
                set_={"due_at": upsert.excluded.due_at, "created_at": upsert.excluded.created_at},
            )
        )

    async def snooze(self, pairs: Iterable[tuple[int, int]], until_at: datetime) -> None:
        """Set until when contacts do not want to hear of obligations.

        Args:
            pairs: obligation and contact of each.
            until_at: until when; replaces what was set before.
        """
        rows = [
            {"obligation_id": obligation_id, "contact_id": contact_id, "until_at": until_at}
            for obligation_id, contact_id in pairs
        ]
        upsert = insert_for(self._session, SnoozeRow)
        connection = await self._session.connection()
        await connection.execute(
            upsert.on_conflict_do_update(
                index_elements=["obligation_id", "contact_id"],
                set_={"until_at": upsert.excluded.until_at},
            ),
            rows,
        )

    async def mark_unreachable(self, chat_id: int, reason: str, now: datetime) -> Chat:
        """Note that a chat cannot be reached; where that is known, since when and why stay."""
        return await mark_unreachable(self._session, chat_id, at=now, reason=reason)

    async def audit(
        self,
        *,
        actor_id: int | None,
        action: str,
        subject: str,
        before: Mapping[str, Any],
        after: Mapping[str, Any],
        now: datetime,
    ) -> None:
        """Keep what staff did."""
        await self._session.execute(
            insert(AuditRow).values(
                at=now,
                actor_id=actor_id,
                action=action,
                subject=subject,
                before=dict(before),
                after=dict(after),
            )
        )

    async def put(self, drafts: Sequence[Draft], now: datetime) -> None:
        """Add messages to the outbox, in this transaction."""
        await outbox.put(self._session, drafts, now)

    async def withdraw(
        self, obligation_ids: Collection[int], reason: str, *, purposes: Collection[Purpose] = ()
    ) -> None:
        """Take from the outbox what is not on its way yet, in this transaction.

        Args:
            obligation_ids: about which obligations.
            reason: why, for the record.
            purposes: only these; all if empty.
        """
        await outbox.withdraw(
            self._session, reason, obligation_ids=obligation_ids, purposes=purposes
        )
