"""Patience: what cannot be written to the outbox for now is written when it can be."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog

from bot.delivery.backoff import backoff
from bot.delivery.outbox import OutboxUnavailable
from bot.delivery.problems import Problem, ProblemKind
from bot.errors import described

log = structlog.get_logger(__name__)

T = TypeVar("T")

#: Of so many failures in a row staff hear: a deadlock, or a server that is started anew, is over
#: before.
PERSISTING = 3


class Patience:
    """Repeats what the outbox cannot do, and tells once that it cannot, if that persists.

    Args:
        on_problem: is told.
        wait_after: how many seconds to wait after so many failures in a row.
    """

    def __init__(
        self,
        on_problem: Callable[[Problem], Awaitable[None]],
        wait_after: Callable[[int], float] = backoff,
    ) -> None:
        self._on_problem = on_problem
        self._wait_after = wait_after
        self._is_told = False

    async def __call__(self, ask: Callable[[], Awaitable[T]]) -> T:
        """Ask the outbox for something until it does it."""
        failures = 0
        while True:
            try:
                result = await ask()
            except OutboxUnavailable as error:
                failures += 1
                await self.failed(error, failures)
                await asyncio.sleep(self._wait_after(failures))
            else:
                self.succeeded()
                return result

    async def failed(self, error: OutboxUnavailable, failures: int) -> None:
        """Note that the outbox could not do something, for so many times in a row."""
        if failures != PERSISTING or self._is_told:
            log.warning("outbox.failed", error=str(error), failures=failures)
            return
        self._is_told = True
        log.error("outbox.unavailable", error=str(error))
        try:
            await self._on_problem(Problem(ProblemKind.DATABASE, str(error)))
        except Exception as error_of_hook:
            log.error("delivery.hook", **described(error_of_hook))

    def succeeded(self) -> None:
        """Note that it could."""
        if self._is_told:
            self._is_told = False
            log.info("outbox.available")
