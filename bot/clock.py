"""Clocks: what time it is, handed to whoever needs to know, so that a test can say."""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Tells the time."""

    def now(self) -> datetime:
        """The present instant; aware, in UTC."""
        ...


class SystemClock:
    """The machine's own time."""

    def now(self) -> datetime:
        """The present instant; aware, in UTC."""
        return datetime.now(UTC)


class SettableClock:
    """A clock that was set to another time and goes on from there.

    It runs on the monotonic clock, so that a correction of the machine's time does not move it.
    """

    def __init__(self, at: datetime) -> None:
        self.set(at)

    def set(self, at: datetime) -> None:
        """Go on from this instant.

        Raises:
            ValueError: `at` is naive.
        """
        if at.utcoffset() is None:
            raise ValueError(f"at = {at.isoformat()}: add a time zone, as in +08:00")
        self._at = at.astimezone(UTC)
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The present instant; aware, in UTC."""
        return self._at + timedelta(seconds=time.monotonic() - self._since)


class FixedClock:
    """A clock that stands still, for tests and for one-off questions."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it stands at."""
        return self.at
