"""Chats: where a message can be sent, and in which language."""

from collections.abc import Mapping

from bot.clock import Clock
from bot.directory.records import Chat
from bot.directory.repository.chats import ChatRepository
from bot.language import Language


class Chats:
    """What is known of chats: their address, their language, and whether they can be reached.

    Of who asks a question no more is kept than that they were asked to follow: a chat is known once
    it was, chose a language, follows, joined a unit or is of staff.

    Args:
        repository: where they are kept.
        clock: for since when.
    """

    def __init__(self, repository: ChatRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock
        self._unreachable: set[int] = set()  #: addresses

    async def load(self) -> None:
        """Remember who cannot be reached, so that `is_unreachable` asks nobody."""
        self._unreachable = set(await self._repository.unreachable_addresses())

    def is_unreachable(self, address: int) -> bool:
        """Whether a chat cannot be reached, as far as this process knows."""
        return address in self._unreachable

    async def seen(
        self, address: int, *, kind: str = "private", app_language: str | None = None
    ) -> Chat:
        """The chat at an address, made if it was not known; writes only what has changed.

        Args:
            address: Telegram's chat_id.
            kind: as Telegram calls it.
            app_language: the IETF tag that the person's Telegram is set to; None: not told.
        """
        known = await self._repository.by_address(address)
        app_language = app_language or (known.app_language if known is not None else None)
        if known is not None and (known.kind, known.app_language) == (kind, app_language):
            return known
        return await self._repository.put(
            address, created_at=self._clock.now(), kind=kind, app_language=app_language
        )

    async def find(self, address: int) -> Chat | None:
        """The chat at an address, if it is known."""
        return await self._repository.by_address(address)

    async def get(self, id: int) -> Chat | None:
        """The chat with this id of ours, if there is one."""
        return await self._repository.by_id(id)

    async def choose_language(
        self, address: int, language: Language | None, *, kind: str = "private"
    ) -> None:
        """Keep in which language a chat wants its answers; None: in that of the question."""
        await self._repository.put(
            address, created_at=self._clock.now(), language=language, kind=kind
        )

    async def chosen_languages(self, limit: int = 100_000) -> Mapping[int, Language]:
        """By address, of at most `limit` chats, the earliest known first."""
        return await self._repository.chosen_languages(limit)

    def remember_unreachable(self, address: int) -> None:
        """Have `is_unreachable` know of a chat of which the database was just told."""
        self._unreachable.add(address)

    async def mark_reachable(self, address: int) -> Chat | None:
        """Keep that a chat can be reached again.

        Returns:
            The chat; None where it could be all along, or is not known.
        """
        self._unreachable.discard(address)
        return await self._repository.set_reachable(address)

    async def migrate(self, old_address: int, new_address: int) -> Chat | None:
        """Follow a group that became a supergroup; what was meant for it goes to its new address.

        Where the new address has been heard of on its own already, the old chat stays as it is and
        can be reached no more.
        """
        return await self._repository.move(old_address, new_address, at=self._clock.now())
