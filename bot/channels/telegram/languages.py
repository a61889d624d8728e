"""Languages of Telegram's people: what their app says, and what they chose."""

from collections import OrderedDict

from telegram import Update

from bot.directory.chats import Chats
from bot.language import Language

_TRADITIONAL = ("hant", "tw", "hk", "mo")


def language_of(code: str | None, default: Language) -> Language:
    """The language for an IETF tag such as `zh-hant`; `default` where there is none.

    Whoever's language we do not speak is likelier to read English than Chinese.
    """
    if not code:
        return default
    primary, *rest = code.lower().replace("_", "-").split("-")
    if primary != "zh":
        return Language.EN
    return Language.HANT if any(part in _TRADITIONAL for part in rest) else Language.HANS


class LanguageChoices:
    """Which language each chat chose: read from memory, since every answer asks; kept for good.

    Args:
        chats: keeps the choices.
        default: for a person of whom nothing else is known.
        capacity: how many chats are remembered; the choices of more are kept and not remembered.
    """

    def __init__(self, chats: Chats, default: Language, capacity: int = 100_000) -> None:
        self._chats = chats
        self._default = default
        self._capacity = capacity
        self._chosen: OrderedDict[int, Language] = OrderedDict()

    async def load(self) -> None:
        """Remember what was chosen before this process was started."""
        self._chosen = OrderedDict(await self._chats.chosen_languages(self._capacity))

    async def choose(self, chat_id: int, language: Language | None, *, kind: str) -> None:
        """Keep a choice; None takes it back.

        Args:
            chat_id: Telegram's.
            language: which.
            kind: of the chat, as Telegram calls it.
        """
        await self._chats.choose_language(chat_id, language, kind=kind)
        self._chosen.pop(chat_id, None)
        if language is None:
            return
        self._chosen[chat_id] = language
        if len(self._chosen) > self._capacity:
            self._chosen.popitem(last=False)

    def forget(self, chat_id: int) -> None:
        """Remember no longer what a chat chose, of which nothing is kept any more."""
        self._chosen.pop(chat_id, None)

    def of(self, update: Update) -> Language:
        """The language for words that no question gives one to: chosen, or that of their app."""
        chat, user = update.effective_chat, update.effective_user
        chosen = self.chosen(chat.id) if chat is not None else None
        return chosen or language_of(user.language_code if user else None, self._default)

    def chosen(self, chat_id: int) -> Language | None:
        """The language that a chat chose; None where it did not."""
        return self._chosen.get(chat_id)
