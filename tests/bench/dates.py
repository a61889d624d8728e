"""Adapter for measuring `find_spans` against public suites of phrases, which use naive times."""

from datetime import UTC, datetime
from typing import TypeAlias

from bot.answering.dates import find_spans
from bot.language import Language

Bounds: TypeAlias = tuple[datetime | None, datetime | None]


def first_span(text: str, reference: datetime, lang: str) -> Bounds | None:
    """The first span in a text, without its zone; None if there is none."""
    spans = find_spans(text, now=reference.replace(tzinfo=UTC), language=Language(lang))
    if not spans:
        return None
    start, end = spans[0].start, spans[0].end
    return start and start.replace(tzinfo=None), end and end.replace(tzinfo=None)
