"""Alarms: that nothing can be sent at all is told to the administrators past the outbox."""

import time
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.delivery.problems import Hooks, Problem, ProblemKind
from bot.locales import Texts

_TEXT_KEYS = {
    ProblemKind.DATABASE: "telegram.database-unavailable",
    ProblemKind.UNEXPECTED: "telegram.sending-failed",
}
#: A disk that is full has room now and then; nobody wants to hear of it each time.
_QUIET_SECONDS = 3600.0


class Alarms:
    """Tells of problems that are about every delivery, where a note would be one more to send.

    Args:
        tell: says something to the administrators, at once, in the words that are chosen by it.
        hooks: told of everything else.
        seconds: on a clock that never goes back.
    """

    def __init__(
        self,
        tell: Callable[[Callable[[Texts], str]], Awaitable[None]],
        hooks: Hooks,
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        self._tell = tell
        self._hooks = hooks
        self._seconds = seconds
        self._told_at: dict[ProblemKind, float] = {}

    @property
    def hooks(self) -> Hooks:
        """What the sender calls."""
        return replace(self._hooks, on_problem=self.problem)

    async def problem(self, problem: Problem) -> None:
        """Tell of a problem: of one kind once in an hour, where it is about every delivery."""
        key = _TEXT_KEYS.get(problem.kind)
        if key is None or problem.deliveries:
            await self._hooks.on_problem(problem)
            return
        now = self._seconds()
        if now - self._told_at.get(problem.kind, float("-inf")) >= _QUIET_SECONDS:
            self._told_at[problem.kind] = now
            await self._tell(lambda texts: texts(key))
