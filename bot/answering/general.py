"""General requests: what is asked of nothing that is named, so of the edition or its deadlines."""

from collections.abc import Set
from datetime import datetime

from bot.answering.model import Request
from bot.answering.parts import Part
from bot.answering.stated import (
    contacts_for,
    narrowed_deadlines,
    states,
    stating_deadlines,
    stating_events,
    stating_venues,
    turned,
)
from bot.knowledge.knowledge import Knowledge, reference


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
    for asked in aspects:
        aspect, _ = turned(knowledge, edition, asked)
        subjects: tuple[str, ...] = (edition,)
        if not states(knowledge.edition, aspect):
            events = stating_events(knowledge, aspect, now)
            venues = stating_venues(knowledge, aspect)
            subjects = (events if len(events) <= 2 else ()) or venues or subjects
        requests += [
            Request(aspect=aspect, subject=each, polar=part.clause.is_supposing)
            for each in subjects
        ]
    return requests


def of_deadlines(
    knowledge: Knowledge, part: Part, deadline_aspects: Set[str], now: datetime
) -> list[Request]:
    """What is asked of deadlines that the clause does not name."""
    told = "" if "afterwards" in part.aspects else part.clause.text
    deadlines = narrowed_deadlines(knowledge, part.clause.spans, now, told)
    aspects = [each for each in part.aspects if each in deadline_aspects]
    asked = {
        (each, aspect)
        for aspect in aspects
        for each in stating_deadlines(knowledge, deadlines, aspect)
    }
    return [
        Request(aspect=aspect, subject=each)
        for each in deadlines
        for aspect in aspects
        if (each, aspect) in asked
    ]
