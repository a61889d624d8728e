"""Pauses: lanes that the channel has told to wait, for hours maybe."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery.model import Lane


class Pauses:
    """Until when each lane sends nothing.

    Lanes behind a paused one wait as well: they would only make it worse.

    Args:
        wall: the machine's own time. The bot's may be set, and Telegram's does not follow.
    """

    def __init__(self, wall: Clock) -> None:
        self._wall = wall
        self._until: dict[Lane, datetime] = {}

    def load(self, until: Mapping[Lane, datetime]) -> None:
        """Take over what was kept of an earlier process."""
        self._until.update(until)

    def begin(self, lane: Lane, seconds: float) -> datetime:
        """Let a lane wait for so long; the instant at which it ends."""
        until_at = self._wall.now() + timedelta(seconds=seconds)
        self._until[lane] = max(until_at, self._until.get(lane, until_at))
        return self._until[lane]

    def is_paused(self, lane: Lane) -> bool:
        """Whether a lane has to wait."""
        now = self._wall.now()
        return any(paused <= lane and now < until for paused, until in self._until.items())
