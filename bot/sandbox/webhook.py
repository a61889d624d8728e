"""Webhook delivery: every pending update is posted until the bot says 2xx."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass

import aiohttp

from bot.sandbox.updates import Update, Updates
from bot.sandbox.wire import Json

DEFAULT_CONNECTIONS = 40
MAX_CONNECTIONS = 100
#: Telegram waits longer; a test that hangs should say so sooner.
ANSWER_TIMEOUT = 60.0
MAX_RETRY_DELAY = 60.0

#: Runs a method that a bot put into its answer; told the method and its arguments.
ReplyCall = Callable[[Json], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Address:
    """Where updates are posted to."""

    url: str
    secret_token: str = ""
    max_connections: int = DEFAULT_CONNECTIONS


class Webhook:
    """Posts updates to one address, side by side for different chats, in order within one.

    A failed update is tried again at once, then after 1, 2, 4 … seconds, or after what the bot's
    Retry-After says; the updates behind it in the same chat wait, those of other chats do not.
    """

    def __init__(self, updates: Updates, reply_call: ReplyCall) -> None:
        self._updates = updates
        self._reply_call = reply_call
        self._lanes: dict[int, deque[Update]] = {}
        self._ready: asyncio.Queue[int] = asyncio.Queue()
        self._failures: dict[int, int] = {}  #: by update, those that failed already
        self._workers: list[asyncio.Task[None]] = []
        self._session: aiohttp.ClientSession | None = None
        self.address: Address | None = None
        self.last_error: tuple[int, str] | None = None
        self.is_reachable = True
        updates.on_push.append(self._take)

    async def point_at(self, address: Address | None) -> None:
        """Deliver to this address from now on; None: deliver nothing."""
        await self.close()
        self.address = address
        self.last_error, self.is_reachable = None, True
        if address is None:
            return
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=0),
            cookie_jar=aiohttp.DummyCookieJar(),
            timeout=aiohttp.ClientTimeout(total=ANSWER_TIMEOUT),
        )
        for update in self._updates.pending.values():
            self._take(update)
        self._workers = [
            asyncio.create_task(self._work(self._session, address))
            for _ in range(address.max_connections)
        ]

    async def close(self) -> None:
        """Stop delivering; what was not confirmed stays pending."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None
        self._lanes.clear()
        self._failures.clear()
        # A new queue, so that a retry planned for the old address wakes nobody.
        self._ready = asyncio.Queue()

    def _take(self, update: Update) -> None:
        if self.address is None:
            return
        lane = self._lanes.get(update.lane)
        if lane is None:
            self._lanes[update.lane] = deque((update,))
            self._ready.put_nowait(update.lane)
        else:
            lane.append(update)

    async def _work(self, session: aiohttp.ClientSession, address: Address) -> None:
        ready = self._ready
        while True:
            lane_id = await ready.get()
            lane = self._lanes[lane_id]
            update = lane[0]
            failures = self._failures.get(update.id, 0)
            delay = await self._deliver(session, address, update, failures)
            if delay is not None:
                self._failures[update.id] = failures + 1
                asyncio.get_running_loop().call_later(delay, ready.put_nowait, lane_id)
                continue
            self._failures.pop(update.id, None)
            lane.popleft()
            self._updates.pending.pop(update.id, None)
            if lane:
                ready.put_nowait(lane_id)
            else:
                del self._lanes[lane_id]

    async def _deliver(
        self, session: aiohttp.ClientSession, address: Address, update: Update, failures: int
    ) -> float | None:
        """Post one update; None once it is confirmed, else after how many seconds to try again."""
        headers = {"Content-Type": "application/json"}
        if address.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = address.secret_token
        delay = min(MAX_RETRY_DELAY, 2.0 ** (failures - 1)) if failures else 0.0
        try:
            async with session.post(address.url, data=update.body, headers=headers) as response:
                body = await response.read()
                if 200 <= response.status <= 299:
                    self.is_reachable = True
                    await self._run_reply(body)
                    return None
                reason = f"Wrong response from the webhook: {response.status} {response.reason}"
                with suppress(ValueError):
                    delay = float(response.headers.get("Retry-After", delay))
        except TimeoutError:
            reason = "Read timeout expired"
        except (aiohttp.ClientError, OSError) as error:
            reason = f"Connection failed: {error}"
        self.last_error = (int(time.time()), reason)
        self.is_reachable = False
        return delay

    async def _run_reply(self, body: bytes) -> None:
        """Run the method that the answer holds, if it holds one."""
        if not body.startswith(b"{"):
            return
        with suppress(ValueError):
            call = json.loads(body)
            if isinstance(call, dict) and isinstance(call.get("method"), str):
                await self._reply_call(call)
