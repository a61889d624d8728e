"""Units: who takes part, who files for them, and how the list of them comes in."""

from collections.abc import Collection, Mapping

from bot.clock import Clock
from bot.directory.comparison import compare
from bot.directory.errors import ContactUnknown
from bot.directory.finding import matching
from bot.directory.lists.records import UnitList
from bot.directory.outcome import ImportOutcome
from bot.directory.records import Contact, Membership, Unit
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.roles import Permission


class Units:
    """The units that take part and their contacts.

    Args:
        repository: where they are kept.
        clock: for when somebody left or a list came in.
    """

    def __init__(self, repository: UnitRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    async def of_chat(self, chat_id: int) -> list[Membership]:
        """For which units a person files now, in the order of the list; mostly one or none."""
        return await self._repository.memberships_of_chat(chat_id)

    async def membership(self, contact_id: int) -> Membership | None:
        """A contact, whether joined, left or neither; None: unknown, or of a removed unit."""
        return await self._repository.membership(contact_id)

    async def contacts(self, unit_id: int) -> list[Contact]:
        """A unit's contacts who have not left, joined or not, in the order they are asked in."""
        return list((await self._repository.contacts([unit_id])).get(unit_id, ()))

    async def contacts_by_unit(
        self, unit_ids: Collection[int] | None = None, *, with_left: bool = False
    ) -> Mapping[int, tuple[Contact, ...]]:
        """The same for many units, all of them if None; a unit without contacts is left out.

        Args:
            unit_ids: which units.
            with_left: the contacts who have left too, in their former place.
        """
        return await self._repository.contacts(unit_ids, with_left=with_left)

    async def all_units(self) -> list[Unit]:
        """Every unit that takes part, in the order of the list."""
        return await self._repository.units()

    async def find(self, text: str) -> list[Unit]:
        """The units that a person means: by key or whole name, else by all of the words.

        Args:
            text: what they wrote, in either script; words apart by spaces.

        Returns:
            In the order of the list; none where no unit has all of the words in its name, its
            region or its key.
        """
        return matching(text, await self.all_units())

    async def preview(self, listed: UnitList, *, remove_missing: bool = False) -> ImportOutcome:
        """What an import would change; nothing is."""
        changes = compare(listed, await self._repository.known_units())
        return ImportOutcome(units=changes, removes_missing=remove_missing, remarks=listed.remarks)

    async def import_list(
        self, listed: UnitList, *, remove_missing: bool = False, by: int | None = None
    ) -> ImportOutcome:
        """Make the units and contacts what a list says, in one transaction.

        The same list again changes nothing. Who has joined keeps their chat; who has left stays
        away; to whom a place was handed stays. What the list lacks stays too, unless it is to be
        removed: then the messages planned for it are withdrawn.

        Args:
            listed: a list without a mistake.
            remove_missing: whether units and contacts that the list lacks take part no more.
            by: the chat of the member of staff who imports it; None: an operator.

        Raises:
            NotPermitted: they may not.
        """
        now = self._clock.now()
        async with self._repository.transaction() as directory:
            await directory.require(by, Permission.IMPORT_UNITS)
            changes = compare(listed, await directory.known_units())
            outcome = ImportOutcome(
                units=changes, removes_missing=remove_missing, remarks=listed.remarks
            )
            if not outcome.changes_nothing:
                await directory.apply(changes, now, remove_missing=remove_missing)
                counts = {change.value: n for change, n in outcome.counts.items()}
                directory.audit("units.import", "units", at=now, actor_id=by, after=counts)
        return outcome

    async def leave(self, contact_id: int, *, by: int | None = None) -> None:
        """Somebody files no more for a unit. Asked for twice, it is done once.

        What is planned for them is withdrawn and their open invitations are revoked, in the same
        transaction. They can come back by a new invitation.

        Args:
            contact_id: who leaves.
            by: the chat of who says so of themselves; None: an operator.

        Raises:
            ContactUnknown: there is no such contact, or it is another person by now.
        """
        now = self._clock.now()
        async with self._repository.transaction() as directory:
            found = await directory.contact(contact_id)
            if found is None or by not in (None, found.contact.chat_id):
                raise ContactUnknown(contact_id)
            if found.contact.left_at is None:
                await directory.leave(contact_id, now)
                directory.audit("contact.leave", f"contact/{contact_id}", at=now, actor_id=by)
