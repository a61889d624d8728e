"""Post: who carries a message to its recipient, and how that can fail."""

from dataclasses import dataclass
from typing import Protocol

from bot.delivery.message import Outgoing
from bot.delivery.model import Lane


class PostError(Exception):
    """A message was not delivered, or may not have been.

    Args:
        reason: why, in words of the channel, with no personal data.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class TooFast(PostError):
    """It was not delivered: the recipient, or the bot, gets no more for some time.

    Args:
        retry_after: seconds; may be hours.
        is_for_all: whether every other recipient has to wait as well.
    """

    def __init__(self, retry_after: float, *, is_for_all: bool = False) -> None:
        super().__init__(f"retry after {retry_after:g} s")
        self.retry_after = retry_after
        self.is_for_all = is_for_all


class Unreachable(PostError):
    """It was not delivered, and nothing else will be: the recipient has blocked the bot or left."""


class Moved(PostError):
    """It was not delivered: the recipient has another address now."""

    def __init__(self, new_address: int) -> None:
        super().__init__("moved")
        self.new_address = new_address


class Refused(PostError):
    """It was not delivered, and trying again would change nothing."""


class NotSent(PostError):
    """It was surely not delivered; trying again is safe."""


class Uncertain(PostError):
    """It may have been delivered."""


@dataclass(frozen=True, slots=True)
class Turn:
    """That it is a message's turn to be sent.

    Attributes:
        lane: in which it waited.
        at: when it is to go, in seconds of `time.monotonic`; soon.
    """

    lane: Lane
    at: float


class Post(Protocol):
    """Carries messages.

    A turn comes first, a moment ahead, so that few messages at a time are begun and not yet sent.
    """

    async def turn(self, address: int, lane: Lane) -> Turn:
        """Wait until it is nearly time for one more message to this address."""
        ...

    async def send(self, address: int, message: Outgoing, turn: Turn) -> int:
        """Send a message when its turn has come; the id that the channel gives it.

        A correction that has been made already is made.

        Raises:
            PostError: the subclass says what is known of it.
        """
        ...
