"""A bot that nudges, and the people whom it nudges: what the tests of nudges are written in."""

import asyncio
import csv
import io
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, or_, select

from bot import app
from bot.app.serving import Server
from bot.clock import SettableClock
from bot.database import Database, open_database
from bot.database.tables import DeliveryRow
from bot.delivery.model import State
from bot.sandbox import Sandbox
from bot.settings import Settings

Json = dict[str, Any]

#: What a message is, by how it begins; the first that fits.
KINDS = {
    "⏰": "nudge",
    "✅": "receipt",
    "📌": "overdue",
    "🤝": "welcome",
    "📋 您": "mine",
    "📋": "digest",
    "⚠️": "note",
    "🚫": "note",
}
_SETTLING_SECONDS = 20


def kind_of(message: Json) -> str:
    """What a message is; its text where it is none of the kinds."""
    text: str = message.get("text", "")
    return next((kind for sign, kind in KINDS.items() if text.startswith(sign)), text)


def buttons_of(message: Json) -> dict[str, str]:
    """The data of a message's buttons, by their labels."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}


@dataclass
class Person:
    """Somebody with a private chat with the bot."""

    zhouzhi: "Zhouzhi"
    chat_id: int
    _read: int = field(default=0)

    async def says(self, text: str) -> None:
        """Write, and wait until everything that follows from it has happened."""
        self.zhouzhi.sandbox.send(self.chat_id, text)
        await self.zhouzhi.settled()

    async def sends(self, name: str, content: bytes) -> None:
        """Send a file, and wait likewise."""
        self.zhouzhi.sandbox.send_file(self.chat_id, name, content)
        await self.zhouzhi.settled()

    async def presses(self, label: str) -> str | None:
        """Press the last button whose label holds these words; the notice that it brings."""
        for message in reversed(self.messages()):
            for words, data in buttons_of(message).items():
                if label in words:
                    return await self.presses_data(message["message_id"], data)
        raise AssertionError(f"no button {label!r} in {self.messages()!r}")

    async def presses_data(self, message_id: int, data: str) -> str | None:
        """Press a button by its data."""
        query_id = self.zhouzhi.sandbox.press(self.chat_id, message_id, data)
        answer = await self.zhouzhi.sandbox.callback_answer(query_id)
        await self.zhouzhi.settled()
        text: str | None = answer.get("text")
        return text

    def messages(self) -> list[Json]:
        """Everything that the bot has in the chat."""
        return self.zhouzhi.sandbox.replies(self.chat_id)

    def heard(self) -> list[str]:
        """What came since this was last asked."""
        messages = [each for each in self.messages() if each["message_id"] > self._read]
        self._read = max((each["message_id"] for each in messages), default=self._read)
        return [kind_of(message) for message in messages]

    def nudged_at(self) -> list[str]:
        """When every nudge came, on the edition's clocks."""
        return [
            self.zhouzhi.local(message["date"])
            for message in self.messages()
            if kind_of(message) == "nudge"
        ]


