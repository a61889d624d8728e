"""Units: who takes part, who files for them, and how the list of them comes in."""

from collections.abc import Collection, Mapping

from bot.clock import Clock
from bot.directory.errors import ContactUnknown
from bot.directory.records import Contact, Membership, Unit
from bot.directory.repository.units import UnitRepository


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
        self, unit_ids: Collection[int] | None = None
    ) -> Mapping[int, tuple[Contact, ...]]:
        """The same for many units, all of them if None; a unit without contacts is left out."""
        return await self._repository.contacts(unit_ids)

    async def all_units(self) -> list[Unit]:
        """Every unit that takes part, in the order of the list."""
        return await self._repository.units()

    async def leave(self, contact_id: int, *, by: int | None = None) -> None:
        """Somebody files no more for a unit. Asked for twice, it is done once.

        What is planned for them is withdrawn and their open invitations are revoked, in the same
        transaction. They can come back by a new invitation.

        Args:
            contact_id: who leaves.
            by: the chat of who says so: themselves or a member of staff; None: an operator.

        Raises:
            ContactUnknown: there is no such contact.
        """
        now = self._clock.now()
        async with self._repository.transaction() as directory:
            found = await directory.contact(contact_id)
            if found is None:
                raise ContactUnknown(contact_id)
            if found.contact.left_at is None:
                await directory.leave(contact_id, now)
                directory.audit("contact.leave", f"contact/{contact_id}", at=now, actor_id=by)
