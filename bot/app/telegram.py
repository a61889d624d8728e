"""The bot on Telegram: how updates come in, and how answers and deliveries get out."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress

import structlog
from telegram import InlineKeyboardMarkup, InputFile, Update
from telegram.error import TelegramError
from telegram.ext import ApplicationBuilder

from bot.app.handlers import Tools, make_handlers
from bot.app.registering import TelegramApplication, register
from bot.app.replanning import Replanning
from bot.app.services import Services
from bot.channels.telegram.allowance import Allowances
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.dispatch import Dispatcher
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.incoming import patiently, poll, serve_webhook
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.pacing import AnswerPacing
from bot.channels.telegram.post import TelegramPost
from bot.channels.telegram.rendering import Renderer, Reply
from bot.channels.telegram.replies import Replies
from bot.channels.telegram.splitting import MAX_CAPTION_UNITS, split
from bot.channels.telegram.transport import AiohttpRequest
from bot.clock import Clock
from bot.delivery.message import Run
from bot.directory.staff import Permission
from bot.errors import ZhouzhiError
from bot.knowledge.validation import KnowledgeRefused
from bot.language import Language
from bot.locales import Texts
from bot.settings import Mode, Settings
from handlers.menus import Menus

log = structlog.get_logger(__name__)

#: Answers on their way at once, and polls.
_CONNECTIONS = 256
_POLL_CONNECTIONS = 10


class TelegramBot:
    """The bot on Telegram.

    Args:
        settings: what the operator decides.
        texts: the words of every language.
        services: what the handlers call.
        clock: tells the time.
        replanning: told of what changes the plan.
    """

    def __init__(
        self,
        settings: Settings,
        texts: Mapping[Language, Texts],
        services: Services,
        clock: Clock,
        replanning: Replanning,
    ) -> None:
        self._settings = settings
        self._texts = texts
        self._services = services
        self._clock = clock
        self._default_language = settings.answers.default_language
        token = settings.telegram.required_token()
        buttons, lanes = Buttons(token), Lanes()
        self._request = AiohttpRequest(connections=_CONNECTIONS)
        self._poll_request = AiohttpRequest(connections=_POLL_CONNECTIONS)
        self._pacing = AnswerPacing(lanes)
        base_url = f"{settings.telegram.base_url}{token}"
        self._poll_calls = Calls(base_url, self._poll_request)
        self._replies = Replies(Calls(base_url, self._request, self._pacing))
        #: carries deliveries, once this is connected
        self.post = TelegramPost(Calls(base_url, self._request), buttons, lanes, texts)
        self._choices = LanguageChoices(services.chats, self._default_language)
        #: PTB's own; handles updates once it is initialised
        self.application = self._build(token)
        #: gives everybody theirs
        self.menus = Menus(
            services.menus, Calls(base_url, self._request), texts, self._default_language
        )
        #: what updates are given to
        self.handlers = make_handlers(
            services,
            Tools(
                texts=texts,
                renderer=Renderer(texts, buttons),
                buttons=buttons,
                replies=self._replies,
                choices=self._choices,
                clock=clock,
                post=self.post,
                send_file=self._send_file,
                send_photo=self._send_photo,
                menus=self.menus,
            ),
            replanning,
        )
        register(self.application, self.handlers, services.staff)

    @asynccontextmanager
    async def connected(self, stopping: asyncio.Event) -> AsyncIterator[bool]:
        """Connect, and close every connection at the end; whether it is, or is to stop before.

        Raises:
            ZhouzhiError: something in the settings has to be put right first.
        """
        await self._services.chats.load()
        await self._choices.load()
        connecting = asyncio.create_task(patiently(self.application.initialize))
        try:
            is_connected = await _first(connecting, stopping)
            if is_connected:
                log.info("telegram.connected", mode=str(self._settings.telegram.mode))
            yield is_connected
        finally:
            await self.application.shutdown()
            # An application that was stopped while it connected thinks that nothing is open.
            for request in (self._request, self._poll_request):
                await request.shutdown()

    async def receive(self, stopping: asyncio.Event) -> None:
        """Handle updates until `stopping` is set.

        Raises:
            ZhouzhiError: something in the settings has to be put right first.
        """
        application, settings = self.application, self._settings.telegram
        dispatcher = Dispatcher(
            self._process,
            tell_flooding=self.handlers.public.flooding,
            allowances=Allowances(),
        )
        inbox = Inbox(application.bot, dispatcher, self._services.inbox, self._clock)
        beside = {
            asyncio.create_task(self.menus.run()),
            asyncio.create_task(self.handlers.asking.run()),
            asyncio.create_task(self.handlers.announcing.live.run()),
        }
        try:
            if settings.mode is Mode.WEBHOOK:
                assert settings.webhook is not None  # the settings are refused otherwise
                await serve_webhook(
                    application.bot, inbox, stopping, settings.webhook, health=self._health
                )
            else:
                await poll(
                    application.bot,
                    self._poll_calls,
                    inbox,
                    stopping,
                    on_conflict=self._tell_conflict,
                )
        finally:
            for task in beside:
                task.cancel()
            await asyncio.wait(beside)

    async def tell_knowledge_refused(self, refused: KnowledgeRefused) -> None:
        """Tell the log and the administrators why what the file holds is not served."""
        english = self._texts[Language.EN]
        log.error("knowledge.refused", problems=[each.text(english) for each in refused.problems])
        await self.tell_administrators(
            lambda texts: texts(
                "telegram.knowledge-refused",
                problems="\n".join(problem.text(texts) for problem in refused.problems),
            )
        )

    async def tell_refused(self, refused: ZhouzhiError) -> None:
        """Tell the log and the administrators what has to be put right."""
        log.error("refused", reason=str(refused))
        await self.tell_administrators(refused.text)

    async def _send_file(self, address: int, content: bytes, name: str, caption: str) -> None:
        file = InputFile(content, filename=name)
        await self.application.bot.send_document(address, file, caption=caption[:MAX_CAPTION_UNITS])

    async def _send_photo(self, address: int, content: bytes, under: Reply) -> None:
        (caption,) = under.messages
        keyboard = {"inline_keyboard": under.keyboard}
        await self.application.bot.send_photo(
            address,
            content,
            caption=caption,
            parse_mode="HTML",
            reply_markup=InlineKeyboardMarkup.de_json(keyboard, self.application.bot),
        )

    async def _process(self, update: Update) -> None:
        await self.handlers.chats.heard_from(update)
        await self.application.process_update(update)

    def _build(self, token: str) -> TelegramApplication:
        """PTB's application with our transport, our pacing, and no updater of its own."""
        base_url = self._settings.telegram.base_url
        return (
            ApplicationBuilder()
            .token(token)
            .base_url(base_url)
            .base_file_url(f"{base_url.removesuffix('/bot')}/file/bot")
            .request(self._request)
            .get_updates_request(self._poll_request)
            .rate_limiter(self._pacing)
            .updater(None)
            .job_queue(None)
            .build()
        )

    async def _tell_conflict(self) -> None:
        await self.tell_administrators(lambda texts: texts("telegram.conflict"))

    async def tell_administrators(self, words: Callable[[Texts], str]) -> None:
        """Send to those administrators who can be reached; the caller tells the log."""
        reply = Reply(split([[Run(words(self._texts[self._default_language]))]]))
        for address in await self._administrators():
            with suppress(TelegramError):
                await self._replies.send(address, reply)

    async def _administrators(self) -> Collection[int]:
        """At least those of the configuration: what is to be told may be about the database."""
        configured = self._settings.staff.administrators
        with suppress(Exception):
            return {
                *configured,
                *await self._services.staff.addresses(Permission.MANAGE_STAFF),
            }
        return configured

    def _health(self) -> Mapping[str, object]:
        return {"knowledge": self._services.enquiries.knowledge.version}


async def _first(task: asyncio.Task[None], stopping: asyncio.Event) -> bool:
    """Wait for a task, and whether it was done before `stopping` was set, which ends it."""
    stopped = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({task, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if task.done():
            await task
        return task.done()
    finally:
        stopped.cancel()
        task.cancel()
        await asyncio.wait({task, stopped})
