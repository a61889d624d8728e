"""General requests: what is asked of nothing that is named, so of the edition or its deadlines."""

from collections.abc import Set
from datetime import datetime

from bot.answering import cues
from bot.answering.model import Request
from bot.answering.naming import names_of
from bot.answering.parts import Part
from bot.answering.reading import fold
from bot.answering.stated import (
    contacts_for,
    narrowed_deadlines,
    states,
    stating_deadlines,
    stating_events,
    stating_venues,
    turned,
)
from bot.answering.within import worded_deadlines
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Deadline

#: Words that share so many first letters are of one family.
_AKIN = 6


def of_edition(knowledge: Knowledge, part: Part, now: datetime) -> list[Request]:
    """What is asked with no subject at all is asked of the edition, or of what states it."""
    requests = []
    edition = reference(knowledge.edition)
    aspects = part.aspects
    if "contact" in aspects:
        for topic in aspects:
            if topic != "contact" and (contacts := contacts_for(knowledge, topic)):
                requests += [Request(aspect="contact", subject=each) for each in contacts]
                aspects = tuple(each for each in aspects if each not in ("contact", topic))
    if "documents" in aspects:  # where a form is to be had is where no event is
        aspects = tuple(each for each in aspects if each != "where")
    for asked in aspects:
        aspect, _ = turned(knowledge, edition, asked)
        subjects: tuple[str, ...] = (edition,)
        if not states(knowledge.edition, aspect):
            events = stating_events(knowledge, aspect, now)
            venues = stating_venues(knowledge, aspect)
            subjects = (events if len(events) <= 2 else ()) or venues or subjects
        requests += [
            Request(
                aspect=aspect,
                subject=each,
                polar=part.clause.is_supposing,
                contingent=cues.is_contingent(part.clause.text),
            )
            for each in subjects
        ]
    return requests


def of_deadlines(
    knowledge: Knowledge, part: Part, deadline_aspects: Set[str], now: datetime
) -> list[Request]:
    """What is asked of deadlines that the clause does not name."""
    told = "" if "afterwards" in part.aspects else part.clause.text
    clause = part.clause
    deadlines = narrowed_deadlines(knowledge, clause.spans, now, told, clause.owers)
    deadlines = _akin(knowledge, part) or deadlines
    aspects = [each for each in part.aspects if each in deadline_aspects]
    if aspects == ["submit_how"] and part.clause.spans and part.clause.is_polar:
        aspects.insert(0, "due")  # "can we send it on the 31st?"
    asked = {
        (each, aspect)
        for aspect in aspects
        for each in worded_deadlines(
            knowledge, stating_deadlines(knowledge, deadlines, aspect), aspect, part.clause.units
        )
    }
    return [
        Request(aspect=aspect, subject=each)
        for each in deadlines
        for aspect in aspects
        if (each, aspect) in asked
    ]


def _akin(knowledge: Knowledge, part: Part) -> tuple[str, ...]:
    """The deadlines with a name that begins like a word of the clause: declare, declaration."""
    said = {unit.raw[:_AKIN] for unit in part.clause.content if len(unit.raw) >= _AKIN}
    return tuple(
        reference(deadline)
        for deadline in (knowledge.all(Deadline) if said else ())
        if said & {word[:_AKIN] for name in names_of(deadline) for word in fold(name).split()}
    )
