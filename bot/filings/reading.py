"""Duties, as they are read."""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from bot.directory.records import Contact
from bot.filings.board import make_board
from bot.filings.cases import Cases
from bot.filings.errors import DeadlineUnknown
from bot.filings.records import Actor, Board, Duty
from bot.filings.repository import FilingReads
from bot.filings.standing import Standing
from bot.filings.stored import StoredObligation
from bot.knowledge.records import Deadline

#: Units whose duties are read in one go, for which every answer waits: some 20 ms.
_UNITS_AT_ONCE = 250


class DutyReading(Cases):
    """The part of the service that changes nothing."""

    async def duties(self, unit_ids: Collection[int] | None = None) -> list[Duty]:
        """What these units owe, or all units: by unit, what is due first first.

        Duties that are filed, waived or overdue are among them; those whose deadline is gone or not
        valid now are not.
        """
        ids = None if unit_ids is None else frozenset(unit_ids)
        async with self._repository.reading() as filings:
            standing = await self._standing(filings, self._clock.now())
            return _duties(standing, await filings.obligations(unit_ids=ids))

    async def find(self, obligation_ids: Collection[int]) -> list[Duty]:
        """The duties with these ids, in the order of `duties`; those that are gone are left out."""
        async with self._repository.reading() as filings:
            standing = await self._standing(filings, self._clock.now())
            return _duties(standing, await filings.obligations(ids=frozenset(obligation_ids)))

    async def duty(self, obligation_id: int, actor: Actor) -> Duty:
        """One duty, as a person may see it.

        Raises:
            NotYours: the actor neither serves the unit now nor is staff; also where there is none.
            NotOwed: there is none, or its deadline is gone.
        """
        async with self._repository.reading() as filings:
            found = await filings.obligations(ids={obligation_id})
            case = await self._case(filings, found, obligation_id, actor, self._clock.now())
            return case.duty

    async def named_in_message(self, delivery_id: int, actor: Actor) -> list[int]:
        """Ids of the obligations that a message names, by one of the deliveries that made it.

        Those alone that are owed still, of units that the actor serves now; none unless the message
        went to the actor.
        """
        if actor.chat_id is None:
            return []
        async with self._repository.reading() as filings:
            named = await filings.named_in_message(delivery_id, actor.chat_id)
            standing = await self._standing(filings, self._clock.now())
            duties = _duties(standing, await filings.obligations(ids=frozenset(named)))
            units = {duty.unit.id for duty in duties}
            own = {unit for unit in units if await filings.serving(actor.chat_id, unit)}
            return [duty.id for duty in duties if duty.unit.id in own]

    async def snoozes(self, obligation_ids: Collection[int]) -> dict[tuple[int, int], datetime]:
        """Until when contacts do not want to hear of obligations, by (obligation, contact)."""
        async with self._repository.reading() as filings:
            return await filings.snoozes(frozenset(obligation_ids))

    async def board(self, deadline: str) -> Board:
        """How it stands with one deadline, for staff.

        Raises:
            DeadlineUnknown: it is not in the knowledge, or not valid now.
        """
        async with self._repository.reading() as filings:
            standing = await self._standing(filings, self._clock.now())
            found = standing.deadline(deadline)
            if found is None:
                raise DeadlineUnknown(deadline)
            owed = await _owed(filings, standing, deadline)
            return owed.board(found, standing.due_at(found))

    async def boards(self) -> list[Board]:
        """How it stands with each deadline that some unit owes, what is due first first."""
        async with self._repository.reading() as filings:
            standing = await self._standing(filings, self._clock.now())
            owed = await _owed(filings, standing)
        deadlines = [duties[0].deadline for duties in owed.duties.values()]
        boards = [owed.board(each, standing.due_at(each)) for each in deadlines]
        return sorted(boards, key=lambda board: _last_if_unknown(board.due_at))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Owed:
    """What units owe, and who is to be asked for it."""

    duties: Mapping[str, Sequence[Duty]]  #: by deadline
    contacts: Mapping[int, tuple[Contact, ...]]  #: by unit
    unreachable: Collection[int]

    def board(self, deadline: Deadline, due_at: datetime | None) -> Board:
        duties = self.duties.get(deadline.id, ())
        return make_board(deadline, due_at, duties, self.contacts, self.unreachable)


async def _owed(filings: FilingReads, standing: Standing, deadline: str | None = None) -> _Owed:
    """What all units owe by one deadline, or by each, read a portion at a time.

    Between two portions others get their turn: of ten thousand units it takes a second.
    """
    duties: dict[str, list[Duty]] = {}
    contacts: dict[int, tuple[Contact, ...]] = {}
    after = 0
    while ids := await filings.unit_ids(after=after, limit=_UNITS_AT_ONCE):
        after = ids[-1]
        for duty in _duties(standing, await filings.obligations(unit_ids=ids, deadline=deadline)):
            duties.setdefault(duty.deadline.id, []).append(duty)
        contacts |= await filings.contacts(ids)
        await asyncio.sleep(0)
    unreachable = await filings.unreachable()
    return _Owed(duties=duties, contacts=contacts, unreachable=unreachable)


def _duties(standing: Standing, stored: Iterable[StoredObligation]) -> list[Duty]:
    """Those that are owed still, by unit, what is due first first."""
    duties = filter(None, map(standing.duty, stored))
    return sorted(duties, key=lambda duty: (duty.unit.id, _last_if_unknown(duty.due_at), duty.id))


def _last_if_unknown(due_at: datetime | None) -> datetime:
    return due_at or datetime.max.replace(tzinfo=UTC)
