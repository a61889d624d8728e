"""Stated answers: which aspect a question of the file asks of the edition as a whole."""

from collections import defaultdict
from collections.abc import Mapping

from bot.answering.phrases import best_cover, weight_of
from bot.answering.reading import read
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Faq


def answered_aspects(knowledge: Knowledge, words: Words) -> Mapping[str, tuple[str, ...]]:
    """By aspect, the questions of the file that are made of words asking for it alone.

    "What if it rains?" asks of the weather; "What about rain at the harbour?" asks more than that.
    """
    found: dict[str, dict[str, None]] = defaultdict(dict)
    for faq in knowledge.all(Faq):
        for text in (faq.title, *faq.questions):
            for wording in text.as_written():
                if aspect := _only_aspect(wording, words):
                    found[aspect][reference(faq)] = None
    return {aspect: tuple(faqs) for aspect, faqs in found.items()}


def _only_aspect(text: str, words: Words) -> str | None:
    """The aspect that every word of a text asks for, or that some do and the rest say nothing."""
    units = read(text).units
    matches = words.phrases.matches(units, tuple(unit.raw for unit in units))
    meanings = {(match.start, match.end): match.meanings for match in matches}
    chosen = best_cover(((*at, weight_of(at[1] - at[0])) for at in meanings), len(units))
    if sum(end - start for start, end in chosen) < len(units):
        return None
    aspects: set[str] = set()
    for at in chosen:
        sorts = {sort for sort, _, _ in meanings[at]}
        if not sorts <= {"aspect", "filler", "edition"}:
            return None
        aspects.update(id for sort, id, is_weak in meanings[at] if sort == "aspect" and not is_weak)
    return aspects.pop() if len(aspects) == 1 else None
