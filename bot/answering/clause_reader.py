"""Reading clauses: each part of a question with what it names, asks and narrows down.

A text is read once. What no phrase and no date covers is the residue: words that mean something
that the program does not know.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.answering import cues
from bot.answering.clauses import Clause, Mark
from bot.answering.cutting import cut
from bot.answering.dates import EditionDays, Precision, Span, find_spans
from bot.answering.marking import Marker, units_within
from bot.answering.naming import Names
from bot.answering.pairs import NamePairs
from bot.answering.reading import Reading, Unit
from bot.answering.topics import Topics
from bot.answering.words import Words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Event
from bot.language import Language

#: Texts over so many characters cost more than a question should, and are stories.
_LONG = 600
#: Characters that end nouns: what stands right before them belongs to a name.
_NOUN_ENDS = frozenset("表费票证册单区站台员课书卡券奖赛营团队")
#: Characters that are words of grammar wherever they stand.
_GRAMMAR = frozenset(
    "的了吗呢吧啊是在有和跟与及或也都就才又再不没我你您他她它这那到从对把被要会能去来给让得着过"
)


class ClauseReader:
    """Reads clauses by the words of a language and the names of an edition."""

    def __init__(
        self, knowledge: Knowledge, words: Words, names: Names, pairs: NamePairs, topics: Topics
    ) -> None:
        self._words = words
        self._names = names
        self._pairs = pairs
        self._topics = topics
        self._marker = Marker(knowledge, words, names, pairs)
        edition = knowledge.edition
        self._days = EditionDays(first_on=edition.starts_on, last_on=edition.ends_on)
        self._years = range(edition.starts_on.year, edition.ends_on.year + 1)
        self._kinds = {event.kind for event in knowledge.all(Event)}
        self._zone = knowledge.zone

    def clauses(self, reading: Reading, *, now: datetime, language: Language) -> list[Clause]:
        """The clauses of a text that have any unit in them, in order."""
        respelt = self._names.respelt(reading.units)
        marks = self._marker.marks(reading, respelt)
        respelt, marks = self._topics.settled(respelt, marks)
        units, bounds = cut(reading, respelt, marks)
        clauses: dict[int, Clause] = {}
        for unit in units:
            start, end = bounds[unit.clause]
            clauses.setdefault(
                unit.clause, Clause(text=reading.folded[start:end], units=[], start=start)
            ).units.append(unit)
        covered = [False] * len(units)
        for mark in marks:
            covered[mark.start : mark.end] = [True] * (mark.end - mark.start)
            self._say(clauses[units[mark.start].clause], mark, units[mark.start : mark.end])
        names = [(mark.start, mark.end) for mark in marks if mark.references]
        for span in self._spans(reading, now, language):
            inside = units_within(units, span.text_start, span.text_end)
            if not inside or _is_in_name(inside, names):
                continue
            self._say_span(clauses[units[inside.start].clause], span, now)
            covered[inside.start : inside.stop] = [True] * len(inside)
        self._uncover(units, marks, covered)
        for index, unit in enumerate(units):
            if not covered[index] or _is_inside_word(units, covered, index):
                clauses[unit.clause].residue.append(unit)
        for clause in clauses.values():
            self._finish(clause, now)
        return list(clauses.values())

    def _uncover(self, units: Sequence[Unit], marks: Sequence[Mark], covered: list[bool]) -> None:
        """Take back what one character alone was taken for, where a name begins or ends with it.

        地 says nothing by itself, but 湿地 is what the talk on 家门口的湿地 is called.
        """
        alone = {
            mark.start
            for mark in marks
            if mark.end - mark.start == 1 and all(sort == "filler" for sort, _, _ in mark.meanings)
        }
        is_open = [not each or index in alone for index, each in enumerate(covered)]
        for index, (before, after) in enumerate(pairwise(units)):
            both_open = is_open[index] and is_open[index + 1]
            is_said = not (covered[index] and covered[index + 1])
            if both_open and is_said and self._pairs.are_edge(before, after):
                covered[index] = covered[index + 1] = False

    def _spans(self, reading: Reading, now: datetime, language: Language) -> Sequence[Span]:
        """What the text says of time; of a long one, what its questions say."""
        local, text = now.astimezone(self._zone), reading.folded
        if len(text) <= _LONG:
            return find_spans(text, now=local, language=language, edition=self._days)
        return [
            replace(span, text_start=span.text_start + start, text_end=span.text_end + start)
            for start, end in reading.clauses
            if end - start <= _LONG and cues.is_interrogative(text[start:end])
            for span in find_spans(
                text[start:end], now=local, language=language, edition=self._days
            )
        ]

    def _say_span(self, clause: Clause, span: Span, now: datetime) -> None:
        """Enter what a span narrows down into its clause."""
        if span.precision is Precision.INSTANT and span.start == now:
            clause.is_now = True
        elif not self._is_whole_edition(span):  # "during the week" narrows nothing down
            clause.spans.append(span)

    def _is_whole_edition(self, span: Span) -> bool:
        """Whether the edition lies in it: "during the week", "in 2020"."""
        if span.start is None or span.end is None:
            return False
        last = (span.end - timedelta(seconds=1)).date()
        return span.start.date() <= self._days.first_on < self._days.last_on <= last

    def _say(self, clause: Clause, mark: Mark, units: Sequence[Unit]) -> None:
        """Enter what a mark means into its clause."""
        sorts = {sort for sort, _, _ in mark.meanings}
        if mark.references:
            clause.mentions.append(mark)
            clause.named.extend(units)
        if sorts & {"aspect", "filler"}:
            clause.asking.update(unit.start for unit in units)
        if "aspect" in sorts:
            clause.asked.update(unit.start for unit in units if not self._words.is_filler(unit.raw))
        for sort, id, is_weak in mark.meanings:
            if sort == "aspect":
                # 电影: a film is filmed, and where films are shown it is one of these.
                is_weak = is_weak or (id == "photography" and self._is_kind(mark))
                # 组委会 names the committee, and does not ask who organises.
                if not mark.references or self._may_ask(mark, id):
                    (clause.weak_aspects if is_weak else clause.aspects).append(id)
            elif mark.references:
                pass  # a name is a name: 讲座 names the lectures, and narrows nothing down to them
            elif sort == "kind":
                # "The open days", where no event is one: the edition itself.
                if id in self._kinds or "edition" not in sorts:
                    clause.kinds.append(id)
                    clause.kind_units.extend(units)
            else:
                _narrow(clause, sort, id)

    def _is_kind(self, mark: Mark) -> bool:
        """Whether a mark may mean a kind of which the edition has an event."""
        return any(sort == "kind" and id in self._kinds for sort, id, _ in mark.meanings)

    def _may_ask(self, mark: Mark, aspect: str) -> bool:
        """Whether a name may ask as well: "video length" names a duty and asks its limit."""
        tables = {reference.partition("/")[0] for reference in mark.references}
        return aspect in self._words.deadline_aspects or not tables.isdisjoint({"faq", "unstated"})

    def _finish(self, clause: Clause, now: datetime) -> None:
        """Settle what depends on the clause as a whole."""
        clause.asks_list = (
            "list" in clause.aspects
            or bool(clause.statuses and cues.asks_which(clause.text))
            # 取消的活动
            or bool(
                clause.is_of_edition
                and (clause.statuses or clause.rooms or clause.languages or clause.is_free)
            )
        )
        asked = dict.fromkeys(clause.aspects)
        if "owed" in asked and cues.asks_where_to_hand_in(clause.text):
            asked["submit_to"] = None  # which replaces it
        replaced = {general for one in asked for general in self._words.replaces.get(one, ())}
        clause.aspects = [one for one in asked if one not in replaced]
        is_filing = not clause.aspects and "due" in clause.weak_aspects
        if is_filing and cues.is_after_filing(clause.text):
            clause.aspects = ["afterwards"]
        if len(clause.aspects) > 1 and cues.is_contingent(clause.text):
            # "What happens if it is late?" asks for no programme.
            clause.aspects = [one for one in clause.aspects if one != "programme"]
        if not clause.aspects and cues.speaks_of_not_holding(clause.text):
            clause.aspects = ["status"]
        if age := cues.age_in(clause.text):
            clause.age_years = age.years
            _understood(clause, age.start, age.end)
        if length := cues.length_in(clause.text):
            is_of_film = cues.speaks_of_video(clause.text) and not clause.mentions
            if is_of_film and set(clause.aspects) <= {"duration"}:
                _understood(clause, *length)
                clause.aspects = ["limits"]
            elif not clause.aspects:
                clause.aspects = ["duration"]
        clause.years = cues.other_years(clause.text, this_year=now.year, of_edition=self._years)


def _understood(clause: Clause, start: int, end: int) -> None:
    """Count a stretch of the clause's text as understood."""
    start, end = start + clause.start, end + clause.start
    clause.residue = [unit for unit in clause.residue if unit.end <= start or unit.start >= end]


