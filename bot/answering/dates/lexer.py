"""Lexer: cuts a folded text into the pieces that say something about time."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TypeAlias

from bot.answering.dates.days import Context
from bot.answering.dates.pieces import Link, Moment, Token

Builder: TypeAlias = Callable[[re.Match[str], Context], Moment | Link | None]
#: A pattern with named groups, and what a match of it means; None: nothing after all.
Rule: TypeAlias = tuple[str, Builder | Moment | Link]

_NAMED_GROUP = re.compile(r"\(\?P<\w+>")


class Lexer:
    """One pattern made of many rules; where several match, the first listed wins."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._rules = [(re.compile(pattern), meaning) for pattern, meaning in rules]
        # Rules name their groups alike, which one pattern must not: it only tells them apart, and
        # the rule that is found then matches once more for its groups.
        self._any = re.compile(
            "|".join(
                f"(?P<r{number}>{_NAMED_GROUP.sub(r'(?:', pattern.pattern)})"
                for number, (pattern, _) in enumerate(self._rules)
            )
        )

    def tokens(self, text: str, context: Context) -> Iterator[Token]:
        """The pieces of a folded text, in order.

        A match that turns out to mean nothing (the 31st of June) is passed over whole, so that no
        part of it is read as something else.
        """
        for found in self._any.finditer(text):
            assert found.lastgroup is not None
            pattern, meaning = self._rules[int(found.lastgroup[1:])]
            if callable(meaning):
                match = pattern.match(text, found.start())
                assert match is not None
                piece = meaning(match, context)
            else:
                piece = meaning
            if piece is not None:
                yield Token(found.start(), found.end(), piece)
