"""The service that keeps the outbox as the planner would have it."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Self

from bot.clock import Clock
from bot.delivery.model import Draft, Purpose
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.working_days import YearUnknown
from bot.reminders.changes import Changes, changes
from bot.reminders.drafting import draft_digests, draft_nudges
from bot.reminders.repository import PlanRepository, PlanWrites
from bot.reminders.states import Due, Policy, Situation
from bot.settings import ReminderSettings

#: Units that are planned in one transaction, for which everybody else who writes waits.
_UNITS_AT_ONCE = 200
#: Drafts that are written in one go: as many as one statement holds.
_DRAFTS_AT_ONCE = 500
#: Obligations that are planned in one go, for which every answer waits: some milliseconds.
_OBLIGATIONS_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanChange:
    """What planning anew has changed in the outbox, in deliveries."""

    planned: int = 0
    moved: int = 0
    withdrawn: int = 0
    #: by deadline: why it could not be planned; what had been planned of it has stayed
    refused: Mapping[str, YearUnknown] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """How many deliveries are other than before."""
        return self.planned + self.moved + self.withdrawn

    def __add__(self, other: "PlanChange") -> "PlanChange":
        return PlanChange(
            planned=self.planned + other.planned,
            moved=self.moved + other.moved,
            withdrawn=self.withdrawn + other.withdrawn,
            refused={**self.refused, **other.refused},
        )


class Reminders:
    """Plans nudges, overdue notes and digests.

    The plan follows from what the database and the knowledge say; nothing else remembers it. So it
    may be made at any time, also after a crash in the middle of making it.

    Args:
        repository: makes transactions.
        clock: tells the time.
        knowledge: gives the knowledge as it is now.
        settings: when units are nudged.
    """

    def __init__(
        self,
        repository: PlanRepository,
        clock: Clock,
        knowledge: Callable[[], Knowledge],
        settings: ReminderSettings,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._knowledge = knowledge
        self._settings = settings

    async def replan(self, unit_ids: Collection[int] | None = None) -> PlanChange:
        """Bring the outbox to what should stand now; a second time it changes nothing.

        To be called at start, before anything is sent; after every change of a deadline, a unit,
        its contacts or its filings; and when a day begins, since what was missed is put off to the
        next one.

        Args:
            unit_ids: whose plan may have changed; None: every unit's. Digests that nobody needs any
                longer are withdrawn in that case alone: composing one finds nothing to say.
        """
        policy = Policy(self._knowledge(), self._settings)
        whole = unit_ids is None
        change, dues = PlanChange(), dict[Due, datetime]()
        portions = self._all_units() if unit_ids is None else _portions(unit_ids)
        async for portion in portions:
            async with self._repository.transaction() as plans:
                change += await self._plan_units(plans, policy, portion, dues)
        if dues or whole:
            async with self._repository.transaction() as plans:
                change += await self._plan_digests(plans, policy, dues, whole=whole)
        return change

    async def _all_units(self) -> AsyncIterator[Sequence[int]]:
        """Every unit, as many at a time as are planned in one transaction."""
        last = 0
        while portion := await self._repository.unit_ids(after=last, limit=_UNITS_AT_ONCE):
            yield portion
            last = portion[-1]

    async def _plan_units(
        self,
        plans: PlanWrites,
        policy: Policy,
        unit_ids: Collection[int],
        dues: dict[Due, datetime],
    ) -> PlanChange:
        """Plan some units, and add to `dues` what they owe and since when."""
        situation = await self._situation(plans, policy, unit_ids)
        refused: dict[str, YearUnknown] = {}
        async with _Writing(plans, situation.now) as writing:
            for number, stored in enumerate(await plans.plans(unit_ids)):
                if number % _OBLIGATIONS_AT_ONCE == 0:
                    await asyncio.sleep(0)  # so that answers need not wait
                state = situation.state(stored)
                if state is None or stored.obligation is None:
                    writing.add(changes((), stored.history))
                    continue
                deadline = stored.obligation.deadline
                drafted = draft_nudges(state)
                if drafted.refused is not None:
                    refused[deadline] = drafted.refused
                writing.add(changes(drafted.drafts, stored.history, drafted.purposes))
                if state.is_open:
                    due = deadline, state.due_at
                    dues[due] = min(dues.get(due, state.created_at), state.created_at)
        return writing.change(refused)

    async def _plan_digests(
        self, plans: PlanWrites, policy: Policy, dues: Mapping[Due, datetime], *, whole: bool
    ) -> PlanChange:
        situation = await self._situation(plans, policy, unit_ids=())
        staff = await plans.staff()
        digests = await plans.digests()
        refused: dict[str, YearUnknown] = {}
        subjects: set[str] = set()
        async with _Writing(plans, situation.now) as writing:
            for state in situation.digest_states(dues, staff, digests):
                drafted = draft_digests(state)
                if drafted.refused is not None:
                    refused[state.deadline] = drafted.refused
                subjects.add(state.subject)
                # Of some units alone it is not known what the others need: theirs stays.
                complete = drafted.purposes if whole else frozenset[Purpose]()
                writing.add(changes(drafted.drafts, state.history, complete))
            if whole:
                gone = (each for each in digests if each.subject not in subjects)
                writing.add(changes((), gone))
        return writing.change(refused)

    async def _situation(
        self, plans: PlanWrites, policy: Policy, unit_ids: Collection[int]
    ) -> Situation:
        """What these units share."""
        return Situation(
            policy=policy,
            extensions=await plans.extensions(),
            unreachable=await plans.unreachable(unit_ids),
            now=self._clock.now(),
        )


class _Writing:
    """Brings changes into the outbox while more are found: the database works meanwhile.

    All of them are there once its block has ended.

    Args:
        plans: within whose transaction.
        now: aware.
    """

    def __init__(self, plans: PlanWrites, now: datetime) -> None:
        self._plans = plans
        self._now = now
        self._drafts: list[Draft] = []
        self._withdrawn: list[int] = []
        self._task: asyncio.Task[None] | None = None
        self._counted = dict.fromkeys(("planned", "moved", "withdrawn"), 0)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if self._task is not None:
            await self._task
        if kind is None:
            await self._write()

    def add(self, found: Changes) -> None:
        """Take up some changes."""
        self._drafts += found.planned
        self._drafts += found.moved
        self._withdrawn += found.withdrawn
        for kind in self._counted:
            self._counted[kind] += len(getattr(found, kind))
        if len(self._drafts) >= _DRAFTS_AT_ONCE and (self._task is None or self._task.done()):
            if self._task is not None:
                self._task.result()  # which failed, perhaps
            self._task = asyncio.create_task(self._write())

    def change(self, refused: Mapping[str, YearUnknown]) -> PlanChange:
        """What has changed, and what could not be planned."""
        return PlanChange(**self._counted, refused=refused)

    async def _write(self) -> None:
        drafts, self._drafts = self._drafts, []
        withdrawn, self._withdrawn = self._withdrawn, []
        if drafts:
            await self._plans.put(drafts, self._now)
        if withdrawn:
            await self._plans.withdraw(withdrawn, "replanned")


async def _portions(unit_ids: Collection[int]) -> AsyncIterator[Sequence[int]]:
    """These units, in the same way."""
    rest = iter(sorted(set(unit_ids)))
    while portion := tuple(islice(rest, _UNITS_AT_ONCE)):
        yield portion
