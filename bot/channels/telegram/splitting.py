"""Splitting: a long text becomes several messages before it is formatted.

Telegram takes 4096 UTF-16 units. They are counted here with tags and escapes, which is more than
Telegram counts; cutting plain text and escaping afterwards, no entity is ever cut.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Literal

MAX_UNITS = 4096

#: Where a text is best cut, best first; each pattern ends where the cut is.
_BORDERS = (
    re.compile(r"\n\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？!?；;]|[.](?=\s)"),
    re.compile(r"[，,、：:\s]"),
)
_JOINERS = "\u200d\ufe0e\ufe0f"


@dataclass(frozen=True, slots=True)
class Run:
    """Plain text in one style."""

    text: str
    tag: Literal["", "b", "i"] = ""

    def html(self) -> str:
        """The text, escaped, in its tag."""
        if not self.tag:
            return escape(self.text)
        return f"<{self.tag}>{escape(self.text)}</{self.tag}>"


#: Runs that belong together; a message ends between two blocks where it can.
Block = Sequence[Run]


def escape(text: str) -> str:
    """The text as HTML; half a surrogate pair, which no encoding has, becomes a question mark."""
    return html.escape(text.encode("utf-8", "replace").decode(), quote=False)


def units(text: str) -> int:
    """The length of a text as Telegram counts: an emoji counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def split(blocks: Iterable[Block], limit: int = MAX_UNITS) -> tuple[str, ...]:
    """The blocks, an empty line between two, as messages of at most `limit` units of HTML.

    Blank messages, which Telegram refuses, are left out.
    """
    messages: list[str] = []
    current = ""
    for block in blocks:
        whole = "".join(run.html() for run in block)
        if _is_blank(block):
            continue
        joined = f"{current}\n\n{whole}" if current else whole
        if units(joined) <= limit:
            current = joined
            continue
        if current:
            messages.append(current)
        *full, current = _split_block(block, limit)
        messages.extend(full)
    if current:
        messages.append(current)
    return tuple(messages)


def _is_blank(block: Block) -> bool:
    # Characters of format such as a zero-width space show nothing either.
    return all(c.isspace() or unicodedata.category(c) == "Cf" for run in block for c in run.text)


def _split_block(block: Block, limit: int) -> Iterator[str]:
    """One block as messages; the last may have room left, and is there even if empty."""
    current: list[Run] = []
    for run in block:
        text = run.text
        while text:
            room = limit - sum(units(each.html()) for each in current)
            end = _cut(text, room - units(Run("", run.tag).html()))
            if end:
                current.append(Run(text[:end], run.tag))
                text = text[end:]
            if text:
                if not _is_blank(current):
                    yield _trimmed(current)
                current = []
    yield "" if _is_blank(current) else _trimmed(current)


def _trimmed(runs: Sequence[Run]) -> str:
    return "".join(run.html() for run in runs).strip()


def _cut(text: str, room: int) -> int:
    """How many characters to take so that they fit into `room` units, cut at the best border."""
    used = accumulate(units(escape(char)) for char in text)
    end = next((index for index, total in enumerate(used) if total > room), len(text))
    if end == len(text):
        return end
    for border in _BORDERS:
        cuts = [match.end() for match in border.finditer(text, 0, end)]
        # Not so early that a message of a few words is left behind.
        if cuts and cuts[-1] > end // 2:
            return cuts[-1]
    # Not inside an emoji of several characters, or between a letter and its accent.
    for near in range(end, max(0, end - 16), -1):
        if not _is_joined(text[near - 1], text[near]):
            return near
    return end


def _is_joined(before: str, after: str) -> bool:
    return before == "\u200d" or after in _JOINERS or unicodedata.combining(after) != 0
