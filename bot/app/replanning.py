"""Replanning: the plan follows every change, beside the answers and never in their way."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from bot.app.services import Services
from bot.delivery.backoff import backoff
from bot.errors import ZhouzhiError, described

log = structlog.get_logger(__name__)


class Replanning:
    """Brings the plan up to date in the background; changes a moment apart are one.

    What a crash leaves undone is made up for at the next start, when everything is planned anew.
    """

    def __init__(self) -> None:
        self._unit_ids: set[int] = set()
        self._is_all_due = False
        self._is_sync_due = True
        self._told: set[str] = set()
        self._changed = asyncio.Event()
        #: set once everything has been planned since the start
        self.is_planned = asyncio.Event()
        #: whether the plan is up to date
        self.is_idle = False

    async def units_changed(self, unit_ids: Collection[int] | None) -> None:
        """Have these units planned anew; all of them if None."""
        self._unit_ids.update(unit_ids or ())
        self._is_all_due |= unit_ids is None
        self._wake()

    async def knowledge_changed(self) -> None:
        """Have it worked out anew who owes what, and everything planned."""
        self._is_sync_due = True
        self._wake()

    async def run(
        self,
        services: Services,
        tell: Callable[[ZhouzhiError], Awaitable[None]],
        planned: Callable[[], None],
    ) -> None:
        """Work until cancelled.

        Args:
            services: which know who owes what, and plan.
            tell: tells staff what has to be put right before something can be planned.
            planned: called after each change of the plan.
        """
        self._wake()
        failures = 0
        while True:
            await self._changed.wait()
            self._changed.clear()
            try:
                await self._sync(services)
                await self._replan(services, tell)
            except Exception as error:
                # Such as a database that is away: nothing is forgotten, and it is tried again.
                failures += 1
                seconds = backoff(failures)
                log.error("planning.failed", again_in=seconds, **described(error))
                await asyncio.sleep(seconds)
                self._wake()
            else:
                failures = 0
                self.is_idle = not self._changed.is_set()
                planned()

    def _wake(self) -> None:
        self.is_idle = False
        self._changed.set()

    async def _sync(self, services: Services) -> None:
        if not self._is_sync_due:
            return
        self._is_sync_due = False
        try:
            await services.filings.sync()  # which has everything planned
        except BaseException:
            self._is_sync_due = True
            raise

    async def _replan(
        self, services: Services, tell: Callable[[ZhouzhiError], Awaitable[None]]
    ) -> None:
        if not (self._is_all_due or self._unit_ids):
            return
        is_all, unit_ids = self._is_all_due, frozenset(self._unit_ids)
        self._is_all_due = False
        self._unit_ids.clear()
        try:
            change = await services.reminders.replan(None if is_all else unit_ids)
        except BaseException:
            self._is_all_due |= is_all
            self._unit_ids |= unit_ids
            raise
        log.info("planned", planned=change.planned, moved=change.moved, withdrawn=change.withdrawn)
        if is_all:
            self.is_planned.set()
        for refused in change.refused.values():
            if str(refused) not in self._told:
                self._told.add(str(refused))
                await tell(refused)
