"""Dialogues: what somebody is to send next, for which announcement."""

from dataclasses import dataclass
from enum import StrEnum

from bot.language import Language


class Awaited(StrEnum):
    """What is waited for; of some there is one for each language."""

    NOTHING = ""
    TEXT = "text"
    MEDIA = "media"
    BUTTONS = "buttons"
    TIME = "time"
    UNIT = "unit"  #: the name of one, which is the audience
    REASON = "reason"  #: why it is not approved
    CORRECTION = "correction"  #: the text that what was sent is to have instead


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """What somebody is to send next.

    Attributes:
        chat_id: whose, by our id.
        announcement_id: for which.
        awaits: one of `Awaited`, with a language after a slash where there is one for each.
        took: what the last message was taken for, in the same way.
        message_id: Telegram's, of that message: whoever edits it changes what was taken.
        album: Telegram's name of the album that it belongs to; the rest of it comes in messages of
            their own.
    """

    chat_id: int
    announcement_id: int
    awaits: str = ""
    took: str = ""
    message_id: int | None = None
    album: str | None = None

    @property
    def awaited(self) -> Awaited:
        """What is waited for."""
        return Awaited(self.awaits.partition("/")[0])


def awaiting(awaited: Awaited, language: Language | None = None) -> str:
    """What a dialogue's `awaits` holds."""
    return f"{awaited}/{language}" if language is not None else awaited.value


def language_in(awaits: str) -> Language | None:
    """The language of what a dialogue waits for or took."""
    tag = awaits.partition("/")[2]
    return Language(tag) if tag else None
