"""Which record answers for an aspect: questions are turned to where the answer is kept."""

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.answering.dates import Span
from bot.answering.owing import owed_by
from bot.answering.reading import Unit
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import due_at, occurrences
from bot.knowledge.records import (
    Contact,
    Deadline,
    Document,
    Edition,
    Event,
    Record,
    Venue,
)

_AFTERWARDS = re.compile(
    r"[办搞弄完结]完|结束[之以]?后|完了|[之以]后|事后|\bafter|\bonce\b.*\bover\b|when it's over"
)


def _never(_deadline: Deadline) -> bool:
    return False


#: Whether a deadline states an aspect by a field of its own.
_OF_DEADLINE: Mapping[str, Callable[[Deadline], bool]] = {
    "due": lambda _deadline: True,
    "owed": lambda deadline: bool(deadline.items),
    "forms": lambda deadline: bool(deadline.items),
    "submit_to": lambda deadline: deadline.submit_to is not None,
    "submit_how": lambda deadline: deadline.how is not None,
    "limits": lambda deadline: any(
        item.max_video_minutes or item.max_file_mb or item.formats for item in deadline.items
    ),
    "late": lambda deadline: deadline.late is not None,
    "afterwards": lambda deadline: deadline.afterwards is not None,
    "applies_to": lambda deadline: bool(deadline.applies_to or deadline.units),
}

#: What an aspect means when it is asked of a record of some other table than events.
_TURNED: Mapping[str, Mapping[str, str]] = {
    "deadline": {
        "when": "due",
        "end": "due",
        "hours": "due",
        "where": "submit_to",
        "people": "applies_to",
        "duration": "limits",
        "register": "submit_how",
        "documents": "forms",
        "programme": "owed",
        "audience": "applies_to",
        "organiser": "submit_to",
        "prizes": "afterwards",
        "rules": "limits",
        "reward": "afterwards",
        "livestream": "submit_how",
        "countdown": "due",
        "address": "submit_to",
        "status": "due",
    },
    "event": {
        "due": "register",
        "owed": "register",
        "submit_to": "register",
        "submit_how": "register",
        "limits": "rules",
        "late": "register",
        "extension": "register",
        "applies_to": "audience",
        "list": "programme",
    },
    "venue": {"when": "hours", "end": "hours", "register": "about"},
    "contact": {"when": "hours", "end": "hours"},
    "organisation": {"people": "contact"},
    "document": {
        "owed": "about",
        "where": "documents",
        "register": "documents",
        "basis": "about",
        "source": "about",
        "documents": "about",
    },
}
#: The fields of a venue that state an aspect of their own name.
_OF_VENUE = frozenset({"address", "hours", "directions"})
#: Where a detail may stand under another aspect: what is read is told as the theme of a circle.
KINDRED: Mapping[str, tuple[str, ...]] = {
    "programme": ("theme", "list", "strands", "route"),
    "list": ("programme", "theme"),
    "dress": ("bring",),
    "bring": ("dress",),
    "limits": ("rules",),
    "rules": ("limits",),
    "prizes": ("reward", "afterwards"),
    "advance": ("afterwards",),
    "afterwards": ("prizes", "reward"),
    "age": ("audience",),
    "livestream": ("recording",),
    "status": ("weather",),
    "refund": ("status",),
}
#: What is asked of a form but is a matter of the deadline by which it is handed in.
_OF_ITS_DEADLINE = frozenset(
    {
        "when",
        "end",
        "due",
        "submit_to",
        "submit_how",
        "late",
        "extension",
        "afterwards",
        "applies_to",
        "limits",
        "audience",
        "people",
    }
)
_FOR_WHOM = frozenset({"applies_to", "audience", "people"})
#: The field of an event that states an aspect.
_FIELDS: Mapping[str, str] = {
    "fee": "fee",
    "register": "registration",
    "people": "people",
    "partner": "partners",
    "capacity": "capacity",
    "audience": "audience",
    "age": "audience",
    "language": "language",
    "livestream": "online_url",
}


