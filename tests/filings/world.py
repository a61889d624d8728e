"""Units, contacts and staff in a database, with a clock to be set: where duties are tested."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, fields
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, update

from bot.clock import FixedClock
from bot.database import Database
from bot.database.tables import (
    ChatRow,
    ContactRow,
    DeliveryRow,
    FilingRow,
    StaffRow,
    Table,
    UnitGroupRow,
    UnitRow,
)
from bot.delivery import outbox
from bot.delivery.model import Delivery, Draft, Lane, Purpose, State
from bot.directory.roles import Role
from bot.filings.records import Actor, Duty
from bot.filings.repository import FilingRepository
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read

ROOT = Path(__file__).parents[2]
#: A Monday, ten o'clock in Shanghai, eleven days before the forms are due.
NOW = datetime(2020, 7, 20, 2, tzinfo=UTC)
#: The address of the member of staff who hears of what needs a person.
STAFF_ADDRESS = 900


def edition(path: str = "data/knowledge.json") -> Knowledge:
    """The knowledge of one of the editions here."""
    return read((ROOT / path).read_bytes())


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who writes to the bot: a contact, a former one, staff, or a stranger."""

    actor: Actor
    contact_id: int = 0

    @property
    def chat_id(self) -> int:
        assert self.actor.chat_id is not None
        return self.actor.chat_id


