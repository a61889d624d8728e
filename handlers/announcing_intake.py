"""Intake: what a member of staff sends becomes part of an announcement. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from telegram import Message, MessageEntity

from bot.broadcasts.records import AnnouncementButton
from bot.delivery.message import Entity, Media, MediaKind
from bot.errors import ZhouzhiError

_BETWEEN = re.compile(r"\s*[=＝]\s*")
_ADDRESS = re.compile(r"(?:https?://|www\.|t\.me/)\S+", re.IGNORECASE)
#: Bots may not send these; the emoji that stands for one is part of the text.
_NOT_SENT = (MessageEntity.CUSTOM_EMOJI,)


class ButtonUnclear(ZhouzhiError):
    """A line is no button."""

    text_key = "announcing.error.button"

    def __init__(self, line: str) -> None:
        super().__init__(f"no button: {line!r}", line=line[:60])


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """What somebody has sent.

    Attributes:
        text: of the message, or under its file; empty: none.
        entities: how it is formatted.
        media: its file.
        album: Telegram's name of the album that it belongs to.
    """

    text: str
    entities: Sequence[Entity]
    media: Media | None
    album: str | None


def sent_in(message: Message) -> Sent | None:
    """What a message brings; None: nothing that can go into an announcement.

    A forwarded message brings what it says, as if it had been written anew.
    """
    text = message.text or message.caption or ""
    media = _media(message)
    if message.text is None and media is None:
        return None
    entities = message.entities if message.text is not None else message.caption_entities
    kept = [each.to_dict() for each in entities if each.type not in _NOT_SENT]
    return Sent(text=text, entities=kept, media=media, album=message.media_group_id)


def _media(message: Message) -> Media | None:
    if message.photo:
        return Media(MediaKind.PHOTO, max(message.photo, key=lambda each: each.width).file_id)
    if message.video is not None:
        return Media(MediaKind.VIDEO, message.video.file_id)
    # Telegram calls a moving picture a document as well, which it cannot be sent as.
    if message.document is not None and message.animation is None:
        return Media(MediaKind.DOCUMENT, message.document.file_id)
    return None


def buttons_in(text: str) -> list[AnnouncementButton]:
    """The buttons that are written, one a line: what stands on it, "=", an address or a question.

    Raises:
        ButtonUnclear: a line is none.
    """
    return [_button(line.strip()) for line in text.splitlines() if line.strip()]


def _button(line: str) -> AnnouncementButton:
    label, *rest = _BETWEEN.split(line, maxsplit=1)
    if not rest or not label or not rest[0]:
        raise ButtonUnclear(line)
    (target,) = rest
    if _ADDRESS.fullmatch(target):
        url = target if target.lower().startswith("http") else f"https://{target}"
        return AnnouncementButton(label=label, url=url)
    return AnnouncementButton(label=label, question=target)