def turned(knowledge: Knowledge, reference: str, aspect: str) -> tuple[str, tuple[str, ...]]:
    """The aspect as it is kept, and the records that keep it, when it is asked of a record."""
    table, _, id = reference.partition("/")
    aspect = "when" if aspect == "start" else aspect
    document = knowledge.find(Document, id) if table == "document" else None
    if aspect in _FOR_WHOM and document is not None and document.summary is not None:
        return "about", (reference,)  # who fills it in is not all who owe something by then
    if table == "document" and aspect in _OF_ITS_DEADLINE:
        owners = deadlines_with(knowledge, (id,))
        if owners:
            return _TURNED["deadline"].get(aspect, aspect), owners
    if table == "event" and aspect == "address":
        event = knowledge.find(Event, id)
        if event is None or event.venue is None:
            return "where", (reference,)
        return aspect, (f"venue/{event.venue}",)
    if table == "event" and aspect == "website":
        event = knowledge.find(Event, id)
        if event is not None and event.url is None and event.online_url is not None:
            return "livestream", (reference,)
    if table == "notice":
        return "about", (reference,)
    turned_to = _TURNED.get(table, {}).get(aspect, aspect)
    if table == "contact" and turned_to not in ("hours", "address", "where", "about"):
        turned_to = "contact"  # whatever one wants of a contact, one calls it
    return turned_to, (reference,)


def deadlines_with(knowledge: Knowledge, documents: Sequence[str]) -> tuple[str, ...]:
    """The deadlines by which any of these forms, given by their ids, is handed in."""
    return tuple(
        f"deadline/{deadline.id}"
        for deadline in knowledge.all(Deadline)
        if any(item.document in documents for item in deadline.items)
    )


def narrowed_deadlines(
    knowledge: Knowledge,
    spans: Sequence[Span],
    now: datetime,
    text: str,
    owers: Sequence[Unit] = (),
) -> tuple[str, ...]:
    """The deadlines that a question with no name in it is about.

    Those that fall into the span it speaks of, or lie after the edition where it speaks of that
    ("活动办完还要交什么"); else those still to come, or all when all are past. Where it speaks of
    owers to whom some apply, of those alone.
    """
    due = index(knowledge).due
    if owed := owed_by(knowledge, owers):
        due = [(at, id) for at, id in due if id in owed]
    if spans:
        span = spans[0]
        within = [
            id
            for at, id in due
            if (span.start is None or at > span.start) and (span.end is None or at <= span.end)
        ]
        if within:
            return tuple(f"deadline/{id}" for id in within[-3:])
    if _AFTERWARDS.search(text):
        after = [id for at, id in due if at.date() > knowledge.edition.ends_on]
        if after:
            return tuple(f"deadline/{id}" for id in after[:3])
    ahead = [id for at, id in due if at >= now]
    return tuple(f"deadline/{id}" for id in (ahead or [id for _, id in due])[:3])


#: More events than these are too many to be told one by one, and to look through.
_MANY = 50
#: What an event may state in words for whoever asks it of the edition.
_TOLD_FOR_ALL = (*_FIELDS, "where", "prizes", "advance")
#: What any event says something to.
_OF_ANY_EVENT = frozenset(
    {
        "about",
        "when",
        "start",
        "end",
        "duration",
        "countdown",
        "status",
        "contact",
        "organiser",
        "source",
        "hours",
        "directions",
        "address",
        "parking",
        "access",
        "food",
        "toilets",
        "wifi",
    }
)
#: What a venue states in its details only.
_DETAILS_ONLY = frozenset(
    {"parking", "access", "food", "toilets", "wifi", "luggage", "photography", "pets"}
)
#: What an edition states by fields of its own.
_OF_EDITION = frozenset(
    {
        "when",
        "end",
        "duration",
        "theme",
        "organiser",
        "contact",
        "about",
        "programme",
        "list",
        "countdown",
        "source",
    }
)


def states(edition: Edition, aspect: str) -> bool:
    """Whether the edition itself says something to an aspect."""
    return (
        aspect in _OF_EDITION
        or aspect in edition.details
        or (aspect == "website" and edition.url is not None)
    )


