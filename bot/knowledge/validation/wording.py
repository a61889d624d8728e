"""Wording: texts that are empty, and characters that no reader should meet."""

import re
from collections.abc import Iterator

from bot.knowledge.validation.draft import Draft
from bot.knowledge.validation.paths import place, walk
from bot.knowledge.validation.problem import Problem, shown

_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f"
    r"\ud800-\udfff"  # halves of a character: they cannot be sent
    r"\u202a-\u202e\u2066-\u2069"  # they turn the direction of what follows
    r"\u2028\u2029\ufeff]"
)
#: What a wrong encoding leaves behind: the replacement character, and private ones.
_DAMAGED = re.compile(r"[\ufffd\ue000-\uf8ff]")


def wording(draft: Draft) -> Iterator[Problem]:
    """Problems of every text of the document."""
    for path, value in walk(draft.document):
        if not isinstance(value, str):
            continue
        if not value.strip():
            yield Problem(*place(path), shown(value), "knowledge.fix.empty")
        elif found := _CONTROL.search(value):
            code = f"U+{ord(found[0]):04X}"
            position = found.start() + 1
            values = {"code": code, "position": position}
            yield Problem(*place(path), shown(value), "knowledge.fix.control", values)
        elif found := _DAMAGED.search(value):
            values = {"position": found.start() + 1}
            yield Problem(*place(path), shown(value), "knowledge.fix.damaged", values)
