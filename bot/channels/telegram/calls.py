"""Calls of the Bot API whose answers nobody needs as objects.

PTB makes a Message of all that Telegram repeats of every message sent, and setting its hundred
attributes takes longer than sending it. Answers are sent, and updates fetched, by these calls;
everything else goes through PTB's own methods.
"""

import json
from collections.abc import Mapping
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)
from telegram.ext import BaseRateLimiter

from bot.channels.telegram.transport import AiohttpRequest, Unavailable, Uncertain

#: By HTTP status, as PTB has them; any other is a NetworkError.
_REFUSALS: Mapping[int, type[TelegramError]] = {
    400: BadRequest,
    401: InvalidToken,
    403: Forbidden,
    404: InvalidToken,
    409: Conflict,
}
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


class Calls:
    """Calls methods over a transport.

    Args:
        base_url: of the bot, with its token.
        transport: how they get there.
        pacing: repeats what may be repeated; None where the caller does.
    """

    def __init__(
        self, base_url: str, transport: AiohttpRequest, pacing: BaseRateLimiter[None] | None = None
    ) -> None:
        self._base_url = base_url
        self._transport = transport
        self._pacing = pacing

    async def call(
        self, method: str, arguments: dict[str, Any], *, read_timeout: float | None = None
    ) -> Any:
        """Call a method; its result as JSON gives it.

        Args:
            method: its name.
            arguments: its arguments, as JSON has them; None is left out.
            read_timeout: seconds; None for the transport's own.

        Raises:
            TelegramError: it was refused, or did not succeed.
        """
        timeouts = {} if read_timeout is None else {"read_timeout": read_timeout}
        if self._pacing is None:
            return await self._post(method, arguments, **timeouts)
        return await self._pacing.process_request(
            self._post, (method, arguments), timeouts, method, arguments, None
        )

    async def call_encoded(self, method: str, body: bytes) -> Any:
        """Call a method once, with arguments that `encoded` made; its result as JSON gives it.

        Raises:
            TelegramError: it was refused, or did not succeed.
        """
        return await self._post_body(method, body)

    async def _post(self, method: str, arguments: Mapping[str, Any], **timeouts: float) -> Any:
        return await self._post_body(method, encoded(arguments), **timeouts)

    async def _post_body(self, method: str, body: bytes, **timeouts: float) -> Any:
        status, content = await self._transport.post_json(
            f"{self._base_url}/{method}", body, **timeouts
        )
        is_done = 200 <= status <= 299
        try:
            answer = self._transport.parse_json_payload(content)
        except Uncertain:
            if is_done:
                raise
            answer = {}
        if not is_done:
            raise _refusal(status, answer)
        return answer["result"]


def encoded(arguments: Mapping[str, Any]) -> bytes:
    """Arguments as the body of a call; None is left out."""
    # The Bot API would take null for the text "null".
    given = {name: value for name, value in arguments.items() if value is not None}
    # Half of an emoji, which no encoding has, becomes a question mark.
    return _encode(given).encode("utf-8", "replace")


def _refusal(status: int, answer: Mapping[str, Any]) -> TelegramError:
    """Why a call did not succeed, as PTB would raise it."""
    parameters = answer.get("parameters", {})
    if chat_id := parameters.get("migrate_to_chat_id"):
        return ChatMigrated(chat_id)
    if seconds := parameters.get("retry_after"):
        return RetryAfter(seconds)
    if status >= 500 and answer.get("ok") is False:
        return Unavailable(answer.get("description") or f"HTTP {status}")
    return _REFUSALS.get(status, NetworkError)(answer.get("description") or f"HTTP {status}")
