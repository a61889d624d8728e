"""One thing asked of one record: what is stated, or that it is not stated and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.compose import (
    contacts,
    deadlines,
    events,
    facts,
    inheritance,
    overview,
    supposed,
    when,
)
from bot.answering.compose.context import Context, Fact, merged, sources_of
from bot.answering.model import Request
from bot.answering.owing import owed_by_different
from bot.knowledge.records import (
    Deadline,
    Document,
    Edition,
    Event,
    Faq,
    Record,
    Source,
    Unstated,
)

#: Aspects that a cancellation or a move bears on, so that it is said first.
_CHANGED = frozenset(
    {
        "about", "when", "end", "duration", "countdown", "where", "register", "fee", "hours",
        "programme", "directions", "people",
    }
)  # fmt: skip
_OF_TIME_AND_PLACE = frozenset(
    {"when", "where", "end", "duration", "countdown", "hours", "about", "programme", "capacity"}
)
#: What is asked of a deadline by those to whom it may not apply.
_OWED = frozenset({"due", "when", "end", "status", "owed", "forms", "documents"})
#: What is known instead, where something is not stated: said apart, as what it is.
_NEAREST: dict[str, tuple[str, ...]] = {
    "end": ("when",),
    "duration": ("when",),
    "hours": ("when",),
    "directions": ("where",),
    "capacity": ("register",),
    "age": ("audience",),
    "status": ("when",),
    "people": ("organiser", "about"),
    "rules": ("about",),
    "programme": ("about",),
    "prizes": ("afterwards", "about"),
    "submit_how": ("submit_to",),
    "late": ("due",),
    "extension": ("due",),
    "address": ("where",),
}


@dataclass(frozen=True, slots=True)
class Told:
    """What is said to one request."""

    text: str
    sources: tuple[Source, ...]
    is_stated: bool
    whom: str = ""  #: the line that says whom to ask, where it is not stated


def tell(context: Context, record: Record, request: Request, *, is_first: bool = True) -> Told:
    """Answer one request about one record.

    Args:
        context: the knowledge and the reader.
        record: what it is about.
        request: what is asked.
        is_first: whether nothing of the record has been told in the same answer: that an event is
            changed, or to whom a deadline applies, is said once.
    """
    found = _found(context, record, request, change_said=not is_first)
    if not found:
        return _not_stated(context, record, request.aspect)
    if is_first and isinstance(record, Deadline) and request.aspect in _OWED:
        found += _for_whom(context, record, found)
    texts = [fact.text for fact in found]
    verdict = supposed.verdict(context, record, request)
    if request.polar and verdict is not None:
        texts.insert(0, context.voice.say(f"answering.supposed.{'yes' if verdict else 'no'}"))
    elif verdict is False:
        texts.insert(0, context.voice.say("answering.supposed.differs"))
    return Told("\n".join(texts), merged(found), True)


def _found(context: Context, record: Record, request: Request, *, change_said: bool) -> list[Fact]:
    aspect = request.aspect
    if isinstance(record, Unstated) or (aspect == "unknown" and not isinstance(record, Faq)):
        return []
    if not context.current(record):
        return []
    if aspect == "status" and request.contingent and (said := _if_not_held(context, record)):
        return said
    found = facts.stated(context, record, aspect)
    if isinstance(record, Event) and request.filters.upcoming and aspect == "when":
        found = events.next_time(context, record)
    if not found:
        around = inheritance.inherited(context, record, aspect)
        if around is not None:
            source, found = around
            if source.title != record.title:
                found = _as_of(context, source, found)
    if isinstance(record, Event):
        found = _with_change(context, record, aspect, found, change_said=change_said)
        if aspect == "status":
            found += _if_not_possible(context)
    return found


def _as_of(context: Context, around: Record, found: list[Fact]) -> list[Fact]:
    """Facts of another record, under its name."""
    name = context.voice.say("answering.of", name=context.voice.read(around.title))
    first = Fact(f"{name}\n{found[0].text}", found[0].sources)
    return [first, *found[1:]]


def _with_change(
    context: Context, event: Event, aspect: str, found: list[Fact], *, change_said: bool
) -> list[Fact]:
    if aspect not in _CHANGED or aspect == "status":
        return found
    if change_said and found:
        return found
    # That it is cancelled answers when and where; it does not say what it would cost.
    if not found and not (events.is_off(context, event) and aspect in _OF_TIME_AND_PLACE):
        return found
    change = events.change(context, event)
    if change and aspect == "when" and events.is_moved(context, event):
        found = found + overview.place_in_brief(context, event)
    former = events.before_change(context, event) if change else []
    return [*change, *found, *former]


def _for_whom(context: Context, deadline: Deadline, found: Sequence[Fact]) -> list[Fact]:
    """To whom a deadline applies, where another one applies to others."""
    if not owed_by_different(context.knowledge):
        return []
    return [fact for fact in deadlines.applies_to(context, deadline) if fact not in found]


def _if_not_held(context: Context, record: Record) -> list[Fact]:
    """What is stated for the case that it cannot take place; nothing where it does not already."""
    if isinstance(record, Event):
        return [] if events.change(context, record) else _if_not_possible(context)
    return _if_not_possible(context) if isinstance(record, Edition) else []


def _if_not_possible(context: Context) -> list[Fact]:
    """What the edition states for the case that events cannot take place as planned."""
    edition = context.knowledge.edition
    detail = edition.details.get("status")
    if detail is None:
        return []
    return [Fact(context.voice.read(detail), sources_of(edition, "details.status"))]


def _not_stated(context: Context, record: Record, aspect: str) -> Told:
    lines = [_what_is_missing(context, record, aspect)]
    sources: list[Source] = []
    if (nearest := _nearest(context, record, aspect)) is not None:
        lines.append(context.voice.say("answering.not-stated.known"))
        lines.append(nearest.text)
        sources += nearest.sources
    whom, whom_sources = contacts.asked(context, record, aspect)
    if nearest is not None and contacts.is_told_in(context, record, aspect, nearest.text):
        whom = ""  # what is known has said already whom to ask
    return Told("\n".join(lines), tuple(dict.fromkeys([*sources, *whom_sources])), False, whom)


def _what_is_missing(context: Context, record: Record, aspect: str) -> str:
    voice = context.voice
    if not context.current(record):
        return _expired(context, record)
    if isinstance(record, Unstated):
        said = voice.say("answering.not-stated.thing", what=voice.read(record.title))
        return f"{said}\n{voice.read(record.summary)}" if record.summary else said
    if aspect == "unknown":
        return voice.say("answering.not-stated.unknown")
    if aspect == "about":
        return voice.say("answering.not-stated.more")
    if isinstance(record, Document) and aspect in ("documents", "where"):
        aspect = "obtain"
    return voice.say("answering.not-stated.aspect", aspect=context.noun(aspect))


def _expired(context: Context, record: Record) -> str:
    voice = context.voice
    until, since = record.valid_until, record.valid_from
    has_ended = until is not None and not context.programme.is_ahead(until, voice.now)
    at = until if has_ended else since
    assert at is not None  # or else it would be current
    key = "ended" if has_ended else "not-yet"
    return voice.say(f"answering.not-stated.{key}", moment=when.moment(voice, at))


def _nearest(context: Context, record: Record, aspect: str) -> Fact | None:
    """Something close to it that is stated."""
    if isinstance(record, Unstated) or not context.current(record):
        return None
    if isinstance(record, Edition):
        return None
    tried = (facts.stated(context, record, other) for other in _NEAREST.get(aspect, ()))
    found = next(filter(None, tried), [])
    if not found and isinstance(record, Event):
        found = _of_edition(context, aspect)
    return found[0] if found else None


def _of_edition(context: Context, aspect: str) -> list[Fact]:
    """What the edition states of this in general, under its own name."""
    edition = context.knowledge.edition
    if aspect not in edition.details:
        return []
    return _as_of(context, edition, facts.stated(context, edition, aspect))
