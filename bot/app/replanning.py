"""Replanning: the plan follows every change, beside the answers and never in their way."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from bot.channels.telegram.backoff import backoff

log = structlog.get_logger(__name__)


class Replanning:
    """Brings the plan up to date in the background; changes a moment apart are one.

    What a crash leaves undone is made up for at the next start, when everything is planned anew.
    """

    def __init__(self) -> None:
        self._unit_ids: set[int] = set()
        self._is_all_due = False
        self._is_sync_due = False
        self._changed = asyncio.Event()
        #: set once everything has been planned since the start
        self.is_planned = asyncio.Event()

    async def units_changed(self, unit_ids: Collection[int] | None) -> None:
        """Have these units planned anew; all of them if None."""
        self._unit_ids.update(unit_ids or ())
        self._is_all_due |= unit_ids is None
        self._changed.set()

    async def knowledge_changed(self) -> None:
        """Have it worked out anew who owes what, and everything planned."""
        self._is_sync_due = True
        self._changed.set()

    async def run(
        self,
        sync: Callable[[], Awaitable[None]],
        replan: Callable[[Collection[int] | None], Awaitable[object]],
        planned: Callable[[], None],
    ) -> None:
        """Work until cancelled.

        Args:
            sync: works out who owes what, and has everything planned anew by `units_changed`.
            replan: plans units, all of them if None.
            planned: called after each change of the plan.
        """
        await self.knowledge_changed()
        failures = 0
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._catch_up(sync, replan)
            except Exception as error:
                # Such as a database that is away: nothing is forgotten, and it is tried again.
                failures += 1
                seconds = backoff(failures)
                log.exception("planning.failed", error=type(error).__name__, again_in=seconds)
                await asyncio.sleep(seconds)
                self._changed.set()
            else:
                failures = 0
                planned()

    async def _catch_up(
        self,
        sync: Callable[[], Awaitable[None]],
        replan: Callable[[Collection[int] | None], Awaitable[object]],
    ) -> None:
        if self._is_sync_due:
            self._is_sync_due = False
            try:
                await sync()
            except BaseException:
                self._is_sync_due = True
                raise
        if not (self._is_all_due or self._unit_ids):
            return
        is_all, unit_ids = self._is_all_due, frozenset(self._unit_ids)
        self._is_all_due = False
        self._unit_ids.clear()
        try:
            await replan(None if is_all else unit_ids)
        except BaseException:
            self._is_all_due |= is_all
            self._unit_ids |= unit_ids
            raise
        if is_all:
            self.is_planned.set()
