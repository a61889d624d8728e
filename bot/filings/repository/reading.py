"""What is asked of the database about obligations."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute

from bot.database.tables import (
    ChatRow,
    ContactRow,
    DeliveryRow,
    ExtensionRow,
    FilingRow,
    ObligationRow,
    SnoozeRow,
    UnitRow,
)
from bot.directory.records import Contact, Membership, Unit
from bot.directory.repository.members import chats_of_staff, may
from bot.directory.repository.units import (
    current_contacts,
    current_units,
    memberships_of_chat,
)
from bot.directory.roles import Permission
from bot.filings.records import Filer
from bot.filings.stored import StoredFiling, StoredObligation

#: SQLite takes 32,766 values in one statement, PostgreSQL's driver 65,535.
_VALUES_AT_ONCE = 30_000


class FilingReads:
    """Reads within an open transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session

    async def obligations(
        self,
        *,
        ids: Collection[int] | None = None,
        unit_ids: Collection[int] | None = None,
        deadline: str | None = None,
    ) -> list[StoredObligation]:
        """The obligations of units that take part, by unit and in the order they were made.

        Args:
            ids: only these.
            unit_ids: only those of these units.
            deadline: only those of this deadline.
        """
        query = select(*_COLUMNS).order_by(ObligationRow.unit_id, ObligationRow.id)
        query = query.where(
            *_among(ObligationRow.id, ids), *_among(ObligationRow.unit_id, unit_ids)
        )
        if deadline is not None:
            query = query.where(ObligationRow.deadline == deadline)
        rows = (await self._session.execute(query)).all()
        rows = [row for row in rows if _is_among(row.id, ids) and _is_among(row.unit_id, unit_ids)]
        units = {
            unit.id: unit
            for unit in await current_units(self._session, {row.unit_id for row in rows})
        }
        filings = await self._filings({row.id for row in rows})
        return [
            StoredObligation(
                id=row.id,
                unit=units[row.unit_id],
                deadline=row.deadline,
                extended_until_at=row.extended_until_at,
                filed_at=row.filed_at,
                waived_at=row.waived_at,
                reacted_at=row.reacted_at,
                filings=filings.get(row.id, {}),
            )
            for row in rows
            if row.unit_id in units
        ]

    async def extensions(self) -> dict[str, datetime]:
        """By deadline: until when it was extended for every unit."""
        query = select(ExtensionRow.deadline, ExtensionRow.due_at)
        return {row.deadline: row.due_at for row in await self._session.execute(query)}

    async def contacts(self, unit_ids: Collection[int]) -> Mapping[int, tuple[Contact, ...]]:
        """By unit: who has not left, in the order in which they are asked."""
        return await current_contacts(self._session, unit_ids)

    async def unreachable(self, unit_ids: Collection[int] | None = None) -> frozenset[int]:
        """Ids of the chats that cannot be written to.

        Args:
            unit_ids: only those of contacts of these units, a few hundred, which is sooner told
                than of everybody who ever wrote; of all chats if None.
        """
        query = select(ChatRow.id).where(ChatRow.unreachable_at.is_not(None))
        if unit_ids is not None:
            query = query.join(ContactRow, ContactRow.chat_id == ChatRow.id)
            query = query.where(ContactRow.unit_id.in_(unit_ids))
        return frozenset(await self._session.scalars(query))

    async def unit_ids(self, *, after: int, limit: int) -> list[int]:
        """Of the units there ever were the next `limit` after one, in rising order."""
        query = select(UnitRow.id).where(UnitRow.id > after).order_by(UnitRow.id).limit(limit)
        return list(await self._session.scalars(query))

    async def units(self, unit_ids: Collection[int] | None = None) -> list[Unit]:
        """Those of some units that take part; of all units if None."""
        return await current_units(self._session, unit_ids)

    async def serving(self, chat_id: int | None, unit_id: int) -> list[Contact]:
        """As which contacts the person of a chat files for a unit now; mostly one or none."""
        if chat_id is None:
            return []
        of_unit = (await self.contacts({unit_id})).get(unit_id, ())
        return [contact for contact in of_unit if contact.chat_id == chat_id]

    async def memberships(self, chat_id: int) -> list[Membership]:
        """For which units the person of a chat files now."""
        return await memberships_of_chat(self._session, chat_id)

    async def staff(self) -> list[int]:
        """Ids of the chats of the members of staff who hear of what needs a person."""
        return await chats_of_staff(self._session)

    async def may(self, chat_id: int | None, permission: Permission) -> bool:
        """Whether somebody may do something now; None: an operator may."""
        return await may(self._session, chat_id, permission)

    async def snoozes(self, obligation_ids: Collection[int]) -> dict[tuple[int, int], datetime]:
        """Until when contacts do not want to hear of obligations, by (obligation, contact)."""
        query = select(SnoozeRow.obligation_id, SnoozeRow.contact_id, SnoozeRow.until_at).where(
            *_among(SnoozeRow.obligation_id, obligation_ids)
        )
        return {
            (row.obligation_id, row.contact_id): row.until_at
            for row in await self._session.execute(query)
            if _is_among(row.obligation_id, obligation_ids)
        }

    async def named_in_message(self, delivery_id: int, chat_id: int) -> list[int]:
        """Ids of the obligations that the message of a delivery is about.

        Empty unless the delivery went to this chat.
        """
        message_id = (
            select(DeliveryRow.message_id)
            .where(DeliveryRow.id == delivery_id, DeliveryRow.recipient_id == chat_id)
            .scalar_subquery()
        )
        query = (
            select(DeliveryRow.obligation_id)
            .where(DeliveryRow.recipient_id == chat_id, DeliveryRow.obligation_id.is_not(None))
            # What was pressed before it was noted in which message it went out is there at least.
            .where(or_(DeliveryRow.message_id == message_id, DeliveryRow.id == delivery_id))
            .order_by(DeliveryRow.id)
        )
        found = await self._session.scalars(query)
        return list(dict.fromkeys(id for id in found if id is not None))

    async def _filings(self, ids: Collection[int]) -> dict[int, dict[str, StoredFiling]]:
        """By obligation and item: the filings that stand."""
        query = select(
            FilingRow.id,
            FilingRow.obligation_id,
            FilingRow.item,
            FilingRow.filed_at,
            filer_name().label("filer"),
        ).where(FilingRow.withdrawn_at.is_(None), *_among(FilingRow.obligation_id, ids))
        found: dict[int, dict[str, StoredFiling]] = defaultdict(dict)
        for row in await self._session.execute(query):
            found[row.obligation_id][row.item] = StoredFiling(
                id=row.id, filed_at=row.filed_at, filed_by=Filer(name=row.filer)
            )
        return found


