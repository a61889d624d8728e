"""Problems: what is wrong with a list, named so that whoever wrote it can mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from bot.directory.cleaning import cleaned
from bot.errors import ZhouzhiError
from bot.knowledge.text import Text
from bot.locales import Texts

#: How much of a refused value is repeated, in characters.
_SHOWN_CHARACTERS = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A cell, or a whole row."""

    row: int  #: 1 is the first, as Excel counts
    column: int | None = None  #: 0 is the first
    header: str = ""  #: what stands above it
    sheet: str = ""  #: its name, where the file has several that are read

    @property
    def letters(self) -> str:
        """The column's name, such as "B" or "AA"."""
        number, letters = (self.column or 0) + 1, ""
        while number:
            number, digit = divmod(number - 1, 26)
            letters = chr(ord("A") + digit) + letters
        return letters

    def text(self, texts: Texts) -> str:
        """Where it is, for a person."""
        if self.column is None:
            place = texts("directory.list.row", row=self.row)
        else:
            place = texts(
                "directory.list.cell", row=self.row, column=self.letters, header=shown(self.header)
            )
        if not self.sheet:
            return place
        return texts("directory.list.in-sheet", sheet=shown(self.sheet), place=place)


@dataclass(frozen=True, slots=True, kw_only=True)
class ListProblem:
    """One thing that is wrong, or doubtful, and what would mend it."""

    fix_key: str
    place: Place | None = None  #: None: the file as a whole
    value: str = ""  #: as written; empty where something is missing
    fix_values: Mapping[str, object] = field(default_factory=dict)

    def text(self, texts: Texts) -> str:
        """Place, value and fix in one line, for a person."""
        fix = texts(self.fix_key, **{k: _worded(v, texts) for k, v in self.fix_values.items()})
        if self.place is None:
            return fix
        place = self.place.text(texts)
        if not self.value:
            return texts("directory.list.missing", place=place, fix=fix)
        return texts("directory.list.problem", place=place, value=shown(self.value), fix=fix)


class ListRefused(ZhouzhiError):
    """A list was refused as a whole, and nothing was changed."""

    text_key = "directory.list.refused"

    def __init__(self, problems: Sequence[ListProblem]) -> None:
        """Refuse it.

        Args:
            problems: all of them, in the order of the file; at least one.
        """
        super().__init__(f"{len(problems)} problems, first: {problems[0].fix_key}", n=len(problems))
        self.problems = tuple(problems)

    def text(self, texts: Texts) -> str:
        """A heading and one line for each problem; the problem alone, if it is with the file."""
        if self.problems[0].place is None:
            return self.problems[0].text(texts)
        lines = [texts(self.text_key, n=len(self.problems))]
        return "\n".join(lines + [problem.text(texts) for problem in self.problems])


def shown(value: str) -> str:
    """A value in a short form that stays in its line."""
    value = cleaned(value)
    return value if len(value) <= _SHOWN_CHARACTERS else value[: _SHOWN_CHARACTERS - 1] + "…"


def _worded(value: object, texts: Texts) -> object:
    """A value in the reader's language; a number as it is, for texts that depend on it."""
    if isinstance(value, int):
        return value
    return shown(value.in_(texts.language) if isinstance(value, Text) else str(value))


def file_refused(why: str, **values: object) -> ListRefused:
    """A refusal of a file as a whole, before any cell of it was looked at."""
    return ListRefused([ListProblem(fix_key=f"directory.list.file.{why}", fix_values=values)])
