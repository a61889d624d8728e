"""Whom to ask, in words."""

from collections.abc import Iterable, Iterator

from bot.answering.compose.context import Context, Fact, sources_of
from bot.knowledge.knowledge import reference
from bot.knowledge.records import (
    Contact,
    Deadline,
    Event,
    Organisation,
    Record,
    Source,
    Unstated,
    Venue,
)

#: Not matters of their own that somebody in particular would answer for.
_ANYTHING = frozenset({"about", "unknown"})


def name(context: Context, contact: Contact) -> str:
    """The contact with its department."""
    title = context.voice.read(contact.title)
    department = context.voice.read(contact.department) if contact.department else ""
    if not department or department in title:
        return title
    if title in department:
        return department
    return context.voice.say("answering.contact.department", name=title, department=department)


def card(context: Context, contact: Contact) -> Fact:
    """All that is stated of a contact, in lines below its name."""
    lines = [name(context, contact), *reach_lines(context, contact)]
    return Fact("\n".join(lines), sources_of(contact))


def reach_lines(context: Context, contact: Contact) -> list[str]:
    """How to reach a contact, a line for each way."""
    voice, lines = context.voice, []
    if contact.persons:
        lines.append(context.line("persons", voice.names(map(voice.read, contact.persons))))
    if contact.phones:
        lines.append(context.line("phone", voice.names(contact.phones)))
    if contact.emails:
        lines.append(context.line("email", voice.names(contact.emails)))
    if contact.hours:
        lines.append(context.line("office_hours", voice.read(contact.hours)))
    return lines


def in_brief(context: Context, contact: Contact) -> str:
    """How to reach a contact, in one line."""
    voice = context.voice
    ways = []
    if contact.phones:
        ways.append(voice.say("answering.contact.phone", phones=voice.names(contact.phones)))
    if contact.emails:
        ways.append(voice.say("answering.contact.email", emails=voice.names(contact.emails)))
    if not ways:
        return name(context, contact)
    return voice.say("answering.contact.brief", name=name(context, contact), ways=voice.join(ways))


def for_question(context: Context, subject: Record | None, aspect: str) -> list[Contact]:
    """Who knows more, best first, two at most: who answers for the matter, and for the subject."""
    of_aspect = [] if aspect in _ANYTHING else list(_for_topics(context, aspect))[:1]
    own = _own(context, subject)
    if own is not None and isinstance(subject, Unstated):
        return [own]  # it is there to say whom to ask about this very thing
    if own is not None and (not of_aspect or _answers_for(context, own, subject)):
        return _each_once([*of_aspect, own])
    general = [_find(context, context.knowledge.edition.contact), *context.knowledge.all(Contact)]
    return of_aspect or _each_once(general)[:1]


def _own(context: Context, subject: Record | None) -> Contact | None:
    """The contact that is stated for a subject, or that answers for it or for its venue."""
    if subject is None or subject is context.knowledge.edition:
        return None
    venue = _venue(context, subject)
    stated = [_find(context, subject.contact), *_for_topics(context, *_names(subject, venue))]
    if venue is not None:
        stated.append(_find(context, venue.contact))
    return next((each for each in stated if each is not None), None)


def _answers_for(context: Context, contact: Contact, subject: Record | None) -> bool:
    """Whether a subject, or its venue, is among a contact's topics."""
    if subject is None:
        return False
    return not set(_names(subject, _venue(context, subject))).isdisjoint(contact.topics)


def _venue(context: Context, subject: Record) -> Venue | None:
    return context.knowledge.find(Venue, subject.venue) if isinstance(subject, Event) else None


def _names(subject: Record, venue: Venue | None) -> list[str]:
    """What a contact's topics may call a subject: its own names, then those of its venue."""
    return [
        name for each in (subject, venue) if each is not None for name in (reference(each), each.id)
    ]


def _for_topics(context: Context, *topics: str) -> Iterator[Contact]:
    for topic in topics:
        yield from filter(context.current, context.programme.contacts_for(topic))


def of_record(context: Context, record: Record) -> list[Contact]:
    """The contacts that are stated for a record; the edition's where it has none of its own."""
    if record is context.knowledge.edition:
        everybody = (each for each in context.knowledge.all(Contact) if context.current(each))
        first = _find(context, record.contact)
        return _each_once([first, *everybody])
    if isinstance(record, Organisation):
        # Whom to ask about a body is not the body's own telephone.
        staff = (each for each in context.knowledge.all(Contact) if each.organisation == record.id)
        return [each for each in staff if context.current(each)]
    ids = [record.contact]
    if isinstance(record, Event) and record.registration:
        ids.append(record.registration.contact)
    if isinstance(record, Deadline):
        ids.append(record.submit_to)
    found = [_find(context, each) for each in ids]
    return _each_once(found) or _each_once([_own(context, record)])


def _each_once(found: Iterable[Contact | None]) -> list[Contact]:
    return list({each.id: each for each in found if each is not None}.values())


def _find(context: Context, id: str | None) -> Contact | None:
    contact = context.knowledge.find(Contact, id)
    return contact if context.current(contact) else None


def is_told_in(context: Context, subject: Record, aspect: str, text: str) -> bool:
    """Whether a text has told already how to reach all who would be named."""
    ways = [
        way
        for each in for_question(context, subject, aspect)
        for way in (*each.phones, *each.emails)
    ]
    return bool(ways) and all(way in text for way in ways)


def asked(context: Context, subject: Record | None, aspect: str) -> tuple[str, tuple[Source, ...]]:
    """The line that says whom to ask, and where they are stated; empty without any contact."""
    found = for_question(context, subject, aspect)
    if not found:
        return "", ()
    reach = context.voice.names(in_brief(context, each) for each in found)
    sources = dict.fromkeys(source for each in found for source in sources_of(each))
    return context.voice.say("answering.not-stated.ask", contact=reach), tuple(sources)
