"""Requesting: what the parts of a question ask, as requests that can be answered from records.

A part is asked of what it names; else of what the conversation was about, of a list of events, or
of the edition as a whole. What names something unknown is never answered about something known.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from bot.answering import cues
from bot.answering.filtering import filters_of, merged
from bot.answering.general import of_deadlines, of_edition
from bot.answering.model import Request, Turn
from bot.answering.particular import ParticularRequests
from bot.answering.parts import TOLD_BY_LISTS, Part
from bot.answering.stated import record_states, states, turned
from bot.answering.subjects import Subject, SubjectFinder
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Event

#: What is asked of one event; of an unknown thing it must not be answered for the edition.
_EVENTFUL = frozenset(
    {
        "when", "start", "end", "where", "fee", "register", "people", "duration", "status",
        "programme", "list", "about", "capacity", "audience", "age", "organiser", "countdown",
        "prizes", "rules",
    }
)  # fmt: skip
#: What is asked of things that take place, and of nothing else.
_OF_EVENTS = frozenset({"when", "start", "end", "where", "fee", "register", "status", "duration"})
#: What is asked of anything in the world.
_OF_ANYTHING = frozenset({"about", "people"})
#: What may be asked further of a question with its stated answer.
_OF_ANSWERS = frozenset({"about", "contact", "source"})
#: So many events of a kind are told about one by one.
_FEW = 3
#: And so many at most are looked through for those that state what is asked.
_LOOKED_THROUGH = 50
#: What is asked of things to be handed in, and of registering for an event too.
_OF_REGISTERING = frozenset({"submit_how", "submit_to", "due", "late"})
#: What is asked of the edition's days, and not of what takes place on them.
_OF_DAYS = frozenset({"when", "start", "end", "duration", "countdown"})


class Requester:
    """Makes requests about the records of one edition."""

    def __init__(
        self,
        knowledge: Knowledge,
        finder: SubjectFinder,
        words: Words,
        faqs: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._knowledge = knowledge
        self._finder = finder
        self._deadline_aspects = words.deadline_aspects
        self._particular = ParticularRequests(knowledge, finder, words)
        self._edition = reference(knowledge.edition)
        #: by aspect: questions with their answers that ask for it and for nothing else
        self._faqs = faqs

    def requests(self, part: Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What a part asks; nothing when its subject is not sure or it says nothing known."""
        clause, subject = part.clause, part.subject
        is_filing = bool(set(part.aspects) & self._deadline_aspects)
        is_eventful = not part.aspects or bool(set(part.aspects) & _EVENTFUL)
        if turn and _is_answered(subject) and (own := self._own(turn, part.aspects)):
            subject = own  # rather what is stated of it than of events in general
        if subject.references and not (is_filing and _is_filer(subject)):
            return self._about(part, subject, turn, now)
        if turn and subject.candidates and cues.means_another(clause.text):
            others = tuple(each for each in subject.candidates if each not in turn.subjects)
            if len(others) == 1:
                return self._about(part, Subject(references=others, confidence=0.8), turn, now)
        if _are_forms(part):
            return self._about(part, replace(subject, references=subject.candidates), turn, now)
        if subject.candidates and not part.lists and (is_filing or is_eventful):
            if common := self._common(part, turn, now):
                return common
            if not is_filing:
                return []
        follows = self._following(part, turn, now)
        if is_filing:
            if turn and follows and not clause.spans and self._takes(turn, part):
                return follows
            if subject.references and clause.is_polar and "owed" in part.aspects:
                part = replace(part, aspects=("applies_to", "due"))  # "does our office owe it?"
            if filing := self._of_deadlines(part, now):
                return filing
        if follows is not None:
            return follows
        if part.lists and (not clause.content or clause.asks_list or clause.narrows_much):
            return self._listed(part, now)
        return self._of_unknown(part, turn, now)

    def _own(self, turn: Turn, aspects: Sequence[str]) -> Subject | None:
        """The events that were spoken of, if each states in its own words what is asked."""
        events = [self._knowledge.find(Event, each.partition("/")[2]) for each in turn.subjects]
        asked = set(aspects)
        if (
            not asked
            or not events
            or any(each is None or not asked <= each.details.keys() for each in events)
        ):
            return None
        return Subject(references=turn.subjects, confidence=0.8)

    def _of_unknown(self, part: Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What is asked of something that no word names: by its meaning, or of the edition."""
        clause = part.clause
        is_eventful = not part.aspects or bool(set(part.aspects) & _EVENTFUL)
        general = self._of_few(part, turn, now) or self._of_edition(part, now)
        if (not clause.content or not is_eventful) and any(map(self._is_stated, general)):
            return general
        meant = self._finder.meant(clause)
        if not clause.content and not is_eventful and not _is_answered(meant):
            return general  # whether one can park is no question about what else is not stated
        if meant.references:
            asked = tuple(each for each in part.aspects if each in clause.aspects)
            return self._about(replace(part, aspects=asked, subject=meant), meant, turn, now)
        if not part.aspects and (aspect := self._finder.asked(clause)):
            return of_edition(self._knowledge, replace(part, aspects=(aspect,)), now)
        if (clause.content or clause.kinds) and is_eventful:
            if not self._is_of_edition(part):
                return []
            if not self._finder.shares_script(clause) and set(part.aspects) & _OF_EVENTS:
                # It may well be stated, under a name that nobody can find from this one.
                return self._listed(part, now) if clause.kinds else [Request(aspect="list")]
            return [Request(aspect="unknown", subject=self._edition)]
        return general

    def _is_of_edition(self, part: Part) -> bool:
        """Whether what is asked of something unknown is asked of the edition at all.

        When it is and what it costs is asked of an event, and so is whether there is such a thing;
        who and what, of anything in the world.
        """
        clause = part.clause
        if cues.asks_of_there(clause.text) or clause.kinds:
            return True
        if part.aspects and set(part.aspects) <= _OF_ANYTHING:
            return self._finder.knows(clause)
        return bool(clause.aspects or clause.spans) and not clause.says_nothing

    def _of_few(self, part: Part, turn: Turn | None, now: datetime) -> list[Request]:
        """What is asked of a kind of which there are few, asked of each: "cash at the fairs?"."""
        clause = part.clause
        if not part.aspects or not clause.kinds or clause.content or clause.narrows_beyond_kind:
            return []
        events = self._finder.events_of_kinds(clause.kinds)
        if len(events) > _LOOKED_THROUGH:
            return []
        events = self._particular.stating(events, part.aspects, clause.units) or events
        if len(events) > _FEW:
            return []
        return [
            request
            for event in events
            for request in self._particular.of(
                replace(part, subject=Subject(references=(event,), confidence=0.7)),
                event,
                turn,
                now,
            )
        ]

    def _of_edition(self, part: Part, now: datetime) -> list[Request]:
        """What is asked of the edition, or of a question in the file that asks just that."""
        requests: list[Request] = []
        for each in of_edition(self._knowledge, part, now):
            faqs = () if self._is_stated(each) else self._faqs.get(each.aspect, ())
            requests += [Request(aspect="about", subject=faq) for faq in faqs] or [each]
        return requests

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

    def _following(self, part: Part, turn: Turn | None, now: datetime) -> list[Request] | None:
        """A clause that names nothing, taken as being about what was spoken of last."""
        clause = part.clause
        if turn is None:
            return None
        known = tuple(filter(self._finder.exists, turn.subjects))
        if set(part.aspects) - _OF_ANSWERS:
            known = tuple(each for each in known if not each.startswith("faq/"))
        if clause.content and len(clause.content) > 2:
            return None
        if turn.filters and clause.narrows and (clause.is_elliptical or not part.aspects):
            filters = merged(turn.filters, filters_of(part, self._knowledge, now=now))
            return [Request(aspect="list", filters=filters)]
        if not known or clause.asks_list or clause.kinds or clause.is_of_edition:
            return None
        if clause.is_now or clause.is_next or clause.is_free:
            return None
        leans = clause.is_elliptical or clause.spans or clause.audiences
        asked = part.aspects or (turn.aspects if leans else ())
        if not asked:
            return None
        if len(known) > 1 and not leans and (general := self._once(part, known, now)):
            return general
        subject = Subject(references=known, confidence=0.8)
        return self._about(replace(part, aspects=asked, subject=subject), subject, turn, now)

    def _once(self, part: Part, known: Sequence[str], now: datetime) -> list[Request]:
        """What none of several things says, asked of the edition; nothing where they are meant."""
        if cues.means_several(part.clause.text) or set(part.aspects) & self._deadline_aspects:
            return []
        general = self._of_edition(part, now)
        is_general = all(each.subject == self._edition for each in general)
        return general if is_general and not self._state_any(known, part.aspects) else []

    def _state_any(self, subjects: Sequence[str], aspects: Sequence[str]) -> bool:
        """Whether one of several subjects says something to what is asked."""
        return any(
            (record := self._knowledge.get(owner)) is not None
            and record_states(self._knowledge, record, kept)
            for subject in subjects
            for asked in aspects
            for kept, owners in [turned(self._knowledge, subject, asked)]
            for owner in owners
        )

    def _takes(self, turn: Turn, part: Part) -> bool:
        """Whether what was spoken of last is handed in, or is an event that one registers for."""
        tables = {each.partition("/")[0] for each in turn.subjects}
        if tables and tables <= {"deadline", "document"}:
            return True
        events = [self._knowledge.find(Event, each.partition("/")[2]) for each in turn.subjects]
        return tables == {"event"} and (
            set(part.aspects) & self._deadline_aspects <= _OF_REGISTERING
            and all(each is not None and each.registration is not None for each in events)
        )

    def _about(
        self, part: Part, subject: Subject, turn: Turn | None, now: datetime
    ) -> list[Request]:
        """What is asked of a subject that is known."""
        requests: list[Request] = []
        is_foreign = part.clause.has_foreign_name and not any(
            self._finder.accounts(each, part.clause) for each in subject.references
        )
        if is_foreign or self._is_another_edition(part, subject):
            if "contact" in part.aspects:  # whoever answers for the edition can tell
                return [Request(aspect="contact", subject=self._edition)]
            return [Request(aspect="unknown", subject=self._edition)]
        for named in subject.references:
            table = named.partition("/")[0]
            if self._lists_at(part, table):
                requests += self._listed(part, now, named)
            elif table == "edition" and set(part.aspects) & self._deadline_aspects:
                requests += self._of_deadlines(part, now)
            elif table in ("organisation", "contact") and "organiser" in part.aspects:
                requests.append(Request(aspect="organiser", subject=self._edition))
            else:
                requests += self._particular.of(part, named, turn, now)
        return requests

    def _is_another_edition(self, part: Part, subject: Subject) -> bool:
        """Whether the edition is meant by its kind, and with a word that it does not know.

        The science week of another province is no news of this one.
        """
        return (
            subject.references == (self._edition,)
            and not part.clause.mentions
            and bool(part.clause.content)
            and not self._finder.accounts(self._edition, part.clause)
        )

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

    def _of_deadlines(self, part: Part, now: datetime) -> list[Request]:
        return of_deadlines(self._knowledge, part, self._deadline_aspects, now)

    def _listed(self, part: Part, now: datetime, named: str | None = None) -> list[Request]:
        """Events that pass filters; of a few, also what is asked of each."""
        filters = filters_of(part, self._knowledge, now=now, named=named)
        asked = () if part.clause.asks_list else part.aspects
        told = TOLD_BY_LISTS - {"end"} | ({"fee"} if filters.free is not None else set())
        beyond = [each for each in asked if each not in told]
        return [Request(aspect=each, filters=filters) for each in beyond or ["list"]]


def _is_filer(subject: Subject) -> bool:
    """Whether what is named may be one who files, and not what is filed."""
    return all(each.partition("/")[0] in ("organisation", "venue") for each in subject.references)


def _is_answered(subject: Subject) -> bool:
    """Whether what is meant is a question with its stated answer."""
    return bool(subject.references) and subject.references[0].startswith("faq/")


def _are_forms(part: Part) -> bool:
    """Whether several forms are meant, and where to get them is asked: each is told."""
    tables = {each.partition("/")[0] for each in part.subject.candidates}
    return tables == {"document"} and set(part.aspects) <= {"documents", "where"}


def without_idle(requests: Sequence[Request]) -> tuple[Request, ...]:
    """No "what is it" about a subject of which something in particular is asked as well."""
    precise = {each.subject for each in requests if each.aspect not in ("about", "unknown")}
    owed = {each.subject for each in requests if each.aspect == "owed"}
    return tuple(
        each
        for each in requests
        if not (each.aspect in ("about", "unknown") and each.subject in precise)
        # What is owed is told with its forms and its day.
        and not (each.aspect == "forms" and each.subject in owed)
        and not (each.aspect == "due" and each.subject in owed and each.supposed is None)
    )
