"""Pinyin: Chinese typed in Latin letters, turned back into the characters that are meant.

Somebody abroad, or on a borrowed phone, types "qidong yishi jidian". Only what is wholly made of
known names and words for asking is turned; anything else stays as it is.
"""

import re
from collections.abc import Callable, Iterable
from functools import cached_property

from bot.language import has_han

_LETTERS = re.compile(r"[a-z]+")
#: A run of fewer letters may be anything.
_SHORTEST = 6


class PinyinSpelling:
    """Turns pinyin into the phrases that it spells.

    Args:
        phrases: gives the Chinese phrases that may be spelled, the preferred ones last. It is
            called when pinyin is first met, since few ever type it.
    """

    def __init__(self, phrases: Callable[[], Iterable[str]]) -> None:
        self._phrases = phrases

    @cached_property
    def _spelled(self) -> dict[str, str]:
        # Imported here with its 10 MB of characters, since few ever type pinyin.
        from pypinyin import lazy_pinyin

        spelled = {
            "".join(lazy_pinyin(phrase)): phrase
            for phrase in self._phrases()
            if len(phrase) > 1 and all(map(has_han, phrase))
        }
        return {letters: phrase for letters, phrase in spelled.items() if letters.isascii()}

    @cached_property
    def _longest(self) -> int:
        return max(map(len, self._spelled), default=0)

    def characters(self, folded: str) -> str | None:
        """The text in characters, if it is in pinyin from its first letter to its last."""
        letters = "".join(_LETTERS.findall(folded))
        if len(letters) < _SHORTEST or has_han(folded) or any(map(str.isdigit, folded)):
            return None
        # best[i]: the fewest phrases that spell the first i letters, and the last of them.
        best: list[tuple[int, str] | None] = [(0, ""), *([None] * len(letters))]
        for end in range(1, len(letters) + 1):
            for start in range(max(0, end - self._longest), end):
                before, phrase = best[start], self._spelled.get(letters[start:end])
                if before is None or phrase is None:
                    continue
                if best[end] is None or before[0] + 1 < best[end][0]:  # type: ignore[index]
                    best[end] = (before[0] + 1, phrase)
        return _phrases_of(best, letters, self._spelled)


def _phrases_of(
    best: list[tuple[int, str] | None], letters: str, spelled: dict[str, str]
) -> str | None:
    by_phrase = {phrase: spelling for spelling, phrase in spelled.items()}
    found: list[str] = []
    end = len(letters)
    while end:
        step = best[end]
        if step is None:
            return None
        found.append(step[1])
        end -= len(by_phrase[step[1]])
    return "".join(reversed(found))
