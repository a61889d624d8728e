"""Problems: what is wrong with a knowledge file, named so that whoever wrote it can mend it."""

import dataclasses
import json
from collections.abc import Mapping

from bot.errors import ZhouzhiError
from bot.locales import Texts

#: How much of a refused value is repeated, in characters.
SHOWN_CHARACTERS = 60


@dataclasses.dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, or doubtful, and what would mend it."""

    record: str  #: `event[opening]`; a table; or nothing, for the file as a whole
    field: str  #: path in the record, such as `sessions[0].start`; may be empty
    value: str  #: as it is in the file, shortened; empty where something is missing
    fix_key: str
    fix_values: Mapping[str, object] = dataclasses.field(default_factory=dict)

    @property
    def place(self) -> str:
        """Where it is, such as `event[opening].sessions[0].start`."""
        return _printable(".".join(part for part in (self.record, self.field) if part))

    def text(self, texts: Texts) -> str:
        """Place, value and fix in one line, for a person."""
        fix = texts(self.fix_key, **{name: _listed(v) for name, v in self.fix_values.items()})
        if not self.place:
            return fix
        if not self.value:
            return texts("knowledge.problem-at", place=self.place, fix=fix)
        return texts("knowledge.problem", place=self.place, value=self.value, fix=fix)


class KnowledgeRefused(ZhouzhiError):
    """A knowledge file was refused as a whole, and nothing was changed."""

    text_key = "knowledge.refused"

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        """Refuse it.

        Args:
            problems: all of them, in the order of the file; at least one.
        """
        first = problems[0]
        super().__init__(
            f"{len(problems)} problems, first {first.place}: {first.fix_key}", n=len(problems)
        )
        self.problems = problems

    def text(self, texts: Texts) -> str:
        """A heading and one line for each problem."""
        lines = [texts(self.text_key, n=len(self.problems))]
        return "\n".join(lines + [problem.text(texts) for problem in self.problems])


def shown(value: object) -> str:
    """A value of the file in a short form that fits in a line, as JSON writes it."""
    try:
        # Cut before it is written out: the value may be a whole file.
        written = json.dumps(_cut(value, depth=3), ensure_ascii=False)
    except (TypeError, ValueError):
        written = str(value)
    written = _printable(written)
    if len(written) <= SHOWN_CHARACTERS:
        return written
    return written[: SHOWN_CHARACTERS - 1] + "…"


def _printable(text: str) -> str:
    """So that a problem stays in its line, whatever was written in the file."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def _cut(value: object, *, depth: int) -> object:
    if isinstance(value, str):
        return value[: SHOWN_CHARACTERS + 1]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 10**SHOWN_CHARACTERS:
        return "…"  # too many digits for Python to write
    if isinstance(value, dict):
        if depth == 0:
            return "…"
        return {str(k)[:20]: _cut(v, depth=depth - 1) for k, v in list(value.items())[:8]}
    if isinstance(value, list | tuple):
        return [_cut(v, depth=depth - 1) for v in value[:8]] if depth else "…"
    return value


def _listed(value: object) -> object:
    """Several in one line; a number as it is, for texts that depend on it."""
    if isinstance(value, int):
        return value
    several = value if isinstance(value, tuple) else (value,)
    return _printable(", ".join(map(str, several)))
