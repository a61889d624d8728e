"""What a question says about time: the spans it speaks of, in Chinese and English."""

from bot.answering.dates.scan import find_spans
from bot.answering.dates.spans import EditionDays, Precision, Span

__all__ = ["EditionDays", "Precision", "Span", "find_spans"]
