"""Control over HTTP: what a test or a benchmark in another process does with a sandbox.

All under `/sandbox/`, JSON in and out:

    GET  stats                                  counts, pending updates, answer times
    POST reset     {keeps_sent?}                forget what was counted and sent, or times alone
    POST load      {count, chats, texts, per_second?}   many questions from many people
    GET  sent?after=N&chat_id=C&limit=L         the bot's messages, newest last
    GET  calls?limit=L                          the bot's calls, newest last
    POST chats     {name, language_code} or {title, member_ids, is_supergroup}
    POST send      {chat_id, text, sender_id?}
    POST inline    {user_id, query}             waits for the bot's results
    POST block     {chat_id, is_blocked}
    POST migrate   {chat_id}
    POST press     {chat_id, message_id, callback_data}
    GET, POST clock  {at, advance_seconds, rate}
    GET, PUT faults  {latency, flood: {…} | true | null, planned: [{kind, …}]}
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from bot.sandbox.api import BotApi
from bot.sandbox.faults import FAULT_KINDS, Fault, FloodRules
from bot.sandbox.service import BotService
from bot.sandbox.wire import Json, dumps
from bot.sandbox.world import FIRST_LOAD_CHAT

INLINE_TIMEOUT = 10.0
#: Questions are put in batches of this size, so that the bot's own requests get their turn.
_BATCH = 50

Respond = Callable[[Json], Awaitable[object]]


def answer(value: object, status: int = 200) -> web.Response:
    """A JSON answer."""
    return web.Response(body=dumps(value), status=status, content_type="application/json")


async def read_json(request: web.Request) -> Json:
    """The JSON object that a request brings.

    Raises:
        web.HTTPBadRequest: it brings something else.
    """
    body = await request.read()
    try:
        content = json.loads(body) if body else {}
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise web.HTTPBadRequest(text="send a JSON object")
    return content


def posted(respond: Respond) -> Callable[[web.Request], Awaitable[web.Response]]:
    """A handler that hands on the JSON it was sent and says what was wrong with it."""

    async def handle(request: web.Request) -> web.Response:
        content = await read_json(request)
        try:
            return answer(await respond(content))
        except KeyError as error:
            return answer({"error": f"unknown or missing: {error.args[0]}"}, 400)
        except (TypeError, ValueError) as error:
            return answer({"error": str(error)}, 400)

    return handle


class Control:
    """The handlers behind `/sandbox/` that tests and benchmarks use."""

    def __init__(self, service: BotService, api: BotApi) -> None:
        self._service = service
        self._api = api
        self._loaded_chats = 0

    def routes(self) -> list[web.RouteDef]:
        """Where each is found."""
        return [
            web.get("/sandbox/stats", self._stats),
            web.get("/sandbox/sent", self._sent),
            web.get("/sandbox/calls", self._calls),
            web.get("/sandbox/faults", self._faults),
            web.put("/sandbox/faults", posted(self._set_faults)),
            web.post("/sandbox/reset", posted(self._reset)),
            web.post("/sandbox/load", posted(self._load)),
            web.post("/sandbox/chats", posted(self._add_chat)),
            web.post("/sandbox/send", posted(self._send)),
            web.post("/sandbox/inline", posted(self._inline)),
            web.post("/sandbox/block", posted(self._block)),
            web.post("/sandbox/migrate", posted(self._migrate)),
        ]

    # -- reading

    async def _stats(self, _request: web.Request) -> web.Response:
        service = self._service
        return answer(
            {
                "now": time.monotonic(),
                "updates": service.updates.last_id,
                "pending": len(service.updates.pending),
                "sent": service.world.sent_count,
                "calls": dict(self._api.counts),
                "refused_by_flood": service.faults.refused_by_flood,
                "turnaround": service.world.turnaround.summary(),
                "is_bot_running": service.is_bot_running,
            }
        )

    async def _sent(self, request: web.Request) -> web.Response:
        sent = self._service.world.sent
        total = self._service.world.sent_count
        after = int(request.query.get("after", 0))
        chat_id = int(request.query.get("chat_id", 0))
        limit = int(request.query.get("limit", 1000))
        first = total - len(sent)
        messages = [
            message
            for number, message in enumerate(sent, first + 1)
            if number > after and (not chat_id or message["chat"]["id"] == chat_id)
        ]
        return answer({"total": total, "messages": messages[-limit:]})

    async def _calls(self, request: web.Request) -> web.Response:
        limit = int(request.query.get("limit", 1000))
        calls = list(self._api.calls)[-limit:]
        return answer(
            [
                {"method": c.method, "chat_id": c.chat_id, "status": c.status, "at": c.at}
                for c in calls
            ]
        )

    # -- doing

    async def _reset(self, content: Json) -> bool:
        self._service.world.turnaround.reset()
        if content.get("keeps_sent"):
            return True
        self._api.calls.clear()
        self._api.counts.clear()
        self._service.world.sent.clear()
        self._service.world.sent_count = 0
        return True

    async def _load(self, content: Json) -> Json:
        count, chats = int(content["count"]), int(content.get("chats", 1))
        texts = [str(text) for text in content["texts"]]
        per_second = float(content.get("per_second", 0))
        if count < 1 or chats < 1 or not texts:
            raise ValueError("count, chats and texts must not be empty")
        for number in range(self._loaded_chats, chats):
            self._service.people.add_person(f"P{number}", chat_id=FIRST_LOAD_CHAT + number)
        self._loaded_chats = max(self._loaded_chats, chats)
        started = time.monotonic()
        for number in range(count):
            if per_second:
                await asyncio.sleep(max(0.0, started + number / per_second - time.monotonic()))
            elif number % _BATCH == 0:
                await asyncio.sleep(0)
            text = texts[number % len(texts)]
            self._service.people.send(FIRST_LOAD_CHAT + number % chats, text)
        return {"sent": count, "first_chat_id": FIRST_LOAD_CHAT, "started": started}

    async def _add_chat(self, content: Json) -> Json:
        if "title" not in content:
            language_code = str(content.get("language_code", "zh-hans"))
            name = str(content.get("name", "Li"))
            return {"chat_id": self._service.people.add_person(name, language_code=language_code)}
        members = [int(member) for member in content["member_ids"]]
        is_supergroup = bool(content.get("is_supergroup"))
        return {
            "chat_id": self._service.people.add_group(
                str(content["title"]), members, is_supergroup=is_supergroup
            )
        }

    async def _send(self, content: Json) -> Json:
        return self._service.people.send(
            int(content["chat_id"]), str(content["text"]), sender_id=content.get("sender_id")
        )

    async def _inline(self, content: Json) -> Json:
        world = self._service.world
        query_id = self._service.people.inline(int(content["user_id"]), str(content["query"]))
        for _ in range(int(INLINE_TIMEOUT / 0.02)):
            if found := world.inline_answers.get(query_id):
                return found
            await asyncio.sleep(0.02)
        raise ValueError(f"the bot did not answer within {INLINE_TIMEOUT:g} seconds")

    async def _block(self, content: Json) -> bool:
        people, chat_id = self._service.people, int(content["chat_id"])
        if content.get("is_blocked", True):
            people.block(chat_id)
        else:
            people.unblock(chat_id)
        return True

    async def _migrate(self, content: Json) -> Json:
        return {"chat_id": self._service.people.migrate(int(content["chat_id"]))}

    # -- faults

    async def _faults(self, _request: web.Request) -> web.Response:
        return answer(self._described_faults())

    async def _set_faults(self, content: Json) -> Json:
        """Replace all faults by those of the request."""
        planned = [_fault(entry) for entry in content.get("planned", ())]
        flood = _flood(content.get("flood"))
        latency = float(content.get("latency", 0))
        faults = self._service.faults
        faults.latency, faults.flood, faults.planned = latency, flood, planned
        return self._described_faults()

    def _described_faults(self) -> Json:
        faults = self._service.faults
        rules = ("per_second", "per_chat_second", "per_group_minute")
        fault_fields = Fault.__dataclass_fields__
        return {
            "latency": faults.latency,
            "flood": faults.flood and {rule: getattr(faults.flood, rule) for rule in rules},
            "planned": [{f: getattr(fault, f) for f in fault_fields} for fault in faults.planned],
        }


def _flood(content: Any) -> FloodRules | None:
    if not content:
        return None
    return FloodRules() if content is True else FloodRules(**content)


def _fault(content: Json) -> Fault:
    if content.get("kind") not in FAULT_KINDS:
        raise ValueError(f"kind = {content.get('kind')!r}: one of {', '.join(FAULT_KINDS)}")
    return Fault(**content)
