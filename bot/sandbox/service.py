"""The service that the methods act on: one bot's world, its updates and its faults."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.clock import Clock
from bot.sandbox.calls import Call
from bot.sandbox.faults import Faults
from bot.sandbox.people import People
from bot.sandbox.updates import Polls, Updates
from bot.sandbox.webhook import Webhook
from bot.sandbox.wire import Json, Refused
from bot.sandbox.world import World

log = logging.getLogger(__name__)

#: A bot that takes longer than this between two polls is taken for gone.
POLL_GAP = 5.0


@dataclass(frozen=True, slots=True)
class Settings:
    """What a sandbox is made with.

    Attributes:
        query_lifetime: seconds within which a pressed button may be answered.
        reads_all_group_messages: False is Telegram's privacy mode: in groups the bot gets commands
            and replies to it, nothing else.
    """

    query_lifetime: float = 30.0
    reads_all_group_messages: bool = True


#: Takes the call and gives its `result`: JSON, bytes that are JSON already, or an awaitable of one.
#: It raises `Refused` where Telegram says no.
Method = Callable[["BotService", Call], Any]


class BotService:
    """One bot's side of Telegram."""

    def __init__(
        self, clock: Clock, bot: Json, settings: Settings, methods: Mapping[str, Method]
    ) -> None:
        self.settings = settings
        self._methods = methods
        self.world = World(clock, bot)
        self.updates = Updates()
        self.polls = Polls(self.updates)
        self.webhook = Webhook(self.updates, self._run_reply)
        self.faults = Faults()
        self.people = People(self.world, self.updates, settings.reads_all_group_messages)

    @property
    def is_bot_running(self) -> bool:
        """Whether somebody receives the updates."""
        if self.webhook.address is not None:
            return self.webhook.is_reachable
        return self.polls.is_waiting or time.monotonic() - self.polls.last_seen < POLL_GAP

    async def perform(self, call: Call) -> object:
        """Run a method; its result, or bytes where it is JSON already.

        Raises:
            Refused: the Bot API says no.
        """
        method = self._methods.get(call.method)
        if method is None:
            raise Refused(404, "Not Found: method not found")
        result = method(self, call)
        return await result if asyncio.iscoroutine(result) else result

    async def _run_reply(self, body: Json) -> None:
        """Run a method that came in the answer to a webhook; nobody hears of its failure."""
        call = Call(str(body.pop("method")).lower(), body)
        if call.method.startswith("get"):
            return
        try:
            await self.perform(call)
        except Refused as refusal:
            log.warning("%s in a webhook's answer: %s", call.method, refusal.description)
