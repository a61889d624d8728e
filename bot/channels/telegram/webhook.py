"""Webhook: Telegram posts updates here, and is told 200 only when an update has been handled.

Anything else makes Telegram deliver the update again, so an update outlives a crash of this
process, a restart, and a moment of too much work.
"""

import asyncio
import hmac
import json
from collections.abc import Callable, Mapping
from typing import Any

import structlog
from aiohttp import web
from telegram import Bot

from bot.channels.telegram.dispatch import Dispatcher
from bot.channels.telegram.reading import read_update

log = structlog.get_logger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
#: The most that Telegram keeps open at once.
MAX_CONNECTIONS = 100
_MAX_BODY_BYTES = 1024 * 1024
_MAX_IN_FLIGHT = 1000
_RETRY_SECONDS = 2
#: Before Telegram gives up waiting, which it does not tell; it then delivers the update again.
_HANDLING_SECONDS = 50.0


class WebhookServer:
    """Takes updates over HTTP for a dispatcher.

    Args:
        bot: whose updates.
        dispatcher: handles them.
        path: where Telegram posts to.
        secret: what Telegram repeats in a header.
        health: what /health says; called for every request.
    """

    def __init__(
        self,
        bot: Bot,
        dispatcher: Dispatcher,
        *,
        path: str,
        secret: str,
        health: Callable[[], Mapping[str, object]],
    ) -> None:
        self._bot = bot
        self._dispatcher = dispatcher
        self._secret = secret.encode()
        self._health = health
        self._is_ready = False
        app = web.Application(client_max_size=_MAX_BODY_BYTES)
        app.router.add_post(path, self._receive)
        app.router.add_get("/health", self._show_health)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)

    async def start(self, host: str, port: int) -> None:
        """Listen.

        Raises:
            OSError: the address cannot be had.
        """
        await self._runner.setup()
        await web.TCPSite(self._runner, host, port).start()
        self._is_ready = True

    def refuse(self) -> None:
        """Take nothing more; what is under way is still answered."""
        self._is_ready = False

    async def stop(self) -> None:
        """Close every connection."""
        await self._runner.cleanup()

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._secret):
            return web.Response(status=403)
        try:
            raw = json.loads(await request.read())
        except ValueError:  # also bytes that are no UTF-8
            return web.Response(status=400)
        if not isinstance(raw, dict) or not isinstance(raw.get("update_id"), int):
            return web.Response(status=400)
        if not self._is_ready or self._dispatcher.in_flight >= _MAX_IN_FLIGHT:
            return _later()
        return await self._handle(raw)

    async def _handle(self, raw: dict[str, Any]) -> web.Response:
        try:
            update = read_update(raw, self._bot)
        except Exception as error:
            # It would come back for ever; nothing in it can be answered.
            log.error("update.unreadable", update_id=raw["update_id"], error=type(error).__name__)
            return web.Response()
        outcome = self._dispatcher.submit(update)
        # Telegram may hang up and ask again: `wait` leaves alone what it waits for.
        await asyncio.wait((outcome,), timeout=_HANDLING_SECONDS)
        return web.Response() if outcome.done() and outcome.result() else _later()

    async def _show_health(self, _request: web.Request) -> web.Response:
        body = {"ready": self._is_ready, **self._health()}
        return web.json_response(body, status=200 if self._is_ready else 503)


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": str(_RETRY_SECONDS)})
