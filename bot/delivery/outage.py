"""Outages: while nothing gets through, one message at a time finds out whether it does again."""

import time
from collections.abc import Callable

from bot.delivery.backoff import backoff


class Outage:
    """Whether messages get through.

    Messages that fail while others arrive have a fault of their own, and make nobody wait.

    Args:
        wait_after: how many seconds to wait after so many failures in a row.
        now: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        wait_after: Callable[[int], float] = backoff,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._wait_after = wait_after
        self._now = now
        self._failures = 0
        self._succeeded_at = self._failed_at = self._until = float("-inf")

    @property
    def is_on(self) -> bool:
        """Whether the last that is known is that nothing got through."""
        return self._failures > 0

    @property
    def seconds_left(self) -> float:
        """For how long nothing is to be tried."""
        return max(0.0, self._until - self._now())

    def succeeded(self) -> None:
        """Note that something got through, if only to be refused."""
        self._succeeded_at = self._now()
        self._failures, self._until = 0, float("-inf")

    def failed(self, begun_at: float) -> None:
        """Note that something did not get through.

        Args:
            begun_at: when it was tried. Of several that were on their way at once, one counts.
        """
        if begun_at <= max(self._succeeded_at, self._failed_at):
            return
        self._failures += 1
        self._failed_at = self._now()
        self._until = self._failed_at + self._wait_after(self._failures)
