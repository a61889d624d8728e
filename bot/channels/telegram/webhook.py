"""Webhook: Telegram posts updates here, and is told 200 once an update is handled or kept.

Anything else makes Telegram deliver the update again, so an update outlives a crash of this
process, a restart, and a moment of too much work.
"""

import asyncio
import hmac
import json
from collections.abc import Callable, Mapping

from aiohttp import web

from bot.channels.telegram.inbox import Inbox

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
#: The most that Telegram keeps open at once.
MAX_CONNECTIONS = 100
_MAX_BODY_BYTES = 1024 * 1024
#: More than are kept and have a connection: those that Telegram hung up on and posts again.
_MAX_IN_FLIGHT = 2000
_RETRY_SECONDS = 2
#: Before Telegram gives up waiting, which it does not tell; it then delivers the update again.
_HANDLING_SECONDS = 50.0


class WebhookServer:
    """Takes updates over HTTP for an inbox, while it is ready.

    Args:
        inbox: takes them.
        path: where Telegram posts to.
        secret: what Telegram repeats in a header.
        health: what /health says; called for every request.
    """

    def __init__(
        self,
        inbox: Inbox,
        *,
        path: str,
        secret: str,
        health: Callable[[], Mapping[str, object]],
    ) -> None:
        self._inbox = inbox
        self._secret = secret.encode()
        self._health = health
        self.is_ready = False  #: while it is not, every update is left with Telegram
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
        if not self.is_ready or self._inbox.in_flight >= _MAX_IN_FLIGHT:
            return _later()
        confirmed = self._inbox.take(raw)
        # Telegram may hang up and ask again: `wait` leaves alone what it waits for.
        await asyncio.wait((confirmed,), timeout=_HANDLING_SECONDS)
        return web.Response() if confirmed.done() and confirmed.result() else _later()

    async def _show_health(self, _request: web.Request) -> web.Response:
        body = {"ready": self.is_ready, **self._health()}
        return web.json_response(body, status=200 if self.is_ready else 503)


def _later() -> web.Response:
    return web.Response(status=503, headers={"Retry-After": str(_RETRY_SECONDS)})
