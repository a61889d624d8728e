"""The post: the last step, where a message of the outbox becomes a call of the Bot API."""

from collections.abc import Mapping

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
from bot.channels.telegram.calls import Calls, encoded
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.outgoing import Blank, BotCall, bot_call
from bot.channels.telegram.pacing import retry_seconds
from bot.channels.telegram.transport import may_have_arrived
from bot.delivery.message import Delete, Edit, Message, Outgoing, Pin, Verbatim
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
#: How many messages that go to many are kept as they are sent.
_KEPT = 64
#: What Telegram says of a correction that has been made, by an earlier try maybe.
_DONE_ALREADY = ("message is not modified", "message to delete not found")


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
        self._templates: dict[int, _Template] = {}

    async def turn(self, address: int, lane: Lane) -> Turn:
        """Wait until it is nearly time for one more message to this chat."""
        return await self._lanes.turn(address, lane)

    async def send(self, address: int, message: Outgoing, turn: Turn) -> int:
        """Do something for a chat when its turn has come; Telegram's id of the message.

        What is to be changed and is so already, or to be deleted and gone, is done.

        Raises:
            PostError: the subclass says what is known of it.
        """
        method, body = self._body(address, message)
        departure = await self._lanes.wait(address, turn)
        try:
            result = await self._calls.call_encoded(method, body)
        except TelegramError as error:
            if isinstance(message, Edit | Delete) and _is_done(error):
                return message.message_id
            failure = _failure(error, address)
            if isinstance(failure, TooFast):
                self._lanes.hold(address, failure.retry_after)
            raise failure from None
        finally:
            departure.answered()
        if isinstance(message, Edit | Delete | Pin):
            return message.message_id
        match result:
            case {"message_id": int(message_id)} | [{"message_id": int(message_id)}, *_]:
                return message_id
        raise Uncertain("the answer is no message")

    def _body(self, address: int, outgoing: Outgoing) -> tuple[str, bytes]:
        """The method, and its arguments as JSON.

        Raises:
            Refused: there is nothing to read in the message.
        """
        if isinstance(outgoing, Verbatim):
            template = self._templates.get(id(outgoing))
            if template is None or template.of is not outgoing:
                template = self._template(outgoing)
                if len(self._templates) >= _KEPT:
                    self._templates.clear()
                self._templates[id(outgoing)] = template
        else:
            template = self._template(outgoing)
        return template.call.method, template.body(address, self._buttons)

    def _template(self, outgoing: Outgoing) -> "_Template":
        try:
            return _Template(outgoing, bot_call(outgoing, self._note))
        except Blank:
            raise Refused("the message is blank") from None

    def _note(self, message: Message) -> str:
        """That some of a message was left out, in the language of the rest."""
        beginning = "".join(run.text for block in message.blocks[:2] for run in block)
        return self._texts[detect(beginning)]("delivery.cut")


class _Template:
    """A call that goes to many chats: encoded once, but for what differs between them.

    Attributes:
        of: what it does; held, so that nothing else takes its identity.
        call: the call.
    """

    def __init__(self, of: Outgoing, call: BotCall) -> None:
        self.of = of
        self.call = call
        given = dict(call.arguments)
        if call.buttons and not call.is_signed:
            given["reply_markup"] = call.markup(str)  # which has nothing to sign
        self._rest = encoded(given).removeprefix(b"{")

    def body(self, address: int, buttons: Buttons) -> bytes:
        """The arguments for one chat."""
        if not self.call.is_signed:
            return b'{"chat_id":%d,%b' % (address, self._rest)
        markup = encoded(
            {"reply_markup": self.call.markup(lambda action: buttons.pack(action, address))}
        )
        return b'{"chat_id":%d,%b,%b' % (address, markup[1:-1], self._rest)


def _is_done(error: TelegramError) -> bool:
    """Whether a correction was refused because it has been made."""
    return isinstance(error, BadRequest) and any(
        words in error.message.lower() for words in _DONE_ALREADY
    )


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
