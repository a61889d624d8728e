"""An understanding becomes an answer. Pure: everything said is stated in the knowledge."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.compose import contacts, listing, requests, smalltalk, suggestions
from bot.answering.compose.context import Context, sources_of
from bot.answering.compose.programme import Programme
from bot.answering.compose.selection import Selection
from bot.answering.compose.voice import Voice
from bot.answering.kinds import kinds_alike
from bot.answering.model import (
    Answer,
    Filters,
    Kind,
    Request,
    Statement,
    Suggestion,
    Understanding,
)
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Edition, Event, Organisation, Record, Source, Unstated, Venue
from bot.language import Language
from bot.locales import Texts

#: Aspects that, asked of the edition or of nothing in particular, mean what is on.
_LISTS = frozenset({"programme", "list"})
#: Aspects that a list of events answers by itself, since it names day, hour and place.
_IN_LIST = _LISTS | {"about", "when", "where", "unknown", "status"}
#: So few events are told about one by one when something else is asked of them.
_ONE_BY_ONE = 3


class Composer:
    """Composes answers from one knowledge; safe to share, and quick, since it is built once."""

    def __init__(self, knowledge: Knowledge, texts: Mapping[Language, Texts]) -> None:
        self._knowledge = knowledge
        self._texts = texts
        self._programme = Programme(knowledge)
        self._selection = Selection(knowledge, self._programme)

    def compose(self, understanding: Understanding, *, now: datetime) -> Answer:
        """Say what the knowledge states about what was asked.

        Args:
            understanding: what the question was taken to mean.
            now: the instant that "today" and "is over" are seen from; aware.
        """
        context = self._context(understanding.language, now)
        if understanding.smalltalk is not None:
            said = smalltalk.reply(context, understanding.smalltalk)
            return self._without_facts(context, understanding, Kind.SMALLTALK, said)
        if understanding.candidates and (offered := _clarify(context, understanding)) is not None:
            return offered
        if understanding.other_years:
            return _other_year(context, understanding)
        telling = _Telling(context, self._selection, understanding)
        for request in understanding.requests:
            telling.tell(request)
        return telling.answer() or self._without_facts(
            context, understanding, Kind.OUTSIDE, smalltalk.outside(context)
        )

    def starters(self, language: Language, now: datetime) -> tuple[Suggestion, ...]:
        """What a conversation may begin with."""
        return suggestions.starters(self._context(language, now))

    def _context(self, language: Language, now: datetime) -> Context:
        voice = Voice(
            self._texts[language],
            zone=self._knowledge.zone,
            edition_year=self._knowledge.edition.starts_on.year,
            now=now,
        )
        return Context(self._knowledge, self._programme, voice)

    def _without_facts(
        self, context: Context, understanding: Understanding, kind: Kind, statement: Statement
    ) -> Answer:
        return Answer(
            kind=kind,
            language=understanding.language,
            statements=(statement,),
            suggestions=suggestions.starters(context)[:3],
            confidence=understanding.confidence,
        )


@dataclass(frozen=True, slots=True)
class _Part:
    """What one request came to."""

    text: str
    sources: tuple[Source, ...]
    record: Record | None
    whom: str  #: whom to ask, where it is not stated


def _add(parts: list[_Part], part: _Part) -> None:
    """One more, unless all of it has been said of the same record."""
    said = {line for each in parts if each.record is part.record for line in each.text.split("\n")}
    if not said.issuperset(part.text.split("\n")):
        parts.append(part)


def _statements(context: Context, parts: Sequence[_Part]) -> Iterator[Statement]:
    """Each under its name, unless that stands above already; whom to ask only once in a row."""
    above: Record | None = None
    for part, following in zip(parts, [*parts[1:], None], strict=True):
        is_named = part.record is above or isinstance(part.record, Unstated)
        heading = None
        if part.record is not None and not is_named:
            heading = context.voice.read(part.record.title)
        above = part.record
        text = part.text
        if part.whom and (following is None or following.whom != part.whom):
            text = f"{text}\n{part.whom}"
        yield Statement(text=text, heading=heading, sources=part.sources)


class _Telling:
    """One answer in the making: a statement per request, alike ones said once."""

    def __init__(
        self, context: Context, selection: Selection, understanding: Understanding
    ) -> None:
        self._context = context
        self._selection = selection
        self._understanding = understanding
        self._told: list[_Part] = []
        self._missing: list[_Part] = []
        self._subjects: dict[str, None] = {}
        self._records: list[tuple[Record, str]] = []
        self._listed: list[Event] = []

    def tell(self, request: Request) -> None:
        """Add what answers one request."""
        knowledge = self._context.knowledge
        if request.subject is None:
            if request.filters or request.aspect in _LISTS:
                self._list(request)
            else:
                self._about(knowledge.edition, request)
            return
        record = knowledge.get(request.subject)
        if record is None:  # it was taken out of the knowledge since
            return
        if request.aspect in _LISTS and isinstance(record, Edition | Venue | Organisation):
            self._subjects[reference(record)] = None
            self._list(replace(request, filters=_within(record, request.filters)))
        else:
            self._about(record, request)

    def _about(self, record: Record, request: Request) -> None:
        name = reference(record)
        is_first = all(part.record is not record for part in self._told)
        told = requests.tell(self._context, record, request, is_first=is_first)
        self._subjects[name] = None
        self._records.append((record, request.aspect))
        group = self._told if told.is_stated else self._missing
        _add(group, _Part(told.text, told.sources, record, told.whom))

    def _list(self, request: Request) -> None:
        filters = request.filters
        listed = listing.list_events(self._context, self._selection, filters)
        if not listed.events and (alike := kinds_alike(filters.kinds)) != filters.kinds:
            others = replace(filters, kinds=alike)
            found = listing.list_events(self._context, self._selection, others)
            listed = found if found.events else listed
        if 0 < len(listed.events) <= _ONE_BY_ONE and not _answered_by_list(request):
            for event in listed.events:
                self._about(event, Request(aspect=request.aspect, subject=reference(event)))
            return
        group = self._told if listed.is_stated else self._missing
        _add(group, _Part(listed.text, listed.sources, None, listed.whom))
        self._listed += listed.events

    def answer(self) -> Answer | None:
        """What is stated and then what is not; None when nothing was told."""
        parts = [*self._told, *self._missing]
        if not parts:
            return None
        subjects = [*self._subjects, *(reference(each) for each in self._listed)]
        return Answer(
            kind=Kind.ANSWER if self._told else Kind.NOT_STATED,
            language=self._understanding.language,
            statements=tuple(_statements(self._context, parts)),
            suggestions=self._suggestions(),
            confidence=self._understanding.confidence,
            subjects=tuple(dict.fromkeys(subjects)),
        )

    def _suggestions(self) -> tuple[Suggestion, ...]:
        if self._listed:
            names = [reference(each) for each in self._listed]
            return suggestions.choices(self._context, names, "about")
        records = list(dict.fromkeys(reference(record) for record, _ in self._records))
        if len(records) != 1:
            return ()
        record = self._records[0][0]
        asked = [aspect for _, aspect in self._records]
        return suggestions.following(self._context, record, asked)


def _answered_by_list(request: Request) -> bool:
    """Whether a list says what is asked: by its lines, or since only events that fit are in it."""
    filters = request.filters
    if request.aspect == "fee":
        return filters.free is not None
    if request.aspect == "register":
        return filters.registration is not None
    if request.aspect in ("audience", "age"):
        return bool(filters.audiences) or filters.age_years is not None
    return request.aspect in _IN_LIST


def _within(record: Record, filters: Filters) -> Filters:
    """The filters, and that an event is at this venue or of this organiser."""
    if isinstance(record, Venue):
        return replace(filters, venues=(record.id,))
    if isinstance(record, Organisation):
        return replace(filters, organisers=(record.id,))
    return filters


def _clarify(context: Context, understanding: Understanding) -> Answer | None:
    aspect = understanding.requests[0].aspect if understanding.requests else "about"
    offered = suggestions.choices(context, understanding.candidates, aspect)
    if not offered:
        return None
    which = "this" if len(offered) == 1 else "which"
    return Answer(
        kind=Kind.CLARIFY,
        language=understanding.language,
        statements=(Statement(text=context.voice.say(f"answering.clarify.{which}")),),
        suggestions=offered,
        confidence=understanding.confidence,
        subjects=tuple(each.subject for each in offered),
    )


def _other_year(context: Context, understanding: Understanding) -> Answer:
    voice, edition = context.voice, context.knowledge.edition
    lines = [
        voice.say(
            "answering.other-year",
            years=voice.join(str(year) for year in understanding.other_years),
            year=edition.starts_on.year,
            edition=voice.read(edition.title),
        )
    ]
    whom, _ = contacts.asked(context, edition, "when")
    lines += [whom] if whom else []
    return Answer(
        kind=Kind.NOT_STATED,
        language=understanding.language,
        statements=(Statement(text="\n".join(lines), sources=sources_of(edition)),),
        suggestions=suggestions.starters(context)[:3],
        confidence=understanding.confidence,
        subjects=(reference(edition),),
    )
