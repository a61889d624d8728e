"""Splitting: a long text becomes several messages before it is formatted.

Telegram takes 4096 UTF-16 units. They are counted here with tags and escapes, which is more than
Telegram counts; cutting plain text and escaping afterwards, no entity is ever cut.
"""

import html
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate

from bot.delivery.message import Block, Run

MAX_UNITS = 4096
#: Under a picture or another file.
MAX_CAPTION_UNITS = 1024

#: Where a text is best cut, best first; each pattern ends where the cut is.
_BORDERS = (
    re.compile(r"\n\n"),
    re.compile(r"\n"),
    re.compile(r"[。！？!?；;]|[.](?=\s)"),
    re.compile(r"[，,、：:\s]"),
)
_JOINERS = "\u200d\ufe0e\ufe0f"


def escape(text: str) -> str:
    """The text as HTML; half a surrogate pair, which no encoding has, becomes a question mark."""
    return html.escape(text.encode("utf-8", "replace").decode(), quote=False)


def html_of(run: Run) -> str:
    """The text of a run, escaped, in its tag."""
    return f"<{run.tag}>{escape(run.text)}</{run.tag}>" if run.tag else escape(run.text)


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
        whole = "".join(html_of(run) for run in block)
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


def fitted(blocks: Iterable[Block], note: Callable[[], str], limit: int = MAX_UNITS) -> str:
    """The blocks as one message of at most `limit` units of HTML; empty if they are blank.

    What does not fit is left out, from the end of a block where it can be; then a note says so in
    the last line.
    """
    kept = tuple(blocks)
    messages = split(kept, limit)
    if len(messages) < 2:
        return "".join(messages)
    last = html_of(Run(note(), "i"))
    return f"{split(kept, limit - units(last) - 2)[0]}\n\n{last}"


def _is_blank(block: Block) -> bool:
    # Characters of format such as a zero-width space show nothing either.
    return all(c.isspace() or unicodedata.category(c) == "Cf" for run in block for c in run.text)


def _split_block(block: Block, limit: int) -> Iterator[str]:
    """One block as messages; the last may have room left, and is there even if empty."""
    current: list[Run] = []
    for run in block:
        text = run.text
        while text:
            room = limit - sum(units(html_of(each)) for each in current)
            end = _cut(text, room - units(html_of(Run("", run.tag))))
            if end:
                current.append(Run(text[:end], run.tag))
                text = text[end:]
            if text:
                if not _is_blank(current):
                    yield _trimmed(current)
                current = []
    yield "" if _is_blank(current) else _trimmed(current)


def _trimmed(runs: Sequence[Run]) -> str:
    return "".join(html_of(run) for run in runs).strip()


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
