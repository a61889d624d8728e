"""A broadcast: at Telegram's limit, beside questions, and without a limit.

Under the limit a Bot API in another process refuses what is more than 30 in any sliding second, as
Telegram does. The broadcast goes out from the bot's real process, with a database that has every
transaction on the disk before it goes on; some of its chats have blocked the bot, groups have
moved, a burst of calls fails, and the process is killed once. The peer is PTB with its own
AIORateLimiter at 30 a second. Without a limit the peer is PTB's bare `send_message` at the best of
a few concurrencies.
"""

import asyncio
import shutil
import subprocess
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from telegram.error import RetryAfter
from telegram.ext import AIORateLimiter, ApplicationBuilder

from bot.app.broadcasting import Broadcasting, make_broadcasting
from bot.broadcasts.records import Announcement, Audience, AudienceKind, Content, Progress, Version
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.post import TelegramPost
from bot.channels.telegram.transport import AiohttpRequest
from bot.clock import SystemClock
from bot.database import Database, open_database
from bot.database.tables import ChatRow, DeliveryRow, SubscriptionRow
from bot.delivery.model import State
from bot.delivery.outbox import Outbox
from bot.delivery.problems import Hooks
from bot.delivery.sender import Sender
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import load_texts
from bot.reminders.rules import timetable_of
from bot.sandbox import TOKEN
from bot.sandbox.world import FIRST_LOAD_CHAT
from bot.settings import Settings
from tests.bench.outbox import PEER_CONCURRENCIES, TEXT, result, send_by_peer
from tests.bench.report import Row, at_least, at_most
from tests.bench.throughput import DISTANCES, ROOT, SandboxApi, process_of, sandbox_at

CHATS = 5_000
BLOCKED, MOVED = CHATS * 2 // 100, CHATS // 100
#: Telegram's limit, and how many messages show how the peer keeps it.
PER_SECOND = 30
PEER_SENT = 300
#: Questions asked a second, by as many people, and for how many seconds.
ASKED, ASKERS, ASKING_SECONDS = 5, 400, 20
_ROOM_SECONDS = 12.0
_SETTLING_SECONDS = 2.0
UNLIMITED = 5_000
ROUNDS = 2
_EVERYONE = Audience(AudienceKind.EVERYONE)
_CONTENT = Content(versions={Language.HANS: Version(text=TEXT)})


def measure() -> Iterator[Row]:
    """At the limit with its troubles; the peer there; without a limit."""
    with sandbox_at(DISTANCES[0]) as api, tempfile.TemporaryDirectory() as folder:
        yield from result(_limited(api, Path(folder)))
    with sandbox_at(DISTANCES[0]) as api:
        api.add_chats(PEER_SENT)
        _set_faults(api)
        rate = result(_limited_peer(api.base_url))
        refused = api.call("stats")["refused_by_flood"]
        yield Row(f"PTB AIORateLimiter under that limit ({refused} × 429)", f"{rate:.1f}/s")
    yield from _unlimited()


# -- under the limit


