"""Phrases: short things that a person may write instead of pressing a button."""

import tomllib
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from telegram import Message
from telegram.ext.filters import MessageFilter

from bot.language import to_simplified

#: No phrase is longer; most messages are, and need not be looked at.
_LONGEST = 40


class SaysFiled(MessageFilter):
    """A message that says that what is owed was filed, and nothing else."""

    def __init__(self) -> None:
        super().__init__(name="says_filed")

    def filter(self, message: Message) -> bool:
        """Whether this message is one of the phrases."""
        text = message.text
        return text is not None and len(text) <= _LONGEST and _plain(text) in _phrases()["filed"]


def _plain(text: str) -> str:
    """In Simplified characters and small letters, without punctuation, one space between words."""
    normal = unicodedata.normalize("NFKC", text).casefold()
    # Before the script is changed, which half an emoji would spoil.
    kept = "".join(char for char in normal if char.isalnum() or char.isspace())
    return " ".join(to_simplified(kept).split())


def means_everyone(text: str) -> bool:
    """Whether it means every unit."""
    return len(text) <= _LONGEST and _plain(text) in _phrases()["everyone"]


@cache
def _phrases() -> Mapping[str, frozenset[str]]:
    content = files(__package__).joinpath("phrases.toml").read_text(encoding="utf-8")
    return {name: frozenset(phrases) for name, phrases in tomllib.loads(content).items()}
