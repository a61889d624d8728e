"""The service around obligations: what units owe, and every way in which that changes.

Each action is one transaction: it locks the obligation, asks whether its author may, and changes
what it changes together with the outbox, so that no crash leaves a unit both filed and nudged. An
action that came with an update is carried out once; repeated, it returns the same result.
"""

from collections.abc import Collection

from bot.filings.deciding import Deciding
from bot.filings.filing import Filing
from bot.filings.reading import DutyReading
from bot.filings.standing import applies
from bot.knowledge.records import Deadline

#: Units that are looked at in one transaction, for which everybody else who writes waits.
_UNITS_AT_ONCE = 1_000


class Filings(DutyReading, Filing, Deciding):
    """What units owe and what they have filed; `Cases` says what it is made from."""

    async def sync(self) -> None:
        """Make an obligation of every unit and each deadline that applies to it.

        What a deadline or a unit that is gone had planned is withdrawn; its filings stay, and are
        there again if it comes back. Run twice, it changes nothing. Afterwards everything is to be
        planned anew, since the deadlines may have moved: `changed` is called for all units.
        """
        last = 0
        while ids := await self._units_after(last):
            await self._sync_units(ids)
            last = ids[-1]
        await self._changed(None)

    async def _units_after(self, unit_id: int) -> list[int]:
        async with self._repository.reading() as filings:
            return await filings.unit_ids(after=unit_id, limit=_UNITS_AT_ONCE)

    async def _sync_units(self, unit_ids: Collection[int]) -> None:
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            standing = await self._standing(filings, now)
            units = await filings.units(unit_ids)
            there = await filings.pairs(unit_ids)
            owed = {
                (unit.id, deadline.id)
                for deadline in standing.knowledge.all(Deadline)
                for unit in units
                if applies(deadline, unit)
            }
            await filings.create(sorted(owed - there.keys()), now)
            ended = [
                id
                for (unit_id, deadline), id in there.items()
                if (unit_id, deadline) not in owed or standing.deadline(deadline) is None
            ]
            await filings.withdraw(ended, "ended")
