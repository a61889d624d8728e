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
        edited: what the pressed message says from now on, with its buttons; None: what it said.
    """

    reply: Reply | None = None
    notice: str | None = None
    keyboard: Keyboard | None = None
    edited: Reply | None = None


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

    async def send(self, chat_id: int, reply: Reply, **about: Any) -> int | None:
        """Send to a chat; the id of the last message, None where there is nothing to say.

        Args:
            chat_id: which.
            reply: what.
            about: further arguments of sendMessage for the first of its messages; those about a
                topic are for all of them.
        """
        last = len(reply.messages) - 1
        sent: Any = None
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
            sent = await self._calls.call("sendMessage", arguments)
            about.pop("reply_parameters", None)
        return sent["message_id"] if isinstance(sent, dict) else None

    async def edit(self, chat_id: int, message_id: int, reply: Reply) -> bool:
        """Let a message say something else, as much of it as one message holds.

        Returns:
            Whether it says so now; not where it is gone, or too old to be changed.
        """
        arguments = {
            "chat_id": chat_id,
            "message_id": message_id,
            "text": reply.messages[0],
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
            "reply_markup": {"inline_keyboard": reply.keyboard},
        }
        try:
            await self._calls.call("editMessageText", arguments)
        except BadRequest as error:
            return "not modified" in error.message.lower()
        return True

    async def delete(self, chat_id: int, message_id: int) -> None:
        """Take a message away; one that is too old for that loses its buttons."""
        try:
            await self._calls.call("deleteMessage", {"chat_id": chat_id, "message_id": message_id})
        except BadRequest:
            await self._change_keyboard(chat_id, message_id, ())

    async def answer(self, query: CallbackQuery, pressed: Pressed) -> None:
        """Bring what a press brings, all of it at once."""
        answering = [self.acknowledge(query, pressed.notice)]
        if query.message is not None:
            chat_id = query.message.chat.id
            if pressed.edited is not None:
                answering.append(self._edit(chat_id, query.message.message_id, pressed.edited))
            if pressed.reply is not None:
                answering.append(self._send(chat_id, pressed.reply))
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

    async def _send(self, chat_id: int, reply: Reply) -> None:
        await self.send(chat_id, reply)

    async def _edit(self, chat_id: int, message_id: int, reply: Reply) -> None:
        if not await self.edit(chat_id, message_id, reply):
            await self.send(chat_id, reply)

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
