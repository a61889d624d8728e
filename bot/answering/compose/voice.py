"""How things are said to one reader: in their language, at one instant."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.knowledge.text import Text
from bot.locales import Texts


class Voice:
    """The words of one language, with what a sentence depends on besides: zone, year and now."""

    __slots__ = ("edition_year", "language", "now", "say", "today", "zone")

    def __init__(self, texts: Texts, *, zone: ZoneInfo, edition_year: int, now: datetime) -> None:
        self.say = texts
        self.language = texts.language
        self.zone = zone
        self.edition_year = edition_year
        self.now = now.astimezone(zone)
        self.today = self.now.date()

    def read(self, text: Text) -> str:
        """What a record says, in the reader's language or the nearest that there is."""
        return text.in_(self.language)

    def join(self, parts: Iterable[str]) -> str:
        """Several things said of one."""
        return self.say("answering.comma").join(parts)

    def names(self, names: Iterable[str]) -> str:
        """Several of a kind."""
        return self.say("answering.and").join(names)
