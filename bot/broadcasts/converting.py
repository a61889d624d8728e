"""Converting: an announcement in one script of Chinese, as it reads in the other. Pure.

The words are OpenCC's, and its author approves them; nothing is translated.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from bot.broadcasts.records import AnnouncementButton, Version
from bot.delivery.message import Entity
from bot.language import Language, to_simplified, to_traditional


def other_script(language: Language) -> Language | None:
    """The other script of the same language; None: it has but one."""
    return {Language.HANS: Language.HANT, Language.HANT: Language.HANS}.get(language)


def converted(version: Version, into: Language) -> Version:
    """A version in a script of Chinese, from the other, formatted at the same places.

    Each stretch between two changes of format is converted by itself, since a conversion may make
    words longer or shorter.
    """
    encoded = version.text.encode("utf-16-le", "surrogatepass")
    # Two bytes to each unit, in which Telegram counts.
    ends = {each["offset"] + each["length"] for each in version.entities}
    borders = sorted({0, len(encoded) // 2, *(each["offset"] for each in version.entities), *ends})
    moved, text = {0: 0}, ""
    for begin, end in pairwise(borders):
        stretch = encoded[2 * begin : 2 * end].decode("utf-16-le", "surrogatepass")
        text += _convert(stretch, into)
        moved[end] = len(text.encode("utf-16-le", "surrogatepass")) // 2
    return replace(
        version,
        text=text,
        entities=tuple(_moved(version.entities, moved)),
        buttons=tuple(_button(each, into) for each in version.buttons),
    )


def _moved(entities: Sequence[Entity], moved: dict[int, int]) -> list[Entity]:
    return [
        {
            **each,
            "offset": moved[each["offset"]],
            "length": moved[each["offset"] + each["length"]] - moved[each["offset"]],
        }
        for each in entities
    ]


def _button(button: AnnouncementButton, into: Language) -> AnnouncementButton:
    question = _convert(button.question, into) if button.question is not None else None
    return replace(button, label=_convert(button.label, into), question=question)


def _convert(text: str, into: Language) -> str:
    return to_traditional(text) if into is Language.HANT else to_simplified(text)
