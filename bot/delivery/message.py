"""Messages: what is said to a recipient, and what is done to what was said.

A `Message` is put together by the program, of blocks of plain text, and any channel can show it. A
`Verbatim` is what a person wrote, kept exactly as they formatted it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal, TypeAlias


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text in one style."""

    text: str
    tag: Literal["", "b", "i"] = ""


#: Runs that belong together; a message ends between two blocks where it can.
Block = Sequence[Run]


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does when its recipient presses it; nobody else can.

    Attributes:
        verb: which action, such as "filed".
        id: what it is done to, by our id.
        argument: what else it needs; short, since a button carries 64 bytes in all.
    """

    verb: str
    id: int
    argument: str = ""


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class Link:
    """A button that opens a page."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Message:
    """One message; what does not fit into it is left out at the end of a block, and said to be."""

    blocks: Sequence[Block]
    buttons: Sequence[Sequence[Button]] = ()  #: in rows


#: A stretch of text and how it is formatted, as the Bot API has it; in UTF-16 units.
Entity: TypeAlias = Mapping[str, Any]


class MediaKind(StrEnum):
    """What kind of file."""

    PHOTO = "photo"
    DOCUMENT = "document"
    VIDEO = "video"


@dataclass(frozen=True, slots=True)
class Media:
    """A file that the channel keeps already."""

    kind: MediaKind
    file_id: str


# By identity: one such message goes to thousands, and what it becomes is kept for the next.
@dataclass(frozen=True, slots=True, eq=False)
class Verbatim:
    """What a person wrote, in one message; several files become an album, without buttons."""

    text: str
    entities: Sequence[Entity] = ()
    media: Sequence[Media] = ()
    buttons: Sequence[Sequence[Button | Link]] = ()  #: in rows


@dataclass(frozen=True, slots=True)
class Edit:
    """That a message is to say something else; its files stay as they are."""

    message_id: int
    instead: Verbatim


@dataclass(frozen=True, slots=True)
class Delete:
    """That a message is to be gone; those of an album follow each other."""

    message_id: int
    count: int = 1


@dataclass(frozen=True, slots=True)
class Pin:
    """That a message is to stay on top of its chat, without a sound."""

    message_id: int


#: What can be done for a recipient in one delivery.
Outgoing: TypeAlias = Message | Verbatim | Edit | Delete | Pin
