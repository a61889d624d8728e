"""An office that announces: staff, followers, units and groups in a database."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import select, update

from bot.broadcasts.audiences import Audiences
from bot.broadcasts.composing import AnnouncementComposer, CorrectionComposer
from bot.broadcasts.letters import Letters
from bot.broadcasts.records import Announcement, Audience, AudienceKind
from bot.broadcasts.repository import BroadcastRepository
from bot.broadcasts.running import Runner
from bot.broadcasts.service import Broadcasts
from bot.channels.telegram.languages import language_of
from bot.clock import FixedClock
from bot.database import Database
from bot.database.tables import (
    AuditRow,
    ChatRow,
    ContactRow,
    DeliveryRow,
    StaffRow,
    SubscriptionRow,
    Table,
    UnitGroupRow,
    UnitRow,
)
from bot.delivery.model import Delivery, Outcome, State
from bot.delivery.outbox import Outbox
from bot.delivery.outbox.rows import deliveries, record
from bot.directory.roles import Role
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read
from bot.knowledge.working_days import WorkingDays
from bot.language import Language
from bot.locales import load_texts
from bot.reminders.ladder import SendingHours
from bot.reminders.timetable import Timetable

ROOT = Path(__file__).parents[2]
ZONE = ZoneInfo("Asia/Shanghai")
#: A Monday, ten o'clock in Shanghai.
NOW = datetime(2020, 7, 20, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Persona:
    """Somebody with a chat."""

    chat_id: int
    address: int


class Office:
    """Everything around the service, real but for the clock."""

    def __init__(self, database: Database, knowledge: Knowledge) -> None:
        self.database = database
        self.clock = FixedClock(NOW)
        self.repository = BroadcastRepository(database)
        self.letters = Letters(load_texts(), lambda: knowledge)
        self.hours = Timetable(WorkingDays("CN"), SendingHours(time(9), time(17, 30)), ZONE)
        self.audiences = Audiences(
            lambda: knowledge, language_of=language_of, default=Language.HANS
        )
        self.broadcasts = Broadcasts(
            self.repository,
            self.clock,
            self.audiences,
            lambda: knowledge,
            lambda: self.hours,
            second_person_beyond=3,
        )
        self.composer = AnnouncementComposer(
            self.repository, self.audiences, self.letters, lambda: self.hours
        )
        self.correcting = CorrectionComposer(self.repository, self.audiences, self.letters)
        self._addresses = 1000

    def runner(self) -> Runner:
        """The runner of a new process."""
        return Runner(
            self.repository,
            self.audiences,
            lambda: self.hours,
            self.clock,
            second_person_beyond=3,
        )

    def outbox(self, sender_id: str = "sender") -> Outbox:
        return Outbox(self.database, self.clock, sender_id)

    # -- who there is

    async def chat(self, **values: object) -> Persona:
        self._addresses += 1
        address = int(str(values.pop("address", self._addresses)))
        row = ChatRow(address=address, created_at=NOW, **values)
        await self.add(row)
        return Persona(row.id, address)

    async def member(self, role: Role) -> int:
        """The chat of a new member of staff."""
        person = await self.chat()
        await self.add(StaffRow(chat_id=person.chat_id, role=role, name=role.value, created_at=NOW))
        return person.chat_id

    async def follower(
        self, topic: str = "", *, language: Language | None = None, **values: object
    ) -> Persona:
        person = await self.chat(**values)
        await self.add(
            SubscriptionRow(chat_id=person.chat_id, topic=topic, language=language, created_at=NOW)
        )
        return person

    async def followers(self, count: int) -> list[int]:
        return [(await self.follower()).chat_id for _ in range(count)]

    async def contact(self, group: str, **values: object) -> tuple[Persona, int]:
        """A person who files for a new unit of a group, and the unit's id."""
        person = await self.chat(**values)
        unit = UnitRow(key=f"u{person.address}", name={"en": "A museum"}, created_at=NOW)
        await self.add(unit)
        await self.add(UnitGroupRow(unit_id=unit.id, group=group))
        await self.add(
            ContactRow(
                unit_id=unit.id,
                position=1,
                name="Wang",
                chat_id=person.chat_id,
                joined_at=NOW,
                created_at=NOW,
            )
        )
        return person, unit.id

    async def add(self, row: Table) -> None:
        async with self.database.writing() as session:
            session.add(row)
            await session.flush()

    async def set_unreachable(self, chat_id: int) -> None:
        async with self.database.writing() as session:
            blocked = update(ChatRow).where(ChatRow.id == chat_id)
            await session.execute(blocked.values(unreachable_at=NOW, unreachable_reason="403"))

    # -- what happens

    async def submitted(
        self, by: int | None = None, audience: Audience | None = None, **schedule: object
    ) -> Announcement:
        """A text that was submitted; an operator's needs nobody's approval."""
        draft = await self.broadcasts.draft(by)
        await self.broadcasts.set_text(draft.id, Language.EN, "The ceremony has moved.", by=by)
        if audience is not None:
            await self.broadcasts.set_audience(draft.id, audience, by=by)
        if schedule:
            await self.broadcasts.schedule(draft.id, by=by, **schedule)  # type: ignore[arg-type]
        return await self.broadcasts.submit(draft.id, by=by)

    async def run(self) -> None:
        """Let the runner do all that can be done now."""
        runner = self.runner()
        while await runner.step():
            pass

    async def count(self, kind: AudienceKind, argument: str = "") -> int:
        async with self.repository.reading() as broadcasts:
            asked = await self.audiences.asked(broadcasts, Audience(kind, argument))
            return (await broadcasts.count(asked)).reachable

    async def deliveries(self) -> list[Delivery]:
        async with self.database.reading() as session:
            rows = await session.execute(deliveries().order_by(DeliveryRow.id))
            return [record(row) for row in rows]

    async def states(self) -> list[State]:
        return [each.state for each in await self.deliveries()]

    async def audited(self) -> list[str]:
        async with self.database.reading() as session:
            return list(await session.scalars(select(AuditRow.action).order_by(AuditRow.id)))

    async def settle(self, outbox: Outbox, outcomes: dict[int, Outcome]) -> None:
        """Give deliveries these outcomes, as a sender that has begun them."""
        await outbox.begin_sending(list(outcomes))
        await outbox.settle(outcomes)


def knowledge() -> Knowledge:
    """The first edition."""
    return read((ROOT / "data" / "knowledge.json").read_bytes())
