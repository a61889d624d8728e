"""Particular requests: what is asked of one record, also when the words leave it open."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.answering import comparing, cues
from bot.answering.dates import Span
from bot.answering.model import Filters, Request, Turn
from bot.answering.parts import Part
from bot.answering.reading import Unit
from bot.answering.stated import KINDRED, record_states, turned
from bot.answering.subjects import SubjectFinder
from bot.answering.within import speaks_of, telling_aspect, worded, worded_aspect
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import occurrences
from bot.knowledge.records import Event, Record
from bot.knowledge.text import Text

#: What holds for those alone whom an event is for.
_LIMITED = frozenset({"fee", "register", "capacity"})


class ParticularRequests:
    """Makes the requests about one record of an edition."""

    def __init__(self, knowledge: Knowledge, finder: SubjectFinder, words: Words) -> None:
        self._knowledge = knowledge
        self._finder = finder
        self._telling = words.telling

    def of(self, part: Part, reference: str, turn: Turn | None, now: datetime) -> list[Request]:
        """The requests about one subject, each turned to the record that answers it."""
        requests = []
        for asked in self._with_limit(_aspects(part, reference, turn), part, reference):
            aspect, owners = turned(self._knowledge, reference, asked)
            for owner in owners:
                # Of two times that are offered, neither is supposed.
                span = part.clause.spans[0] if len(part.clause.spans) == 1 else None
                requests.append(
                    Request(
                        aspect=self._told(owner, aspect, part),
                        subject=owner,
                        supposed=self._placed(span, owner, now) if span else None,
                        polar=part.clause.is_supposing,
                        contingent=cues.is_contingent(part.clause.text),
                        filters=Filters(upcoming=part.clause.is_next),
                    )
                )
        return requests

    def _with_limit(self, aspects: tuple[str, ...], part: Part, reference: str) -> tuple[str, ...]:
        """The aspects, with for whom an event is where somebody in particular is spoken of.

        That a check-up is free says nothing to those whom it is not for.
        """
        event = self._knowledge.get(reference)
        speaks_of_some = part.clause.audiences or part.clause.age_years is not None
        if not isinstance(event, Event) or event.audience is None or not speaks_of_some:
            return aspects
        if set(aspects) & {"audience", "age", "about"}:
            return aspects
        limited = (each for each in aspects if each in _LIMITED)
        is_limited = any(record_states(self._knowledge, event, each) for each in limited)
        return (*aspects, "audience") if is_limited else aspects

    def stating(
        self, events: Sequence[str], aspects: Sequence[str], asked: Sequence[Unit]
    ) -> tuple[str, ...]:
        """Those of several events that state one of these aspects in words of their own.

        Where an aspect is stated as its like (what winners go on to, as what comes afterwards),
        those alone that say it in the words of the question.
        """
        records = {each: self._knowledge.get(each) for each in events}
        details = {each: record.details for each, record in records.items() if record is not None}
        if found := tuple(each for each, told in details.items() if told.keys() & set(aspects)):
            return found
        kindred = [key for aspect in aspects for key in KINDRED.get(aspect, ())]
        told = {
            each: next(texts[key] for key in kindred if key in texts)
            for each, texts in details.items()
            if texts.keys() & set(kindred)
        }
        return worded(told, asked)

    def _told(self, reference: str, aspect: str, part: Part) -> str:
        """The aspect, or the one under which the record says something of what was asked."""
        record = self._knowledge.get(reference)
        if record is None or part.subject.confidence == 0:
            return aspect
        if aspect != "unknown" and record_states(self._knowledge, record, aspect):
            # "Are dogs allowed at the race?" asks of the dogs.
            is_of_things = aspect == "audience" and part.clause.content
            telling = telling_aspect(record, part.clause.content) if is_of_things else None
            return telling or aspect
        is_to_come = aspect == "register" and cues.asks_to_come(part.clause.text)
        if is_to_come and record_states(self._knowledge, record, "audience"):
            return "audience"  # where nothing is said of registering
        for kindred in KINDRED.get(aspect, ()):
            if kindred == "status" and _is_explained(record):
                return kindred
            if kindred in record.details and self._answers(
                record.details[kindred], aspect, kindred
            ):
                return kindred
        clause = part.clause
        asked = [*clause.content, *(unit for unit in clause.units if unit.start in clause.asked)]
        units = sorted(set(asked), key=lambda unit: unit.start)
        if telling := telling_aspect(record, units):
            return telling
        if worded := worded_aspect(record, aspect, self._telling.get(aspect, ())):
            return worded
        if aspect != "unknown":
            return aspect
        is_known = not clause.mentions or self._finder.accounts(reference, clause)
        return "about" if is_known else "unknown"

    def _answers(self, told: Text, aspect: str, kindred: str) -> bool:
        """Whether what is stated of a kindred aspect answers for the one that is asked.

        What comes after a contest may be a prize, or something else.
        """
        if (aspect, kindred) != ("prizes", "afterwards"):
            return True
        return speaks_of(told, self._telling.get(aspect, ()))

    def _placed(self, span: Span, reference: str, now: datetime) -> Span:
        """A time of day with no day, put on the event's own: "is the opening at ten?"."""
        event = self._knowledge.get(reference)
        if span.says_day or not isinstance(event, Event):
            return span
        times = occurrences(event, self._knowledge)
        if not times or span.start is None:
            return span
        ahead = next((each for each in times if each.start >= now), times[0])
        shift = timedelta(days=(ahead.start.date() - span.start.date()).days)
        return replace(span, start=span.start + shift, end=span.end + shift if span.end else None)


def _is_explained(record: Record) -> bool:
    """Whether something is said of why and how an event is changed, such as who gets money back."""
    return isinstance(record, Event) and record.status_note is not None


def _offers_places(part: Part) -> bool:
    """Whether places are offered to choose from: "is it at the museum or at the library?"."""
    return len(part.subject.venues) > 1 and comparing.offers(part.clause.text)


def _aspects(part: Part, reference: str, turn: Turn | None) -> tuple[str, ...]:
    """The aspects asked of a subject, also when the words leave it open."""
    clause = part.clause
    table = reference.partition("/")[0]
    if table == "contact" and "contact" in part.aspects:
        # "Where is that number?" is whose it is.
        return tuple(each for each in part.aspects if each != "where")
    if part.aspects:
        return tuple("programme" if each == "list" else each for each in part.aspects)
    if table in ("faq", "unstated"):
        return ("about",)
    if clause.age_years is not None:
        return ("age",)
    if clause.audiences and table == "event":
        return ("audience",)
    if clause.spans and table == "deadline":
        # "What if we send it after five?"
        return ("late", "due") if clause.spans[0].end is None else ("due",)
    if clause.spans and table == "event":
        return ("when",)
    if turn and clause.is_elliptical and turn.aspects and not clause.content:
        return tuple(each for each in turn.aspects if each != "list") or ("about",)
    if table == "event" and part.subject.venues and (clause.is_polar or _offers_places(part)):
        return ("where",)
    if not clause.content or not clause.is_interrogative:
        return ("about",)
    if clause.mentions and clause.is_polar and cues.names_a_place(clause.text):
        return ("where",)
    return ("unknown",)
