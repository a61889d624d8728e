"""Which fields of a record answer which aspect.

One table per kind of record: an aspect and the function that says what is stated of it. What has
no field of its own may stand in `details`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.answering.compose import (
    bodies,
    conditions,
    deadlines,
    editions,
    events,
    general,
    overview,
    papers,
    places,
)
from bot.answering.compose.context import Context, Fact, sources_of
from bot.knowledge.records import (
    Contact,
    Deadline,
    Document,
    Edition,
    Event,
    Faq,
    Notice,
    Organisation,
    Record,
    Unstated,
    Venue,
)

#: Says what a record states of one aspect; nothing when it states nothing.
Teller = Callable[[Context, Any], list[Fact]]

#: Aspects that people do not tell apart.
_SAME = {"prizes": "reward", "reward": "prizes"}


def has_detail(record: Record, aspect: str) -> bool:
    """Whether a record states an aspect in words of its own."""
    return aspect in record.details or _SAME.get(aspect) in record.details


def stated(context: Context, record: Record, aspect: str) -> list[Fact]:
    """What a record itself states of an aspect."""
    if isinstance(record, Unstated) or not context.current(record):
        return []
    teller = _TELLERS.get(type(record), {}).get(aspect) or _ANY.get(aspect)
    facts = teller(context, record) if teller else []
    key = aspect if aspect in record.details else _SAME.get(aspect, aspect)
    detail = record.details.get(key)
    if detail is not None:
        text = context.line(aspect, context.voice.read(detail))
        if not any(fact.text == text for fact in facts):
            facts = [*facts, Fact(text, sources_of(record, f"details.{key}"))]
    # An answer in words may be one to any question, but is no address.
    if not facts and isinstance(record, Faq) and aspect != "website":
        return _faq(context, record)
    return facts


def _faq(context: Context, faq: Faq) -> list[Fact]:
    return [Fact(context.voice.read(faq.answer), sources_of(faq, "answer"))]


_EVENT: Mapping[str, Teller] = {
    "about": overview.about,
    "programme": overview.parts,
    "list": overview.parts,
    "due": conditions.closes,
    "when": events.times,
    "end": events.ends,
    "duration": events.lasts,
    "countdown": events.counted_down,
    "hours": overview.hours,
    "where": events.where,
    "address": events.where,
    "livestream": events.online,
    "status": events.status,
    "fee": conditions.fee,
    "register": conditions.register,
    "audience": conditions.audience,
    "age": conditions.age,
    "people": conditions.people,
    "organiser": conditions.organisers,
    "partner": conditions.partners,
    "documents": conditions.documents,
    "language": conditions.languages,
    "capacity": conditions.capacity,
}
_DEADLINE: Mapping[str, Teller] = {
    "about": deadlines.about,
    "due": deadlines.due,
    "when": deadlines.due,
    "end": deadlines.due,
    "status": deadlines.due,
    "owed": deadlines.owed_and_due,
    "forms": deadlines.forms,
    "documents": deadlines.owed_and_due,
    "submit_to": deadlines.submit_to,
    "where": deadlines.submit_to,
    "submit_how": deadlines.how_and_to,
    "register": deadlines.submit_to,
    "limits": deadlines.limits,
    "size": deadlines.limits,
    "late": deadlines.late,
    "afterwards": deadlines.afterwards,
    "applies_to": deadlines.applies_to,
    "audience": deadlines.applies_to,
}
#: What is asked of the edition, or of a form, and stated with each deadline.
_OF_DEADLINES: Mapping[str, Teller] = {
    "due": editions.each_deadline(deadlines.due),
    "owed": editions.each_deadline(deadlines.owed_and_due),
    "submit_to": editions.each_deadline(deadlines.submit_to),
    "submit_how": editions.each_deadline(deadlines.how),
    "limits": editions.each_deadline(deadlines.limits),
    "late": editions.each_deadline(deadlines.late),
    "afterwards": editions.each_deadline(deadlines.afterwards),
    "applies_to": editions.each_deadline(deadlines.applies_to),
}
_EDITION: Mapping[str, Teller] = {
    **_OF_DEADLINES,
    "about": editions.about,
    "when": editions.dates,
    "end": editions.ends,
    "duration": editions.lasts,
    "countdown": editions.counted_down,
    "theme": editions.theme,
    "organiser": editions.organisers,
    "status": editions.status,
    "documents": editions.documents,
}
_VENUE: Mapping[str, Teller] = {
    "about": places.venue_about,
    "where": places.venue_where,
    "address": places.address,
    "directions": places.directions,
    "hours": places.hours,
    "when": places.hours,
    "contact": lambda context, venue: (
        places.venue_contact(context, venue) + general.contact_of(context, venue)
    ),
}
_CONTACT: Mapping[str, Teller] = {
    **_OF_DEADLINES,
    "about": bodies.contact,
    "contact": bodies.contact,
    "people": bodies.contact,
    "hours": bodies.contact_hours,
    "when": bodies.contact_hours,
}
_ORGANISATION: Mapping[str, Teller] = {**_OF_DEADLINES, "about": bodies.organisation}


def _document_about(context: Context, document: Document) -> list[Fact]:
    return papers.document(context, document) + _OF_DEADLINES["due"](context, document)


_DOCUMENT: Mapping[str, Teller] = {
    **_OF_DEADLINES,
    "about": _document_about,
    "where": papers.obtain,
    "documents": papers.obtain,
    "when": _OF_DEADLINES["due"],
}
_NOTICE: Mapping[str, Teller] = {
    "about": papers.notice_about,
    "source": papers.notice_about,
    "when": papers.notice_dates,
    "status": editions.changes,
    "organiser": papers.notice_issuers,
}
#: What every kind of record answers alike.
_ANY: Mapping[str, Teller] = {
    "contact": general.contact_of,
    "website": general.website,
    "source": general.source,
    "about": general.summary,
}

_TELLERS: Mapping[type[Record], Mapping[str, Teller]] = {
    Edition: _EDITION,
    Event: _EVENT,
    Deadline: _DEADLINE,
    Venue: _VENUE,
    Contact: _CONTACT,
    Organisation: _ORGANISATION,
    Document: _DOCUMENT,
    Notice: _NOTICE,
}
