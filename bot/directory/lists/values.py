"""Values: what a cell of each column may say."""

import re
import unicodedata
from collections.abc import Mapping

from bot.directory.cleaning import cleaned
from bot.directory.lists.words import Field

#: The longest values, in characters; the database keeps no longer ones.
_LONGEST: Mapping[Field, int] = {
    Field.UNIT: 100,
    Field.ENGLISH: 200,
    Field.KEY: 100,
    Field.REGION: 100,
    Field.CONTACT: 100,
    Field.PHONE: 50,
}
#: 13800000000 as Excel saves it in CSV: 1.38E+10.
_SHORTENED = re.compile(r"\d(\.\d+)?[eE]\+?\d+")
_PHONE = re.compile(
    r"[\d+()\-–—./,;、#*~\s]*(?:(?:转|轉|分机|分機|ext|x)[.\s]*\d+[\s/,;、]*)*", re.I
)
_FEWEST_DIGITS = 3
_LARGEST_ORDER = 999


class Unusable(Exception):
    """A cell says something that its column cannot hold.

    Args:
        why: ends the key of the text that says what to write instead.
        values: what that text names.
    """

    def __init__(self, why: str, **values: object) -> None:
        super().__init__(why)
        self.why, self.values = why, values


def text_of(cell: str, field: Field) -> str:
    """The words of a cell; empty where it is.

    Raises:
        Unusable: they are too long.
    """
    text = cleaned(cell)
    longest = _LONGEST.get(field)
    if longest is not None and len(text) > longest:
        raise Unusable("long", n=longest)
    return text


def phone_of(cell: str) -> str:
    """A telephone number, or several, as written but for full-width characters.

    Raises:
        Unusable: it is none, or what Excel has left of one.
    """
    text = cleaned(unicodedata.normalize("NFKC", cell))
    if _SHORTENED.fullmatch(text):
        raise Unusable("shortened")
    digits = sum(char.isdecimal() for char in text)
    if text and (digits < _FEWEST_DIGITS or not _PHONE.fullmatch(text)):
        raise Unusable("phone")
    return text_of(text, Field.PHONE)


def order_of(cell: str) -> int | None:
    """The place of a contact among those of the unit; None where none is given.

    Raises:
        Unusable: it is no number from 1 on.
    """
    text = cleaned(unicodedata.normalize("NFKC", cell))
    if not text:
        return None
    if not (text.isdecimal() and len(text) < 5 and 1 <= int(text) <= _LARGEST_ORDER):
        raise Unusable("order")
    return int(text)
