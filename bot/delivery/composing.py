"""Composing: what the words of a delivery are, asked for at the moment it is sent."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.delivery.message import Outgoing
from bot.delivery.model import Delivery


@dataclass(frozen=True, slots=True, kw_only=True)
class Composed:
    """What a composer makes of some deliveries; it says something of each of them.

    Attributes:
        message: None where nothing is to be sent now.
        covered: the ids of those that the message says.
        withdrawn: those that are no longer owed, by id, and why.
        deferred: those that are to come later, by id, and when; aware.
    """

    message: Outgoing | None = None
    covered: Collection[int] = ()
    withdrawn: Mapping[int, str] = field(default_factory=dict)
    deferred: Mapping[int, datetime] = field(default_factory=dict)


class Composer(Protocol):
    """Finds the words for the deliveries of one purpose."""

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """One message for deliveries to one recipient.

        Nudges that are due for one recipient come together; of any other purpose one comes alone.
        It may be asked twice about the same, when one of them was withdrawn in between, and says
        "again" of those that are a repeat.
        """
        ...
