"""Servers on this machine that answer as a test wants."""

from collections.abc import Awaitable, Callable

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
Serve = Callable[[Handler], Awaitable[str]]


def answering(body: bytes, status: int = 200) -> Handler:
    """The same answer to every request."""

    async def answer(_request: web.Request) -> web.Response:
        return web.Response(body=body, status=status)

    return answer
