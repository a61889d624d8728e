"""The Bot API over HTTP: from a request to an answer, with the faults in between."""

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass

from aiohttp import web

from bot.sandbox.calls import Call, read_call
from bot.sandbox.faults import Fault
from bot.sandbox.service import BotService
from bot.sandbox.wire import Refused, dumps, too_many_requests

KEPT_CALLS = 20_000
_JSON_HEADERS = {"Content-Type": "application/json"}
_GARBAGE = b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>"
_REASONS = {500: "Internal Server Error", 502: "Bad Gateway", 503: "Service Unavailable"}


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """One call that the bot made.

    Attributes:
        method: in lower case.
        chat_id: whom it was about; 0 where about nobody.
        status: the HTTP status of its answer; 0 where it got none.
        at: when it came, on the monotonic clock.
    """

    method: str
    chat_id: int
    status: int
    at: float


class BotApi:
    """Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

    def __init__(self, service: BotService, token: str) -> None:
        self._service = service
        self._token = token
        self.calls: deque[LoggedCall] = deque(maxlen=KEPT_CALLS)
        self.counts: Counter[str] = Counter()

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call of a method."""
        started = time.monotonic()
        call = Call(request.match_info["method"].lower())
        status = 0
        try:
            fault, status, body = await self._run(request, call)
            if self._service.faults.latency:
                # After the call and not before: who hangs up has been served all the same.
                await asyncio.sleep(self._service.faults.latency)
            if fault is None:
                return web.Response(body=body, status=status, headers=_JSON_HEADERS)
            status = 0
            response = await self._spoil(request, fault, body)
            status = response.status if fault.is_answered else 0
            return response
        finally:
            self.counts[call.method] += 1
            chat_id = call.integer("chat_id")
            self.calls.append(LoggedCall(call.method, chat_id, status, started))

    async def _run(self, request: web.Request, call: Call) -> tuple[Fault | None, int, bytes]:
        """Read and perform a call, filling `call` in: what spoils it, its status and its answer."""
        fault = None
        try:
            if request.match_info["token"] != self._token:
                raise Refused(401, "Unauthorized")
            await read_call(request, call)
            fault = self._service.faults.next_for(call)
            if fault is not None and not fault.is_applied:
                return fault, 0, b""
            return fault, 200, await self._perform(call)
        except Refused as refusal:
            return fault, refusal.code, refusal.body()

    async def _perform(self, call: Call) -> bytes:
        result = await self._service.perform(call)
        return b'{"ok":true,"result":%b}' % (result if type(result) is bytes else dumps(result))

    async def _spoil(self, request: web.Request, fault: Fault, body: bytes) -> web.StreamResponse:
        """The answer that a fault leaves of this body."""
        match fault.kind:
            case "status":
                return _answer(Refused(fault.status, _REASONS.get(fault.status, "Error")))
            case "retry_after":
                return _answer(too_many_requests(int(fault.seconds)))
            case "garbage":
                return web.Response(body=_GARBAGE, headers={"Content-Type": "text/html"})
            case "cut":
                return await _cut(request, body or b'{"ok":true,"result":{"message_id":')
            case "hang":
                await asyncio.sleep(fault.seconds)
        return await _drop(request)

    async def file(self, request: web.Request) -> web.StreamResponse:
        """Give a file that getFile named."""
        if request.match_info["token"] != self._token:
            return _answer(Refused(401, "Unauthorized"))
        for path, file in self._service.world.files.values():
            if path == request.match_info["path"]:
                headers = {"Content-Type": "application/octet-stream"}
                return web.Response(body=file.content, headers=headers)
        return _answer(Refused(404, "Not Found"))


def _answer(refusal: Refused) -> web.Response:
    return web.Response(body=refusal.body(), status=refusal.code, headers=_JSON_HEADERS)


async def _cut(request: web.Request, body: bytes) -> web.StreamResponse:
    """Promise the whole body and close after half of it."""
    response = web.StreamResponse(headers={**_JSON_HEADERS, "Content-Length": str(len(body))})
    await response.prepare(request)
    await response.write(body[: len(body) // 2])
    return await _drop(request, response)


async def _drop(
    request: web.Request, response: web.StreamResponse | None = None
) -> web.StreamResponse:
    """Close the connection under the answer."""
    if request.transport is not None:
        request.transport.close()
    return response or web.Response()
