"""Replies: the last step, where rendered messages are handed to Telegram."""

import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress

from telegram import Bot, CallbackQuery, LinkPreviewOptions, Message
from telegram.constants import ParseMode
from telegram.error import BadRequest

from bot.channels.telegram.rendering import Reply

_NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
_REMEMBERED = 10_000


async def reply_to(message: Message, reply: Reply) -> None:
    """Reply to a message; in a group the first of several quotes it, so that its author sees it."""
    is_group = message.chat.type != "private"
    last = len(reply.messages) - 1
    for index, text in enumerate(reply.messages):
        await message.reply_html(
            text,
            do_quote=is_group and index == 0,
            allow_sending_without_reply=True,
            link_preview_options=_NO_PREVIEW,
            reply_markup=reply.keyboard if index == last else None,
        )


async def send(bot: Bot, chat_id: int, reply: Reply) -> None:
    """Send to a chat."""
    last = len(reply.messages) - 1
    for index, text in enumerate(reply.messages):
        await bot.send_message(
            chat_id,
            text,
            parse_mode=ParseMode.HTML,
            link_preview_options=_NO_PREVIEW,
            reply_markup=reply.keyboard if index == last else None,
        )


async def acknowledge(query: CallbackQuery, text: str | None = None) -> None:
    """Stop the spinning of a pressed button; too late is no error."""
    with suppress(BadRequest):
        await query.answer(text)


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