class World:
    """Everything around the service, real but for the clock."""

    def __init__(self, database: Database, knowledge: Knowledge) -> None:
        self.database = database
        self.knowledge = knowledge
        self.clock = FixedClock(NOW)
        self.replanned: list[Collection[int] | None] = []
        self.filings = Filings(
            FilingRepository(database),
            self.clock,
            lambda: self.knowledge,
            changed=self._note_change,
            grace=timedelta(hours=9),
        )
        self._addresses = count(1000)

    async def _note_change(self, unit_ids: Collection[int] | None) -> None:
        self.replanned.append(unit_ids)

    async def unit(
        self, name: str, *groups: str, region: str | None = None, en: str | None = None
    ) -> int:
        """A unit that takes part; its id."""
        names = {"zh-Hans": name, "en": en or name}
        row = UnitRow(key=name, name=names, region=region, created_at=self.clock.now())
        await self.add(row)
        await self.add(*(UnitGroupRow(unit_id=row.id, group=group) for group in groups))
        return row.id

    async def many_units(self, count: int, group: str = "units") -> list[str]:
        """Many units at once, in nine regions; their names."""
        created_at = self.clock.now()
        rows = [
            UnitRow(
                key=f"第{number}单位",
                name={"zh-Hans": f"第{number}单位"},
                region=f"第{number % 9}市",
                created_at=created_at,
            )
            for number in range(count)
        ]
        await self.add(*rows)
        await self.add(*(UnitGroupRow(unit_id=row.id, group=group) for row in rows))
        return [row.key for row in rows]

    async def contact(
        self,
        unit_id: int,
        name: str,
        *,
        position: int = 1,
        phone: str | None = None,
        language: str | None = None,
        person: Person | None = None,
    ) -> Person:
        """Somebody who has joined; the same person may serve several units."""
        actor = person.actor if person is not None else await self._chat(language)
        row = ContactRow(
            unit_id=unit_id,
            position=position,
            name=name,
            phone=phone,
            chat_id=actor.chat_id,
            joined_at=self.clock.now(),
            created_at=self.clock.now(),
        )
        await self.add(row)
        return Person(actor, row.id)

    async def expected(self, unit_id: int, name: str, phone: str | None = None) -> None:
        """A contact on the list who has not joined."""
        at = self.clock.now()
        await self.add(
            ContactRow(unit_id=unit_id, position=1, name=name, phone=phone, created_at=at)
        )

    async def stranger(self) -> Person:
        """Somebody who writes to the bot and is nobody's contact."""
        return Person(await self._chat(None))

    async def staff(self, role: Role = Role.ADMINISTRATOR) -> Person:
        """The member of staff who hears of what needs a person."""
        row = ChatRow(address=STAFF_ADDRESS, created_at=self.clock.now())
        await self.add(row)
        await self.add(
            StaffRow(
                chat_id=row.id,
                role=role,
                name="周静",
                is_configured=False,
                created_at=row.created_at,
            )
        )
        return Person(Actor(chat_id=row.id, is_staff=True))

    async def dismiss(self, person: Person) -> None:
        """Somebody is of staff no more."""
        dismissing = update(StaffRow).where(StaffRow.chat_id == person.chat_id)
        async with self.database.writing() as session:
            await session.execute(dismissing.values(removed_at=self.clock.now()))

    async def leaves(self, person: Person) -> None:
        """A contact files for the unit no more."""
        await self.set(ContactRow, person.contact_id, left_at=self.clock.now())

    async def blocks(self, person: Person) -> None:
        """A person can be written to no more."""
        await self.set(ChatRow, person.chat_id, unreachable_at=self.clock.now())

    async def remove_unit(self, unit_id: int) -> None:
        """A unit takes part no more."""
        await self.set(UnitRow, unit_id, removed_at=self.clock.now())

    async def return_unit(self, unit_id: int) -> None:
        """A unit takes part again."""
        await self.set(UnitRow, unit_id, removed_at=None)

    async def sent(self, delivery: Delivery, *, message_id: int) -> None:
        """A delivery went out in a message."""
        await self.set(DeliveryRow, delivery.id, state=State.SENT, message_id=message_id)

    async def duty(self, unit_id: int, deadline: str = "forms") -> Duty:
        """One duty of a unit, as it stands now."""
        duties = await self.filings.duties([unit_id])
        return next(each for each in duties if each.deadline.id == deadline)

    async def plan(
        self,
        duty: Duty,
        person: Person,
        *,
        rung: str = "7",
        purpose: Purpose = Purpose.NUDGE,
        **values: Any,
    ) -> Delivery:
        """A delivery that is planned about a duty, due now."""
        draft = Draft(
            purpose=purpose,
            subject=f"obligation/{duty.id}/2020-07-31",
            recipient_id=person.chat_id,
            rung=rung,
            lane=Lane.NUDGE,
            due_at=self.clock.now(),
            obligation_id=duty.id,
            contact_id=person.contact_id or None,
            **values,
        )
        return await self.put(draft)

    async def put(self, draft: Draft) -> Delivery:
        """A draft as the outbox holds it."""
        async with self.database.writing() as session:
            await outbox.put(session, [draft], self.clock.now())
        return (await self.deliveries(purpose=draft.purpose, rung=draft.rung))[-1]

    async def deliveries(self, **where: object) -> list[Delivery]:
        """All that is or was in the outbox, in the order in which it was put there."""
        query = select(DeliveryRow, ChatRow.address).join(
            ChatRow, ChatRow.id == DeliveryRow.recipient_id
        )
        query = query.where(*(getattr(DeliveryRow, name) == it for name, it in where.items()))
        async with self.database.reading() as session:
            rows = (await session.execute(query.order_by(DeliveryRow.id))).all()
        return [_delivery(row, address) for row, address in rows]

    async def standing(self) -> list[tuple[str, str]]:
        """Purpose and rung of all that is still to be sent."""
        found = await self.deliveries()
        return [(each.purpose, each.rung) for each in found if each.state is State.PLANNED]

    async def filing_lines(self) -> int:
        """How many filings there are or were."""
        async with self.database.reading() as session:
            return await session.scalar(select(func.count()).select_from(FilingRow)) or 0

    async def add(self, *rows: Table) -> None:
        """Put rows into their tables."""
        async with self.database.writing() as session:
            session.add_all(rows)

    async def set(self, table: type[Any], id: int, **values: Any) -> None:
        """Change one row."""
        async with self.database.writing() as session:
            await session.execute(update(table).where(table.id == id).values(**values))

    async def _chat(self, language: str | None) -> Actor:
        row = ChatRow(address=next(self._addresses), language=language, created_at=self.clock.now())
        await self.add(row)
        return Actor(chat_id=row.id)


def without_deadline(knowledge: Knowledge, id: str) -> Knowledge:
    """The knowledge with one deadline taken out."""
    deadlines = {key: each for key, each in knowledge.tables["deadline"].items() if key != id}
    return Knowledge({**knowledge.tables, "deadline": deadlines}, version="without")


def with_deadline(knowledge: Knowledge, id: str, **values: object) -> Knowledge:
    """The knowledge with some fields of one deadline changed."""
    changed = knowledge.tables["deadline"][id].model_copy(update=values)
    deadlines = {**knowledge.tables["deadline"], id: changed}
    return Knowledge({**knowledge.tables, "deadline": deadlines}, version="changed")


def names(duties: Iterable[Duty]) -> list[str]:
    """The deadlines of duties."""
    return [duty.deadline.id for duty in duties]


def _delivery(row: DeliveryRow, address: int) -> Delivery:
    names = {field.name for field in fields(Delivery)} - {"address"}
    values = {name: getattr(row, name) for name in names}
    kinds = {"purpose": Purpose(row.purpose), "lane": Lane(row.lane), "state": State(row.state)}
    return Delivery(**{**values, **kinds, "address": address})
