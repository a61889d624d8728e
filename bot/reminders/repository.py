"""What plans are made of, in the database, and what comes of them in the outbox."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import DeliveryRow, ObligationRow, UnitRow
from bot.delivery import outbox
from bot.delivery.model import ARRIVED, WAITING, Delivery, Draft, Purpose
from bot.delivery.outbox import asking
from bot.delivery.outbox.rows import chunks
from bot.directory.records import Contact, Unit
from bot.directory.repository.units import lock_units
from bot.directory.roles import Permission
from bot.filings.repository import FilingReads, FilingWrites
from bot.filings.stored import StoredObligation
from bot.reminders.states import NudgeTimes, StoredPlan

#: About units; digests are about deadlines.
_PURPOSES = frozenset({Purpose.NUDGE, Purpose.OVERDUE})
#: Obligations whose deliveries are read in one go, for which every answer waits.
_HISTORIES_AT_ONCE = 100
#: Units whose duties are read in one go, likewise.
_UNITS_AT_ONCE = 100


class PlanReads:
    """Reads within an open transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._filings = FilingReads(session)

    async def extensions(self) -> dict[str, datetime]:
        """By deadline: until when it was extended for every unit."""
        return await self._filings.extensions()

    async def unreachable(self, unit_ids: Collection[int] | None = None) -> frozenset[int]:
        """Ids of the chats that cannot be written to, of these units or, if None, of everybody."""
        return await self._filings.unreachable(unit_ids)

    async def staff(self) -> tuple[int, ...]:
        """Ids of the chats of the members of staff who get digests."""
        return tuple(await self._filings.staff())

    async def units(self) -> list[Unit]:
        """Every unit that takes part."""
        return await self._filings.units()

    async def contacts(self, unit_ids: Collection[int]) -> Mapping[int, tuple[Contact, ...]]:
        """By unit: who has not left, in the order in which they are asked."""
        return await self._filings.contacts(unit_ids)

    async def may(self, chat_id: int | None, permission: Permission) -> bool:
        """Whether somebody may do something now; None: an operator may."""
        return await self._filings.may(chat_id, permission)

    async def plans(self, unit_ids: Collection[int]) -> list[StoredPlan]:
        """Every obligation of these units, with what was planned of it."""
        return await self._plans(await self._created(ObligationRow.unit_id.in_(unit_ids)), unit_ids)

    async def plan(self, obligation_id: int) -> StoredPlan | None:
        """One obligation, with what was planned of it."""
        is_it = ObligationRow.id == obligation_id
        unit_ids = (await self._session.scalars(select(ObligationRow.unit_id).where(is_it))).all()
        found = await self._plans(await self._created(is_it), unit_ids)
        return found[0] if found else None

    async def plans_of(self, deadline: str) -> AsyncIterator[StoredPlan]:
        """Every obligation of a deadline, with what was planned of it, by unit.

        They are read a portion at a time, so that others get their turn between two.
        """
        is_of_it = ObligationRow.deadline == deadline
        query = select(ObligationRow.unit_id).where(is_of_it).order_by(ObligationRow.unit_id)
        for unit_ids in chunks((await self._session.scalars(query)).all(), _UNITS_AT_ONCE):
            is_of_them = ObligationRow.unit_id.in_(unit_ids)
            for plan in await self._plans(await self._created(is_of_it, is_of_them), unit_ids):
                yield plan

    async def nudge_times(
        self, *, deadline: str | None = None, obligation_id: int | None = None
    ) -> dict[int, NudgeTimes]:
        """When units were last reminded of what they owe, and will be next.

        Args:
            deadline: only those of this deadline.
            obligation_id: only this one.

        Returns:
            By obligation; those that nobody was or will be reminded of are left out.
        """
        at = DeliveryRow.due_at.type
        sent_at = case(
            (DeliveryRow.state.in_(ARRIVED), func.coalesce(DeliveryRow.sent_at, DeliveryRow.due_at))
        )
        waiting_at = case((DeliveryRow.state.in_(WAITING), DeliveryRow.due_at))
        query = (
            select(
                DeliveryRow.obligation_id,
                func.max(sent_at, type_=at).label("last_at"),
                func.min(waiting_at, type_=at).label("next_at"),
            )
            .join(ObligationRow, ObligationRow.id == DeliveryRow.obligation_id)
            .where(DeliveryRow.purpose.in_(_PURPOSES))
            .group_by(DeliveryRow.obligation_id)
        )
        if deadline is not None:
            query = query.where(ObligationRow.deadline == deadline)
        if obligation_id is not None:
            query = query.where(DeliveryRow.obligation_id == obligation_id)
        return {
            row.obligation_id: NudgeTimes(row.last_at, row.next_at)
            for row in await self._session.execute(query)
        }

    async def _plans(
        self, created: Mapping[int, datetime], unit_ids: Collection[int]
    ) -> list[StoredPlan]:
        stored = {each.id: each for each in await self._obligations(unit_ids, created.keys())}
        contacts = await self._filings.contacts(unit_ids)
        snoozes: dict[int, dict[int, datetime]] = defaultdict(dict)
        for (id, contact_id), until_at in (await self._filings.snoozes(created.keys())).items():
            snoozes[id][contact_id] = until_at
        history: dict[int, list[Delivery]] = defaultdict(list)
        for ids in chunks(created, _HISTORIES_AT_ONCE):
            for delivery in await outbox.history(self._session, ids):
                if delivery.purpose in _PURPOSES and delivery.obligation_id is not None:
                    history[delivery.obligation_id].append(delivery)
        return [
            StoredPlan(
                id=id,
                created_at=created_at,
                obligation=stored.get(id),
                contacts=contacts.get(stored[id].unit.id, ()) if id in stored else (),
                snoozes=snoozes.get(id, {}),
                history=history.get(id, ()),
            )
            for id, created_at in created.items()
        ]

    async def digests(self) -> list[Delivery]:
        """Every digest to staff, whatever its state, by due instant."""
        return await asking.digests(self._session)

    async def _created(self, *where: ColumnElement[bool]) -> dict[int, datetime]:
        """Since when each of some obligations is owed, by its id."""
        query = (
            select(ObligationRow.id, ObligationRow.created_at)
            .where(*where)
            .order_by(ObligationRow.id)
        )
        return {row.id: row.created_at for row in await self._session.execute(query)}

    async def _obligations(
        self, _unit_ids: Collection[int], ids: Collection[int]
    ) -> list[StoredObligation]:
        return await self._filings.obligations(ids=ids)


