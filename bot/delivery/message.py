"""Messages as every channel can show them: blocks of plain text in styles, and buttons."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


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
class Message:
    """One message; what does not fit into it is left out at the end of a block, and said to be."""

    blocks: Sequence[Block]
    buttons: Sequence[Sequence[Button]] = ()  #: in rows