def _narrow(clause: Clause, sort: str, id: str) -> None:
    """Enter which events are meant, by one word of a sort that does not depend on others."""
    match sort:
        case "audience":
            clause.audiences.append(id)
        case "status":
            clause.statuses.append(id)
        case "spoken":
            clause.languages.append(id)
        case "room":
            clause.rooms.append(id)
        case "registration":
            clause.without_registration = True
        case "edition":
            clause.is_of_edition = True
        case "free":
            clause.is_free = True
        case "now":
            clause.is_now = True
        case "next":
            clause.is_next = True


def _is_in_name(inside: range, names: Sequence[tuple[int, int]]) -> bool:
    """Whether the units belong to a name, so that a date among them is part of it."""
    return any(start <= inside.start and inside.stop <= end for start, end in names)


def _is_inside_word(units: Sequence[Unit], covered: Sequence[bool], index: int) -> bool:
    """Whether a covered character is part of a longer word: 说 in 解说员, 划 in 计划表."""
    if not 0 < index < len(units) - 1 or units[index].raw in _GRAMMAR:
        return False
    if units[index + 1].raw in _NOUN_ENDS and not covered[index + 1]:
        return True
    before, unit, after = units[index - 1 : index + 2]
    return (
        not (covered[index - 1] or covered[index + 1])
        and not (before.is_latin or unit.is_latin or after.is_latin)
        and before.end == unit.start
        and unit.end == after.start
    )
