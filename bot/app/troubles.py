"""Troubles: what did not arrive, who hears of it, and who is asked instead."""

from collections.abc import Sequence

import structlog

from bot.clock import Clock
from bot.delivery.model import Delivery, Draft, Purpose
from bot.delivery.problems import Hooks, Problem
from bot.directory.chats import Chats
from bot.directory.units import Units
from bot.filings.cases import Changed
from bot.filings.messages import problem_notes, unreachable_notes
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
        """Act on what Telegram gave back, as `gone` does."""
        await self.gone(deliveries[0].recipient_id, reason)

    async def gone(self, chat_id: int, reason: str) -> None:
        """Keep that a chat cannot be written to; of a contact tell staff, and ask the next instead.

        Both are one transaction: once it is kept, nothing is sent there that would bring it up
        again.

        Args:
            chat_id: by our id.
            reason: why, in words of Telegram.
        """
        now = self._clock.now()
        async with self._repository.transaction() as filings:
            chat = await filings.mark_unreachable(chat_id, reason, now)
            assert chat.unreachable_at is not None, "it was marked a moment ago"
            staff = await filings.staff()
            drafts: list[Draft] = []
            for each in await filings.memberships(chat_id):
                drafts += unreachable_notes(each.contact.id, chat.unreachable_at, staff, now)
            await filings.put(drafts, now)
        self._chats.remember_unreachable(chat.address)
        await self.reach_changed(chat_id)

    async def moved(self, old_address: int, new_address: int) -> None:
        """Follow a group to its new address."""
        await self._chats.migrate(old_address, new_address)

    async def problem(self, problem: Problem) -> None:
        """Tell staff of a message that will not arrive, and the log of everything."""
        ids = [delivery.id for delivery in problem.deliveries]
        log.error("delivery.problem", kind=problem.kind.value, reason=problem.reason, ids=ids)
        async with self._repository.transaction() as filings:
            staff = await filings.staff()
            drafts: list[Draft] = []
            for delivery in _one_each(problem.deliveries):
                drafts += problem_notes(
                    contact_id=delivery.contact_id,
                    obligation_id=delivery.obligation_id,
                    delivery_id=delivery.id,
                    reason=problem.reason,
                    recipient_ids=staff,
                    now=self._clock.now(),
                )
            await filings.put(drafts, self._clock.now())

    async def reach_changed(self, chat_id: int) -> None:
        """Have the units planned anew whose contact can be reached no more, or again.

        Args:
            chat_id: by our id.
        """
        memberships = await self._units.of_chat(chat_id)
        await self._changed({each.unit.id for each in memberships})


def _one_each(deliveries: Sequence[Delivery]) -> list[Delivery]:
    """One delivery for each contact that some were meant for; none of what is not noted."""
    by_contact: dict[int | None, Delivery] = {}
    for delivery in deliveries:
        if delivery.purpose not in _NOT_NOTED:
            by_contact.setdefault(delivery.contact_id, delivery)
    return list(by_contact.values())
