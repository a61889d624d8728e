"""Understanding: what a question asks, as requests that can be answered from records.

A question falls into clauses. A clause that names a subject and asks nothing waits for one that
asks ("the opening: when, where?"); one that asks and names nothing is about the subject before it,
the one after it, or the last one of the conversation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.clauses import Clause, ClauseReader
from bot.answering.model import Filters, Question, Request, Turn, Understanding
from bot.answering.naming import Names
from bot.answering.phrases import best_cover
from bot.answering.reading import Reading, read
from bot.answering.retrieval import Retrieval
from bot.answering.stated import (
    contacts_for,
    narrowed_deadlines,
    states,
    stating_deadlines,
    stating_events,
    stating_venues,
    turned,
)
from bot.answering.subjects import NOTHING, Meanings, Subject, SubjectFinder
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge
from bot.language import Language, detect

#: At most so many things are answered at once; a list of demands is no question.
_MOST_REQUESTS = 6
#: Above so many units a text tells a story, and only its questions are answered.
_STORY = 45
#: What is asked of one event; of an unknown thing it must not be answered for the edition.
_EVENTFUL = frozenset(
    {
        "when",
        "end",
        "where",
        "fee",
        "register",
        "people",
        "duration",
        "status",
        "programme",
        "list",
        "about",
        "capacity",
        "audience",
        "age",
        "organiser",
        "countdown",
        "prizes",
        "rules",
    }
)
#: Not the one that was spoken of, but its like: "and the other form?"
_OTHER = re.compile(r"另|其[他它]|别的|\bother\b|\banother\b|\belse\b")
#: What is asked of the edition's days, and not of what takes place on them.
_OF_DAYS = frozenset({"when", "end", "duration", "countdown"})
#: What only the edition as a whole has.
_OF_EDITION_ONLY = frozenset({"theme", "strands", "basis", "history"})
#: Something is supposed to be at a place: "is it at the town hall?"
_PLACED = re.compile(r"在(?!于|线|场)|\b(?:at|in) ")
#: What a list of events can answer about each of them.
_LISTABLE = frozenset(
    {
        "list",
        "programme",
        "when",
        "where",
        "fee",
        "audience",
        "age",
        "status",
        "about",
        "register",
        "language",
        "end",
    }
)


@dataclass(frozen=True, slots=True)
class _Part:
    """A clause with what it was found to be about and to ask."""

    clause: Clause
    subject: Subject
    aspects: tuple[str, ...]

    @property
    def lists(self) -> bool:
        """Whether events that pass filters are wanted, and no single thing."""
        asked = set(self.aspects)
        return (
            bool(self.clause.asks_list or asked & {"list", "programme"} or self.clause.narrows)
            and asked <= _LISTABLE
            and (asked != {"fee"} or self.clause.narrows_to_events)
        )


class Understander:
    """Understands questions about one edition."""

    def __init__(
        self, knowledge: Knowledge, words: Words, meanings: Meanings | None = None
    ) -> None:
        self._knowledge = knowledge
        self._words = words
        self._names = Names(knowledge, words)
        self._reader = ClauseReader(knowledge, words, self._names)
        self._finder = SubjectFinder(knowledge, words, Retrieval(knowledge), meanings)
        self._edition = f"edition/{knowledge.edition.id}"

    def understand(self, question: Question, turn: Turn | None = None) -> Understanding:
        """What the question asks; `turn` is the conversation's last exchange, if still fresh."""
        language = question.language or detect(
            question.text, default=Language(self._knowledge.edition.language)
        )
        reading = read(question.text)
        if smalltalk := self._smalltalk(reading):
            return Understanding(language=language, smalltalk=smalltalk, confidence=1.0)
        clauses = self._reader.clauses(reading, now=question.now, language=language)
        clauses = _questions_of(clauses)
        if years := tuple(dict.fromkeys(year for each in clauses for year in each.years)):
            return Understanding(language=language, other_years=years, confidence=0.9)
        parts = _joined([self._part(clause) for clause in clauses])
        requests: list[Request] = []
        unsure: list[Subject] = []
        confidences: list[float] = []
        for part in parts:
            found = self._requests(part, turn, question.now)
            requests += [each for each in found if each not in requests]
            if not found and part.subject.candidates:
                unsure.append(part.subject)
            if found:
                confidences.append(part.subject.confidence or 0.7)
        if unsure and not requests:
            asked = parts[0].aspects[:1] or ("about",)
            return Understanding(
                language=language,
                requests=(Request(aspect=asked[0]),),
                candidates=unsure[0].candidates,
                confidence=unsure[0].confidence,
            )
        return Understanding(
            language=language,
            requests=_without_idle(requests)[:_MOST_REQUESTS],
            confidence=min(confidences, default=0.0),
        )

    def _smalltalk(self, reading: Reading) -> str | None:
        """The id of what is said, when it is nothing but courtesy."""
        units = reading.units
        if not units:
            return "greeting" if reading.folded.strip() else "help"
        if len(units) > 14:
            return None
        matches = self._words.smalltalk.matches(units, tuple(unit.raw for unit in units))
        cover = best_cover(
            [(m.start, m.end, (m.end - m.start) ** 1.4) for m in matches], len(units)
        )
        if not cover:
            return None
        rest = [
            unit
            for index, unit in enumerate(units)
            if not any(start <= index < end for start, end in cover)
        ]
        if not all(self._words.is_filler(unit.raw) for unit in rest):
            return None
        longest = max(cover, key=lambda stretch: stretch[1] - stretch[0])
        if len(rest) > 2 * sum(end - start for start, end in cover):
            return None
        return next(m.meanings[0] for m in matches if (m.start, m.end) == longest)

    def _part(self, clause: Clause) -> _Part:
        """A clause, its subject by the cheap steps, and what it asks."""
        aspects = [each for each in clause.aspects if each != "list"] or list(clause.aspects)
        if not aspects:
            aspects = list(dict.fromkeys(clause.weak_aspects))
        subject = self._finder.named(clause)
        if subject is NOTHING and (clause.content or len(clause.kind_units) > 1):
            subject = self._finder.likely(clause)
        if subject is NOTHING and clause.is_of_edition and not clause.content:
            subject = Subject(references=(self._edition,), confidence=0.85)
        return _Part(clause, subject, tuple(aspects))

    def _requests(self, part: _Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What a part asks; nothing when its subject is not sure or it says nothing known."""
        clause, subject = part.clause, part.subject
        if subject.references:
            return self._about(part, subject, turn, now)
        is_filing = bool(set(part.aspects) & self._words.deadline_aspects)
        is_eventful = not part.aspects or bool(set(part.aspects) & _EVENTFUL)
        if turn and subject.candidates and _OTHER.search(clause.text):
            others = tuple(each for each in subject.candidates if each not in turn.subjects)
            if len(others) == 1:
                return self._about(part, Subject(references=others, confidence=0.8), turn, now)
        if subject.candidates and not part.lists and (is_filing or is_eventful):
            if common := self._common(part, turn, now):
                return common
            if not is_filing:
                return []
        if is_filing:
            told = "" if "afterwards" in part.aspects else clause.text
            if found := narrowed_deadlines(self._knowledge, clause.spans, now, told):
                return self._filing(part, found)
        follows = self._following(part, turn, now)
        if follows is not None:
            return follows
        if part.lists and (not clause.content or _narrows_beyond_kind(clause)):
            return self._listed(part)
        of_edition = self._of_edition(part, now)
        if (not clause.content or not is_eventful) and any(map(self._is_stated, of_edition)):
            return of_edition
        meant = self._finder.meant(clause)
        if meant.references:
            asked = tuple(each for each in part.aspects if each in clause.aspects)
            return self._about(replace(part, aspects=asked), meant, turn, now)
        if (clause.content or clause.kinds) and is_eventful:
            if clause.says_nothing or not _concerns_events(clause):
                return []
            return [Request(aspect="unknown", subject=self._edition)]
        return of_edition

    def _is_stated(self, request: Request) -> bool:
        """Whether something more than silence answers the request."""
        return request.subject != self._edition or states(self._knowledge.edition, request.aspect)

    def _common(self, part: _Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What is asked of candidates that all lead to the same answer: two forms, one deadline."""
        if not part.aspects:
            return []
        answers = [
            self._about(part, Subject(references=(each,), confidence=0.6), turn, now)
            for each in part.subject.candidates
        ]
        return answers[0] if all(each == answers[0] for each in answers) else []

    def _filing(self, part: _Part, deadlines: Sequence[str]) -> list[Request]:
        """What is asked of deadlines that the clause does not name."""
        aspects = [each for each in part.aspects if each in self._words.deadline_aspects]
        asked = {
            (each, aspect)
            for aspect in aspects
            for each in stating_deadlines(self._knowledge, deadlines, aspect)
        }
        return [
            Request(aspect=aspect, subject=each)
            for each in deadlines
            for aspect in aspects
            if (each, aspect) in asked
        ]

    def _following(self, part: _Part, turn: Turn | None, now: datetime) -> list[Request] | None:
        """A clause that names nothing, taken as being about what was spoken of last."""
        clause = part.clause
        if turn is None or not (turn.filters or any(map(self._finder.exists, turn.subjects))):
            return None
        if clause.content and len(clause.content) > 2:
            return None
        if turn.filters and clause.narrows and (clause.is_elliptical or not part.aspects):
            return [Request(aspect="list", filters=_merged(turn.filters, self._filters(part)))]
        if not turn.subjects or clause.asks_list or clause.kinds or clause.is_of_edition:
            return None
        if clause.is_now or clause.is_next or clause.is_free:
            return None
        leans = clause.is_elliptical or clause.spans or clause.audiences
        asked = part.aspects or (turn.aspects if leans else ())
        if not asked:
            return None
        subject = Subject(references=turn.subjects, confidence=0.8)
        return self._about(replace(part, aspects=asked, subject=subject), subject, turn, now)

    def _about(
        self, part: _Part, subject: Subject, turn: Turn | None, now: datetime
    ) -> list[Request]:
        """What is asked of a subject that is known."""
        requests = []
        if part.clause.has_foreign_name and not any(
            self._finder.accounts(each, part.clause) for each in subject.references
        ):
            return [Request(aspect="unknown", subject=self._edition)]
        for reference in subject.references:
            table = reference.partition("/")[0]
            if (
                part.lists
                and table in ("edition", "venue", "organisation")
                and not (
                    table == "edition" and set(part.aspects) & _OF_DAYS and not part.clause.kinds
                )
            ):
                requests += self._listed(part, reference)
                continue
            if table == "edition" and set(part.aspects) & self._words.deadline_aspects:
                found = narrowed_deadlines(
                    self._knowledge, part.clause.spans, now, part.clause.text
                )
                requests += self._filing(part, found)
                if found:
                    continue
            for asked in self._aspects(part, reference, turn):
                aspect, owners = turned(self._knowledge, reference, asked)
                requests += [
                    Request(
                        aspect=aspect,
                        subject=owner,
                        supposed=part.clause.spans[0] if part.clause.spans else None,
                        polar=part.clause.is_polar,
                    )
                    for owner in owners
                ]
        return requests

    def _aspects(self, part: _Part, reference: str, turn: Turn | None) -> tuple[str, ...]:
        """The aspects asked of a subject, also when the words leave it open."""
        clause = part.clause
        table = reference.partition("/")[0]
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
        if (
            clause.content
            and clause.is_interrogative
            and not self._finder.accounts(reference, clause)
        ):
            is_placed = clause.is_polar and _PLACED.search(clause.text)
            return ("where",) if is_placed else ("unknown",)
        return ("about",)

    def _listed(self, part: _Part, named: str | None = None) -> list[Request]:
        """Events that pass filters."""
        clause = part.clause
        if named is None and clause.kinds and not _narrows_beyond_kind(clause):
            events = self._finder.events_of_kinds(clause.kinds)
            if len(events) == 1:
                asked = tuple(each for each in part.aspects if each != "list") or ("about",)
                return [Request(aspect=aspect, subject=events[0]) for aspect in asked]
        return [Request(aspect="list", filters=self._filters(part, named))]

    def _filters(self, part: _Part, named: str | None = None) -> Filters:
        clause = part.clause
        table, _, id = (named or "").partition("/")
        venues = (id,) if table == "venue" else part.subject.venues
        return Filters(
            span=clause.spans[0] if clause.spans else None,
            venues=venues,
            rooms=tuple(dict.fromkeys(clause.rooms)),
            languages=tuple(dict.fromkeys(clause.languages)) if clause.asks_list else (),
            organisers=(id,) if table == "organisation" else (),
            audiences=tuple(dict.fromkeys(clause.audiences)),
            kinds=tuple(dict.fromkeys(clause.kinds)),
            free=True if clause.is_free else False if clause.is_priced else None,
            statuses=tuple(dict.fromkeys(clause.statuses)) if clause.asks_list else (),
            happening=clause.is_now,
            upcoming=clause.is_next,
            age_years=clause.age_years,
            registration=(
                False if clause.without_registration else True if clause.wants_booking else None
            ),
        )

    def _of_edition(self, part: _Part, now: datetime) -> list[Request]:
        """What is asked with no subject at all is asked of the edition, or of what states it."""
        if not part.aspects:
            return []
        requests = []
        aspects = part.aspects
        if "contact" in aspects:
            for topic in aspects:
                if topic != "contact" and (contacts := contacts_for(self._knowledge, topic)):
                    requests += [Request(aspect="contact", subject=each) for each in contacts]
                    aspects = tuple(each for each in aspects if each not in ("contact", topic))
        for asked in aspects:
            aspect, _ = turned(self._knowledge, self._edition, asked)
            subjects: tuple[str, ...] = (self._edition,)
            if not states(self._knowledge.edition, aspect):
                events = stating_events(self._knowledge, aspect, now)
                venues = stating_venues(self._knowledge, aspect)
                subjects = (events if len(events) == 1 else ()) or venues or subjects
            requests += [
                Request(aspect=aspect, subject=each, polar=part.clause.is_polar)
                for each in subjects
            ]
        return requests


def _questions_of(clauses: list[Clause]) -> list[Clause]:
    """In a long story, the clauses that ask; those around them only tell what they are about."""
    if sum(len(clause.units) for clause in clauses) <= _STORY:
        return clauses
    asking = [each for each in clauses if each.is_interrogative and not each.says_nothing]
    if not asking:
        return [each for each in clauses if each.mentions] or clauses
    if places := [at for at, each in enumerate(asking) if each.mentions]:
        # What is asked after a name belongs to it; what came before is the story.
        return asking[places[0] :]
    named = [each for each in clauses if each.mentions]
    return [replace(each, aspects=[], weak_aspects=[]) for each in named[-1:]] + asking


def _joined(parts: Sequence[_Part]) -> list[_Part]:
    """Clauses that only name and clauses that only ask, brought together."""
    joined: list[_Part] = []
    waiting: list[_Part] = []  # ask, but have no subject yet
    for part in parts:
        has_subject = bool(part.subject.references or part.subject.candidates)
        if part.clause.says_nothing and not has_subject and len(parts) > 1:
            continue
        if has_subject:
            joined += [replace(each, subject=part.subject) for each in waiting]
            waiting = []
            joined.append(part)
        elif _waits(part) and joined and joined[-1].subject.references:
            last = joined[-1]
            if not last.aspects:
                joined[-1] = replace(part, subject=last.subject)
            else:
                joined.append(replace(part, subject=last.subject))
        elif _waits(part):
            waiting.append(part)
        elif part.aspects or part.clause.narrows or part.clause.content:
            joined.append(part)
    return waiting + joined


def _waits(part: _Part) -> bool:
    """Whether it asks something of a subject that another clause has to name."""
    return bool(part.aspects) and not part.lists and not set(part.aspects) <= _OF_EDITION_ONLY


def _without_idle(requests: Sequence[Request]) -> tuple[Request, ...]:
    """No "what is it" about a subject of which something in particular is asked as well."""
    precise = {each.subject for each in requests if each.aspect not in ("about", "unknown")}
    return tuple(
        each
        for each in requests
        if each.aspect not in ("about", "unknown") or each.subject not in precise
    )


def _concerns_events(clause: Clause) -> bool:
    """Whether an unknown thing is at least asked about as one asks about an event."""
    return bool(clause.kinds or clause.aspects or clause.spans)


def _narrows_beyond_kind(clause: Clause) -> bool:
    return bool(
        clause.spans
        or clause.audiences
        or clause.is_free
        or clause.is_now
        or clause.is_next
        or clause.age_years is not None
        or clause.without_registration
    )


def _merged(old: Filters, new: Filters) -> Filters:
    """The old filters, with what the new ones say in their place."""
    return Filters(
        span=new.span or old.span,
        venues=new.venues or old.venues,
        rooms=new.rooms or old.rooms,
        languages=new.languages or old.languages,
        audiences=new.audiences or old.audiences,
        kinds=new.kinds or old.kinds,
        free=new.free if new.free is not None else old.free,
        statuses=new.statuses or old.statuses,
        happening=new.happening,
        upcoming=new.upcoming,
        age_years=new.age_years if new.age_years is not None else old.age_years,
        registration=new.registration if new.registration is not None else old.registration,
        organisers=new.organisers or old.organisers,
    )
