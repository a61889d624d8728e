"""Troubles: what did not arrive, who hears of it, and who is asked instead."""

from collections.abc import Sequence

import structlog

from bot.clock import Clock
from bot.delivery.model import Delivery, Draft, Purpose
from bot.delivery.problems import Hooks, Problem
from bot.directory.chats import Chats
from bot.directory.units import Units
from bot.filings.cases import Changed
from bot.filings.messages import NoteKind, trouble_notes
from bot.filings.repository import FilingRepository

log = structlog.get_logger(__name__)

#: That one of these did not arrive is put into no note: staff are sent the first, and the report
#: of an announcement has the others.
_NOT_NOTED = (
    Purpose.NOTE,
    Purpose.DIGEST,
    Purpose.REVIEW,
    Purpose.ANNOUNCEMENT,
    Purpose.EDIT,
    Purpose.DELETE,
    Purpose.PIN,
)


class Troubles:
    """Acts on what the sender could not deliver; each step may be repeated after a crash.

    Args:
        repository: where notes to staff are planned.
        chats: who can be reached.
        units: whose contacts they are.
        clock: tells the time.
        changed: told whose plan may have changed.
    """

    def __init__(
        self,
        repository: FilingRepository,
        chats: Chats,
        units: Units,
        clock: Clock,
        changed: Changed,
    ) -> None:
        self._repository = repository
        self._chats = chats
        self._units = units
        self._clock = clock
        self._changed = changed

    @property
    def hooks(self) -> Hooks:
        """What the sender calls."""
        return Hooks(on_unreachable=self.unreachable, on_moved=self.moved, on_problem=self.problem)

    async def unreachable(self, deliveries: Sequence[Delivery], reason: str) -> None:
        """Ask the unit's next contact instead, and tell staff."""
        chat_id = deliveries[0].recipient_id
        await self._chats.mark_unreachable(chat_id, reason)
        await self._note(NoteKind.UNREACHABLE, deliveries, reason)
        await self.reach_changed(chat_id)

    async def moved(self, old_address: int, new_address: int) -> None:
        """Follow a group to its new address."""
        await self._chats.migrate(old_address, new_address)

    async def problem(self, problem: Problem) -> None:
        """Tell staff of a message that will not arrive, and the log of everything."""
        ids = [delivery.id for delivery in problem.deliveries]
        log.error("delivery.problem", kind=problem.kind.value, reason=problem.reason, ids=ids)
        await self._note(NoteKind.PROBLEM, problem.deliveries, problem.reason)

    async def reach_changed(self, chat_id: int) -> None:
        """Have the units planned anew whose contact can be reached no more, or again.

        Args:
            chat_id: by our id.
        """
        memberships = await self._units.of_chat(chat_id)
        await self._changed({each.unit.id for each in memberships})

    async def _note(self, kind: NoteKind, deliveries: Sequence[Delivery], reason: str) -> None:
        async with self._repository.transaction() as filings:
            staff = await filings.staff()
            drafts: list[Draft] = []
            for delivery in _one_each(deliveries):
                drafts += trouble_notes(
                    kind,
                    contact_id=delivery.contact_id,
                    obligation_id=delivery.obligation_id,
                    delivery_id=delivery.id,
                    reason=reason,
                    recipient_ids=staff,
                    now=self._clock.now(),
                )
            await filings.put(drafts, self._clock.now())


def _one_each(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """One delivery for each contact that some were meant for; none of what is not noted."""
    by_contact: dict[int | None, Delivery] = {}
    for delivery in deliveries:
        if delivery.purpose not in _NOT_NOTED:
            by_contact.setdefault(delivery.contact_id, delivery)
    return list(by_contact.values())
