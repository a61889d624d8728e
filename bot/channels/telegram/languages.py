"""Languages of Telegram's people: what their app says, and what they chose."""

from collections import OrderedDict

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
    """Which language each chat chose.

    Args:
        capacity: how many chats are remembered.
    """

    def __init__(self, capacity: int = 100_000) -> None:
        self._capacity = capacity
        self._chosen: OrderedDict[int, Language] = OrderedDict()

    def choose(self, chat_id: int, language: Language | None) -> None:
        """Remember a choice; None forgets it."""
        self._chosen.pop(chat_id, None)
        if language is None:
            return
        self._chosen[chat_id] = language
        if len(self._chosen) > self._capacity:
            self._chosen.popitem(last=False)

    def chosen(self, chat_id: int) -> Language | None:
        """The language that a chat chose; None where it did not."""
        return self._chosen.get(chat_id)
