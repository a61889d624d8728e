"""Personal data: what is kept of somebody, shown to them and erased at their wish."""

from dataclasses import dataclass

from bot.clock import Clock
from bot.directory.errors import StaffKept
from bot.directory.records import Chat, Following, Membership
from bot.directory.repository.personal import PersonalRepository
from bot.directory.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """All that is kept of one person."""

    chat: Chat
    following: Following
    memberships: tuple[Membership, ...]  #: for whom they file now
    role: Role | None  #: among staff
    filings: int  #: how many they made, those they took back as well
    deliveries: int  #: how many messages they were sent, or will be


class Personal:
    """What is kept of a person.

    Args:
        repository: where it is.
        clock: for when it was erased.
    """

    def __init__(self, repository: PersonalRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    async def kept(self, address: int) -> Kept | None:
        """All that is kept of somebody; None: nothing.

        Args:
            address: Telegram's, of their private chat.
        """
        async with self._repository.reading() as personal:
            chat = await personal.chat(address)
            if chat is None:
                return None
            return Kept(
                chat=chat,
                following=await personal.follows(chat.id),
                memberships=tuple(await personal.memberships(chat.id)),
                role=await personal.role(chat.id),
                filings=await personal.filings(chat.id),
                deliveries=await personal.deliveries(chat.id),
            )

    async def forget(self, address: int) -> list[Membership]:
        """Erase it: nothing says any longer whose it was.

        They follow nothing, and what was planned for them is withdrawn. Whoever filed for a unit
        leaves it; that something was filed, by a contact of the unit, stays, since it is the unit's
        too. The list of the unit keeps the name that the unit gave.

        Returns:
            For whom they filed until now.

        Raises:
            StaffKept: they are of staff, whose actions are kept for as long as they are.
        """
        now = self._clock.now()
        async with self._repository.transaction() as personal:
            chat = await personal.chat(address)
            if chat is None:
                return []
            if await personal.role(chat.id) is not None:
                raise StaffKept
            memberships = await personal.memberships(chat.id)
            await personal.erase(chat.id, [each.contact.id for each in memberships], now)
        return memberships