class Zhouzhi:
    """The whole application over HTTP against a Bot API on this machine; only the clock is ours."""

    def __init__(self, sandbox: Sandbox, server: Server, database: Database, staff: int) -> None:
        self.sandbox = sandbox
        self.server = server
        self.services = server.services
        self.staff = Person(self, staff)
        self._database = database

    @property
    def clock(self) -> SettableClock:
        """The one clock of the bot and of the chats."""
        return self.sandbox.clock

    def local(self, timestamp: float) -> str:
        """An instant on the edition's clocks, such as 07-28 09:00."""
        zone = self.services.enquiries.knowledge.zone
        return datetime.fromtimestamp(timestamp, zone).strftime("%m-%d %H:%M")

    def at(self, written: str) -> datetime:
        """An instant of the edition's year, such as 07-28 09:00."""
        edition = self.services.enquiries.knowledge.edition
        naive = datetime.strptime(f"{edition.starts_on.year}-{written}", "%Y-%m-%d %H:%M")
        return naive.replace(tzinfo=self.services.enquiries.knowledge.zone)

    def person(self, name: str = "王敏", *, language_code: str = "zh-hans") -> Person:
        """Somebody of whom the bot knows nothing yet."""
        return Person(self, self.sandbox.add_person(name, language_code=language_code))

    async def imports(self, units: dict[str, list[str]], group: str = "各市（州）科技局") -> None:
        """Have staff import a list: the names of the contacts by that of their unit."""
        table = io.StringIO()
        rows = csv.writer(table)
        rows.writerow(["单位", "组别", "联系人"])
        for unit, contacts in units.items():
            rows.writerow([unit, group, contacts[0] if contacts else ""])
            rows.writerows(["", "", contact] for contact in contacts[1:])
        await self.staff.sends("units.csv", table.getvalue().encode())
        await self.staff.presses("导入")

    async def invitation(self, unit: str, contact: str) -> str:
        """The payload of an invitation for a contact."""
        (found,) = await self.services.units.find(unit)
        contacts = await self.services.units.contacts(found.id)
        (wanted,) = (each for each in contacts if each.name == contact)
        return (await self.services.invitations.issue(wanted.id)).payload

    async def joined(self, unit: str, contact: str) -> Person:
        """A contact of a unit that is on the list, who has opened their invitation."""
        person = self.person(contact)
        self.clock.set(self.clock.now() + timedelta(minutes=1))
        await person.says(f"/start {await self.invitation(unit, contact)}")
        return person

    async def runs_to(self, written: str) -> None:
        """Let the clock run to an instant; what is due on the way is sent when it is due."""
        at = self.at(written)
        while (due_at := await self._next_due_at()) is not None and due_at <= at:
            self.clock.set(max(due_at, self.clock.now()))
            await self.settled()
        self.clock.set(at)
        await self.settled()

    async def jumps_to(self, written: str) -> None:
        """Set the clock to an instant at once, as if nobody had been there in between."""
        self.clock.set(self.at(written))
        await self.settled()

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until something holds."""
        async with asyncio.timeout(_SETTLING_SECONDS):
            while not condition():
                await asyncio.sleep(0.01)

    async def settled(self) -> None:
        """Wait until every update is handled, everything planned, and what is due is sent."""
        async with asyncio.timeout(_SETTLING_SECONDS):
            while self.sandbox.pending_count:
                await asyncio.sleep(0.005)
            while not self.server.replanning.is_idle or await self._is_anything_due():
                self.server.sender.wake()
                await asyncio.sleep(0.005)

    async def _next_due_at(self) -> datetime | None:
        waiting = DeliveryRow.state.in_((State.PLANNED, State.RETRY))
        async with self._database.reading() as session:
            return await session.scalar(select(func.min(DeliveryRow.due_at)).where(waiting))

    async def _is_anything_due(self) -> bool:
        waits = DeliveryRow.state.in_((State.PLANNED, State.RETRY))
        is_due = waits & (DeliveryRow.due_at <= self.clock.now())
        is_held = DeliveryRow.state.in_((State.CLAIMED, State.SENDING))
        async with self._database.reading() as session:
            found = await session.scalar(
                select(DeliveryRow.id).where(or_(is_due, is_held)).limit(1)
            )
            return found is not None


@asynccontextmanager
async def running(
    make_settings: Callable[[Sandbox, Path], Settings], knowledge_file: Path, at: datetime
) -> AsyncIterator[Zhouzhi]:
    """The bot and its sandbox, at an instant at which their clock stands still."""
    async with Sandbox(clock=SettableClock(at, rate=0)) as sandbox:
        staff = sandbox.add_person("周静")
        settings = make_settings(sandbox, knowledge_file)
        settings = settings.model_copy(
            update={"staff": settings.staff.model_copy(update={"administrators": (staff,)})}
        )
        database = await open_database(settings.database.url.get_secret_value())
        stopping = asyncio.Event()
        server = Server(settings, sandbox.clock, app.open_knowledge(settings), database)
        serving = asyncio.create_task(server.serve(stopping))
        zhouzhi = Zhouzhi(sandbox, server, database, staff)
        try:
            async with asyncio.timeout(_SETTLING_SECONDS):
                await server.replanning.is_planned.wait()
            await zhouzhi.settled()
            yield zhouzhi
        finally:
            stopping.set()
            async with asyncio.timeout(15):
                await serving
            await database.close()
