"""A broadcast to many: the bot's real process and database against the Bot API of the sandbox."""

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from bot.app.broadcasting import make_broadcasting
from bot.broadcasts.records import Announcement, Audience, AudienceKind, Content, Progress, Version
from bot.clock import SettableClock
from bot.database import Database, open_database
from bot.database.tables import ChatRow, DeliveryRow, SubscriptionRow
from bot.delivery.model import State
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import load_texts
from bot.reminders.rules import timetable_of
from bot.sandbox import Sandbox
from bot.settings import Settings
from tests.e2e.conftest import DATA, NOW, bot_process

WORDS = "启动仪式改到大礼堂。"
EVERYONE = Audience(AudienceKind.EVERYONE)
#: A process starts and stops; a machine may be slow.
_PATIENCE_SECONDS = 90.0


@dataclass(frozen=True)
class Crowd:
    """Who follows: by address."""

    reachable: list[int]
    blocked: list[int]
    migrated: dict[int, int]  #: old address and new

    @property
    def size(self) -> int:
        return len(self.reachable) + len(self.blocked) + len(self.migrated)

    @property
    def written_to(self) -> list[int]:
        """The addresses at which a message can be accepted."""
        return [*self.reachable, *self.migrated.values()]


class Station:
    """Announces from a process of its own, as an operator does."""

    def __init__(self, sandbox: Sandbox, database: Database, folder: Path, url: str) -> None:
        self.sandbox = sandbox
        self.database = database
        knowledge = read(DATA.read_bytes())
        self.config = folder / "config.toml"
        self.config.write_text(
            f'[telegram]\ntoken = "{sandbox.token}"\nbase_url = "{sandbox.base_url}"\n'
            f'[knowledge]\npath = "{shutil.copy(DATA, folder / "knowledge.json")}"\n'
            f'[database]\nurl = "{url}"\n[answers]\nembeddings = "off"\n[log]\nlevel = "error"\n'
        )
        settings = Settings()
        timetable = timetable_of(knowledge, settings.reminders)
        self.broadcasts = make_broadcasting(
            settings,
            database,
            lambda: knowledge,
            lambda: timetable,
            load_texts(),
            SettableClock(NOW),
        ).service

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """The bot as operators run it; killed at the end."""
        async with bot_process(self.config) as process:
            yield process

    async def crowd(self, people: int, *, blocked: int = 0, migrated: int = 0) -> Crowd:
        """So many who follow; some have blocked the bot, and groups have moved, unknown to it."""
        persons = [self.sandbox.add_person() for _ in range(people)]
        groups = [self.sandbox.add_group() for _ in range(migrated)]
        async with self.database.writing() as session:
            rows = [ChatRow(address=each, created_at=NOW) for each in persons]
            session.add_all(rows)
            session.add_all(
                ChatRow(address=each, kind="group", is_recipient=True, created_at=NOW)
                for each in groups
            )
            await session.flush()
            session.add_all(
                SubscriptionRow(chat_id=row.id, topic="", created_at=NOW) for row in rows
            )
        for address in persons[:blocked]:
            self.sandbox.block(address)
        return Crowd(
            reachable=persons[blocked:],
            blocked=persons[:blocked],
            migrated={group: self.sandbox.migrate(group) for group in groups},
        )

    async def announce(self) -> Announcement:
        content = Content(versions={Language.HANS: Version(text=WORDS)})
        return await self.broadcasts.announce(content, EVERYONE, is_urgent=True)

    def accepted(self) -> Counter[int]:
        """How many messages of the announcement each chat has got."""
        return Counter(
            message["chat"]["id"]
            for message in self.sandbox.service.world.sent
            if message["text"].startswith(WORDS)
        )

    async def until(
        self, announcement: Announcement, is_so: Callable[[Progress], bool]
    ) -> Progress:
        """The first progress of which something is so."""
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while not is_so(progress := await self.broadcasts.progress(announcement.id)):
                await asyncio.sleep(0.05)
        return progress

    async def until_accepted(self, count: int) -> None:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            while self.accepted().total() < count:
                await asyncio.sleep(0.01)

    async def addresses(self, state: State) -> list[int]:
        """The recipients whose deliveries are in a state."""
        query = (
            select(ChatRow.address)
            .join(DeliveryRow, DeliveryRow.recipient_id == ChatRow.id)
            .where(DeliveryRow.state == state)
        )
        async with self.database.reading() as session:
            return sorted(await session.scalars(query))

    async def kill_at_random(
        self, process: asyncio.subprocess.Process, seed: random.Random, most: int
    ) -> None:
        """kill -9 after some more messages, and a moment."""
        await self.until_accepted(self.accepted().total() + seed.randint(3, most))
        await asyncio.sleep(seed.uniform(0, 0.1))
        process.kill()
        await process.wait()


@asynccontextmanager
async def station(sandbox: Sandbox, folder: Path) -> AsyncIterator[Station]:
    """A station on a new database."""
    url = f"sqlite:///{folder}/zhouzhi.db"
    database = await open_database(url)
    try:
        yield Station(sandbox, database, folder, url)
    finally:
        await database.close()
