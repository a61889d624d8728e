"""Subjects: which record a clause is about, and how sure that is.

The steps go from the sure to the unsure, and each is asked only when the one before is silent: a
name that stands there; the words that a record shares with the clause; the meaning, where an
encoder is at hand. What decides at each step is the margin over the runner-up.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from bot.answering.clauses import Clause, Mark
from bot.answering.kinds import kinds_alike
from bot.answering.naming import names_of
from bot.answering.reading import Unit
from bot.answering.retrieval import Candidate, Retrieval
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Contact, Deadline, Event, Record
from bot.language import has_han

#: Retrieval: how much of the clause a record must account for, and its lead over the next.
_SURE, _LEAD, _POSSIBLE = 0.52, 0.12, 0.35
#: A deadline is an event's namesake when so much of the event's name is its own.
_NAMESAKE = 0.8
#: Meaning: the same for cosines, to which shared words add.
_ALIKE, _ALIKE_LEAD, _ALIKE_POSSIBLE, _SHARED = 0.6, 0.06, 0.47, 0.35

#: How much more is asked of a likeness where other things speak against it.
_WARY = 0.12
#: An example question must be so near to say what is asked.
_ASKED, _ASKED_LEAD = 0.54, 0.03
#: What is stated goes before what is not, and a thing before the whole that it is part of.
_WEIGHTS = {"unstated": 0.9, "edition": 0.75, "notice": 0.6}
#: Which table is meant when one clause names records of several.
_PREFERENCE = (
    "event",
    "deadline",
    "document",
    "unstated",
    "faq",
    "contact",
    "venue",
    "organisation",
    "notice",
    "edition",
)
#: What is asked of things to be handed in may be asked of.
_FILED = ("deadline", "document", "faq", "edition")
#: Who may file, and is not what is filed.
_FILERS = ("venue", "organisation")
#: Who is asked about a thing, and named like it.
_WHO_HELPS = {"contact", "organisation"}
#: What a word right before a kind of event may name: a photo contest is no photo to hand in.
_TAKING_PLACE = ("event", "faq", "unstated")
#: What a telling part of a name may name.
_ANY_TABLE = tuple(each for each in _PREFERENCE if each not in ("edition", "unstated"))


class Meanings(Protocol):
    """Finds records by what a text means."""

    def candidates(self, text: str, *, most: int = 4) -> list[Candidate]:
        """The records nearest in meaning, best first, with their cosines."""
        ...

    def aspects(self, text: str, *, most: int = 4) -> list[Candidate]:
        """The aspects whose example questions are nearest in meaning, with their cosines."""
        ...


@dataclass(frozen=True, slots=True)
class Subject:
    """What a clause is about."""

    references: tuple[str, ...] = ()  #: several where several were named
    candidates: tuple[str, ...] = ()  #: where it is not sure: the nearest, best first
    confidence: float = 0.0
    venues: tuple[str, ...] = ()  #: ids of venues that were named beside it


NOTHING = Subject()


class SubjectFinder:
    """Finds the subject of a clause in one edition."""

    def __init__(
        self,
        knowledge: Knowledge,
        words: Words,
        retrieval: Retrieval,
        meanings: Meanings | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._words = words
        self._retrieval = retrieval
        self._meanings = meanings
        self._has_deadlines = any(True for _ in knowledge.all(Deadline))
        #: of the names of events: True for Latin, False for Chinese
        self._scripts: set[bool] = set()
        self._by_kind: dict[str, list[str]] = defaultdict(list)
        for event in knowledge.all(Event):
            self._scripts |= {True} if _has_latin(event) else set()
            self._scripts |= {False} if any(map(has_han, names_of(event))) else set()
            if event.kind is not None:
                self._by_kind[event.kind].append(f"event/{event.id}")

    def named(self, clause: Clause) -> Subject:
        """By the names that stand in the clause."""
        mentions = clause.mentions
        if not mentions or self._is_beside(clause):
            return NOTHING
        venues = tuple(
            reference.partition("/")[2]
            for mark in mentions
            for reference in mark.references
            if reference.startswith("venue/")
        )
        by_mark = [self._of_mark(mark, clause) for mark in mentions]
        tables = [_table(references[0]) for references in by_mark]
        # Of several things named, what is said about one of them: "prizes of the contest".
        order: Sequence[str] = _PREFERENCE
        if len(by_mark) > 1 and "advance" not in clause.aspects:
            order = ("unstated", "faq", *self._order(clause))
        best = min(tables, key=order.index)
        chosen: list[str] = []
        ambiguous: tuple[str, ...] = ()
        for references, table in zip(by_mark, tables, strict=True):
            if table != best:
                continue
            if len(references) > 1:
                ambiguous = references
            else:
                chosen += [each for each in references if each not in chosen]
        confidence = 0.95 if all(mark.is_exact for mark in mentions) else 0.85
        if not chosen and ambiguous:
            return Subject(candidates=ambiguous, confidence=0.5, venues=venues)
        better = self._closer(clause, chosen)
        return Subject(
            references=(better,) if better else tuple(chosen), confidence=confidence, venues=venues
        )

    def likely(self, clause: Clause) -> Subject:
        """By the words that records share with the clause, in its names or what they are."""
        wanted = _wanted(clause)
        if not wanted:
            return NOTHING
        found = self._retrieval.candidates(wanted, beside=clause.units)
        telling = self._retrieval.distinct(clause.content)
        order = self._order(clause)
        wanted_tables = _ANY_TABLE if order is _PREFERENCE else order[:2]
        if _names_event(clause):
            wanted_tables = _TAKING_PLACE
            found = [each for each in found if _table(each.reference) in _TAKING_PLACE]
        if telling is not None and _table(telling) in wanted_tables:
            return Subject(references=(telling,), confidence=0.6)
        return self._settled(
            _decide(self._fitting(found, clause), sure=_SURE, lead=_LEAD, possible=_POSSIBLE),
            clause,
        )

    def meant(self, clause: Clause) -> Subject:
        """By what the clause means and the words it shares, where an encoder is at hand."""
        if self._meanings is None:
            return NOTHING
        scores: dict[str, float] = {}
        for text in dict.fromkeys((clause.text, clause.topic)):
            for each in self._meanings.candidates(text, most=8) if len(text) > 1 else ():
                scores[each.reference] = max(each.score, scores.get(each.reference, 0.0))
        asked = [unit for unit in clause.units if unit.start in clause.asked]
        content = _wanted(clause) or asked
        shared = self._retrieval.candidates(content, beside=clause.units, most=8)
        for each in shared:
            scores[each.reference] = scores.get(each.reference, 0.0) + _SHARED * each.score
        found = [
            Candidate(named, score)
            for named, score in sorted(scores.items(), key=lambda item: -item[1])
        ]
        # A kind of event with a name that nobody knows is likely to be another event.
        is_unknown = bool(clause.kinds and clause.content) and not self._retrieval.knows(
            clause.content
        )
        shares_nothing = not clause.content and not (shared and shared[0].score > _POSSIBLE)
        sure = _ALIKE + (_WARY if is_unknown or shares_nothing else 0)
        subject = _decide(
            self._fitting(found, clause), sure=sure, lead=_ALIKE_LEAD, possible=_ALIKE_POSSIBLE
        )
        return self._settled(subject, clause)

    def asked(self, clause: Clause) -> str | None:
        """The aspect that the clause asks for by its meaning, where that is plain."""
        if self._meanings is None:
            return None
        found = self._meanings.aspects(clause.text, most=2)
        if not found or found[0].score < _ASKED:
            return None
        rival = found[1].score if len(found) > 1 else 0.0
        return found[0].reference if found[0].score - rival >= _ASKED_LEAD else None

    def _fitting(self, found: Sequence[Candidate], clause: Clause) -> list[Candidate]:
        """Candidates as they fit what is asked; between equals, what is stated goes first."""
        if set(clause.aspects) & self._words.deadline_aspects and self._has_deadlines:
            # One registers for an event, too, until some day.
            tables = (*_FILED, "event") if "register" in clause.aspects else _FILED
            found = [each for each in found if _table(each.reference) in tables]
        if set(clause.aspects) & (self._words.deadline_aspects | {"documents"}):
            # "Which form does a university fill in?" is about no university in particular.
            found = [each for each in found if _table(each.reference) not in _FILERS]
        first = self._order(clause)[0]
        weighed = []
        for each in found:
            table = _table(each.reference)
            factor = _WEIGHTS.get(table, 1.0) * (1.1 if table == first != _PREFERENCE[0] else 1)
            weighed.append(replace(each, score=each.score * factor))
        stated = max((x.score for x in weighed if _table(x.reference) != "unstated"), default=0.0)
        kept = [x for x in weighed if _table(x.reference) != "unstated" or x.score > stated]
        return sorted(kept, key=lambda each: -each.score)

    def _settled(self, subject: Subject, clause: Clause) -> Subject:
        """Candidates among which what is asked chooses: a contact, where one is asked for."""
        if len(subject.candidates) < 2:
            return subject
        order = self._order(clause)
        if owner := self._owner(subject.candidates):
            return Subject(references=(owner,), confidence=subject.confidence)
        if order is _PREFERENCE:
            events = [each for each in subject.candidates if _table(each) == "event"]
            others = {_table(each) for each in subject.candidates} - {"event"}
            if len(events) == 1 and clause.aspects and others <= _WHO_HELPS:
                # Who sells the tickets has a name like it; it is the event that takes place.
                return Subject(references=tuple(events), confidence=subject.confidence)
            return subject
        if "contact" in clause.aspects and (named := self._of_same_body(subject.candidates)):
            return Subject(references=(named,), confidence=subject.confidence)
        ranks = [order.index(_table(each)) for each in subject.candidates]
        first = [
            each for each, rank in zip(subject.candidates, ranks, strict=True) if rank == min(ranks)
        ]
        if len(first) == 1:
            return Subject(references=(first[0],), confidence=subject.confidence)
        return subject

    def _of_same_body(self, candidates: Sequence[str]) -> str | None:
        """The only contact among candidates whose organisation is one of them as well."""
        found = [
            each
            for each in candidates
            if (contact := self._knowledge.find(Contact, each.partition("/")[2])) is not None
            and each.startswith("contact/")
            and f"organisation/{contact.organisation}" in candidates
        ]
        return found[0] if len(found) == 1 else None

    def cannot_share(self, event: str, clause: Clause) -> bool:
        """Whether the clause names something in a script in which the event has no name at all."""
        record = self._knowledge.get(event)
        if record is None or not clause.content or not all(u.is_latin for u in clause.content):
            return False
        return not _has_latin(record)

    def shares_script(self, clause: Clause) -> bool:
        """Whether any event has a name in the script of what the clause names."""
        scripts = {unit.is_latin for unit in clause.content}
        return not scripts or not scripts.isdisjoint(self._scripts)

    def _owner(self, candidates: Sequence[str]) -> str | None:
        """The deadline among candidates whose own forms the others are."""
        for each in candidates:
            deadline = self._knowledge.find(Deadline, each.partition("/")[2])
            if _table(each) == "deadline" and deadline is not None:
                forms = {f"document/{item.document}" for item in deadline.items}
                if {*candidates} - {each} <= forms:
                    return each
        return None

    def _is_due(self, event: str, clause: Clause) -> bool:
        """Whether what is asked of an event is rather a matter of a deadline."""
        asked = set(clause.aspects)
        if asked & self._words.deadline_aspects:
            return True
        record = self._knowledge.find(Event, event.partition("/")[2])
        return "register" in asked and record is not None and record.registration is None

    def _namesake(self, clause: Clause) -> str | None:
        """The deadline of the same name as an event, where a deadline's matter is asked."""
        for each in self._retrieval.candidates(_wanted(clause), most=6):
            if _table(each.reference) == "deadline" and each.score >= _NAMESAKE:
                return each.reference
        return None

    def accounts(self, reference: str, clause: Clause) -> bool:
        """Whether the record's own words account for what the clause's other words say."""
        return self._retrieval.accounts(reference, clause.content)

    def knows(self, clause: Clause) -> bool:
        """Whether any record shares a word with what the clause names."""
        return self._retrieval.knows(clause.content)

    def _is_beside(self, clause: Clause) -> bool:
        """Whether all that is named is unstated, while a deadline's own matter is asked."""
        return bool(set(clause.aspects) & self._words.deadline_aspects) and all(
            reference.startswith("unstated/")
            for mark in clause.mentions
            for reference in mark.references
        )

    def _of_mark(self, mark: Mark, clause: Clause) -> tuple[str, ...]:
        """The records that a mark names, as far as what is asked does not choose among them."""
        order = self._order(clause)
        ranks = {reference: order.index(_table(reference)) for reference in mark.references}
        best = min(ranks.values())
        return tuple(reference for reference, rank in ranks.items() if rank == best)

    def _order(self, clause: Clause) -> Sequence[str]:
        """Tables by how likely they are meant, given what is asked."""
        asked = set(clause.aspects)
        if asked & self._words.deadline_aspects:
            return ("deadline", "document", *_PREFERENCE)
        if "duration" in asked:
            return ("edition", "deadline", *_PREFERENCE)
        if "contact" in asked:
            return ("unstated", "contact", "organisation", *_PREFERENCE)
        if asked & {"hours", "directions", "parking", "access", "toilets", "address"}:
            return ("unstated", "venue", *_PREFERENCE)
        if asked & {"documents", "basis", "source"}:
            return ("document", *_PREFERENCE)
        return _PREFERENCE

    def _closer(self, clause: Clause, chosen: Sequence[str]) -> str | None:
        """A record that accounts for the name and also for the words beside it.

        "Night tour of the lighthouse" names the lighthouse, and is about the tour.
        """
        if len(chosen) != 1 or chosen[0].startswith("edition/"):
            return None
        table = _table(chosen[0])
        if table == "event" and self._is_due(chosen[0], clause):
            return self._namesake(clause)
        if not clause.content:
            return None
        if table in ("venue", "organisation"):
            found = self._retrieval.candidates(clause.content, beside=clause.units)
            found = [each for each in found if _table(each.reference) == "event"]
            rival = found[1].score if len(found) > 1 else 0.0
            is_sure = bool(found) and found[0].score >= max(_SURE, rival + _LEAD)
            return found[0].reference if is_sure else None
        found = self._retrieval.candidates(_wanted(clause))
        if not found or found[0].reference == chosen[0]:
            return None
        current = next((c.score for c in found if c.reference == chosen[0]), 0.0)
        return found[0].reference if found[0].score > max(_SURE, current + 0.25) else None

    def events_of_kinds(self, kinds: Sequence[str]) -> tuple[str, ...]:
        """The events of any of these kinds."""
        return tuple(each for kind in kinds_alike(kinds) for each in self._by_kind.get(kind, ()))

    def exists(self, reference: str) -> bool:
        """Whether the record is still known."""
        return self._knowledge.get(reference) is not None


