"""Clocks: what time it is, handed to whoever needs to know, so that a test can say."""

import time
from collections.abc import Callable
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
    """A clock that was set to another time and goes on from there, at its own pace.

    It runs on the monotonic clock, so that a correction of the machine's time does not move it.

    Args:
        at: to begin with; aware.
        rate: how many of its seconds pass in one.
        monotonic: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        at: datetime,
        *,
        rate: float = 1.0,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._monotonic = monotonic
        self._listeners: list[Callable[[], None]] = []
        self.set(at, rate=rate)

    @property
    def rate(self) -> float:
        """How many of its seconds pass in one."""
        return self._rate

    def set(self, at: datetime, *, rate: float | None = None) -> None:
        """Go on from this instant.

        Args:
            at: the instant; aware.
            rate: how many of its seconds are to pass in one, 0 to stand still; as before if None.

        Raises:
            ValueError: `at` is naive, or `rate` would let time run backwards.
        """
        if at.utcoffset() is None:
            raise ValueError(f"at = {at.isoformat()}: add a time zone, as in +08:00")
        if rate is not None and rate < 0:
            raise ValueError(f"rate = {rate}: take 0 or more")
        if rate is not None:
            self._rate = rate
        self._go_on(at, is_held=False)

    @property
    def is_held(self) -> bool:
        """Whether it stands still for a moment, whatever its rate."""
        return self._is_held

    def hold(self, at: datetime) -> None:
        """Stand still at this instant until it is released, or set."""
        self._go_on(at, is_held=True)

    def release(self) -> None:
        """Go on from where it was held, as fast as before."""
        if self._is_held:
            self._go_on(self._at, is_held=False)

    def listen(self, listener: Callable[[], None]) -> None:
        """Call `listener` whenever it goes on in another way than before."""
        self._listeners.append(listener)

    def now(self) -> datetime:
        """The present instant; aware, in UTC."""
        if self._is_held:
            return self._at
        return self._at + timedelta(seconds=(self._monotonic() - self._since) * self._rate)

    def _go_on(self, at: datetime, *, is_held: bool) -> None:
        self._at = at.astimezone(UTC)
        self._since = self._monotonic()
        self._is_held = is_held
        for listener in self._listeners:
            listener()


class FixedClock:
    """A clock that stands still, for tests and for one-off questions."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        """The instant it stands at."""
        return self.at