async def _limited(api: SandboxApi, folder: Path) -> list[Row]:
    """The bot's process, a crowd with its troubles, and people who ask meanwhile."""
    api.add_chats(CHATS)
    database = await _crowd(folder / "zhouzhi.db", CHATS)
    try:
        moved = await _trouble(api, database)
        broadcasting = _broadcasting(database)
        config = _config(folder, api.base_url)
        _set_faults(api)
        with _bot(config):
            alone = await _p99(api)
        api.call("reset", {})
        refused = api.call("stats")["refused_by_flood"]
        announcement = await broadcasting.service.announce(_CONTENT, _EVERYONE, is_urgent=True)
        run = _Run(api, broadcasting, announcement)
        with _bot(config) as process:
            await run.until_done(CHATS // 10)
            process.kill()
        with _bot(config):
            await run.until_done(CHATS // 5)
            beside = await _p99(api)
            # The room that is left for questions is taken back when nobody asks any more.
            await asyncio.sleep(_ROOM_SECONDS)
            began, begun_at = await run.done(), time.monotonic()
            await run.until_done(CHATS * 4 // 5)
            rate = (await run.done() - began) / (time.monotonic() - begun_at)
            _set_faults(api, _BURST)
            progress = await run.until_over()
        accepted = Counter(run.accepted())
        lost = await _lost(database, accepted, moved)
        twice = sum(n - 1 for n in accepted.values())
        refused = api.call("stats")["refused_by_flood"] - refused
    finally:
        await database.close()
    return [
        at_least(f"broadcast to {CHATS:,}, of the limit", 100 * rate / PER_SECOND, 97.0, "%"),
        at_most("of these refused with 429", refused, 0, ""),
        at_most("lost, or sent twice", lost + twice, 0, ""),
        at_most("not accounted for in the report", abs(progress.total - CHATS - MOVED), 0, ""),
        Row("unreachable, uncertain by a kill -9", f"{progress.unreachable}, {progress.uncertain}"),
        Row("questions, p99 without a broadcast", f"{alone:.1f} ms"),
        at_most("questions, p99 beside one against without", beside / alone, 1.2, "×"),
    ]


_BURST = {"kind": "status", "status": 500, "times": 20, "method": "sendMessage"}


@dataclass
class _Run:
    """One broadcast under way.

    Attributes:
        api: where its messages arrive.
        broadcasting: tells how it gets on.
        announcement: which.
    """

    api: SandboxApi
    broadcasting: Broadcasting
    announcement: Announcement

    async def progress(self) -> Progress:
        """How it gets on."""
        return await self.broadcasting.service.progress(self.announcement.id)

    async def done(self) -> int:
        """How many have been tried, to whatever end."""
        progress = await self.progress()
        return progress.total - progress.left

    async def until_done(self, count: int) -> None:
        """Wait until so many have been."""
        while await self.done() < count:
            await asyncio.sleep(0.1)

    async def until_over(self) -> Progress:
        """Wait for the end."""
        while not (progress := await self.progress()).state.is_over:
            await asyncio.sleep(0.2)
        return progress

    def accepted(self) -> Iterator[int]:
        """The chat of each message of the announcement that was accepted."""
        for message in self.api.call("sent?limit=20000")["messages"]:
            if message["text"].startswith(TEXT):
                yield message["chat"]["id"]


async def _trouble(api: SandboxApi, database: Database) -> dict[int, int]:
    """Some block the bot, groups move; none of it known to the bot. Old addresses and new."""
    for number in range(CHATS - BLOCKED, CHATS):
        api.call("block", {"chat_id": FIRST_LOAD_CHAT + number})
    moved: dict[int, int] = {}
    now = datetime.now(UTC)
    async with database.writing() as session:
        for number in range(MOVED):
            chat = {"title": f"G{number}", "member_ids": [FIRST_LOAD_CHAT]}
            old = api.call("chats", chat)["chat_id"]
            moved[old] = api.call("migrate", {"chat_id": old})["chat_id"]
            session.add(ChatRow(address=old, kind="group", is_recipient=True, created_at=now))
    return moved


async def _lost(database: Database, accepted: Counter[int], moved: dict[int, int]) -> int:
    """How many got nothing who could have, and are not listed as uncertain."""
    query = (
        select(ChatRow.address)
        .join(DeliveryRow, DeliveryRow.recipient_id == ChatRow.id)
        .where(DeliveryRow.state == State.UNCERTAIN)
    )
    async with database.reading() as session:
        uncertain = set(await session.scalars(query))
    people = set(range(FIRST_LOAD_CHAT, FIRST_LOAD_CHAT + CHATS - BLOCKED))
    return len((people | set(moved.values())) - accepted.keys() - uncertain)


async def _p99(api: SandboxApi) -> float:
    """Milliseconds from a question to its answer, of all but one in a hundred."""
    api.call("reset", {"keeps_sent": True})
    await asyncio.to_thread(api.ask, 20, ASKERS, ASKED)  # which wait for the process to start
    # They are answered all at once then; a chat that asks again in that second is refused.
    await asyncio.sleep(_SETTLING_SECONDS)
    api.call("reset", {"keeps_sent": True})
    return await asyncio.to_thread(api.ask, ASKED * ASKING_SECONDS, ASKERS, ASKED)


def _set_faults(api: SandboxApi, *planned: dict[str, Any]) -> None:
    """Let the limit hold, and these calls fail."""
    faults = {"flood": {"per_second": PER_SECOND}, "planned": planned}
    api.call("faults", faults, method="PUT")


async def _limited_peer(base_url: str) -> float:
    """Messages that get through in a second, by PTB with its own limiter, 429s tried again."""
    limiter = AIORateLimiter(overall_max_rate=PER_SECOND, max_retries=5)
    application = ApplicationBuilder().token(TOKEN).base_url(base_url).rate_limiter(limiter).build()
    async with application:
        started = time.monotonic()

        async def send(number: int) -> bool:
            try:
                await application.bot.send_message(FIRST_LOAD_CHAT + number, TEXT)
            except RetryAfter:
                return False
            return True

        arrived = await asyncio.gather(*map(send, range(PEER_SENT)))
        return sum(arrived) / (time.monotonic() - started)


# -- without a limit


def _unlimited() -> Iterator[Row]:
    ours, peers = 0.0, dict.fromkeys(PEER_CONCURRENCIES, 0.0)
    with sandbox_at(DISTANCES[0]) as api:
        api.add_chats(UNLIMITED)
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / "zhouzhi.db"
                ours = max(ours, result(_send_all(path, api.base_url)))
            for concurrency in PEER_CONCURRENCIES:
                rate = result(send_by_peer(api.base_url, concurrency))
                peers[concurrency] = max(peers[concurrency], rate)
    concurrency, peer = max(peers.items(), key=lambda item: item[1])
    yield Row("broadcast, no limit", f"{ours:,.0f}/s")
    yield Row(f"PTB send_message, {concurrency} at once", f"{peer:,.0f}/s")
    yield at_least("broadcast against PTB send_message", ours / peer, 2.0, "×")


async def _send_all(path: Path, base_url: str) -> float:
    """Deliveries sent in a second, from the approval to the last one settled."""
    database = await _crowd(path, UNLIMITED)
    try:
        broadcasting = _broadcasting(database)
        async with _sending(database, broadcasting, base_url):
            started = time.monotonic()
            announcement = await broadcasting.service.announce(_CONTENT, _EVERYONE, is_urgent=True)
            while True:
                progress = await broadcasting.service.progress(announcement.id)
                if progress.is_enqueued and not progress.left:
                    break
                await asyncio.sleep(0.05)
            took = time.monotonic() - started
        assert progress.sent == UNLIMITED, progress
        return UNLIMITED / took
    finally:
        await database.close()


@asynccontextmanager
async def _sending(
    database: Database, broadcasting: Broadcasting, base_url: str
) -> AsyncIterator[None]:
    """A sender and a runner in this process, with no limit."""
    clock = SystemClock()
    async with AiohttpRequest(connections=256) as transport:
        calls = Calls(f"{base_url}{TOKEN}", transport)
        post = TelegramPost(calls, Buttons(TOKEN), Lanes(None), load_texts())
        hooks = Hooks(on_unreachable=_fail, on_moved=_fail, on_problem=_fail)
        outbox = Outbox(database, clock, "bench")
        sender = Sender(outbox, broadcasting.composers, post, clock, hooks=hooks)
        stopping = asyncio.Event()
        sending = asyncio.create_task(sender.run(stopping))
        running = asyncio.create_task(broadcasting.runner.run(sender.wake))
        yield
        running.cancel()
        stopping.set()
        await sending


async def _fail(*_heard: object) -> None:
    raise AssertionError("nothing goes wrong here")


# -- what both need


async def _crowd(path: Path, count: int) -> Database:
    """A database in which so many people follow everything."""
    database = await open_database(f"sqlite:///{path}")
    now = datetime.now(UTC)
    async with database.writing() as session:
        chats = [{"address": FIRST_LOAD_CHAT + n, "created_at": now} for n in range(count)]
        await session.execute(insert(ChatRow), chats)
        follow = [{"chat_id": n + 1, "topic": "", "created_at": now} for n in range(count)]
        await session.execute(insert(SubscriptionRow), follow)
    return database


def _broadcasting(database: Database) -> Broadcasting:
    settings = Settings()
    knowledge = read((ROOT / "data" / "knowledge.json").read_bytes())
    timetable = timetable_of(knowledge, settings.reminders)
    return make_broadcasting(
        settings, database, lambda: knowledge, lambda: timetable, load_texts(), SystemClock()
    )


def _bot(config: Path) -> AbstractContextManager[subprocess.Popen[bytes]]:
    return process_of(["-m", "bot", "run", "--config", str(config)])


def _config(folder: Path, base_url: str) -> Path:
    config = folder / "config.toml"
    knowledge = shutil.copy(ROOT / "data" / "knowledge.json", folder)
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{base_url}"\n'
        f'[knowledge]\npath = "{knowledge}"\n'
        f'[database]\nurl = "sqlite:///{folder / "zhouzhi.db"}"\n'
        '[answers]\nembeddings = "off"\n'
    )
    return config
