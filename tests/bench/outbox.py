"""The outbox: a million deliveries planned and taken up, and how fast they are sent.

Sending is held against python-telegram-bot's own `send_message` in the same run, at the best of a
few concurrencies, to a Bot API in another process that knows no limits. Ours are claimed, noted as
being sent before each call, and settled after it, in a SQLite database that has every transaction
on the disk before it goes on.
"""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import insert
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.post import TelegramPost
from bot.channels.telegram.transport import AiohttpRequest
from bot.cli.loop import run_until_done
from bot.clock import SystemClock
from bot.database import Database, open_database
from bot.database.tables import ChatRow
from bot.delivery.composing import Composed
from bot.delivery.message import Action, Button, Message, Outgoing, Run
from bot.delivery.model import Delivery, Draft, Lane, Outcome, Purpose, State
from bot.delivery.outbox import Outbox, put
from bot.delivery.post import Post, Turn
from bot.delivery.problems import Hooks
from bot.delivery.sender import Sender
from bot.locales import load_texts
from bot.sandbox import TOKEN
from bot.sandbox.world import FIRST_LOAD_CHAT
from tests.bench.report import Row, at_least, at_most
from tests.bench.throughput import DISTANCES, sandbox_at

T = TypeVar("T")

MILLION = 1_000_000
#: Of a million deliveries: ten rungs each.
RECIPIENTS = 100_000
SENT = 3_000
PEER_SENT = 1_000
PEER_CONCURRENCIES = (4, 8)
ROUNDS = 2
TEXT = "请于7月31日前报送活动方案和联系人表。还剩 3 天。如已报送，请按下面的按钮。"


def measure() -> Iterator[Row]:
    """Planning, taking up, sending."""
    with tempfile.TemporaryDirectory() as folder:
        yield from result(_million(Path(folder) / "million.db"))
    ours, peers = 0.0, dict.fromkeys(PEER_CONCURRENCIES, 0.0)
    with sandbox_at(DISTANCES[0]) as api:
        api.add_chats(SENT)
        for _ in range(ROUNDS):
            with tempfile.TemporaryDirectory() as folder:
                ours = max(ours, result(_send_all(Path(folder) / "sending.db", api.base_url)))
            for concurrency in PEER_CONCURRENCIES:
                rate = result(send_by_peer(api.base_url, concurrency))
                peers[concurrency] = max(peers[concurrency], rate)
    concurrency, peer = max(peers.items(), key=lambda item: item[1])
    yield Row("sent from the outbox, no limit", f"{ours:,.0f}/s")
    yield Row(f"PTB send_message, {concurrency} at once", f"{peer:,.0f}/s")
    yield at_least("sent from the outbox against PTB", ours / peer, 2.0, "×")


def result(work: Coroutine[Any, Any, T]) -> T:
    """What it comes to, on the loop that the bot runs on."""
    results: list[T] = []

    async def keep() -> None:
        results.append(await work)

    run_until_done(keep())
    return results[0]


async def _million(path: Path) -> Sequence[Row]:
    now = datetime.now(UTC)
    async with _database(path, RECIPIENTS) as database:
        started, began = time.monotonic(), time.process_time()
        async with database.writing() as session:
            await put(session, map(_nudge(now), range(MILLION)), now)
        planned, worked = time.monotonic() - started, time.process_time() - began
    started = time.monotonic()
    database = await open_database(f"sqlite:///{path}")
    outbox = Outbox(database, SystemClock(), "bench")
    await outbox.take_over()
    await outbox.next_due_at()
    claimed = await outbox.claim(Lane.NUDGE, limit=128)
    taken_up = time.monotonic() - started
    again = time.monotonic()
    ids = [delivery.id for delivery in claimed]
    await outbox.begin_sending(ids)
    await outbox.settle({id_: Outcome(state=State.SENT, message_id=id_) for id_ in ids})
    await outbox.claim(Lane.NUDGE, limit=128)
    next_time = time.monotonic() - again
    await outbox.step_down()
    await database.close()
    return [
        at_most("a million deliveries planned", planned, 60.0, "s"),
        # Which says the same on a machine that has other things to do.
        at_most("CPU for each, its draft included", worked / MILLION * 1e6, 45.0, "µs"),
        at_most("first of a million claimed, from opening the database", taken_up, 2.0, "s"),
        Row("128 of a million begun, settled, and the next claimed", f"{next_time * 1000:,.0f} ms"),
    ]


