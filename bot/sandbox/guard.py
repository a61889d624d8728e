"""The guard: who may speak to a server that has no password."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def guard(host: str) -> Callable[[Handler], Handler]:
    """A wrapper that refuses requests made on behalf of another site.

    A page of any site can make a browser send requests to this machine. It cannot forge `Host`,
    which then names that site (DNS rebinding), nor `Origin`, which browsers add to what they send
    for others.

    Args:
        host: where the server listens, which a request may also name.
    """
    hosts = _LOOPBACK | {host}

    def wrap(handler: Handler) -> Handler:
        async def guarded(request: web.Request) -> web.StreamResponse:
            own = request.headers.get("Host", "")
            origin = request.headers.get("Origin")
            if urlsplit(f"//{own}").hostname not in hosts:
                raise web.HTTPForbidden(text="Host is not this server")
            if origin is not None and urlsplit(origin).netloc != own:
                raise web.HTTPForbidden(text="Origin is another site")
            return await handler(request)

        return guarded

    return wrap
