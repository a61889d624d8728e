"""The service around obligations: what units owe, and every way in which that changes.

Each action is one transaction: it locks the obligation, asks whether its author may, and changes
what it changes together with the outbox, so that no crash leaves a unit both filed and nudged. An
action that came with an update is carried out once; repeated, it returns the same result.
"""

from bot.filings.deciding import Deciding
from bot.filings.filing import Filing
from bot.filings.reading import DutyReading
from bot.filings.standing import applies
from bot.knowledge.records import Deadline


class Filings(DutyReading, Filing, Deciding):
    """What units owe and what they have filed; `Cases` says what it is made from."""

    async def sync(self) -> None:
        """Make an obligation of every unit and each deadline that applies to it.

        What a deadline or a unit that is gone had planned is withdrawn; its filings stay, and are
        there again if it comes back. Run twice, it changes nothing. Afterwards everything is to be
        planned anew, since the deadlines may have moved: `changed` is called for all units.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            standing = await self._standing(filings, now)
            units = await filings.units()
            there = await filings.every_pair()
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
        await self._changed(None)
