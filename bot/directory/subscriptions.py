"""Subscriptions: who hears announcements, since they chose to."""

from collections.abc import Callable
from dataclasses import replace

from bot.clock import Clock
from bot.directory.records import EVERYTHING, Following
from bot.directory.repository.subscriptions import SubscriptionRepository
from bot.language import Language

_Change = Callable[[Following], Following]


class Subscriptions:
    """What people follow. Whoever does so is known from then on, by their chat alone.

    Following everything and following some topics exclude each other: who follows everything and
    chooses a topic wants that topic alone. Done twice, each is done once.

    Args:
        repository: where it is kept.
        clock: for since when.
    """

    def __init__(self, repository: SubscriptionRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    async def follows(self, address: int) -> Following:
        """What somebody follows.

        Args:
            address: Telegram's, of their private chat.
        """
        return await self._repository.follows(address)

    async def follow(
        self, address: int, topic: str = EVERYTHING, *, app_language: str | None = None
    ) -> Following:
        """Hear of a topic from now on, or of everything; what they follow then.

        Args:
            address: as above.
            topic: its id.
            app_language: the IETF tag that their Telegram is set to; None: not told.
        """

        def add(before: Following) -> Following:
            if topic == EVERYTHING:
                return replace(before, topics=frozenset({EVERYTHING}))
            return replace(before, topics=before.topics - {EVERYTHING} | {topic})

        return await self._change(address, add, app_language)

    async def unfollow(self, address: int, topic: str = EVERYTHING) -> Following:
        """Hear of a topic no longer; what they follow then."""
        return await self._change(
            address, lambda before: replace(before, topics=before.topics - {topic})
        )

    async def stop(self, address: int) -> Following:
        """Hear no announcement any longer; what they followed until now.

        Somebody who was never asked to follow is not asked from now on.
        """
        now = self._clock.now()
        async with self._repository.transaction() as subscriptions:
            chat = await subscriptions.chat(address, None, now)
            before = await subscriptions.follows(chat.id)
            await subscriptions.replace(chat.id, Following(), now)
            await subscriptions.mark_asked(chat.id, now)
        return before

    async def choose_language(self, address: int, language: Language | None) -> Following:
        """Hear announcements in this language; None: in that of their answers."""
        return await self._change(address, lambda before: replace(before, language=language))

    async def may_ask(self, address: int, *, app_language: str | None = None) -> bool:
        """Whether to ask somebody now if they want to follow: this once, whatever happens then.

        Nobody is asked who has been before, who follows already, or who is here to work: contacts
        of units, and staff.
        """
        now = self._clock.now()
        async with self._repository.transaction() as subscriptions:
            chat = await subscriptions.chat(address, app_language, now)
            if (await subscriptions.follows(chat.id)).topics:
                return False
            if await subscriptions.is_at_work(chat.id):
                return False
            return await subscriptions.mark_asked(chat.id, now)

    async def _change(
        self, address: int, change: _Change, app_language: str | None = None
    ) -> Following:
        now = self._clock.now()
        async with self._repository.transaction() as subscriptions:
            chat = await subscriptions.chat(address, app_language, now)
            before = await subscriptions.follows(chat.id)
            after = change(before)
            if after != before:
                await subscriptions.replace(chat.id, after, now)
            await subscriptions.mark_asked(chat.id, now)
        return after
