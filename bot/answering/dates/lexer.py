"""Lexer: cuts a folded text into the pieces that say something about time."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import cached_property
from typing import TypeAlias

from bot.answering.dates.days import Context
from bot.answering.dates.pieces import Link, Moment, Token

#: What a match means; None: nothing after all.
Builder: TypeAlias = Callable[[re.Match[str], Context], Moment | Link | None]
#: A pattern and its meaning. A pattern must not begin with a class or range of letters.
Rule: TypeAlias = tuple[str, Builder | Moment | Link]

_ESCAPE = re.compile(r"\\[a-zA-Z]")
_INITIAL_LETTER = re.compile(r"(?<![a-z])[a-z]")
_DIGITS = re.compile(r"0-9|[0-9]-[0-9]|(?<!\{)[0-9](?![,}])")
_PARTS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?(?::|P<\w+>|<?[=!]))?|[?*+]|\{[0-9,]+\}|."
)
_LOOKAROUNDS = ("(?=", "(?!", "(?<=", "(?<!", "?", "*", "+", "{")
_NO_WIDTH_ESCAPES = (r"\b", "^", "$")
_SIGNS = re.compile(r"[^\x00-\x7f]|[-~@#$&+]")


class _Tried:
    """A rule whose pattern is compiled when it is first tried.

    To compile all of them takes a tenth of the time to a first answer, and few questions need many.
    """

    def __init__(self, source: str, meaning: Builder | Moment | Link) -> None:
        self._source = source
        self.meaning = meaning

    @cached_property
    def match(self) -> Callable[[str, int], re.Match[str] | None]:
        """What stands at a place of a text, if it is this."""
        return re.compile(self._source).match


class Lexer:
    """Many rules; where several match, the first listed wins.

    One pattern of all rules would try each at every character (300 µs a question). Here a rule is
    tried only where a character stands that it can begin with, and in Latin words only at theirs.
    """

    def __init__(self, rules: Iterable[Rule]) -> None:
        self._by_character: defaultdict[str, list[_Tried]] = defaultdict(list)
        for source, meaning in rules:
            rule = _Tried(source, meaning)
            for character in initials(source):
                self._by_character[character].append(rule)
        signs = "".join(re.escape(each) for each in self._by_character if not each.isalnum())
        han = "".join(each for each in self._by_character if each > "\x7f" and each.isalnum())
        self._starts = re.compile(rf"(?<![0-9])[0-9]|(?<![a-z])[a-z]|[{signs}{han}]")

    def tokens(self, text: str, context: Context) -> Iterator[Token]:
        """The pieces of a folded text, in order.

        A match that turns out to mean nothing (the 31st of June) is passed over whole, so that no
        part of it is read as something else.
        """
        past = 0
        for start in self._starts.finditer(text):
            at = start.start()
            if at < past:
                continue
            for rule in self._by_character[text[at]]:
                match = rule.match(text, at)
                if match is None:
                    continue
                past = match.end()
                meaning = rule.meaning
                piece = meaning(match, context) if callable(meaning) else meaning
                if piece is not None:
                    yield Token(at, past, piece)
                break


def initials(pattern: str) -> set[str]:
    """The characters that a match may begin with, and a few more: those of its first elements."""
    found: set[str] = set()
    may_begin = True
    for element, is_optional in _elements(pattern):
        if element == "|":
            may_begin = True
        elif may_begin:
            literal = _ESCAPE.sub(" ", element)
            found.update(_INITIAL_LETTER.findall(literal), _SIGNS.findall(literal))
            if _DIGITS.search(literal):
                found.update("0123456789")
            may_begin = is_optional
    return found


def _elements(pattern: str) -> Iterator[tuple[str, bool]]:
    """The outermost groups and characters of a pattern, and whether each may be left out."""
    depth, begin = 0, 0
    for part in _PARTS.finditer(pattern):
        text = part.group()
        if depth == 0:
            begin = part.start()
        depth += text.startswith("(") - (text == ")")
        if depth == 0:
            element = pattern[begin : part.end()]
            if element not in _NO_WIDTH_ESCAPES and not element.startswith(_LOOKAROUNDS):
                yield element, pattern[part.end() : part.end() + 1] in ("?", "*")
