"""The server: one sandbox, its addresses, and what a test does with it."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from mimetypes import guess_type
from types import TracebackType
from typing import Self, TypeVar

from aiohttp import web

from bot.clock import SettableClock
from bot.sandbox import personas
from bot.sandbox.api import BotApi, LoggedCall
from bot.sandbox.calls import UploadedFile
from bot.sandbox.chatpage import ChatPage
from bot.sandbox.control import Control
from bot.sandbox.faults import Faults
from bot.sandbox.guard import guard
from bot.sandbox.methods import METHODS
from bot.sandbox.methods.profile import menu_of
from bot.sandbox.service import BotService, Settings
from bot.sandbox.wire import Json

#: Not a secret: it opens nothing but a sandbox on the same machine.
TOKEN = "1000001:sandbox-token-opens-nothing-else"
BOT: Json = {
    "id": 1000001,
    "is_bot": True,
    "first_name": "周知 Zhouzhi",
    "username": "zhouzhi_sandbox_bot",
}
T = TypeVar("T")
REPLY_TIMEOUT = 5.0
MAX_UPLOAD_BYTES = 50 * 1024 * 1024


class Sandbox:
    """A Bot API on this machine; see the package for how to use it.

    Args:
        clock: what time it is in the chats; the page can set it. The machine's time if not given.
        host: where to listen; anybody who reaches it can be anybody in the chats.
        port: 0 for a free one, which `port` holds after the start.
        token: the only token that is accepted.
        settings: how the service behaves.
        zone: the IANA zone that the page shows times in; the browser's if empty.
        suggestions: questions that the page offers to ask.
    """

    def __init__(
        self,
        *,
        clock: SettableClock | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        token: str = TOKEN,
        settings: Settings | None = None,
        zone: str = "",
        suggestions: Sequence[str] = (),
    ) -> None:
        self.clock = clock or SettableClock(datetime.now(UTC))
        self.host = host
        self.port = port
        self.token = token
        self.service = BotService(self.clock, dict(BOT), settings or Settings(), METHODS)
        self.api = BotApi(self.service, token)
        self._control = Control(self.service, self.api)
        self._page = ChatPage(self.service, self.clock, zone=zone, suggestions=suggestions)
        personas.settle(self.service.people)
        self._read: dict[int, int] = {}  #: by chat, the last message that `reply` gave out
        self._runner: web.AppRunner | None = None

    # -- running

    async def start(self) -> None:
        """Listen; from now on `base_url` and `page_url` can be reached."""
        app = web.Application(client_max_size=MAX_UPLOAD_BYTES)
        app.router.add_route("*", "/bot{token:[^/]+}/{method}", self.api.handle)
        app.router.add_get("/file/bot{token:[^/]+}/{path:.+}", self.api.file)
        guarded = guard(self.host)
        for route in (*self._control.routes(), *self._page.routes()):
            app.router.add_route(route.method, route.path, guarded(route.handler))
        self._runner = web.AppRunner(
            app, access_log=None, handler_cancellation=True, shutdown_timeout=0.1
        )
        await self._runner.setup()
        site = web.TCPSite(self._runner, self.host, self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close every connection."""
        await self.service.webhook.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        await self.stop()

    @property
    def page_url(self) -> str:
        """Where a browser finds the chat."""
        return f"http://{self.host}:{self.port}/"

    @property
    def base_url(self) -> str:
        """What PTB's `base_url` is to be; the token is appended to it."""
        return f"http://{self.host}:{self.port}/bot"

    @property
    def base_file_url(self) -> str:
        """What PTB's `base_file_url` is to be."""
        return f"http://{self.host}:{self.port}/file/bot"

    # -- what people do

    def add_person(self, name: str = "Li", *, language_code: str = "zh-hans") -> int:
        """Somebody with a private chat with the bot; the id of both."""
        return self.service.people.add_person(name, language_code=language_code)

    def add_group(
        self, title: str = "Group", *, member_ids: list[int] | None = None, supergroup: bool = False
    ) -> int:
        """A group that the bot is taken into; its id."""
        members = member_ids or [self.add_person()]
        return self.service.people.add_group(title, members, is_supergroup=supergroup)

    def send(
        self, chat_id: int, text: str, *, sender_id: int | None = None, reply_to: int | None = None
    ) -> Json:
        """Write a text to the bot; the message, whose update is queued."""
        return self.service.people.send(chat_id, text, sender_id=sender_id, reply_to=reply_to)

    def send_file(self, chat_id: int, name: str, content: bytes, *, caption: str = "") -> Json:
        """Send the bot a document; the message, whose update is queued."""
        file = UploadedFile(name, "application/octet-stream", content)
        return self.service.people.send_file(chat_id, file, caption=caption)

    def send_files(
        self, chat_id: int, files: Mapping[str, bytes], *, caption: str = ""
    ) -> list[Json]:
        """Send the bot files at once, by their names, as a phone does; the messages."""
        picked = [
            UploadedFile(name, guess_type(name)[0] or "application/octet-stream", content)
            for name, content in files.items()
        ]
        return self.service.people.send_files(chat_id, picked, caption=caption)

    def press(self, chat_id: int, message_id: int, callback_data: str) -> str:
        """Press a button of a message; the query's id, for `callback_answer`."""
        return self.service.people.press(chat_id, message_id, callback_data)

    def inline(self, user_id: int, query: str) -> str:
        """Type after the bot's name; the query's id, for `inline_answer`."""
        return self.service.people.inline(user_id, query)

    def block(self, chat_id: int) -> None:
        """Block the bot: it is told, and refused from now on."""
        self.service.people.block(chat_id)

    def unblock(self, chat_id: int) -> None:
        """Let the bot in again."""
        self.service.people.unblock(chat_id)

    def migrate(self, chat_id: int) -> int:
        """Make a group a supergroup; its new id."""
        return self.service.people.migrate(chat_id)

    # -- what the bot did

    def listen(self, listener: Callable[[Json], None]) -> Callable[[], None]:
        """Call `listener` with everything that happens from now on; the result ends it.

        What happened is under `event`: message, edited, deleted, pinned, action, callback_answer,
        inline_answer, chat, commands, profile, and clock when somebody has set it.
        """
        return self.service.world.listen(listener)

    @property
    def faults(self) -> Faults:
        """What goes wrong now."""
        return self.service.faults

    @property
    def calls(self) -> list[LoggedCall]:
        """The calls that the bot made, oldest first; the last 20,000."""
        return list(self.api.calls)

    @property
    def pending_count(self) -> int:
        """How many updates are not confirmed yet."""
        return len(self.service.updates.pending)

    def messages(self, chat_id: int) -> list[Json]:
        """Everything in a chat as it stands now, oldest first."""
        return list(self.service.world.chats[chat_id].messages.values())

    def replies(self, chat_id: int) -> list[Json]:
        """What the bot has in a chat now, oldest first."""
        bot = self.service.world.bot
        return [m for m in self.messages(chat_id) if m["from"] is bot]

    def menu(self, chat_id: int) -> dict[str, str]:
        """The commands that Telegram lists in a chat, each with what it says of it."""
        world = self.service.world
        return {
            each["command"]: each["description"] for each in menu_of(world, world.chats[chat_id])
        }

    async def reply(self, chat_id: int, *, timeout: float = REPLY_TIMEOUT) -> Json:
        """The bot's next message in a chat that this method has not given out yet.

        Raises:
            TimeoutError: there is none within `timeout` seconds.
        """

        def unread() -> Json | None:
            read = self._read.get(chat_id, 0)
            return next((m for m in self.replies(chat_id) if m["message_id"] > read), None)

        message = await self.until(unread, timeout=timeout)
        self._read[chat_id] = message["message_id"]
        return message

    async def callback_answer(self, query_id: str, *, timeout: float = REPLY_TIMEOUT) -> Json:
        """What the bot answered to a pressed button: `text`, `show_alert`.

        Raises:
            TimeoutError: nothing within `timeout` seconds.
        """
        return await self.until(
            lambda: self.service.world.callback_answers.get(query_id), timeout=timeout
        )

    async def inline_answer(self, query_id: str, *, timeout: float = REPLY_TIMEOUT) -> Json:
        """What the bot answered to an inline query: `results`, `next_offset`, ….

        Raises:
            TimeoutError: nothing within `timeout` seconds.
        """
        return await self.until(
            lambda: self.service.world.inline_answers.get(query_id), timeout=timeout
        )

    async def until(
        self, condition: Callable[[], T | None], *, timeout: float = REPLY_TIMEOUT
    ) -> T:
        """Wait until `condition` gives something that is true; asked again at every event.

        Raises:
            TimeoutError: it did not within `timeout` seconds.
        """
        happened = asyncio.Event()
        unlisten = self.service.world.listen(lambda _event: happened.set())
        try:
            async with asyncio.timeout(timeout):
                while not (value := condition()):
                    # Confirmed updates make no event, so look again after a while anyway.
                    happened.clear()
                    try:
                        await asyncio.wait_for(happened.wait(), 0.05)
                    except TimeoutError:
                        continue
        finally:
            unlisten()
        return value
