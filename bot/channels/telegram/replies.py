"""Replies: the last step, where rendered messages are handed to Telegram."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from telegram import CallbackQuery, Message
from telegram.error import BadRequest

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.rendering import Keyboard, Reply

_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a press of a button brings.

    Attributes:
        reply: a message; None for none.
        notice: words that vanish by themselves.
        keyboard: what stands under the pressed message from now on; None: what stood there.
    """

    reply: Reply | None = None
    notice: str | None = None
    keyboard: Keyboard | None = None


class Replies:
    """Sends replies to people.

    Args:
        calls: by which they are sent.
    """

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def to(self, message: Message, reply: Reply) -> None:
        """Reply to a message; in a group the reply quotes it, so that its author is told."""
        about: dict[str, Any] = {}
        if message.is_topic_message:
            about["message_thread_id"] = message.message_thread_id
        if message.chat.type != "private":
            about["reply_parameters"] = {
                "message_id": message.message_id,
                "allow_sending_without_reply": True,
            }
        await self.send(message.chat.id, reply, **about)

    async def send(self, chat_id: int, reply: Reply, **about: Any) -> None:
        """Send to a chat.

        Args:
            chat_id: which.
            reply: what.
            about: further arguments of sendMessage for the first of its messages; those about a
                topic are for all of them.
        """
        last = len(reply.messages) - 1
        for index, text in enumerate(reply.messages):
            arguments: dict[str, Any] = {
                "chat_id": chat_id,
                "text": text,
                "parse_mode": "HTML",
                "link_preview_options": {"is_disabled": True},
                **about,
            }
            if index == last and reply.keyboard:
                arguments["reply_markup"] = {"inline_keyboard": reply.keyboard}
            await self._calls.call("sendMessage", arguments)
            about.pop("reply_parameters", None)

    async def answer(self, query: CallbackQuery, pressed: Pressed) -> None:
        """Bring what a press brings, all of it at once."""
        answering = [self.acknowledge(query, pressed.notice)]
        if query.message is not None:
            chat_id = query.message.chat.id
            if pressed.reply is not None:
                answering.append(self.send(chat_id, pressed.reply))
            if pressed.keyboard is not None:
                answering.append(
                    self._change_keyboard(chat_id, query.message.message_id, pressed.keyboard)
                )
        await asyncio.gather(*answering)

    async def acknowledge(self, query: CallbackQuery, text: str | None = None) -> None:
        """Stop the spinning of a pressed button; too late is no error."""
        with suppress(BadRequest):
            await self._calls.call(
                "answerCallbackQuery", {"callback_query_id": query.id, "text": text}
            )

    async def _change_keyboard(self, chat_id: int, message_id: int, keyboard: Keyboard) -> None:
        # A message that is too old to be changed, or stands so already, is no matter.
        with suppress(BadRequest):
            await self._calls.call(
                "editMessageReplyMarkup",
                {
                    "chat_id": chat_id,
                    "message_id": message_id,
                    "reply_markup": {"inline_keyboard": keyboard},
                },
            )


class RecentPresses:
    """Which buttons were pressed a moment ago, so that a double press is one.

    Args:
        seconds: how long a press is remembered.
        now: seconds on a clock that never goes back.
    """

    def __init__(self, seconds: float = 5.0, now: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._now = now
        self._pressed: OrderedDict[tuple[int, int, str], float] = OrderedDict()

    def has(self, query: CallbackQuery) -> bool:
        """Whether this very button was pressed, and served, a moment ago."""
        at = self._pressed.get(_key(query))
        return at is not None and self._now() - at < self._seconds

    def add(self, query: CallbackQuery) -> None:
        """Remember a press that has been served."""
        self._pressed[_key(query)] = self._now()
        self._pressed.move_to_end(_key(query))
        if len(self._pressed) > _REMEMBERED:
            self._pressed.popitem(last=False)


def _key(query: CallbackQuery) -> tuple[int, int, str]:
    message = query.message
    return (message.chat.id, message.message_id, query.data or "") if message else (0, 0, query.id)
