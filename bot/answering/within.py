"""Within a record: which of its fields says something about the words of a question.

A notice may state that breakfast is served in a field about something else. Before it is denied,
all that the record says is looked through for the words that were asked with.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from operator import add

from bot.answering.naming import names_of
from bot.answering.reading import Unit, both_folded, runs_of
from bot.answering.retrieval import features, features_in
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Document, Event, Faq, Record, Venue
from bot.knowledge.text import Text

#: The fields of an event that are texts, by the aspect under which they are told.
_OF_EVENT = {
    "about": "summary",
    "people": "people",
    "partner": "partners",
    "when": "when_text",
    "status": "status_note",
    "language": "language",
}


#: What rules and notes speak of in passing.
_CONDITIONS = frozenset(
    {
        "payment", "refund", "food", "photography", "pets", "access", "luggage", "parking",
        "toilets", "wifi", "weather", "dress", "bring", "identity", "recording",
    }
)  # fmt: skip


def telling_aspect(record: Record, asked: Sequence[Unit]) -> str | None:
    """The aspect under which a record says something that holds the most of these units.

    None where nothing in it, beyond its names, holds any.
    """
    names = {each for name in names_of(record) for each in _features(name)}
    wanted = {each for each in features(asked) if len(each) > 1} - names
    if not wanted:
        return None
    best: tuple[int, str] | None = None
    for aspect, text in _fields(record):
        held = {each for wording in text.as_written() for each in _features(wording)}
        if (count := len(wanted & held)) and (best is None or count > best[0]):
            best = (count, aspect)
    return best[1] if best else None


def worded_aspect(record: Record, asked: str, words: Iterable[str]) -> str | None:
    """The aspect under which a record says something of what is allowed or to be had there.

    Cash is not spoken of in the question whether one can pay by card, and answers it.

    Args:
        record: what it is about.
        asked: the aspect that is asked, of which it states nothing.
        words: those that tell of it.
    """
    if asked not in _CONDITIONS:
        return None
    for aspect, text in _fields(record):
        if aspect == "about":
            continue
        if speaks_of(text, words):
            return aspect
    return None


def speaks_of(text: Text, words: Iterable[str]) -> bool:
    """Whether any of these words stands in a text, in some language."""
    held = {each for wording in text.as_written() for each in _words(wording)}
    return any(word in held for word in words)


def worded_deadlines(
    knowledge: Knowledge, among: Sequence[str], aspect: str, asked: Sequence[Unit]
) -> tuple[str, ...]:
    """Those of several deadlines that state an aspect in the words of the question; else all.

    "Will it be in the papers?" is about what is published, and not about who is commended.
    """
    if aspect != "afterwards":
        return tuple(among)
    deadlines = {each: knowledge.find(Deadline, each.partition("/")[2]) for each in among}
    return worded(
        {each: told.afterwards if told else None for each, told in deadlines.items()}, asked
    )


def worded(told: Mapping[str, Text | None], asked: Sequence[Unit]) -> tuple[str, ...]:
    """Those of several whose texts have words of the question that not all have; else all."""
    if len(told) < 2:
        return tuple(told)
    wanted = {each for each in features(asked) if len(each) > 1}
    helds = {
        named: wanted & {each for wording in text.as_written() for each in _features(wording)}
        if text is not None
        else set()
        for named, text in told.items()
    }
    by_all, by_any = set.intersection(*helds.values()), set.union(*helds.values())
    wanted = by_any - by_all
    return tuple(each for each in told if not wanted or wanted & helds[each])


@lru_cache(maxsize=8192)
def _words(text: str) -> frozenset[str]:
    """The Latin words and the pairs of characters that stand in a text."""
    runs = [run for folded in both_folded(text) for run in runs_of(folded)]
    pairs = (pair for run in runs if not run.isascii() for pair in map(add, run, run[1:]))
    return frozenset((*pairs, *(run for run in runs if run.isascii())))


@lru_cache(maxsize=8192)
def _features(text: str) -> frozenset[str]:
    """Kept, because a record's words are the same at every question: it is a third of an answer."""
    return frozenset(each for folded in both_folded(text) for each in features_in(folded))


def _fields(record: Record) -> Iterator[tuple[str, Text]]:
    """What a record says in words, each with the aspect under which it is told."""
    yield from record.details.items()
    if record.summary is not None:
        yield "about", record.summary
    match record:
        case Event():
            for aspect, field in _OF_EVENT.items():
                if (text := getattr(record, field)) is not None:
                    yield aspect, text
            for session in record.sessions:
                if session.note is not None:
                    yield "when", session.note
            if record.audience and record.audience.text:
                yield "audience", record.audience.text
            if record.fee and record.fee.text:
                yield "fee", record.fee.text
            if record.registration and record.registration.how:
                yield "register", record.registration.how
        case Deadline():
            for aspect, text in (
                ("submit_how", record.how),
                ("late", record.late),
                ("afterwards", record.afterwards),
                ("applies_to", record.applies_to),
            ):
                if text is not None:
                    yield aspect, text
            for item in record.items:
                if item.note is not None:
                    yield "owed", item.note
        case Venue() if record.directions is not None:
            yield "directions", record.directions
        case Document() if record.obtain is not None:
            yield "documents", record.obtain
        case Faq():
            yield "about", record.answer