def record_states(knowledge: Knowledge, record: Record, aspect: str) -> bool:
    """Whether a record, or what it inherits from, says something to an aspect.

    Of aspects that are answered from several fields it is taken for granted.
    """
    if aspect in record.details:
        return True
    match record:
        case Edition():
            return states(record, aspect)
        case Event() if aspect in _FIELDS:
            return getattr(record, _FIELDS[aspect]) is not None
        case Event():
            return aspect in _OF_ANY_EVENT or (aspect == "where" and record.venue is not None)
        case Deadline():
            return aspect not in _OF_DEADLINE or _OF_DEADLINE[aspect](record)
        case Venue():
            return aspect not in _DETAILS_ONLY
    return True


def stating_venues(knowledge: Knowledge, aspect: str) -> tuple[str, ...]:
    """The venues that state an aspect, such as parking; at most three."""
    return tuple(f"venue/{venue.id}" for venue in index(knowledge).venues.get(aspect, ())[:3])


def stating_deadlines(knowledge: Knowledge, among: Sequence[str], aspect: str) -> tuple[str, ...]:
    """Those of the deadlines that state the aspect; the first where none does."""
    found = tuple(
        named
        for named in among
        if (deadline := knowledge.find(Deadline, named.partition("/")[2])) is not None
        and (aspect in deadline.details or _OF_DEADLINE.get(aspect, _never)(deadline))
    )
    return found or tuple(among[:1])


def contacts_for(knowledge: Knowledge, aspect: str) -> tuple[str, ...]:
    """The contacts that answer for an aspect."""
    return tuple(f"contact/{contact.id}" for contact in index(knowledge).contacts.get(aspect, ()))


def stating_events(knowledge: Knowledge, aspect: str, now: datetime) -> tuple[str, ...]:
    """The events still to come that state an aspect which the edition itself does not state.

    Four of them stand for any more: so many are no answer.
    """
    stating = index(knowledge).events.get(aspect, ())
    if len(stating) > _MANY:
        return tuple(f"event/{event.id}" for event in stating[:4])
    ahead = [event for event in stating if not event.sessions or _ahead(event, knowledge, now)]
    return tuple(f"event/{event.id}" for event in ahead[:4])


def _ahead(event: Event, knowledge: Knowledge, now: datetime) -> bool:
    return any((each.end or each.start) >= now for each in occurrences(event, knowledge))


@dataclass(frozen=True, slots=True)
class _Index:
    """Who states what in one knowledge, so that no question has to go through all records."""

    due: Sequence[tuple[datetime, str]]  #: instants and ids of deadlines, rising
    events: Mapping[str, Sequence[Event]]  #: by aspect
    venues: Mapping[str, Sequence[Venue]]  #: by aspect
    contacts: Mapping[str, Sequence[Contact]]  #: by topic


@lru_cache(maxsize=2)  # the knowledge that is served, and the one that takes its place
def index(knowledge: Knowledge) -> _Index:
    """Who states what; built when it is first asked for, which is best done ahead of a question."""
    events: dict[str, list[Event]] = defaultdict(list)
    for event in knowledge.all(Event):
        stated = {aspect for aspect in _FIELDS if getattr(event, _FIELDS[aspect]) is not None}
        stated |= {aspect for aspect in _TOLD_FOR_ALL if aspect in event.details}
        for aspect in stated | ({"where"} if event.venue is not None else set()):
            events[aspect].append(event)
    venues: dict[str, list[Venue]] = defaultdict(list)
    for venue in knowledge.all(Venue):
        fields = {aspect for aspect in _OF_VENUE if getattr(venue, aspect) is not None}
        for aspect in {*venue.details, *fields, *({"where"} if venue.address else ())}:
            venues[aspect].append(venue)
    contacts: dict[str, list[Contact]] = defaultdict(list)
    for contact in knowledge.all(Contact):
        for topic in contact.topics:
            contacts[topic].append(contact)
    due = sorted((due_at(each, knowledge), each.id) for each in knowledge.all(Deadline))
    return _Index(due, events, venues, contacts)
