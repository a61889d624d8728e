"""How long the bot takes to answer, measured where the people are."""

import time
from collections import defaultdict, deque

from bot.sandbox.wire import Json

KEPT = 200_000


class Turnaround:
    """Times from a question to the first message that follows it in its chat."""

    def __init__(self) -> None:
        self._asked: dict[int, deque[float]] = defaultdict(deque)
        self._seconds: deque[float] = deque(maxlen=KEPT)

    def ask(self, chat_id: int) -> None:
        """Somebody asked now."""
        self._asked[chat_id].append(time.monotonic())

    def answer(self, chat_id: int) -> None:
        """The bot wrote now: that answers the oldest open question of the chat."""
        asked = self._asked.get(chat_id)
        if asked:
            self._seconds.append(time.monotonic() - asked.popleft())
            if not asked:
                del self._asked[chat_id]

    def reset(self) -> None:
        """Forget everything measured."""
        self._asked.clear()
        self._seconds.clear()

    def summary(self) -> Json:
        """Counts, and percentiles in milliseconds; None where nothing was answered."""
        ordered = sorted(self._seconds)

        def percentile(share: float) -> float | None:
            if not ordered:
                return None
            return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))] * 1000, 3)

        return {
            "answered": len(ordered),
            "open": sum(map(len, self._asked.values())),
            "p50_ms": percentile(0.5),
            "p99_ms": percentile(0.99),
            "max_ms": percentile(1.0),
        }