async def _send_all(path: Path, base_url: str) -> float:
    """Deliveries sent in a second, from the outbox."""
    now = datetime.now(UTC)
    clock = SystemClock()
    async with _database(path, SENT) as database, AiohttpRequest(connections=256) as transport:
        async with database.writing() as session:
            await put(session, (_announcement(number, now) for number in range(SENT)), now)
        calls = Calls(f"{base_url}{TOKEN}", transport)
        post = TelegramPost(calls, Buttons(TOKEN), Lanes(None), load_texts())
        counting = _Counting(post, SENT)
        hooks = Hooks(on_unreachable=_fail, on_moved=_fail, on_problem=_fail)
        outbox = Outbox(database, clock, "bench")
        sender = Sender(outbox, {Purpose.NOTE: _Announcing()}, counting, clock, hooks=hooks)
        stopping = asyncio.Event()
        started = time.monotonic()
        running = asyncio.create_task(sender.run(stopping))
        await counting.done.wait()
        stopping.set()
        await running  # until the last one has been settled
        return SENT / (time.monotonic() - started)


async def send_by_peer(base_url: str, concurrency: int) -> float:
    """Messages that PTB sends in a second."""
    request = HTTPXRequest(connection_pool_size=concurrency)
    numbers = iter(range(PEER_SENT))
    async with Bot(TOKEN, base_url=base_url, request=request) as bot:

        async def send() -> None:
            for number in numbers:
                await bot.send_message(FIRST_LOAD_CHAT + number, TEXT)

        started = time.monotonic()
        await asyncio.gather(*(send() for _ in range(concurrency)))
        return PEER_SENT / (time.monotonic() - started)


class _Announcing:
    """Says one text to all."""

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """The text, with a button."""
        message = Message([[Run(TEXT)]], [[Button("已报送", Action("filed", deliveries[0].id))]])
        return Composed(message=message, covered=[each.id for each in deliveries])


class _Counting:
    """A post that tells when so many messages have been sent."""

    def __init__(self, post: Post, count: int) -> None:
        self._post = post
        self._left = count
        self.done = asyncio.Event()

    async def turn(self, address: int, lane: Lane) -> Turn:
        """The turn of the post itself."""
        return await self._post.turn(address, lane)

    async def send(self, address: int, message: Outgoing, turn: Turn) -> int:
        """Send by the post itself, and count."""
        message_id = await self._post.send(address, message, turn)
        self._left -= 1
        if not self._left:
            self.done.set()
        return message_id


async def _fail(*_heard: object) -> None:
    raise AssertionError("nothing goes wrong here")


def _announcement(number: int, now: datetime) -> Draft:
    return Draft(
        purpose=Purpose.NOTE,
        subject="announcement/1",
        recipient_id=number + 1,
        lane=Lane.ANNOUNCEMENT,
        due_at=now,
    )


def _nudge(now: datetime) -> Callable[[int], Draft]:
    def draft(number: int) -> Draft:
        recipient, rung = divmod(number, MILLION // RECIPIENTS)
        return Draft(
            purpose=Purpose.NUDGE,
            subject=f"obligation/{recipient}/2027-07-31",
            recipient_id=recipient + 1,
            rung=str(rung),
            lane=Lane.NUDGE,
            due_at=now + timedelta(minutes=rung * 1000 + recipient % 600 - 1),
            not_after_at=now + timedelta(days=30),
        )

    return draft


@asynccontextmanager
async def _database(path: Path, chats: int) -> AsyncIterator[Database]:
    """A database with so many chats."""
    database = await open_database(f"sqlite:///{path}")
    now = datetime.now(UTC)
    async with database.writing() as session:
        rows = [{"address": FIRST_LOAD_CHAT + n, "created_at": now} for n in range(chats)]
        await session.execute(insert(ChatRow), rows)
    yield database
    await database.close()
