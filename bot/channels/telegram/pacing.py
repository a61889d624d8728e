"""Pacing: what happens to a request that Telegram did not take the first time.

PTB's own rate limiter stops every request when one chat is refused (its issues 3765 and 5338), so
that one busy group would make everybody wait. Here a chat waits for itself alone.
"""

import asyncio
import random
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine, Mapping
from typing import Any, TypeAlias

import structlog
from telegram.error import BadRequest, ChatMigrated, NetworkError, RetryAfter
from telegram.ext import BaseRateLimiter

from bot.channels.telegram.lanes import Departure, Lanes
from bot.channels.telegram.transport import may_have_arrived
from bot.delivery.backoff import backoff

log = structlog.get_logger(__name__)

Json: TypeAlias = dict[str, Any]
Result: TypeAlias = bool | Json | list[Json]

#: Requests that somebody waits for. Repeating one shows a person the same words twice at worst.
_AWAITED = frozenset({"sendMessage", "sendDocument", "sendPhoto", "sendVenue"})
#: A pressed button or typed query is answered at once or not at all.
_OTHER_ATTEMPTS = 2
_AWAITED_ATTEMPTS = 6
_REMEMBERED = 10_000


class AnswerPacing(BaseRateLimiter[None]):
    """Sends answers at once, and again where Telegram asks for patience.

    - 429: the chat, and no other, waits as long as Telegram says; the lanes are told. Longer than
      `longest_wait` is given up, since the answer holds up the updates behind it.
    - A group that has become a supergroup: sent to its new address.
    - No connection, 5xx, no whole answer: again with backoff. An awaited answer is given up only
      when other requests have succeeded meanwhile, so that it is not the network's fault.

    What is given up is raised.

    Args:
        lanes: where answers count, so that what is less urgent waits for them; None: nowhere.
        longest_wait: seconds.
        wait_after: how many seconds to wait after so many failures in a row.
    """

    def __init__(
        self,
        lanes: Lanes | None = None,
        *,
        longest_wait: float = 60.0,
        wait_after: Callable[[int], float] = backoff,
    ) -> None:
        self._lanes = lanes
        self._wait_after = wait_after
        self._longest_wait = longest_wait
        self._held_until: dict[int | str, float] = {}
        self._moved: OrderedDict[int | str, int] = OrderedDict()
        self._succeeded_at = 0.0

    async def initialize(self) -> None:
        """Nothing to prepare."""

    async def shutdown(self) -> None:
        """Nothing to release."""

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Result]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: None,
    ) -> Result:
        """Make a request until it succeeds or is given up.

        Raises:
            TelegramError: why it was given up.
        """
        started, failures = time.monotonic(), 0
        if (moved := self._moved.get(data.get("chat_id", 0))) is not None:
            data["chat_id"] = moved
        while True:
            await self._wait(data.get("chat_id", 0))
            departure = await self._depart(endpoint, data)
            try:
                result = await _journey(departure, callback(*args, **kwargs))
            except RetryAfter as error:
                self._hold(data.get("chat_id", 0), error)
            except ChatMigrated as error:
                self._follow(data, error)  # `args` holds the same object
            except BadRequest:
                raise
            except NetworkError as error:
                failures += 1
                if self._is_hopeless(endpoint, failures, started):
                    raise
                await self._back_off(endpoint, failures, error)
            else:
                self._succeeded_at = time.monotonic()
                return result

    async def _depart(self, endpoint: str, data: Mapping[str, Any]) -> Departure | None:
        chat_id = data.get("chat_id")
        if self._lanes is None or endpoint not in _AWAITED or not isinstance(chat_id, int):
            return None
        return await self._lanes.answer(chat_id)

    async def _back_off(self, endpoint: str, failures: int, error: NetworkError) -> None:
        seconds = self._wait_after(failures)
        log.warning(
            "send.again",
            endpoint=endpoint,
            error=type(error).__name__,
            may_have_arrived=may_have_arrived(error),
            again_in=round(seconds, 1),
        )
        await asyncio.sleep(seconds)

    def _is_hopeless(self, endpoint: str, failures: int, started: float) -> bool:
        if endpoint not in _AWAITED:
            return failures >= _OTHER_ATTEMPTS
        return failures >= _AWAITED_ATTEMPTS and self._succeeded_at > started

    def _hold(self, chat_id: int | str, error: RetryAfter) -> None:
        """Let the chat wait.

        Raises:
            RetryAfter: for too long.
        """
        if self._lanes is not None:
            self._lanes.refused()
        seconds = retry_seconds(error)
        if seconds > self._longest_wait:
            raise error
        log.info("send.slow_down", seconds=seconds)
        until = time.monotonic() + seconds
        self._held_until[chat_id] = max(until, self._held_until.get(chat_id, 0.0))

    async def _wait(self, chat_id: int | str) -> None:
        if chat_id not in self._held_until:
            return
        while (left := self._held_until.get(chat_id, 0.0) - time.monotonic()) > 0:
            # A little more, so that all chats that were refused together do not come together.
            await asyncio.sleep(left + random.uniform(0.0, 0.1))
        self._held_until.pop(chat_id, None)

    def _follow(self, data: Json, error: ChatMigrated) -> None:
        """Send to the new address from now on.

        Raises:
            ChatMigrated: it has been sent there.
        """
        old, new = data.get("chat_id", 0), error.new_chat_id
        if old == new:
            raise error
        data["chat_id"] = self._moved[old] = new
        if len(self._moved) > _REMEMBERED:
            self._moved.popitem(last=False)


async def _journey(departure: Departure | None, request: Coroutine[Any, Any, Result]) -> Result:
    try:
        return await request
    finally:
        if departure is not None:
            departure.answered()


def retry_seconds(error: RetryAfter) -> float:
    """How long a 429 wants us to wait; PTB gives a number or a timedelta, by its settings."""
    after = error.retry_after
    return float(after) if isinstance(after, int | float) else after.total_seconds()
