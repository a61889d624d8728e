"""Understanding: what a question asks, as requests that can be answered from records.

A question falls into clauses. A clause that names a subject and asks nothing waits for one that
asks ("the opening: when, where?"); one that asks and names nothing is about the subject before it,
the one after it, or the last one of the conversation.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.answering.clause_reader import ClauseReader
from bot.answering.clauses import Clause
from bot.answering.dates import Precision, Span
from bot.answering.model import Filters, Question, Request, Turn, Understanding
from bot.answering.naming import Names, names_of
from bot.answering.parts import Part, joined, questions_of
from bot.answering.phrases import best_cover
from bot.answering.pinyin import PinyinSpelling
from bot.answering.reading import Reading, Unit, fold, read
from bot.answering.retrieval import Retrieval
from bot.answering.stated import (
    KINDRED,
    contacts_for,
    narrowed_deadlines,
    record_states,
    states,
    stating_deadlines,
    stating_events,
    stating_venues,
    turned,
)
from bot.answering.subjects import NOTHING, Meanings, Subject, SubjectFinder
from bot.answering.within import telling_aspect
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import occurrences
from bot.knowledge.records import Event, Notice
from bot.language import Language, detect, has_han

#: At most so many things are answered at once; a list of demands is no question.
_MOST_REQUESTS = 6
#: What is asked of one event; of an unknown thing it must not be answered for the edition.
_EVENTFUL = frozenset(
    {
        "when", "start", "end", "where", "fee", "register", "people", "duration", "status",
        "programme", "list", "about", "capacity", "audience", "age", "organiser", "countdown",
        "prizes", "rules",
    }
)  # fmt: skip
#: Something is supposed to be at a place: "is it at the town hall?"
_PLACED = re.compile(r"在(?!于|线|场)|\b(?:at|in) ")
#: Not the one that was spoken of, but its like: "and the other form?"
_OTHER = re.compile(r"另|其[他它]|别的|\bother\b|\banother\b|\belse\b")
#: What is asked of the edition's days, and not of what takes place on them.
_OF_DAYS = frozenset({"when", "start", "end", "duration", "countdown"})
#: The notice itself is spoken of.
_NOTICE = re.compile(r"通知|公告|文号|发文|\b(?:notice|announcement|correction)\b")
_OF_NOTICE = frozenset({"when", "source", "basis", "website", "organiser", "submit_to"})


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
        self._pinyin = PinyinSpelling(self._spellable)
        self._edition = f"edition/{knowledge.edition.id}"

    def understand(self, question: Question, turn: Turn | None = None) -> Understanding:
        """What the question asks; `turn` is the conversation's last exchange, if still fresh."""
        default = turn.language if turn else Language(self._knowledge.edition.language)
        language = question.language or detect(question.text, default=default)
        reading = read(question.text)
        if not has_han(reading.folded) and not any(map(self._is_known, reading.units)):
            reading = read(self._pinyin.characters(reading.folded) or question.text)
        if smalltalk := self._smalltalk(reading):
            return Understanding(language=language, smalltalk=smalltalk, confidence=1.0)
        clauses = questions_of(self._reader.clauses(reading, now=question.now, language=language))
        if years := tuple(dict.fromkeys(year for each in clauses for year in each.years)):
            return Understanding(language=language, other_years=years, confidence=0.9)
        parts = joined([self._part(clause) for clause in clauses], self._words.deadline_aspects)
        requests: list[Request] = []
        unsure: list[Part] = []
        confidences: list[float] = []
        for part in parts:
            found = self._requests(part, turn, question.now)
            requests += [each for each in dict.fromkeys(found) if each not in requests]
            if found:
                confidences.append(part.subject.confidence or 0.7)
            elif part.subject.candidates:
                unsure.append(part)
        if unsure and not requests:
            return Understanding(
                language=language,
                requests=(Request(aspect=(*unsure[0].aspects, "about")[0]),),
                candidates=unsure[0].subject.candidates,
                confidence=unsure[0].subject.confidence,
            )
        return Understanding(
            language=language,
            requests=_without_idle(requests)[:_MOST_REQUESTS],
            confidence=min(confidences, default=0.0),
        )

    def _is_known(self, unit: Unit) -> bool:
        """Whether a Latin word is one that the program or the edition has."""
        return len(unit.raw) > 3 and self._names.knows(unit)

    def _spellable(self) -> Iterator[str]:
        """The Chinese phrases that somebody may type in Latin letters."""
        for phrase in self._words.phrases.phrases():
            if not self._words.is_filler(phrase[0]) or len(phrase) > 1:
                yield "".join(phrase)
        for record in self._knowledge.records():
            yield from map(fold, names_of(record))

    def _smalltalk(self, reading: Reading) -> str | None:
        """The id of what is said, when it is nothing but courtesy."""
        units = reading.units
        if not units:
            return "greeting" if reading.folded.strip() else "help"
        if len(units) > 14:
            return None
        matches = self._words.smalltalk.matches(units, tuple(unit.raw for unit in units))
        weighed = [(match.start, match.end, (match.end - match.start) ** 1.4) for match in matches]
        cover = best_cover(weighed, len(units))
        covered = {index for start, end in cover for index in range(start, end)}
        rest = [unit for index, unit in enumerate(units) if index not in covered]
        if not cover or len(rest) > 2 * len(covered):
            return None
        if not all(self._words.is_filler(unit.raw) for unit in rest):
            return None
        longest = max(cover, key=lambda stretch: stretch[1] - stretch[0])
        return next(m.meanings[0] for m in matches if (m.start, m.end) == longest)

    def _part(self, clause: Clause) -> Part:
        """A clause, its subject by the cheap steps, and what it asks."""
        aspects = [each for each in clause.aspects if each != "list"] or list(clause.aspects)
        if not aspects:
            aspects = list(dict.fromkeys(clause.weak_aspects))
        subject = self._finder.named(clause)
        if subject is NOTHING:
            subject = self._unnamed(clause, set(aspects))
        return Part(clause, subject, tuple(aspects))

    def _unnamed(self, clause: Clause, aspects: set[str]) -> Subject:
        """The subject of a clause in which no name stands, by what else it says."""
        events = self._finder.events_of_kinds(clause.kinds) if clause.kinds else ()
        is_of_notice = aspects & _OF_NOTICE and "applies_to" not in aspects
        if _NOTICE.search(clause.text) and is_of_notice and not clause.statuses:
            notices = tuple(f"notice/{each.id}" for each in self._knowledge.all(Notice))
            found = [each for each in notices if self._finder.accounts(each, clause)]
            if found or "source" in aspects or not clause.content:
                return Subject(references=tuple(found or notices)[:1], confidence=0.7)
        if clause.content and events:
            holding = [each for each in events if self._finder.accounts(each, clause)]
            if len(holding) == 1:
                return Subject(references=(holding[0],), confidence=0.7)
        if clause.content or (len(clause.kind_units) > 1 and not events):
            subject = self._finder.likely(clause)
            if subject is not NOTHING:
                return subject
        if len(events) == 1 and not clause.content and not _narrows_beyond_kind(clause):
            return Subject(references=events, confidence=0.8)
        if clause.is_of_edition and not clause.content:
            return Subject(references=(self._edition,), confidence=0.85)
        return NOTHING

    def _requests(self, part: Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What a part asks; nothing when its subject is not sure or it says nothing known."""
        clause, subject = part.clause, part.subject
        is_filing = bool(set(part.aspects) & self._words.deadline_aspects)
        is_eventful = not part.aspects or bool(set(part.aspects) & _EVENTFUL)
        if subject.references and not (is_filing and self._is_filer(subject)):
            return self._about(part, subject, turn, now)
        if turn and subject.candidates and _OTHER.search(clause.text):
            others = tuple(each for each in subject.candidates if each not in turn.subjects)
            if len(others) == 1:
                return self._about(part, Subject(references=others, confidence=0.8), turn, now)
        if subject.candidates and not part.lists and (is_filing or is_eventful):
            if common := self._common(part, turn, now):
                return common
            if not is_filing:
                return []
        if is_filing and (filing := self._filing(part, now)):
            return filing
        follows = self._following(part, turn, now)
        if follows is not None:
            return follows
        if part.lists and (not clause.content or clause.asks_list or _narrows_much(clause)):
            return self._listed(part, now)
        return self._of_unknown(part, turn, now)

    def _is_filer(self, subject: Subject) -> bool:
        """Whether what is named may be one who files, and not what is filed."""
        return all(
            each.partition("/")[0] in ("organisation", "venue") for each in subject.references
        )

    def _of_unknown(self, part: Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What is asked of something that no word names: by its meaning, or of the edition."""
        clause = part.clause
        is_eventful = not part.aspects or bool(set(part.aspects) & _EVENTFUL)
        of_edition = self._of_edition(part, now)
        if (not clause.content or not is_eventful) and any(map(self._is_stated, of_edition)):
            return of_edition
        meant = self._finder.meant(clause)
        if meant.references:
            asked = tuple(each for each in part.aspects if each in clause.aspects)
            return self._about(replace(part, aspects=asked, subject=meant), meant, turn, now)
        if not part.aspects and (aspect := self._finder.asked(clause)):
            return self._of_edition(replace(part, aspects=(aspect,)), now)
        if (clause.content or clause.kinds) and is_eventful:
            if clause.says_nothing or not (clause.kinds or clause.aspects or clause.spans):
                return []
            return [Request(aspect="unknown", subject=self._edition)]
        return of_edition

    def _common(self, part: Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What is asked of candidates that all lead to the same answer: two forms, one deadline."""
        if not part.aspects:
            return []
        answers = [
            self._about(part, Subject(references=(each,), confidence=0.6), turn, now)
            for each in part.subject.candidates
        ]
        return answers[0] if all(each == answers[0] for each in answers) else []

    def _is_stated(self, request: Request) -> bool:
        """Whether something more than silence answers the request."""
        return request.subject != self._edition or states(self._knowledge.edition, request.aspect)

    def _filing(self, part: Part, now: datetime) -> list[Request]:
        """What is asked of deadlines that the clause does not name."""
        told = "" if "afterwards" in part.aspects else part.clause.text
        deadlines = narrowed_deadlines(self._knowledge, part.clause.spans, now, told)
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

    def _following(self, part: Part, turn: Turn | None, now: datetime) -> list[Request] | None:
        """A clause that names nothing, taken as being about what was spoken of last."""
        clause = part.clause
        if turn is None:
            return None
        known = tuple(filter(self._finder.exists, turn.subjects))
        if clause.content and len(clause.content) > 2:
            return None
        if turn.filters and clause.narrows and (clause.is_elliptical or not part.aspects):
            filters = _merged(turn.filters, self._filters(part, now))
            return [Request(aspect="list", filters=filters)]
        if not known or clause.asks_list or clause.kinds or clause.is_of_edition:
            return None
        if clause.is_now or clause.is_next or clause.is_free:
            return None
        leans = clause.is_elliptical or clause.spans or clause.audiences
        asked = part.aspects or (turn.aspects if leans else ())
        if not asked:
            return None
        subject = Subject(references=known, confidence=0.8)
        return self._about(replace(part, aspects=asked, subject=subject), subject, turn, now)

    def _about(
        self, part: Part, subject: Subject, turn: Turn | None, now: datetime
    ) -> list[Request]:
        """What is asked of a subject that is known."""
        requests: list[Request] = []
        if part.clause.has_foreign_name and not any(
            self._finder.accounts(each, part.clause) for each in subject.references
        ):
            return [Request(aspect="unknown", subject=self._edition)]
        for reference in subject.references:
            table = reference.partition("/")[0]
            if self._lists_at(part, table):
                requests += self._listed(part, now, reference)
            elif table == "edition" and set(part.aspects) & self._words.deadline_aspects:
                requests += self._filing(part, now)
            elif table in ("organisation", "contact") and "organiser" in part.aspects:
                requests.append(Request(aspect="organiser", subject=self._edition))
            else:
                requests += self._asked_of(part, reference, turn, now)
        return requests

    def _lists_at(self, part: Part, table: str) -> bool:
        """Whether events at, by or in the subject are asked for, rather than the subject itself."""
        clause = part.clause
        if table == "edition":
            return part.lists and not (set(part.aspects) & _OF_DAYS and not clause.kinds)
        if table == "notice" and clause.statuses:
            return True  # "what has changed since the announcement?"
        if table in ("venue", "organisation") and clause.is_of_edition and not part.aspects:
            return True  # "events at the museum", with no verb
        return part.lists and table in ("venue", "organisation")

    def _asked_of(
        self, part: Part, reference: str, turn: Turn | None, now: datetime
    ) -> list[Request]:
        """The requests about one subject, each turned to the record that answers it."""
        requests = []
        for asked in self._aspects(part, reference, turn):
            aspect, owners = turned(self._knowledge, reference, asked)
            for owner in owners:
                span = part.clause.spans[0] if part.clause.spans else None
                requests.append(
                    Request(
                        aspect=self._told(owner, aspect, part),
                        subject=owner,
                        supposed=self._placed(span, owner, now) if span else None,
                        polar=part.clause.is_supposing,
                        filters=Filters(upcoming=part.clause.is_next),
                    )
                )
        return requests

    def _told(self, reference: str, aspect: str, part: Part) -> str:
        """The aspect, or the one under which the record says something of what was asked."""
        record = self._knowledge.get(reference)
        if record is None or part.subject.confidence == 0:
            return aspect
        if aspect != "unknown" and record_states(self._knowledge, record, aspect):
            return aspect
        for kindred in KINDRED.get(aspect, ()):
            if kindred in record.details:
                return kindred
        clause = part.clause
        asked = [*clause.content, *(unit for unit in clause.units if unit.start in clause.asked)]
        units = sorted(set(asked), key=lambda unit: unit.start)
        if telling := telling_aspect(record, units):
            return telling
        if aspect != "unknown":
            return aspect
        is_known = not clause.mentions or self._finder.accounts(reference, clause)
        return "about" if is_known else "unknown"

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

    def _aspects(self, part: Part, reference: str, turn: Turn | None) -> tuple[str, ...]:
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
        if table == "event" and part.subject.venues and clause.is_polar:
            return ("where",)
        if not clause.content or not clause.is_interrogative:
            return ("about",)
        if clause.mentions and clause.is_polar and _PLACED.search(clause.text):
            return ("where",)
        return ("unknown",)

    def _listed(self, part: Part, now: datetime, named: str | None = None) -> list[Request]:
        """Events that pass filters."""
        return [Request(aspect="list", filters=self._filters(part, now, named))]

    def _filters(self, part: Part, now: datetime, named: str | None = None) -> Filters:
        clause = part.clause
        table, _, id = (named or "").partition("/")
        return Filters(
            span=self._stretch(clause.spans[0], now) if clause.spans else None,
            venues=(id,) if table == "venue" else part.subject.venues,
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

    def _stretch(self, span: Span, now: datetime) -> Span:
        """The span; a part of the day with no day is, before the edition, that of all its days."""
        edition, zone = self._knowledge.edition, self._knowledge.zone
        today = now.astimezone(zone).date()
        is_part = span.precision is Precision.PART and not span.says_day
        if not is_part or edition.starts_on <= today <= edition.ends_on:
            return span
        assert span.start is not None and span.end is not None  # a part of a day has both
        first = datetime.combine(edition.starts_on, datetime.min.time(), zone)
        past = datetime.combine(edition.ends_on + timedelta(days=1), datetime.min.time(), zone)
        ends = (span.end - timedelta(microseconds=1)).timetz().replace(tzinfo=None)
        daily = (span.start.time(), ends)
        return replace(span, start=first, end=past, precision=Precision.RANGE, daily=daily)

    def _of_edition(self, part: Part, now: datetime) -> list[Request]:
        """What is asked with no subject at all is asked of the edition, or of what states it."""
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
                subjects = (events if len(events) <= 2 else ()) or venues or subjects
            requests += [
                Request(aspect=aspect, subject=each, polar=part.clause.is_supposing)
                for each in subjects
            ]
        return requests


def _without_idle(requests: Sequence[Request]) -> tuple[Request, ...]:
    """No "what is it" about a subject of which something in particular is asked as well."""
    precise = {each.subject for each in requests if each.aspect not in ("about", "unknown")}
    owed = {each.subject for each in requests if each.aspect == "owed"}
    return tuple(
        each
        for each in requests
        if not (each.aspect in ("about", "unknown") and each.subject in precise)
        # What is owed is told with its day.
        and not (each.aspect == "due" and each.subject in owed and each.supposed is None)
    )


def _narrows_beyond_kind(clause: Clause) -> bool:
    return bool(
        clause.spans
        or clause.audiences
        or clause.is_free
        or clause.is_now
        or clause.is_next
        or clause.age_years is not None
        or clause.without_registration
        or clause.rooms
    )


def _narrows_much(clause: Clause) -> bool:
    """Whether events are meant, even though some words are not understood."""
    sorts = (clause.spans, clause.audiences, clause.kinds, clause.is_free, clause.rooms)
    return sum(map(bool, sorts)) > 1


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
