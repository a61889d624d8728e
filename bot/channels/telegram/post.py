"""The post: the last step, where a message of the outbox becomes a call of the Bot API."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.pacing import retry_seconds
from bot.channels.telegram.splitting import fitted
from bot.channels.telegram.transport import may_have_arrived
from bot.delivery.message import Message
from bot.delivery.model import Lane
from bot.delivery.post import (
    Moved,
    NotSent,
    PostError,
    Refused,
    TooFast,
    Turn,
    Uncertain,
    Unreachable,
)
from bot.language import Language, detect
from bot.locales import Texts

#: A private chat that has to wait for longer than this has been told what is meant for the bot:
#: its own limit is one message a second.
_LONGEST_CHAT_WAIT = 10.0


class TelegramPost:
    """Carries messages to chats on Telegram, each as one message there.

    Args:
        calls: by which they are sent; repeats nothing by itself.
        buttons: writes the data of buttons.
        lanes: how fast messages may go.
        texts: the words of every language.
    """

    def __init__(
        self,
        calls: Calls,
        buttons: Buttons,
        lanes: Lanes,
        texts: Mapping[Language, Texts],
    ) -> None:
        self._calls = calls
        self._buttons = buttons
        self._lanes = lanes
        self._texts = texts

    async def turn(self, address: int, lane: Lane) -> Turn:
        """Wait until it is nearly time for one more message to this chat."""
        return await self._lanes.turn(address, lane)

    async def send(self, address: int, message: Message, turn: Turn) -> int:
        """Send a message when its turn has come; Telegram's id of it.

        Raises:
            PostError: the subclass says what is known of it.
        """
        arguments = self._arguments(address, message)
        await self._lanes.wait(address, turn)
        try:
            result = await self._calls.call("sendMessage", arguments)
        except TelegramError as error:
            failure = _failure(error, address)
            if isinstance(failure, TooFast):
                self._lanes.hold(address, failure.retry_after)
            raise failure from None
        match result:
            case {"message_id": int(message_id)}:
                return message_id
        raise Uncertain("the answer is no message")

    def _arguments(self, address: int, message: Message) -> dict[str, Any]:
        """The arguments of sendMessage.

        Raises:
            Refused: there is nothing to read in the message.
        """
        text = fitted(message.blocks, partial(self._note, message))
        if not text:
            raise Refused("the message is blank")
        arguments: dict[str, Any] = {
            "chat_id": address,
            "text": text,
            "parse_mode": "HTML",
            "link_preview_options": {"is_disabled": True},
        }
        if message.buttons:
            arguments["reply_markup"] = {
                "inline_keyboard": [
                    [
                        {
                            "text": button.label,
                            "callback_data": self._buttons.pack(button.action, address),
                        }
                        for button in row
                    ]
                    for row in message.buttons
                ]
            }
        return arguments

    def _note(self, message: Message) -> str:
        """That some of it was left out, in the language of the rest."""
        beginning = "".join(run.text for block in message.blocks[:2] for run in block)
        return self._texts[detect(beginning)]("delivery.cut")


def _failure(error: TelegramError, address: int) -> PostError:
    """What is known of a message that was not taken."""
    match error:
        case RetryAfter():
            seconds = retry_seconds(error)
            return TooFast(seconds, is_for_all=address > 0 and seconds > _LONGEST_CHAT_WAIT)
        case ChatMigrated():
            return Moved(error.new_chat_id)
        case Forbidden():
            return Unreachable(error.message)
        case InvalidToken():
            # Nothing is wrong with the message: the operator has to put the token right.
            return NotSent("the token is refused")
        case BadRequest():
            return Refused(error.message)
        case NetworkError() if not may_have_arrived(error):
            return NotSent(_described(error))
    return Uncertain(_described(error))


def _described(error: TelegramError) -> str:
    return f"{type(error).__name__}: {error.message}"
