"""What plans are made of, in the database, and what comes of them in the outbox."""

from collections import defaultdict
from collections.abc import AsyncIterator, Collection, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import ObligationRow, UnitRow
from bot.delivery import outbox
from bot.delivery.model import Delivery, Draft, Purpose
from bot.delivery.outbox import asking
from bot.directory.records import Contact, Unit
from bot.directory.repository.units import lock_units
from bot.filings.repository import FilingReads, FilingWrites
from bot.filings.stored import StoredObligation
from bot.reminders.states import StoredPlan

#: About units; digests are about deadlines.
_PURPOSES = frozenset({Purpose.NUDGE, Purpose.OVERDUE})


class PlanReads:
    """Reads within an open transaction."""

    def __init__(self, session: AsyncSession) -> None:
        self._session = session
        self._filings = FilingReads(session)

    async def extensions(self) -> dict[str, datetime]:
        """By deadline: until when it was extended for every unit."""
        return await self._filings.extensions()

    async def unreachable(self) -> frozenset[int]:
        """Ids of the chats that cannot be written to."""
        return await self._filings.unreachable()

    async def staff(self) -> tuple[int, ...]:
        """Ids of the chats of the members of staff who get digests."""
        return tuple(await self._filings.staff())

    async def units(self) -> list[Unit]:
        """Every unit that takes part."""
        return await self._filings.units()

    async def contacts(self, unit_ids: Collection[int]) -> Mapping[int, tuple[Contact, ...]]:
        """By unit: who has not left, in the order in which they are asked."""
        return await self._filings.contacts(unit_ids)

    async def plans(self, unit_ids: Collection[int]) -> list[StoredPlan]:
        """Every obligation of these units, with what was planned of it."""
        created = await self._created(unit_ids)
        stored = {each.id: each for each in await self._obligations(unit_ids, created.keys())}
        contacts = await self._filings.contacts(unit_ids)
        snoozes: dict[int, dict[int, datetime]] = defaultdict(dict)
        for (id, contact_id), until_at in (await self._filings.snoozes(created.keys())).items():
            snoozes[id][contact_id] = until_at
        history: dict[int, list[Delivery]] = defaultdict(list)
        for delivery in await outbox.history(self._session, created):
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

    async def _created(self, unit_ids: Collection[int]) -> dict[int, datetime]:
        """Since when each obligation of these units is owed, by its id."""
        query = (
            select(ObligationRow.id, ObligationRow.created_at)
            .where(ObligationRow.unit_id.in_(unit_ids))
            .order_by(ObligationRow.id)
        )
        return {row.id: row.created_at for row in await self._session.execute(query)}

    async def _obligations(
        self, unit_ids: Collection[int], _ids: Collection[int]
    ) -> list[StoredObligation]:
        return await self._filings.obligations(unit_ids=unit_ids)


class PlanWrites(PlanReads):
    """Reads and changes within an open transaction."""

    def __init__(self, session: AsyncSession) -> None:
        super().__init__(session)
        self._locking = FilingWrites(session)

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
        return await self._locking.locked(ids)


class PlanRepository:
    """Makes transactions about plans."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def unit_ids(self) -> list[int]:
        """Every unit that owes anything, also those that take part no longer."""
        query = select(ObligationRow.unit_id).distinct().order_by(ObligationRow.unit_id)
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