_COLUMNS: Sequence[InstrumentedAttribute[Any]] = (
    ObligationRow.id,
    ObligationRow.unit_id,
    ObligationRow.deadline,
    ObligationRow.extended_until_at,
    ObligationRow.filed_at,
    ObligationRow.waived_at,
    ObligationRow.reacted_at,
)


def filer_name() -> ColumnElement[str | None]:
    """The name under which the author of a filing serves or served the unit; NULL for staff."""
    return (
        select(ContactRow.name)
        .join(ObligationRow, ObligationRow.unit_id == ContactRow.unit_id)
        .where(ObligationRow.id == FilingRow.obligation_id)
        .where(ContactRow.chat_id == FilingRow.filed_by)
        # Who left and came back is there twice.
        .order_by(ContactRow.left_at.is_not(None), ContactRow.id)
        .limit(1)
        .correlate(FilingRow)
        .scalar_subquery()
    )


def _among(
    column: InstrumentedAttribute[int], ids: Collection[int] | None
) -> tuple[ColumnElement[bool], ...]:
    """A condition, unless there are too many ids for one: then all are read and sifted here."""
    return (column.in_(ids),) if ids is not None and len(ids) <= _VALUES_AT_ONCE else ()


def _is_among(id: int, ids: Collection[int] | None) -> bool:
    return ids is None or id in ids
