"""Calls of the Bot API whose answers nobody needs as objects.

PTB makes a Message of all that Telegram repeats of every message sent, and setting its hundred
attributes takes longer than sending it. Answers are sent, and updates fetched, by these calls;
everything else goes through PTB's own methods.
"""

from collections.abc import Mapping
from typing import Any

from telegram.ext import BaseRateLimiter
from telegram.request import BaseRequest, RequestData
from telegram.request._requestparameter import RequestParameter


class Calls:
    """Calls methods over a transport.

    Args:
        base_url: of the bot, with its token.
        request: the transport.
        pacing: repeats what may be repeated; None where the caller does.
    """

    def __init__(
        self, base_url: str, request: BaseRequest, pacing: BaseRateLimiter[None] | None = None
    ) -> None:
        self._base_url = base_url
        self._request = request
        self._pacing = pacing

    async def call(
        self, method: str, arguments: dict[str, Any], *, read_timeout: float | None = None
    ) -> Any:
        """Call a method; its result as JSON gives it.

        Args:
            method: its name.
            arguments: its arguments; lists and mappings are sent as JSON, None is left out.
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

    async def _post(self, method: str, arguments: Mapping[str, Any], **timeouts: float) -> Any:
        parameters = [
            RequestParameter(name, value, None)
            for name, value in arguments.items()
            if value is not None
        ]
        url = f"{self._base_url}/{method}"
        return await self._request.post(url, RequestData(parameters), **timeouts)
