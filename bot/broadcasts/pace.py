"""Pace: how fast an announcement goes."""

import time
from collections import defaultdict, deque

#: Over how many seconds the rate is measured.
_MEASURED_SECONDS = 15.0
_MEASURES_KEPT = 64


class Pace:
    """How fast announcements go, from what was seen of them a moment ago."""

    def __init__(self) -> None:
        self._seen: defaultdict[int, deque[tuple[float, int]]] = defaultdict(
            lambda: deque(maxlen=_MEASURES_KEPT)
        )

    def per_second(self, id: int, done: int) -> float:
        """Deliveries a second, now that so many are done; 0 when first seen."""
        now = time.monotonic()
        seen = self._seen[id]
        while seen and now - seen[0][0] > _MEASURED_SECONDS:
            seen.popleft()
        seen.append((now, done))
        first_at, first = seen[0]
        return max(0, done - first) / (now - first_at) if now > first_at else 0.0

    def forget(self, id: int) -> None:
        """Begin to measure anew."""
        self._seen.pop(id, None)
