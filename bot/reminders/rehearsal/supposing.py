"""Supposing: services that answer as if everybody had joined, at the instant of the rehearsal."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.directory.chats import Chats
from bot.directory.records import Chat, Contact, Membership, Unit
from bot.directory.units import Units
from bot.filings.board import make_board
from bot.filings.errors import DeadlineUnknown
from bot.filings.records import Board, Duty
from bot.filings.repository import FilingRepository
from bot.filings.service import Filings
from bot.filings.standing import Standing
from bot.filings.stored import StoredObligation
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from bot.reminders.readers import Reader, Readers
from bot.reminders.states import StoredPlan


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """With what a rehearsal begins.

    Attributes:
        at: when; who is there now was there then.
        is_afresh: it is past: of what was sent, snoozed and pressed since, nothing has happened.
        joined_only: contacts who have not joined are left out; else they have joined by then.
    """

    at: datetime
    is_afresh: bool = False
    joined_only: bool = False

    def supposed(self, stored: StoredPlan) -> StoredPlan:
        """An obligation as the rehearsal begins with it."""
        obligation = stored.obligation
        if obligation is not None and self.is_afresh:
            obligation = replace(obligation, reacted_at=None)
        return replace(
            stored,
            obligation=obligation,
            created_at=min(stored.created_at, self.at),
            contacts=self.contacts(stored.contacts),
            history=() if self.is_afresh else stored.history,
            snoozes={} if self.is_afresh else stored.snoozes,
        )

    def owed(
        self, number: int, unit: Unit, deadline: str, contacts: Iterable[Contact]
    ) -> StoredPlan:
        """An obligation that is made when the program starts for the first time.

        Args:
            number: of this one, from 1 on.
            unit: who owes it.
            deadline: by its id.
            contacts: of the unit.
        """
        # The database counts up, so that nothing has this id.
        obligation = StoredObligation(
            id=-number,
            unit=unit,
            deadline=deadline,
            extended_until_at=None,
            filed_at=None,
            waived_at=None,
            reacted_at=None,
            filings={},
        )
        return StoredPlan(
            id=-number,
            created_at=self.at,
            obligation=obligation,
            contacts=self.contacts(contacts),
            snoozes={},
            history=(),
        )

    def contacts(self, contacts: Iterable[Contact]) -> tuple[Contact, ...]:
        """Contacts of a unit as the rehearsal begins with them."""
        return tuple(
            self._joined(each) for each in contacts if each.has_joined or not self.joined_only
        )

    def _joined(self, contact: Contact) -> Contact:
        if contact.has_joined and contact.joined_at is not None:
            return replace(contact, joined_at=min(contact.joined_at, self.at))
        # Nobody has this chat, as above.
        return replace(contact, chat_id=-contact.id, joined_at=self.at)


class SupposedFilings(Filings):
    """Duties as they were read once, at any instant.

    Args:
        repository: is not asked.
        clock: of the rehearsal.
        knowledge: gives the knowledge.
        grace: how long after it was due nobody is called late.
        extensions: later due instants for every unit, by deadline.
        unreachable: chats that cannot be written to.
        plans: all obligations, with contacts as they are supposed.
    """

    def __init__(
        self,
        repository: FilingRepository,
        clock: Clock,
        knowledge: Callable[[], Knowledge],
        *,
        grace: timedelta,
        extensions: Mapping[str, datetime],
        unreachable: Collection[int],
        plans: Sequence[StoredPlan],
    ) -> None:
        super().__init__(repository, clock, knowledge, changed=_never, grace=grace)
        self._extensions = extensions
        self._unreachable = unreachable
        self._plans = {each.id: each for each in plans}

    async def find(self, obligation_ids: Collection[int]) -> list[Duty]:
        """The duties with these ids; those that are gone are left out."""
        plans = [self._plans[id] for id in obligation_ids if id in self._plans]
        return _duties(self._at_present(), plans)

    async def board(self, deadline: str) -> Board:
        """How it stands with one deadline.

        Raises:
            DeadlineUnknown: it is not valid then.
        """
        standing = self._at_present()
        found = standing.deadline(deadline)
        if found is None:
            raise DeadlineUnknown(deadline)
        plans = [
            each
            for each in self._plans.values()
            if each.obligation is not None and each.obligation.deadline == deadline
        ]
        contacts = {each.obligation.unit.id: each.contacts for each in plans if each.obligation}
        duties = _duties(standing, plans)
        return make_board(found, standing.due_at(found), duties, contacts, self._unreachable)

    def _at_present(self) -> Standing:
        return Standing(self._knowledge(), self._extensions, self._grace, self._clock.now())


def _duties(standing: Standing, plans: Iterable[StoredPlan]) -> list[Duty]:
    duties = (standing.duty(each.obligation) for each in plans if each.obligation is not None)
    return [duty for duty in duties if duty is not None]


class SupposedReaders(Readers):
    """Who would read a message if everybody who is expected had joined, staff as well.

    Args:
        chats: as for `Readers`, as all up to `default`.
        plans: all obligations, with contacts as they are supposed.
        unreachable: chats that cannot be written to.
        staff: by our id of a chat, Telegram's address of each member of staff.
    """

    def __init__(
        self,
        chats: Chats,
        units: Units,
        texts: Mapping[Language, Texts],
        knowledge: Callable[[], Knowledge],
        *,
        language_of: Callable[[str | None, Language], Language],
        default: Language,
        plans: Sequence[StoredPlan],
        unreachable: Collection[int],
        staff: Mapping[int, int],
    ) -> None:
        super().__init__(chats, units, texts, knowledge, language_of=language_of, default=default)
        self._unit_contacts: dict[int, tuple[Contact, ...]] = {}
        self._memberships: dict[int, dict[int, Membership]] = {}
        for plan in plans:
            if plan.obligation is not None:
                self._enlist(plan.obligation.unit, plan.contacts)
        self._unreachable = unreachable
        self._staff = staff
        self._fallback = default

    async def reader(self, chat_id: int, now: datetime) -> Reader:
        """Who would read it, in the language that is known of them."""
        if chat_id > 0:
            return await super().reader(chat_id, now)
        memberships = tuple(self._memberships.get(chat_id, {}).values())
        listed = next((m.contact.language for m in memberships if m.contact.language), None)
        return Reader(
            chat=Chat(id=chat_id, address=self._staff.get(chat_id, 0)),
            memberships=memberships,
            words=self.words(listed or self._fallback, now),
        )

    async def contacts(self, unit_id: int) -> list[tuple[Contact, bool]]:
        """A unit's contacts in their order, and whether each could be written to."""
        return [
            (each, each.chat_id not in self._unreachable)
            for each in self._unit_contacts.get(unit_id, ())
        ]

    def membership(self, chat_id: int, contact_id: int) -> Membership | None:
        """As which contact of which unit somebody is written to; None for staff."""
        return self._memberships.get(chat_id, {}).get(contact_id)

    def _enlist(self, unit: Unit, contacts: tuple[Contact, ...]) -> None:
        self._unit_contacts[unit.id] = contacts
        for contact in contacts:
            if contact.chat_id is not None:
                of_chat = self._memberships.setdefault(contact.chat_id, {})
                of_chat[contact.id] = Membership(contact=contact, unit=unit)


async def _never(_unit_ids: Collection[int] | None) -> None:
    raise AssertionError("a rehearsal changes nothing")
