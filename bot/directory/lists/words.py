"""The words that lists use for their columns and values, from the file beside this one."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files

from bot.directory.cleaning import cleaned
from bot.language import Language, to_simplified


class Field(StrEnum):
    """What a column holds."""

    UNIT = "unit"
    ENGLISH = "english"
    KEY = "key"
    GROUP = "group"
    REGION = "region"
    CONTACT = "contact"
    PHONE = "phone"
    LANGUAGE = "language"
    ORDER = "order"
    IGNORED = "ignored"


#: The fields of which a row may have several, one set for each contact.
OF_CONTACT = frozenset({Field.CONTACT, Field.PHONE, Field.LANGUAGE, Field.ORDER})

_BRACKETED = re.compile(r"[(\[{【〔〈《][^)\]}】〕〉》]*[)\]}】〕〉》]")
_NUMBER = re.compile(r"第?([1-9][0-9]?|[一二三四五六七八九])")
_CHINESE_DIGITS = "一二三四五六七八九"


def fold(text: str) -> str:
    """What of a text counts when two are compared: its letters, digits and characters, if any."""
    plain = to_simplified(unicodedata.normalize("NFKC", cleaned(text))).casefold()
    if plain.isalnum():
        return plain
    return "".join(char for char in plain if char.isalnum()) or plain


@dataclass(frozen=True)
class Words:
    """The words, folded."""

    fields: Mapping[str, Field]
    languages: Mapping[str, Language]
    note_beginnings: tuple[str, ...]

    def column(self, header: str) -> tuple[Field, int | None] | None:
        """What a column with this header holds, and the number of its contact, if it says.

        None for a header that is not known.
        """
        folded = fold(_BRACKETED.sub("", unicodedata.normalize("NFKC", header))) or fold(header)
        if folded in self.fields:
            return self.fields[folded], None
        for rest, number in _numbered(folded):
            if self.fields.get(rest) in OF_CONTACT:
                return self.fields[rest], number
        return None

    def language(self, text: str) -> Language | None:
        """The language that a cell names, if it is one."""
        return self.languages.get(fold(text))

    def begins_note(self, text: str) -> bool:
        """Whether a line that begins so is about the list and not of it."""
        plain = to_simplified(unicodedata.normalize("NFKC", cleaned(text))).casefold()
        word = re.match(r"\w+", plain)
        return word is not None and word[0] in self.note_beginnings


def _numbered(folded: str) -> Iterator[tuple[str, int]]:
    """A header without each number in it in turn, and the number."""
    for found in _NUMBER.finditer(folded):
        digits = found[1]
        number = int(digits) if digits.isdecimal() else _CHINESE_DIGITS.index(digits) + 1
        yield folded[: found.start()] + folded[found.end() :], number


def load_words() -> Words:
    """The words of the file."""
    with (files(__package__) / "words.toml").open("rb") as file:
        document = tomllib.load(file)
    return Words(
        fields={fold(word): Field(id) for id, each in document["header"].items() for word in each},
        languages={
            fold(word): Language(id) for id, each in document["language"].items() for word in each
        },
        note_beginnings=tuple(document["note"]["beginnings"]),
    )