class PlanWrites(PlanReads):
    """Reads and changes within an open transaction."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        #: what is changed of obligations in the same transaction
        self.filings = FilingWrites(session)

    async def put(self, drafts: Sequence[Draft], now: datetime) -> None:
        """Plan deliveries, in this transaction."""
        await outbox.put(self._session, drafts, now)

    async def withdraw(self, ids: Collection[int], reason: str) -> None:
        """Take deliveries out that no sender has begun to send, in this transaction."""
        await outbox.withdraw(self._session, reason, ids=ids)

    async def _obligations(
        self, unit_ids: Collection[int], ids: Collection[int]
    ) -> list[StoredObligation]:
        # So that nobody files, or joins, between what is read here and what is planned from it.
        await lock_units(self._session, UnitRow.id.in_(unit_ids))
        return await self.filings.locked(ids)


class PlanRepository:
    """Makes transactions about plans."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unit_ids(self, *, after: int, limit: int) -> list[int]:
        """Of the units that owe anything the next `limit` after one, in rising order.

        Those that take part no longer are among them.
        """
        unit_id = ObligationRow.unit_id
        query = select(unit_id).where(unit_id > after).distinct().order_by(unit_id).limit(limit)
        async with self._database.reading() as session:
            return list(await session.scalars(query))

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[PlanReads]:
        """A transaction that changes nothing."""
        async with self._database.reading() as session:
            yield PlanReads(session)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[PlanWrites]:
        """A transaction that is committed at the end, and undone by an error.

        What it reads of units stays so until its end: it takes turns with filing and joining.
        """
        async with self._database.writing() as session:
            yield PlanWrites(session)
