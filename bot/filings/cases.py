"""Cases: an obligation opened for somebody who may see it or act on it."""

from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bot.clock import Clock
from bot.directory.records import Contact
from bot.directory.roles import Permission
from bot.filings.errors import NotOwed, NotYours
from bot.filings.messages import subject_of
from bot.filings.records import Actor, Duty
from bot.filings.repository import FilingReads, FilingRepository, FilingWrites
from bot.filings.standing import Standing
from bot.filings.stored import StoredObligation
from bot.knowledge.knowledge import Knowledge

#: Told, after a change was committed, of which units the plan may have changed; None: of all.
Changed = Callable[[Collection[int] | None], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """An obligation within a transaction, opened for an author who may act on it."""

    stored: StoredObligation
    duty: Duty
    contacts: list[Contact]  #: as whom the author serves the unit; empty: they act as staff
    standing: Standing

    @property
    def is_staff(self) -> bool:
        """Whether the author acts as staff and not as a contact of the unit."""
        return not self.contacts


class Cases:
    """Opens obligations: what every part of the service begins with.

    Args:
        repository: where they are kept.
        clock: tells the time.
        knowledge: gives the knowledge as it is now.
        changed: called after every change, so that the plan follows.
        grace: how long after it was due nobody is called late.
    """

    def __init__(
        self,
        repository: FilingRepository,
        clock: Clock,
        knowledge: Callable[[], Knowledge],
        *,
        changed: Changed,
        grace: timedelta = timedelta(0),
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._knowledge = knowledge
        self._changed = changed
        self._grace = grace

    async def _standing(self, filings: FilingReads, now: datetime) -> Standing:
        return Standing(self._knowledge(), await filings.extensions(), self._grace, now)

    async def _open(self, filings: FilingWrites, id: int, actor: Actor, now: datetime) -> Case:
        """Lock an obligation for a contact who serves its unit now, or for staff."""
        return await self._case(filings, await filings.locked([id]), id, actor, now)

    async def _open_own(
        self, filings: FilingWrites, ids: Collection[int], actor: Actor, now: datetime
    ) -> list[Case]:
        """Lock obligations for a contact who serves the units of all of them now."""
        locked = await filings.locked(ids)
        cases = [await self._case(filings, locked, id, actor, now) for id in sorted(set(ids))]
        for case in cases:
            if case.is_staff:
                raise NotYours(case.duty.id)
        return cases

    async def _open_as_staff(
        self,
        filings: FilingWrites,
        id: int,
        actor: Actor,
        now: datetime,
        permission: Permission = Permission.FILE_FOR_UNIT,
    ) -> Case:
        """Lock an obligation for a member of staff who may do this."""
        if not await may(filings, actor, permission):
            raise NotYours(id)
        return await self._open(filings, id, actor, now)

    async def _case(
        self,
        filings: FilingReads,
        found: Collection[StoredObligation],
        id: int,
        actor: Actor,
        now: datetime,
    ) -> Case:
        """The case of one of the obligations found.

        Raises:
            NotYours: the actor may not act on it; contacts are told the same where there is none.
            NotOwed: its deadline is gone, or its unit takes part no longer.
        """
        stored = next((each for each in found if each.id == id), None)
        if stored is None:
            is_staff = await may(filings, actor, Permission.FILE_FOR_UNIT)
            raise NotOwed(id) if is_staff else NotYours(id)
        contacts = await filings.serving(actor.chat_id, stored.unit.id)
        if not contacts and not await may(filings, actor, Permission.FILE_FOR_UNIT):
            raise NotYours(id)
        standing = await self._standing(filings, now)
        duty = standing.duty(stored)
        if duty is None:
            raise NotOwed(id)
        return Case(stored=stored, duty=duty, contacts=contacts, standing=standing)

    async def _again(self, filings: FilingReads, case: Case) -> Duty:
        """The duty of a case as it stands after what was changed."""
        (stored,) = await filings.obligations(ids={case.duty.id})
        duty = case.standing.duty(stored)
        assert duty is not None, "it was owed when the case was opened, by the same knowledge"
        return duty

    async def _audit(
        self,
        filings: FilingWrites,
        case: Case,
        actor: Actor,
        action: str,
        before: dict[str, Any],
        after: dict[str, Any],
        now: datetime,
    ) -> None:
        await filings.audit(
            actor_id=actor.chat_id,
            action=f"obligation.{action}",
            subject=subject_of(case.duty.id),
            before=before,
            after=after,
            now=now,
        )


async def may(filings: FilingReads, actor: Actor, permission: Permission) -> bool:
    """Whether the author, who acts as staff, may; asked in the transaction in which they act."""
    return actor.is_staff and await filings.may(actor.chat_id, permission)
