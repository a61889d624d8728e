"""Understanding: what a question asks, as requests that can be answered from records.

A question falls into clauses. A clause that names a subject and asks nothing waits for one that
asks ("the opening: when, where?"); one that asks and names nothing is about the subject before it,
the one after it, or the last one of the conversation.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from itertools import islice

from bot.answering import comparing, cues, orders
from bot.answering.clause_reader import ClauseReader
from bot.answering.clauses import Clause
from bot.answering.faqs import answered_aspects
from bot.answering.model import Question, Request, Turn, Understanding
from bot.answering.naming import Names, folded_names, names_of
from bot.answering.owing import owers
from bot.answering.pairs import NamePairs
from bot.answering.parts import Part, joined, questions_of
from bot.answering.pinyin import PinyinSpelling
from bot.answering.reading import Reading, Unit, fold, read
from bot.answering.requesting import Requester, without_idle
from bot.answering.retrieval import Retrieval
from bot.answering.smalltalk import smalltalk_in
from bot.answering.stated import deadlines_with, index
from bot.answering.subjects import NOTHING, Meanings, Subject, SubjectFinder
from bot.answering.topics import Topics
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Event, Notice
from bot.language import Language, detect, has_han

#: At most so many things are answered at once; a list of demands is no question.
_MOST_REQUESTS = 6
#: So many events of a kind are looked through for what is said of one of them.
_FEW = 50
#: Longer clauses compare nothing: they tell something.
_LONGEST_COMPARED = 40
#: So do texts of more clauses; and a clause is cut in two at so many places: each is read anew.
_MOST_COMPARING, _MOST_HALVED = 4, 3
#: What may be compared with one another.
_COMPARABLE = frozenset({"event", "deadline"})
#: What may be asked of the notice itself.
_OF_NOTICE = frozenset({"when", "source", "basis", "website", "organiser", "submit_to"})


class Understander:
    """Understands questions about one edition."""

    def __init__(
        self, knowledge: Knowledge, words: Words, meanings: Meanings | None = None
    ) -> None:
        self._knowledge = knowledge
        self._words = words
        folded = folded_names(knowledge)  # let go of again: the index needs them, no question does
        self._names = Names(knowledge, words, folded)
        pairs = NamePairs(folded, words)
        retrieval = Retrieval(knowledge, folded)
        topics = Topics(knowledge, retrieval)
        self._reader = ClauseReader(knowledge, words, self._names, pairs, topics)
        self._finder = SubjectFinder(knowledge, words, retrieval, meanings)
        faqs = answered_aspects(knowledge, words)
        self._requester = Requester(knowledge, self._finder, words, faqs)
        self._pinyin = PinyinSpelling(self._spellable)
        self._speaks_of_weather = "weather" in faqs or any(
            "weather" in record.details for record in knowledge.records()
        )
        # Now, and not while somebody waits for the first answer.
        index(knowledge)
        owers(knowledge)

    def understand(self, question: Question, turn: Turn | None = None) -> Understanding:
        """What the question asks; `turn` is the conversation's last exchange, if still fresh."""
        default = turn.language if turn else Language(self._knowledge.edition.language)
        language = question.language or detect(question.text, default=default)
        reading, is_ordered = self._heard(question.text)
        if is_ordered:
            turn = None  # whoever orders the bot about does not go on asking of what was spoken of
            if not reading.units:
                return Understanding(language=language)
        if smalltalk := smalltalk_in(reading, self._words):
            return Understanding(language=language, smalltalk=smalltalk, confidence=1.0)
        clauses = questions_of(self._reader.clauses(reading, now=question.now, language=language))
        clauses = [clause for clause in clauses if not self._is_chore(clause)]
        if is_ordered:  # the rest of an order is one too, if it asks nothing
            clauses = [each for each in clauses if each.is_interrogative or each.aspects]
        if years := tuple(dict.fromkeys(year for each in clauses for year in each.years)):
            return Understanding(language=language, other_years=years, confidence=0.9)
        compares = len(clauses) <= _MOST_COMPARING
        read_part = partial(self._part, now=question.now, language=language, compares=compares)
        parts = joined([read_part(clause) for clause in clauses], self._words.deadline_aspects)
        parts = self._about_forms(parts)
        requests: list[Request] = []
        unsure: list[Part] = []
        confidences: list[float] = []
        for part in parts:
            found = self._with_limits(part, self._requester.requests(part, turn, question.now))
            if is_ordered:  # what it is not known to ask is still no question
                found = [each for each in found if each.aspect != "unknown"]
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
            requests=without_idle(requests)[:_MOST_REQUESTS],
            confidence=min(confidences, default=0.0),
        )

    def _heard(self, text: str) -> tuple[Reading, bool]:
        """The text without orders to the bot, and whether there were any."""
        reading = read(text)
        asked = orders.without_orders(reading.folded)
        is_ordered = asked != reading.folded
        if is_ordered:
            reading = read(asked)
        if not has_han(reading.folded) and not any(map(self._is_known, reading.units)):
            reading = read(self._pinyin.characters(reading.folded) or reading.folded)
        return reading, is_ordered

    def _with_limits(self, part: Part, requests: Sequence[Request]) -> list[Request]:
        """What is asked of deadlines by somebody who says who they are: also who owes it."""
        found = []
        for each in requests:
            found.append(each)
            is_owed = each.subject is not None and each.subject.startswith("deadline/")
            if part.clause.asker and is_owed and each.aspect in self._words.deadline_aspects:
                found.append(replace(each, aspect="applies_to", supposed=None, polar=False))
        return found

    def _about_forms(self, parts: Sequence[Part]) -> list[Part]:
        """Parts about filing that name nothing, made to be of what stands before them.

        That is the forms of an event ("we open our laboratory: which form, to whom, by when?") or
        who files ("what does a school hand in, and by when?").
        """
        done: list[Part] = []
        owners: tuple[str, ...] = ()
        filers: list[Unit] = []
        for part in parts:
            for each in part.subject.references:
                record = self._knowledge.get(each)
                forms = record.documents if isinstance(record, Event) else ()
                owners = deadlines_with(self._knowledge, forms)
            is_filing = set(part.aspects) & self._words.deadline_aspects
            if owners and is_filing and part.subject is NOTHING:
                part = replace(part, subject=Subject(references=owners, confidence=0.7))
            elif is_filing and part.subject is NOTHING:
                filers = part.clause.owers or filers
                part = replace(part, clause=replace(part.clause, filers=filers))
            done.append(part)
        return done

    def _is_chore(self, clause: Clause) -> bool:
        """Whether it is for no information desk: work, advice, weather of which nothing is stated.

        So is who is behind the bot.
        """
        if cues.is_chore(clause.text) or orders.is_about_bot(clause.text):
            return True
        if clause.mentions:
            return False
        is_of_weather = cues.asks_forecast(clause.text) and not self._speaks_of_weather
        return is_of_weather or cues.seeks_advice(clause.text)

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

    def _part(self, clause: Clause, *, now: datetime, language: Language, compares: bool) -> Part:
        """A clause, its subject by the cheap steps, and what it asks."""
        aspects = [each for each in clause.aspects if each != "list"] or list(clause.aspects)
        if not aspects:
            aspects = list(dict.fromkeys(clause.weak_aspects))
        if aspects == ["countdown"] and "due" in clause.weak_aspects:
            aspects = ["due"]  # 还有几天要交
        subject = self._finder.named(clause)
        if subject is NOTHING and not (cues.introduces(clause.text) and not aspects):
            subject = self._unnamed(clause, set(aspects))
        if compares and (both := self._compared(clause, subject, now, language)) is not None:
            clause, subject = replace(clause, residue=[]), both
        if len(subject.references) > 1 and not aspects:
            aspects = [aspect] if (aspect := comparing.measure(clause)) else []
        if (
            _is_unstated(subject)
            and clause.kinds
            and not aspects
            and cues.asks_for_any(clause.text)
        ):
            # Which of a kind there are is stated, whatever else of them is not.
            clause = replace(clause, residue=[], asks_list=True)
            subject = NOTHING
        return Part(clause, subject, tuple(aspects))

    def _compared(
        self, clause: Clause, subject: Subject, now: datetime, language: Language
    ) -> Subject | None:
        """The two things that a clause compares, where its names alone yield but one."""
        if len(subject.references) > 1 or len(clause.units) > _LONGEST_COMPARED:
            return None
        for halves in islice(comparing.halves(clause.text), _MOST_HALVED):
            found: dict[str, None] = {}
            for half in halves:
                clauses = self._reader.clauses(read(half), now=now, language=language)
                for each in clauses[:1]:
                    side = self._finder.named(each)
                    side = self._unnamed(each, set(each.aspects)) if side is NOTHING else side
                    found.update(dict.fromkeys(side.references))
            tables = {each.partition("/")[0] for each in found}
            if len(found) > 1 and (tables <= _COMPARABLE or tables == {"venue"}):
                return Subject(references=tuple(found), confidence=0.7)
        return None

    def _unnamed(self, clause: Clause, aspects: set[str]) -> Subject:
        """The subject of a clause in which no name stands, by what else it says."""
        events = self._finder.events_of_kinds(clause.kinds) if clause.kinds else ()
        is_of_notice = aspects & _OF_NOTICE and "applies_to" not in aspects
        if cues.speaks_of_notice(clause.text) and is_of_notice and not clause.statuses:
            notices = tuple(f"notice/{each.id}" for each in self._knowledge.all(Notice))
            found = [each for each in notices if self._finder.accounts(each, clause)]
            if found or "source" in aspects or not clause.content:
                return Subject(references=tuple(found or notices)[:1], confidence=0.7)
        if clause.content and 0 < len(events) <= _FEW:
            holding = [each for each in events if self._finder.accounts(each, clause)]
            if len(holding) == 1:
                return Subject(references=(holding[0],), confidence=0.7)
        if clause.content or (len(clause.kind_units) > 1 and not events):
            subject = self._finder.likely(clause)
            if subject is not NOTHING:
                return subject
        if len(events) == 1 and self._finder.cannot_share(events[0], clause):
            return Subject(candidates=events, confidence=0.5)
        if len(events) == 1 and not clause.content and not clause.narrows_beyond_kind:
            return Subject(references=events, confidence=0.8)
        if clause.is_of_edition and not clause.content:
            return Subject(references=(reference(self._knowledge.edition),), confidence=0.85)
        return NOTHING


def _is_unstated(subject: Subject) -> bool:
    """Whether all that it names is not stated."""
    references = subject.references
    return bool(references) and all(each.startswith("unstated/") for each in references)
