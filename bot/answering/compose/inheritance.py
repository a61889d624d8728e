"""What holds for a record because it holds for its place, for what it belongs to, or for all.

An event's fee or hour is never taken from elsewhere: that the edition is free in general does not
say that this event is.
"""

from collections.abc import Iterator

from bot.answering.compose import facts
from bot.answering.compose.context import Context, Fact
from bot.knowledge.records import Deadline, Edition, Event, Organisation, Record, Venue

#: Stated of a place, true of what takes place there.
_OF_PLACE = frozenset(
    {
        "directions", "parking", "access", "food", "toilets", "wifi", "luggage", "security",
        "pets", "photography", "hours",
    }
)  # fmt: skip
#: Stated of a series of events, true of each.
_OF_PARENT = frozenset(
    {
        "organiser", "partner", "audience", "age", "language", "register", "rules", "prizes",
        "documents", "theme", "bring", "dress", "website", "photography", "recording",
        "livestream", "safety", "weather", "identity", "people",
    }
)  # fmt: skip
#: Never true of one event only because the edition states it for itself.
_OWN = frozenset(
    {
        "about", "when", "end", "duration", "where", "fee", "register", "capacity", "hours",
        "people", "audience", "age", "status", "programme", "list", "documents", "rules",
        "prizes", "language", "size", "route", "directions", "due", "owed", "submit_to",
        "submit_how", "limits", "late", "afterwards", "applies_to", "extension", "reward",
        "recording", "livestream", "website", "partner", "strands", "history",
    }
)  # fmt: skip


def inherited(context: Context, record: Record, aspect: str) -> tuple[Record, list[Fact]] | None:
    """The nearest record around this one that states the aspect, and what it states."""
    for around in _around(context, record, aspect):
        if found := facts.stated(context, around, aspect):
            return around, found
    return None


def _around(context: Context, record: Record, aspect: str) -> Iterator[Record]:
    knowledge = context.knowledge
    if isinstance(record, Event):
        if aspect in _OF_PLACE:
            yield from _venues(context, record)
        if aspect in _OF_PARENT and record.part_of is not None:
            parent = knowledge.find(Event, record.part_of)
            if parent is not None:
                yield parent
    if isinstance(record, Event | Deadline | Venue) and aspect not in _OWN:
        yield knowledge.edition
    if isinstance(record, Organisation):
        # A museum that organises is also a place.
        yield from (each for each in knowledge.all(Venue) if each.title == record.title)
    if isinstance(record, Edition):
        # What is asked of the edition by who takes part is stated with what they hand in.
        yield from (each for each in knowledge.all(Deadline) if facts.has_detail(each, aspect))


def _venues(context: Context, event: Event) -> Iterator[Venue]:
    """The venue of an event, if it has just one."""
    ids = {slot.venue for slot in context.programme.of(event)} or {event.venue}
    if len(ids) == 1 and (venue := context.knowledge.find(Venue, ids.pop())) is not None:
        yield venue