def _has_latin(record: Record) -> bool:
    return any(char.isascii() and char.isalpha() for name in names_of(record) for char in name)


def _wanted(clause: Clause) -> list[Unit]:
    """The units of a clause that may say what it is about: names, kinds, and the residue."""
    said = {unit.start: unit for unit in (*clause.content, *clause.named)}
    if not said:
        said = {unit.start: unit for unit in clause.kind_units}
    return [said[start] for start in sorted(said)]


def _names_event(clause: Clause) -> bool:
    """Whether an unknown English word stands right before a kind of event."""
    starts = {unit.start for unit in clause.kind_units}
    return any(unit.is_latin and unit.end + 1 in starts for unit in clause.content)


def _decide(found: Sequence[Candidate], *, sure: float, lead: float, possible: float) -> Subject:
    if not found or found[0].score < possible:
        return NOTHING
    best = found[0]
    runner_up = found[1].score if len(found) > 1 else 0.0
    if best.score >= sure and best.score - runner_up >= lead:
        return Subject(references=(best.reference,), confidence=min(best.score, 0.9))
    near = tuple(c.reference for c in found if c.score >= max(possible, best.score - 2 * lead))
    return Subject(candidates=near[:3], confidence=best.score / 2)


def _table(reference: str) -> str:
    return reference.partition("/")[0]
