"""Readers: to whom something is said, and in which language."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.answering.compose.voice import Voice
from bot.directory.chats import Chats
from bot.directory.records import Chat, Contact, Membership
from bot.directory.units import Units
from bot.filings.errors import NotStaff
from bot.filings.records import Actor
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from bot.reminders.wording import Wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Somebody who is written to."""

    chat: Chat
    memberships: tuple[Membership, ...]  #: for whom they file now; empty for staff
    words: Wording

    def serves(self, unit_id: int) -> bool:
        """Whether they file for a unit now."""
        return any(each.unit.id == unit_id for each in self.memberships)


class Readers:
    """Who reads a message, and the words for them.

    Args:
        chats: their language.
        units: for whom they file.
        texts: the words of every language.
        knowledge: gives the knowledge as it is now.
        language_of: the language for an IETF tag, or the default given.
        default: the language for somebody of whom nothing is known.
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
    ) -> None:
        self._chats = chats
        self._units = units
        self._texts = texts
        self._knowledge = knowledge
        self._language_of = language_of
        self._default = default

    async def reader(self, chat_id: int, now: datetime) -> Reader:
        """Who reads what is written to a chat.

        In the language that they chose, else the one that the list of units gives, else that of
        their app.

        Args:
            chat_id: by our id.
            now: when it is read.
        """
        chat = await self._chats.get(chat_id)
        assert chat is not None, "chats are never deleted, and deliveries refer to them"
        memberships = tuple(await self._units.of_chat(chat_id))
        listed = next((m.contact.language for m in memberships if m.contact.language), None)
        language = chat.language or listed or self._language_of(chat.app_language, self._default)
        return Reader(chat=chat, memberships=memberships, words=self.words(language, now))

    async def chat(self, chat_id: int) -> Chat | None:
        """A chat, by our id."""
        return await self._chats.get(chat_id)

    async def voice(self, chat_id: int, now: datetime) -> Voice:
        """The voice for who reads what is written to a chat, by our id."""
        return (await self.reader(chat_id, now)).words.voice

    async def staff_words(self, actor: Actor, now: datetime) -> Wording:
        """The words for a member of staff.

        Raises:
            NotStaff: the actor is not.
        """
        if not actor.is_staff or actor.chat_id is None:
            raise NotStaff
        return (await self.reader(actor.chat_id, now)).words

    def words(self, language: Language, now: datetime) -> Wording:
        """The words of a language, at an instant."""
        return Wording.at(now, self._texts[language], self._knowledge())

    async def contacts(self, unit_id: int) -> list[tuple[Contact, bool]]:
        """A unit's contacts in their order, and whether each has joined and can be written to."""
        contacts = await self._units.contacts(unit_id)
        return [(each, await self._is_reachable(each)) for each in contacts]

    async def _is_reachable(self, contact: Contact) -> bool:
        if not contact.has_joined or contact.chat_id is None:
            return False
        chat = await self._chats.get(contact.chat_id)
        return chat is not None and chat.unreachable_at is None
