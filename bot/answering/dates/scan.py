"""Finding the spans in a text."""

import re
from datetime import datetime

from bot.answering.dates import (
    chinese_dates,
    chinese_periods,
    chinese_times,
    english_dates,
    english_times,
    numeric,
)
from bot.answering.dates.days import Context
from bot.answering.dates.fold import folded
from bot.answering.dates.lexer import Lexer, Rule
from bot.answering.dates.pieces import Moment
from bot.answering.dates.reader import Reader
from bot.answering.dates.resolve import span
from bot.answering.dates.spans import EditionDays, Span
from bot.language import Language

#: All rules, the ones that win first.
RULES: tuple[Rule, ...] = (
    *numeric.NOISE,
    *english_times.NOISE,
    *numeric.RULES,
    *chinese_periods.RULES,
    *chinese_dates.RULES,
    *chinese_times.RULES,
    *english_dates.RULES,
    *english_times.RULES,
)
_LEXER = Lexer(RULES)
#: The Chinese calendar, whose days this does not know: better none than the wrong one.
_LUNAR = re.compile(r"[农阴旧]历|初一|lunar")
_LUNAR_REACH = 8


def find_spans(
    text: str, *, now: datetime, language: Language, edition: EditionDays | None = None
) -> tuple[Span, ...]:
    """All stretches of time that a text speaks of.

    Args:
        text: what a person wrote, in any of the languages or a mixture.
        now: when they wrote it; aware, in the edition's zone.
        language: of the text; settles what is written alike and meant otherwise (3/4/2020).
        edition: the days that unsaid years and months, bare weekdays and "the second day" refer
            to.

    Returns:
        Spans in the order of the text, none overlapping another.

    Raises:
        ValueError: `now` is naive.
    """
    if now.utcoffset() is None:
        raise ValueError(f"now = {now.isoformat()}: add a time zone, as in +08:00")
    context = Context(now=now, language=language, edition=edition)
    reading = folded(text)
    tokens = list(_LEXER.tokens(reading, context))
    if not any(isinstance(token.piece, Moment) for token in tokens):
        return ()
    found = (
        span(phrase, context)
        for phrase in Reader(reading, tokens).phrases()
        if not _LUNAR.search(reading, max(0, phrase.start - _LUNAR_REACH), phrase.start)
    )
    return tuple(each for each in found if each is not None)
