"""Incoming: from the first call to Telegram until the last update is confirmed."""

import asyncio
import hashlib
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

import structlog
from filelock import FileLock, Timeout
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, NetworkError, RetryAfter, TelegramError

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.inbox import Inbox
from bot.channels.telegram.pacing import retry_seconds
from bot.channels.telegram.polling import Poller
from bot.delivery.backoff import backoff
from bot.errors import ZhouzhiError
from bot.settings import WebhookSettings

log = structlog.get_logger(__name__)
T = TypeVar("T")

#: The kinds of updates that have a handler.
ALLOWED_UPDATES = (
    "message",
    "edited_message",
    "callback_query",
    "inline_query",
    "my_chat_member",
)
#: How long a poller waits for one that is just going.
_GIVING_WAY_SECONDS = 0.2


class TokenRefused(ZhouzhiError):
    """Telegram does not know the bot's token."""

    text_key = "telegram.token-refused"


class AlreadyRunning(ZhouzhiError):
    """Another process on this machine fetches the updates of the same bot."""

    text_key = "telegram.already-running"


async def patiently(call: Callable[[], Awaitable[T]]) -> T:
    """What a call to Telegram gives; while Telegram is away, waits for it.

    Raises:
        TokenRefused: the token is not known.
        TelegramError: it was refused for another reason.
    """
    failures = 0
    while True:
        try:
            return await call()
        except InvalidToken:
            # Without the cause, whose words hold the token.
            raise TokenRefused("Telegram does not know the token") from None
        except BadRequest:
            raise
        except RetryAfter as error:
            seconds = retry_seconds(error)
        except NetworkError as error:
            failures += 1
            seconds = backoff(failures)
            log.warning("telegram.away", error=type(error).__name__, again_in=round(seconds, 1))
        await asyncio.sleep(seconds)


@contextmanager
def only_poller(bot: Bot) -> Iterator[None]:
    """Hold the place of this bot's only poller on this machine; nothing is left of it afterwards.

    Raises:
        AlreadyRunning: somebody has it.
    """
    name = hashlib.sha256(bot.base_url.encode()).hexdigest()[:16]
    path = Path(tempfile.gettempdir()) / f"zhouzhi-{name}.lock"
    try:
        with FileLock(path, timeout=_GIVING_WAY_SECONDS, poll_interval=0.05):
            try:
                yield
            finally:
                # While it is held: its name is nobody else's then. Who has opened it already, and
                # gets the lock next, is shown by filelock that it has no name any more and begins
                # anew; after the release it could be the file that another one holds by then.
                path.unlink(missing_ok=True)
    except Timeout:
        raise AlreadyRunning(f"{path} is locked", path=path) from None


async def poll(
    bot: Bot,
    calls: Calls,
    inbox: Inbox,
    stopping: asyncio.Event,
    *,
    on_conflict: Callable[[], Awaitable[None]],
) -> None:
    """Receive updates by getUpdates until `stopping` is set; then finish what is under way.

    Raises:
        AlreadyRunning: another process on this machine does so.
        TokenRefused: Telegram does not know the token.
    """
    with only_poller(bot):
        await patiently(bot.delete_webhook)
        poller = Poller(bot, calls, inbox, allowed_updates=ALLOWED_UPDATES, on_conflict=on_conflict)
        async with inbox.opened():
            polling = asyncio.create_task(poller.run())
            stopped = asyncio.create_task(stopping.wait())
            try:
                await asyncio.wait({polling, stopped}, return_when=asyncio.FIRST_COMPLETED)
            finally:
                stopped.cancel()
                polling.cancel()
                await asyncio.wait({polling, stopped})
        if not polling.cancelled() and polling.exception() is not None:
            raise TokenRefused("Telegram does not know the token any more")
        with suppress(TelegramError):
            await poller.confirm()


async def serve_webhook(
    bot: Bot,
    inbox: Inbox,
    stopping: asyncio.Event,
    settings: WebhookSettings,
    *,
    health: Callable[[], Mapping[str, object]],
) -> None:
    """Receive updates by webhook until `stopping` is set; then finish what is under way.

    Raises:
        OSError: the address to listen at cannot be had.
        TokenRefused: Telegram does not know the token.
        TelegramError: Telegram does not take the webhook's address.
    """
    # Imported here, since most bots poll and need no server.
    from bot.channels.telegram.webhook import MAX_CONNECTIONS, WebhookServer

    secret = settings.secret.get_secret_value()
    path = urlsplit(settings.url).path or "/"
    server = WebhookServer(inbox, path=path, secret=secret, health=health)
    # Listening first, so that of two that are started what is kept is handled by one alone.
    await server.start(settings.host, settings.port)
    try:
        async with inbox.opened():
            server.is_ready = True
            try:
                await patiently(
                    lambda: bot.set_webhook(
                        settings.url,
                        secret_token=secret,
                        max_connections=MAX_CONNECTIONS,
                        allowed_updates=ALLOWED_UPDATES,
                    )
                )
                await stopping.wait()
            finally:
                server.is_ready = False
    finally:
        await server.stop()
