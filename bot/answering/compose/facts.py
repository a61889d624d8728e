"""Which fields of a record answer which aspect.

One table per kind of record: an aspect and the function that says what is stated of it. What has
no field of its own may stand in `details`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from bot.answering.compose import conditions, contacts, deadlines, events, places, when
from bot.answering.compose.context import Context, Fact, merged, sources_of
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
    Source,
    Unstated,
    Venue,
)

#: Says what a record states of one aspect; nothing when it states nothing.
Teller = Callable[[Context, Any], list[Fact]]


def stated(context: Context, record: Record, aspect: str) -> list[Fact]:
    """What a record itself states of an aspect."""
    if isinstance(record, Unstated) or not context.current(record):
        return []
    teller = _TELLERS.get(type(record), {}).get(aspect) or _ANY.get(aspect)
    facts = teller(context, record) if teller else []
    detail = record.details.get(aspect)
    if detail is not None:
        text = context.line(aspect, context.voice.read(detail))
        facts = [*facts, Fact(text, sources_of(record, f"details.{aspect}"))]
    if not facts and isinstance(record, Faq):
        return _faq(context, record)
    return facts


def contact_of(context: Context, record: Record) -> list[Fact]:
    """Whom to call or to write to about a record."""
    facts = [contacts.card(context, each) for each in contacts.of_record(context, record)]
    if len(facts) < 2:
        return facts
    return [Fact("\n\n".join(fact.text for fact in facts), merged(facts))]


def source(context: Context, record: Record) -> list[Fact]:
    """In which notices a record is stated."""
    voice, lines = context.voice, []
    sources = sources_of(record)
    for each in sources:
        notice = context.knowledge.find(Notice, each.notice)
        if notice is None:
            continue
        said = [voice.read(notice.title)]
        if notice.number:
            said.append(notice.number)
        if notice.published_on or notice.issued_on:
            said.append(when.day(voice, notice.published_on or notice.issued_on))  # type: ignore[arg-type]
        if each.clause:
            said.append(voice.say("answering.source.clause", clause=voice.read(each.clause)))
        lines.append(voice.join(said))
    return [Fact(context.line("source", "\n".join(lines)), sources)] if lines else []


def website(context: Context, record: Record) -> list[Fact]:
    """The page of a record."""
    if record.url is None:
        return []
    return [Fact(context.line("website", record.url), sources_of(record, "url"))]


def summary(context: Context, record: Record) -> list[Fact]:
    """What it is, in a sentence or two."""
    if record.summary is None:
        return []
    return [Fact(context.voice.read(record.summary), sources_of(record, "summary"))]


def _event_about(context: Context, event: Event) -> list[Fact]:
    return [
        *summary(context, event),
        *events.times(context, event),
        *place_in_brief(context, event),
        *conditions.audience(context, event),
        *conditions.fee(context, event),
        *conditions.register_in_brief(context, event),
        *conditions.people(context, event),
        *conditions.partners(context, event),
    ]


def _event_programme(context: Context, event: Event) -> list[Fact]:
    """What it is made of; without parts, what it is."""
    parts = [each for each in context.programme.parts_of(event) if context.current(each)]
    if not parts:
        return _event_about(context, event)
    facts = summary(context, event)
    for each in parts:
        times = events.times_in_brief(context, each)
        title = context.voice.read(each.title)
        text = context.voice.say("answering.line", label=title, value=times[0]) if times else title
        facts.append(Fact(context.voice.say("answering.bullet", text=text), sources_of(each)))
    return facts


def place_in_brief(context: Context, event: Event) -> list[Fact]:
    """The place without address and directions; with each time where places differ."""
    spots = {(slot.venue, slot.room) for slot in context.programme.of(event)}
    if events.is_off(context, event) or len(spots) > 1:
        return []
    venue, room = spots.pop() if spots else (event.venue, event.room)
    place = places.place(context, venue, room)
    facts = [Fact(context.line("where", place), sources_of(event, "venue"))] if place else []
    return facts + events.online(context, event)


def _event_hours(context: Context, event: Event) -> list[Fact]:
    slots = context.programme.of(event)
    if any(not slot.is_day for slot in slots):
        return events.times(context, event)
    return []


def _edition_when(context: Context, edition: Edition) -> list[Fact]:
    voice = context.voice
    dates = when.days(voice, edition.starts_on, edition.ends_on)
    line = context.line("when", dates)
    if voice.today > edition.ends_on:
        line += voice.say("answering.when.over")
    elif voice.today >= edition.starts_on:
        line += voice.say("answering.when.running")
    return [Fact(line, sources_of(edition, "starts_on", "ends_on"))]


def _edition_end(context: Context, edition: Edition) -> list[Fact]:
    line = context.line("end", when.day(context.voice, edition.ends_on))
    return [Fact(line, sources_of(edition, "ends_on"))]


def _edition_duration(context: Context, edition: Edition) -> list[Fact]:
    days = (edition.ends_on - edition.starts_on).days + 1
    value = context.voice.say("answering.length.days", n=days)
    fact = Fact(context.line("duration", value), sources_of(edition, "starts_on", "ends_on"))
    return [fact, *_edition_when(context, edition)]


def _theme(context: Context, edition: Edition) -> list[Fact]:
    return conditions.text_of(context, edition, "theme", "theme")


def _edition_about(context: Context, edition: Edition) -> list[Fact]:
    return [
        *summary(context, edition),
        *_edition_when(context, edition),
        *_theme(context, edition),
        *conditions.organisers(context, edition),
    ]


def _edition_status(context: Context, edition: Edition) -> list[Fact]:
    planned = [] if context.voice.today > edition.ends_on else [events.planned(context, edition)]
    return planned + _edition_when(context, edition)


def _each_deadline(teller: Teller) -> Teller:
    """Of every deadline that holds, the next one first, under its name."""

    def tell(context: Context, record: Record) -> list[Fact]:
        found = [each for each in context.knowledge.all(Deadline) if context.current(each)]
        if isinstance(record, Document):
            found = [each for each in found if record.id in {item.document for item in each.items}]
        if isinstance(record, Contact):
            found = [each for each in found if each.submit_to == record.id]
        if isinstance(record, Organisation):
            found = [each for each in found if record.id in each.units]
        now = context.voice.now
        found.sort(
            key=lambda each: (
                context.programme.due_at(each) < now,
                context.programme.due_at(each),
            )
        )
        facts = []
        for each in found:
            if told := teller(context, each):
                text = "\n".join([context.voice.read(each.title), *(fact.text for fact in told)])
                facts.append(Fact(text, merged(told)))
        return facts

    return tell


def _all_documents(context: Context, _edition: Edition) -> list[Fact]:
    found = [each for each in context.knowledge.all(Document) if context.current(each)]
    if not found:
        return []
    lines = [
        context.voice.say("answering.bullet", text=conditions.in_brief(context, each))
        for each in found
    ]
    sources = merged([Fact("", sources_of(each)) for each in found])
    return [Fact("\n".join(lines), sources)]


def _venue_about(context: Context, venue: Venue) -> list[Fact]:
    return [
        *summary(context, venue),
        *places.venue_where(context, venue),
        *places.hours(context, venue),
        *places.venue_contact(context, venue),
    ]


def _contact_about(context: Context, contact: Contact) -> list[Fact]:
    lines = contacts.reach_lines(context, contact)
    if not lines:
        return summary(context, contact)
    return [*summary(context, contact), Fact("\n".join(lines), sources_of(contact))]


def _organisation_about(context: Context, organisation: Organisation) -> list[Fact]:
    return [
        *summary(context, organisation),
        *conditions.text_of(context, organisation, "role", "role"),
        *contact_of(context, organisation),
    ]


def _document_about(context: Context, document: Document) -> list[Fact]:
    voice, said = context.voice, summary(context, document)
    lines = []
    if document.number:
        lines.append(context.line("number", document.number))
    if document.issuer:
        lines.append(context.line("issuer", voice.read(document.issuer)))
    if lines:
        said.append(Fact("\n".join(lines), sources_of(document, "number")))
    said += conditions.text_of(context, document, "obtain", "obtain")
    return said + website(context, document) + _each_deadline(deadlines.due)(context, document)


def _obtain(context: Context, document: Document) -> list[Fact]:
    return conditions.text_of(context, document, "obtain", "obtain") + website(context, document)


def _faq(context: Context, faq: Faq) -> list[Fact]:
    return [Fact(context.voice.read(faq.answer), sources_of(faq, "answer"))]


def _notice_when(context: Context, notice: Notice) -> list[Fact]:
    lines = []
    for aspect, on in (("issued", notice.issued_on), ("published", notice.published_on)):
        if on is not None:
            lines.append(context.line(aspect, when.day(context.voice, on)))
    return [Fact("\n".join(lines), _of_notice(notice))] if lines else []


def _notice_issuers(context: Context, notice: Notice) -> list[Fact]:
    found = [context.knowledge.find(Organisation, each) for each in notice.issuers]
    names = [context.voice.read(each.title) for each in found if each is not None]
    if not names:
        return []
    return [Fact(context.line("issuer", context.voice.names(names)), _of_notice(notice))]


def _notice_about(context: Context, notice: Notice) -> list[Fact]:
    facts = summary(context, notice)
    if notice.number:
        facts.append(Fact(context.line("number", notice.number), _of_notice(notice)))
    return [*facts, *_notice_when(context, notice), *_notice_issuers(context, notice)]


def _of_notice(notice: Notice) -> tuple[Source, ...]:
    """A notice is its own source."""
    return notice.sources or (Source(notice=notice.id),)


_EVENT: Mapping[str, Teller] = {
    "about": _event_about,
    "programme": _event_programme,
    "list": _event_programme,
    "due": conditions.closes,
    "when": events.times,
    "end": events.ends,
    "duration": events.lasts,
    "hours": _event_hours,
    "where": events.where,
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
    "owed": deadlines.owed,
    "documents": deadlines.owed,
    "submit_to": deadlines.submit_to,
    "where": deadlines.submit_to,
    "submit_how": deadlines.how,
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
    "due": _each_deadline(deadlines.due),
    "owed": _each_deadline(deadlines.owed),
    "submit_to": _each_deadline(deadlines.submit_to),
    "submit_how": _each_deadline(deadlines.how),
    "limits": _each_deadline(deadlines.limits),
    "late": _each_deadline(deadlines.late),
    "afterwards": _each_deadline(deadlines.afterwards),
    "applies_to": _each_deadline(deadlines.applies_to),
}
_EDITION: Mapping[str, Teller] = {
    **_OF_DEADLINES,
    "about": _edition_about,
    "when": _edition_when,
    "end": _edition_end,
    "duration": _edition_duration,
    "theme": _theme,
    "organiser": conditions.organisers,
    "status": _edition_status,
    "documents": _all_documents,
}
_VENUE: Mapping[str, Teller] = {
    "about": _venue_about,
    "where": places.venue_where,
    "directions": places.directions,
    "hours": places.hours,
    "when": places.hours,
    "contact": lambda context, venue: (
        places.venue_contact(context, venue) + contact_of(context, venue)
    ),
}
_CONTACT: Mapping[str, Teller] = {
    **_OF_DEADLINES,
    "about": _contact_about,
    "contact": _contact_about,
    "people": _contact_about,
}
_ORGANISATION: Mapping[str, Teller] = {**_OF_DEADLINES, "about": _organisation_about}
_DOCUMENT: Mapping[str, Teller] = {
    **_OF_DEADLINES,
    "about": _document_about,
    "where": _obtain,
    "documents": _obtain,
    "when": _OF_DEADLINES["due"],
}
_NOTICE: Mapping[str, Teller] = {
    "about": _notice_about,
    "source": _notice_about,
    "when": _notice_when,
    "organiser": _notice_issuers,
}
#: What every kind of record answers alike.
_ANY: Mapping[str, Teller] = {
    "contact": contact_of,
    "website": website,
    "source": source,
    "about": summary,
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
