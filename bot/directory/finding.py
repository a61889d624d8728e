"""Finding: which units a person means by a few words. Pure."""

from collections.abc import Sequence

from bot.directory.lists.words import fold
from bot.directory.records import Unit


def matching(text: str, units: Sequence[Unit]) -> list[Unit]:
    """The units with this key or this whole name; where none is, those that have all the words."""
    whole = fold(text)
    if not whole:
        return []
    exact = [unit for unit in units if whole in _names(unit)]
    if exact:
        return exact
    words = [fold(word) for word in text.split()]
    return [unit for unit in units if all(word in _described(unit) for word in words)]


def _names(unit: Unit) -> list[str]:
    return [fold(unit.key), *(fold(name) for name in unit.name.as_written())]


def _described(unit: Unit) -> str:
    # Apart by what no word has, so that none is found across two of them.
    return " ".join([*_names(unit), fold(unit.region or "")])
