"""Outgoing: what is done for a recipient, as a method of the Bot API and its arguments. Pure."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.telegram.splitting import fitted
from bot.delivery.message import (
    Action,
    Button,
    Delete,
    Edit,
    Link,
    Media,
    MediaKind,
    Message,
    Outgoing,
    Pin,
    Verbatim,
)

_NO_PREVIEW = {"is_disabled": True}
_METHODS: Mapping[MediaKind, str] = {
    MediaKind.PHOTO: "sendPhoto",
    MediaKind.DOCUMENT: "sendDocument",
    MediaKind.VIDEO: "sendVideo",
}


@dataclass(frozen=True, slots=True)
class BotCall:
    """A call of the Bot API that is the same for every chat.

    Attributes:
        method: its name.
        arguments: all but `chat_id` and `reply_markup`.
        buttons: in rows; what some of them ask is signed for each chat.
    """

    method: str
    arguments: Mapping[str, Any]
    buttons: Sequence[Sequence[Button | Link]] = ()

    def markup(self, sign: Callable[[Action], str]) -> dict[str, Any] | None:
        """The keyboard; None where there is none.

        Args:
            sign: the data of a button for one chat.
        """
        if not self.buttons:
            return None
        return {"inline_keyboard": [[_key(button, sign) for button in row] for row in self.buttons]}

    @property
    def is_signed(self) -> bool:
        """Whether the keyboard differs from chat to chat."""
        return any(isinstance(button, Button) for row in self.buttons for button in row)


class Blank(Exception):
    """There is nothing to read in a message."""


def bot_call(outgoing: Outgoing, note: Callable[[Message], str]) -> BotCall:
    """What to call for something.

    Args:
        outgoing: what is to be done.
        note: says that some of a message was left out.

    Raises:
        Blank: there is nothing to do.
    """
    match outgoing:
        case Message():
            return _message(outgoing, note)
        case Verbatim():
            return _verbatim(outgoing)
        case Edit(message_id, instead):
            return _edit(message_id, instead)
        case Delete(message_id, count):
            # The messages of an album are made together, and so numbered one after another.
            ids = list(range(message_id, message_id + count))
            return BotCall("deleteMessages", {"message_ids": ids})
        case Pin(message_id):
            arguments = {"message_id": message_id, "disable_notification": True}
            return BotCall("pinChatMessage", arguments)


def _message(message: Message, note: Callable[[Message], str]) -> BotCall:
    text = fitted(message.blocks, lambda: note(message))
    if not text:
        raise Blank
    arguments = {"text": text, "parse_mode": "HTML", "link_preview_options": _NO_PREVIEW}
    return BotCall("sendMessage", arguments, message.buttons)


def _verbatim(message: Verbatim) -> BotCall:
    match message.media:
        case []:
            return BotCall("sendMessage", _text(message), message.buttons)
        case [media]:
            arguments = {media.kind.value: media.file_id, **_caption(message)}
            return BotCall(_METHODS[media.kind], arguments, message.buttons)
    first, *others = message.media
    album = [{**_in_album(first), **_caption(message)}, *map(_in_album, others)]
    return BotCall("sendMediaGroup", {"media": album})


def _edit(message_id: int, instead: Verbatim) -> BotCall:
    if instead.media:
        arguments = {"message_id": message_id, **_caption(instead)}
        return BotCall("editMessageCaption", arguments, instead.buttons)
    arguments = {"message_id": message_id, **_text(instead)}
    return BotCall("editMessageText", arguments, instead.buttons)


def _text(message: Verbatim) -> dict[str, Any]:
    if not message.text.strip():
        raise Blank
    # The preview that the author saw is the one that everybody gets.
    return {"text": message.text, "entities": list(message.entities)}


def _caption(message: Verbatim) -> dict[str, Any]:
    return {"caption": message.text, "caption_entities": list(message.entities)}


def _in_album(media: Media) -> dict[str, Any]:
    return {"type": media.kind.value, "media": media.file_id}


def _key(button: Button | Link, sign: Callable[[Action], str]) -> dict[str, str]:
    if isinstance(button, Link):
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": sign(button.action)}
