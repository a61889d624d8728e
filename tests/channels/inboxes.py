"""An inbox without Telegram or a database: what it is given, handles and keeps."""

import asyncio
import functools
import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Update

from bot.channels.telegram.allowance import Allowances
from bot.channels.telegram.dispatch import Dispatcher
from bot.channels.telegram.inbox import Inbox, Limits
from bot.channels.telegram.repository import KeptUpdate
from bot.clock import FixedClock
from tests.channels.virtual_time import run

AT = datetime(2027, 5, 11, 1, 30, tzinfo=UTC)
WRITE_SECONDS = 0.005


class KnownBot(Bot):
    """A bot that need not ask Telegram who it is."""

    @property
    def id(self) -> int:
        return 1


BOT = KnownBot("1:a")


def in_virtual_time(test: Callable[..., Awaitable[None]]) -> Callable[..., None]:
    """Has a test's seconds pass as soon as everybody waits."""

    @functools.wraps(test)
    def timed(*arguments: Any, **named: Any) -> None:
        async def main() -> None:
            await test(*arguments, **named)

        run(main())

    return timed


def raw(update_id: int, chat_id: int = 1) -> dict[str, Any]:
    """An update as Telegram gives it."""
    chat = {"id": chat_id, "first_name": "Li", "type": "private"}
    message = {"message_id": update_id, "from": {**chat, "is_bot": False}, "chat": chat}
    return {"update_id": update_id, "message": {**message, "date": 1595552400, "text": "几点？"}}


class MemoryStore:
    """Keeps updates in memory; each write takes a moment.

    Attributes:
        rows: what is kept, by id.
        writes: the ids of each write: those that came, and those that are gone.
        is_away: whether writes fail.
        is_cut_off: whether they are carried out and seem to fail.
    """

    def __init__(self, rows: Mapping[int, KeptUpdate] | None = None) -> None:
        self.rows = dict(rows or {})
        self.writes: list[tuple[list[int], list[int]]] = []
        self.is_away = False
        self.is_cut_off = False

    def add(self, update_id: int, content: str) -> None:
        self.rows[update_id] = KeptUpdate(update_id, content, AT)

    async def kept(self, bot_id: int) -> list[KeptUpdate]:
        assert bot_id == BOT.id
        return [self.rows[update_id] for update_id in sorted(self.rows)]

    async def write(self, bot_id: int, *, came: Sequence[KeptUpdate], gone: Sequence[int]) -> None:
        assert bot_id == BOT.id
        await asyncio.sleep(WRITE_SECONDS)
        if self.is_away:
            raise OSError
        for update_id in gone:
            self.rows.pop(update_id, None)
        self.rows.update({each.update_id: each for each in came})
        self.writes.append(([each.update_id for each in came], list(gone)))
        if self.is_cut_off:
            raise OSError


class Bench:
    """An inbox on a store, and what comes out of it.

    Args:
        store: where updates are kept.
        seconds: how long each takes, by its id; none that is not named.
        limits: when they are kept.
        load: for which share of the time the process computes.
    """

    def __init__(
        self,
        store: MemoryStore | None = None,
        *,
        seconds: Mapping[int, float] | None = None,
        limits: Limits | None = None,
        load: float = 0.0,
    ) -> None:
        self.store = store or MemoryStore()
        self.handled: list[int] = []
        self.is_free = asyncio.Event()  #: while it is not set, nothing gets done
        self.is_free.set()
        self._seconds = seconds or {}
        dispatcher = Dispatcher(
            self._handle, tell_flooding=self._handle, allowances=Allowances(patience=1e9)
        )
        self.inbox = Inbox(BOT, dispatcher, self.store, FixedClock(AT), limits, lambda: load)

    async def _handle(self, update: Update) -> None:
        await asyncio.sleep(self._seconds.get(update.update_id, 0.0))
        await self.is_free.wait()
        self.handled.append(update.update_id)


def content(update_id: int, chat_id: int = 1) -> str:
    """An update as it is kept."""
    return json.dumps(raw(update_id, chat_id))
