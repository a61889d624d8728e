"""Sounds: how a Chinese character is read, whatever stands beside it.

The readings are pypinyin's. Its own dictionary of them takes 10 MB, mostly for characters that
nobody writes and for tones that nobody types, so that its file is read here instead.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path

#: From 〇 to the last of the characters that questions and names are cut into (`reading.units_of`).
_FIRST, _LAST = 0x3007, 0x9FFF
#: An entry of the file: `"20013": "zhōng,zhòng",`.
_ENTRY = re.compile(rb'"(\d+)": *"([^"]*)"')


def sound(char: str) -> str:
    """How a character is read, as far as speakers tell sounds apart; anything else as it is.

    Without its tone, and with no difference between zh and z, n and ng, l and n: the South says
    them alike, and input methods take one for the other.
    """
    known = _sounds()[ord(char) - _FIRST] if _FIRST <= ord(char) <= _LAST else None
    return known or char


@cache
def _sounds() -> list[str | None]:
    """The sound of each character, where it has one."""
    sounds: list[str | None] = [None] * (_LAST - _FIRST + 1)
    for code, readings in _readings():
        if _FIRST <= code <= _LAST:
            sounds[code - _FIRST] = _told_apart(readings.partition(",")[0])
    return sounds


def _readings() -> Iterator[tuple[int, str]]:
    """Each character's code, and its readings with their tones: "zhōng,zhòng"."""
    spec = find_spec("pypinyin")
    assert spec is not None  # it is installed with this program
    assert spec.submodule_search_locations is not None
    file = Path(spec.submodule_search_locations[0]) / "pinyin_dict.json"
    if not file.exists():  # a version that keeps it elsewhere
        from pypinyin.constants import PINYIN_DICT

        yield from PINYIN_DICT.items()
        return
    # One after the other: as JSON all 42,000 would be made before the first is looked at.
    for entry in _ENTRY.finditer(file.read_bytes()):
        yield int(entry[1]), entry[2].decode()


@cache
def _told_apart(reading: str) -> str:
    """A reading as far as speakers tell it from others: of zhōng, zon."""
    sound = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    sound = "".join(filter(str.isalpha, sound))
    if len(sound) > 1 and sound[1] == "h" and sound[0] in "zcs":
        sound = sound[0] + sound[2:]
    return sound.removesuffix("g").replace("l", "n")
