"""The lexer's rules, which are compiled only when they are first tried."""

import re

import pytest

from bot.answering.dates.lexer import initials
from bot.answering.dates.scan import RULES


@pytest.mark.parametrize("pattern", [pattern for pattern, _ in RULES])
def test_every_pattern_is_one_and_begins_somewhere(pattern: str) -> None:
    re.compile(pattern)

    assert initials(pattern)
