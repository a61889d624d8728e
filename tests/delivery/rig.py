"""A sender at work: a real database, and the Bot API of the sandbox over HTTP."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.post import TelegramPost
from bot.channels.telegram.transport import AiohttpRequest
from bot.clock import FixedClock
from bot.database import Database
from bot.database.tables import ChatRow
from bot.delivery.composing import Composed, Composer
from bot.delivery.message import Action, Button, Message, Run
from bot.delivery.model import Delivery, Draft, Purpose, State
from bot.delivery.outbox import Outbox
from bot.delivery.post import Post
from bot.delivery.problems import Hooks, Problem
from bot.delivery.sender import Sender
from bot.locales import load_texts
from bot.sandbox import Sandbox
from tests.delivery.drafts import AT, draft, plan, rows

#: No transport waits longer for an answer.
READ_TIMEOUT = 0.4
WAIT = 10.0


class Saying:
    """A composer that says what each delivery is about."""

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        lines = [f"{d.subject}{' again' if d.is_repeat else ''}" for d in deliveries]
        button = Button("Filed", Action("filed", deliveries[0].id))
        message = Message([[Run(line)] for line in lines], [[button]])
        return Composed(message=message, covered=[d.id for d in deliveries])


@dataclass
class Heard:
    """What the sender has told others."""

    unreachable: list[tuple[list[int], str]] = field(default_factory=list)
    moved: list[tuple[int, int]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def hooks(self, database: Database) -> Hooks:
        async def on_unreachable(deliveries: Sequence[Delivery], reason: str) -> None:
            self.unreachable.append(([d.recipient_id for d in deliveries], reason))

        async def on_moved(old: int, new: int) -> None:
            self.moved.append((old, new))
            async with database.writing() as session:
                (chat,) = [row for row in await chats(session) if row.address == old]
                chat.address = new

        async def on_problem(problem: Problem) -> None:
            self.problems.append(problem)

        return Hooks(on_unreachable=on_unreachable, on_moved=on_moved, on_problem=on_problem)


async def chats(session: Any) -> list[ChatRow]:
    from sqlalchemy import select

    return list(await session.scalars(select(ChatRow)))


class Rig:
    """A database, a Bot API, and senders between them."""

    def __init__(self, database: Database, sandbox: Sandbox, transport: AiohttpRequest) -> None:
        self.database = database
        self.sandbox = sandbox
        self.clock = FixedClock(AT)
        self.wall = FixedClock(AT)
        self.heard = Heard()
        self.buttons = Buttons(sandbox.token)
        self._calls = Calls(f"{sandbox.base_url}{sandbox.token}", transport)
        self._senders: list[Sender] = []

    async def chat(self, address: int) -> int:
        """The id of a new chat in the database."""
        async with self.database.writing() as session:
            row = ChatRow(address=address, created_at=AT)
            session.add(row)
            await session.flush()
            return row.id

    async def plan(self, *drafts: Draft) -> None:
        await plan(self.database, *drafts)
        self.wake()

    def wake(self) -> None:
        for sender in self._senders:
            sender.wake()

    def pass_time(self, by: timedelta) -> None:
        self.clock.at += by
        self.wall.at += by
        self.wake()

    def post(self, per_second: float | None = None) -> Post:
        return TelegramPost(self._calls, self.buttons, Lanes(per_second), load_texts())

    @asynccontextmanager
    async def sending(
        self,
        *,
        sender_id: str = "first",
        composer: Composer | None = None,
        post: Post | None = None,
        in_flight: int = 128,
    ) -> AsyncIterator[Sender]:
        """A sender, until it has stopped in good order."""
        saying = composer or Saying()
        composers: Mapping[Purpose, Composer] = dict.fromkeys(Purpose, saying)
        sender = Sender(
            Outbox(self.database, self.clock, sender_id),
            composers,
            post or self.post(),
            self.clock,
            hooks=self.heard.hooks(self.database),
            in_flight=in_flight,
            wall=self.wall,
        )
        stopping = asyncio.Event()
        self._senders.append(sender)
        running = asyncio.create_task(sender.run(stopping))
        try:
            yield sender
        finally:
            stopping.set()
            async with asyncio.timeout(WAIT):
                await running
            self._senders.remove(sender)

    async def until(self, is_so: Callable[[list[Delivery]], bool]) -> list[Delivery]:
        """All deliveries, once something is so of them."""
        async with asyncio.timeout(WAIT):
            while not is_so(found := await rows(self.database)):
                await asyncio.sleep(0.01)
        return found

    async def until_states(self, *states: State) -> list[Delivery]:
        return await self.until(lambda found: [d.state for d in found] == list(states))

    def received(self, chat: int) -> list[str]:
        """The texts that a chat has got from the bot."""
        return [message["text"] for message in self.sandbox.replies(chat)]


@asynccontextmanager
async def rig(database: Database) -> AsyncIterator[Rig]:
    async with AsyncExitStack() as stack:
        sandbox = await stack.enter_async_context(Sandbox())
        transport = AiohttpRequest(connections=64, read_timeout=READ_TIMEOUT)
        await stack.enter_async_context(transport)
        yield Rig(database, sandbox, transport)


__all__ = ["Rig", "draft", "rig"]
