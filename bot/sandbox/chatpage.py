"""The chat page: its files, and what it asks and does while somebody looks at it."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from urllib.parse import quote

from aiohttp import web

from bot.clock import SettableClock
from bot.locales import load_texts
from bot.sandbox.calls import UploadedFile
from bot.sandbox.control import answer, posted
from bot.sandbox.crowd import Crowd
from bot.sandbox.methods.profile import menu_of
from bot.sandbox.methods.sending import MAX_CAPTION
from bot.sandbox.service import BotService
from bot.sandbox.texts import PAGE_KEYS
from bot.sandbox.wire import Json, dumps
from bot.sandbox.world import Chat

_FILES = {
    "/": ("page.html", "text/html"),
    "/page/style.css": ("style.css", "text/css"),
    "/page/chat.js": ("chat.js", "text/javascript"),
    "/page/render.js": ("render.js", "text/javascript"),
    "/page/tray.js": ("tray.js", "text/javascript"),
    "/page/panel.js": ("panel.js", "text/javascript"),
    "/page/server.js": ("server.js", "text/javascript"),
    "/page/icon.svg": ("icon.svg", "image/svg+xml"),
}
_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' data: blob:; base-uri 'none';"
    " form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_SHOWN = frozenset(
    {"image/png", "image/jpeg", "image/gif", "image/webp", "video/mp4", "video/webm"}
)
#: A page that falls this far behind is cut off; it comes back and loads everything anew.
_QUEUED_EVENTS = 1000
_HEARTBEAT = 1.0
_LARGEST_CROWD = 10_000


class ChatPage:
    """The handlers behind the page."""

    def __init__(
        self, service: BotService, clock: SettableClock, *, zone: str, suggestions: Sequence[str]
    ) -> None:
        self._service = service
        self._clock = clock
        self._zone = zone
        self._suggestions = list(suggestions)
        clock.listen(self._tell_clock)
        self._crowd = Crowd(service.world, service.people)

    def routes(self) -> list[web.RouteDef]:
        """Where each is found."""
        return [
            *(web.get(path, self._static) for path in _FILES),
            web.get("/sandbox/texts", self._texts),
            web.get("/sandbox/state", self._state),
            web.get("/sandbox/events", self._events),
            web.get("/sandbox/chats/{chat_id:-?[0-9]+}/messages", self._messages),
            web.get("/sandbox/files/{file_id}", self._file),
            web.get("/sandbox/clock", self._read_clock),
            web.post("/sandbox/clock", posted(self._set_clock)),
            web.post("/sandbox/press", posted(self._press)),
            web.post("/sandbox/crowd", posted(self._crowd_comes)),
            web.post("/sandbox/upload", self._upload),
        ]

    # -- what it is made of

    async def _static(self, request: web.Request) -> web.Response:
        name, content_type = _FILES[request.path]
        body = files("bot.sandbox").joinpath("page", name).read_bytes()
        return web.Response(body=body, content_type=content_type, charset="utf-8", headers=_HEADERS)

    async def _texts(self, _request: web.Request) -> web.Response:
        return answer(_page_texts())

    # -- what it shows

    async def _state(self, _request: web.Request) -> web.Response:
        world = self._service.world
        return answer(
            {
                "bot": world.bot,
                "personas": [self._persona(chat) for chat in world.personas()],
                "clock": self._clock_object(),
                "zone": self._zone,
                "suggestions": self._suggestions,
                "is_bot_running": self._service.is_bot_running,
            }
        )

    def _persona(self, chat: Chat) -> Json:
        return {
            "chat_id": chat.id,
            "name": chat.name,
            "role": chat.persona,
            "language_code": chat.language_code,
            "is_blocked": chat.is_blocked,
            "commands": menu_of(self._service.world, chat),
            "description": self._description(chat),
        }

    def _description(self, chat: Chat) -> str:
        profile = self._service.world.profile
        language = chat.language_code.partition("-")[0]
        return profile.get(f"description|{language}") or profile.get("description|", "")

    async def _messages(self, request: web.Request) -> web.Response:
        chat = self._service.world.chats.get(int(request.match_info["chat_id"]))
        if chat is None:
            raise web.HTTPNotFound
        return answer(list(chat.messages.values()))

    async def _file(self, request: web.Request) -> web.Response:
        found = self._service.world.files.get(request.match_info["file_id"])
        if found is None:
            raise web.HTTPNotFound
        file = found[1]
        # Anything else is saved and not opened: an HTML file would run as this page.
        headers = {**_HEADERS, "Content-Type": file.content_type}
        if file.content_type not in _SHOWN:
            headers["Content-Type"] = "application/octet-stream"
            headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(file.name)}"
        return web.Response(body=file.content, headers=headers)

    # -- what it is told

    async def _events(self, request: web.Request) -> web.StreamResponse:
        """Everything that happens in the chats of the personas, as server-sent events."""
        response = web.StreamResponse(headers={**_HEADERS, "Content-Type": "text/event-stream"})
        await response.prepare(request)
        queue: asyncio.Queue[Json] = asyncio.Queue(_QUEUED_EVENTS)
        chats = self._service.world.chats

        def take(event: Json) -> None:
            if (chat := chats.get(event["chat_id"])) is None or chat.persona:
                with suppress(asyncio.QueueFull):
                    queue.put_nowait(event)

        unlisten = self._service.world.listen(take)
        try:
            await self._stream(response, queue)
        except ConnectionResetError:
            pass  # the page was closed
        finally:
            unlisten()
        return response

    async def _stream(self, response: web.StreamResponse, queue: asyncio.Queue[Json]) -> None:
        was_running: bool | None = None
        while not queue.full():
            is_running = self._service.is_bot_running
            if is_running is not was_running:
                await _write_event(response, {"event": "running", "is_bot_running": is_running})
                was_running = is_running
            try:
                event = await asyncio.wait_for(queue.get(), _HEARTBEAT)
            except TimeoutError:
                await response.write(b":\n\n")  # finds out whether the page is still there
                continue
            await _write_event(response, event)

    # -- what it does

    async def _crowd_comes(self, content: Json) -> bool:
        count = int(content["count"])
        if not 1 <= count <= _LARGEST_CROWD:
            raise ValueError(f"count is {count}: between 1 and {_LARGEST_CROWD}")
        self._crowd.come(count, str(content["text"]))
        return True

    async def _press(self, content: Json) -> Json:
        query_id = self._service.people.press(
            int(content["chat_id"]), int(content["message_id"]), str(content["callback_data"])
        )
        return {"query_id": query_id}

    async def _upload(self, request: web.Request) -> web.Response:
        """Send the files that somebody has picked, with what they wrote under them."""
        form = await request.post()
        chat_id = str(form.get("chat_id", ""))
        files = [each for each in form.getall("file", []) if isinstance(each, web.FileField)]
        if not files or not chat_id.isdigit():
            raise web.HTTPBadRequest(text="send chat_id and file")
        if int(chat_id) not in self._service.world.chats:
            raise web.HTTPNotFound
        uploaded = [
            UploadedFile(
                file.filename, file.content_type or "application/octet-stream", file.file.read()
            )
            for file in files
        ]
        caption = str(form.get("caption", ""))[:MAX_CAPTION]
        return answer(self._service.people.send_files(int(chat_id), uploaded, caption=caption))

    async def _read_clock(self, _request: web.Request) -> web.Response:
        return answer(self._clock_object())

    async def _set_clock(self, content: Json) -> Json:
        """Set the clock: `at` (ISO 8601 with its zone), `advance_seconds`, `rate`."""
        at = self._clock.now()
        if "at" in content:
            at = datetime.fromisoformat(str(content["at"]))
        at += timedelta(seconds=float(content.get("advance_seconds", 0)))
        rate = float(content["rate"]) if "rate" in content else None
        self._clock.set(at, rate=rate)
        return self._clock_object()

    def _tell_clock(self) -> None:
        self._service.world.publish("clock", 0, clock=self._clock_object())

    def _clock_object(self) -> Json:
        clock = self._clock
        return {"at": clock.now().isoformat(), "rate": clock.rate, "is_held": clock.is_held}


@cache
def _page_texts() -> dict[str, dict[str, str]]:
    """The words of the page in every language; read once, since that takes a quarter second."""
    return {
        language: {key: text(key) for key in PAGE_KEYS} for language, text in load_texts().items()
    }


async def _write_event(response: web.StreamResponse, event: Json) -> None:
    await response.write(b"data: %b\n\n" % dumps(event))
