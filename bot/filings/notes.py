"""Notes to staff about messages that did not reach a contact, from what the sender tells."""

from collections.abc import Collection, Sequence

from bot.clock import Clock
from bot.delivery.model import Delivery, Purpose
from bot.delivery.problems import Problem
from bot.filings.messages import NoteKind, trouble_notes
from bot.filings.repository import FilingRepository

#: What did not reach staff is not told to staff by more of the same.
_TO_STAFF = (Purpose.DIGEST, Purpose.NOTE)


class StaffNotes:
    """Puts notes about contacts into the outbox. Told of the same twice, it puts them once.

    Args:
        repository: where the outbox is.
        clock: tells the time.
        staff: Telegram's addresses of staff.
    """

    def __init__(self, repository: FilingRepository, clock: Clock, staff: Collection[int]) -> None:
        self._repository = repository
        self._clock = clock
        self._staff = tuple(staff)

    async def unreachable(self, deliveries: Sequence[Delivery], reason: str) -> None:
        """A contact has blocked the bot, or is gone: staff should call.

        Args:
            deliveries: those to one recipient that showed it.
            reason: as the channel gives it.
        """
        by_contact: dict[int, Delivery] = {}
        for delivery in sorted(deliveries, key=lambda each: each.id):
            if delivery.contact_id is not None:
                by_contact.setdefault(delivery.contact_id, delivery)
        for delivery in by_contact.values():
            await self._put(NoteKind.UNREACHABLE, delivery, reason)

    async def problem(self, problem: Problem) -> None:
        """Messages about duties could not be delivered for another reason."""
        for delivery in problem.deliveries:
            if delivery.purpose not in _TO_STAFF:
                await self._put(NoteKind.PROBLEM, delivery, problem.reason)

    async def _put(self, kind: NoteKind, delivery: Delivery, reason: str) -> None:
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            notes = trouble_notes(
                kind,
                contact_id=delivery.contact_id,
                obligation_id=delivery.obligation_id,
                delivery_id=delivery.id,
                reason=reason,
                recipient_ids=await filings.chats(self._staff),
                now=now,
            )
            await filings.put(notes, now)
