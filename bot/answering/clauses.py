"""Clauses: what each part of a question names, asks and narrows down.

A text is read once: every name and every word for asking that stands in it competes, and the
reading that covers most of it wins, so that 开放时间 is the opening hours and not an open day, and
"Gitlab CI" is not "Gitlab". What no phrase covers is the residue: words that mean something that
the program does not know.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.answering.dates import EditionDays, Precision, Span, find_spans
from bot.answering.naming import Names, rooms_of
from bot.answering.phrases import Phrases, best_cover
from bot.answering.reading import Reading, Unit, fold, key
from bot.answering.words import Meaning, Words
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Event
from bot.language import Language

_INTERROGATIVE = re.compile(
    r"[?？]|什么|啥|咩|哪|谁|几|多少|怎|咋|如何|何时|何地|何处|吗|呢|么$|能不能|可不可以|是不是|"
    r"是否|有没有|有无|要不要|不\W*$|没\W*$|会不会|用不用|多久|多长|多大|多远|边度|边个|点样|告诉|想知道|"
    r"想问|求|\b(?:what|when|where|who|whom|whose|which|how|why|is|are|do|does|did|can|could|"
    r"will|would|should|may|any|tell me|need to know|wondering)\b"
)
_ELLIPTICAL = re.compile(
    r"^\W*(?:那么?|还有|以及|and\b|what about|how about|then\b|also\b)|(?:呢|咧|呐)\W*$"
)
_POLAR = re.compile(
    r"吗|是不是|是否|对吧|对不对|有没有|能不能|可不可以|要不要|会不会|吧\W*$|不\W*$|没\W*$|"
    r"^\W*(?:so |and |but )?(?:is|are|does|do|did|will|can|was|were|isn't|aren't)\b|right\W*$"
)
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_SPOKEN_YEARS = {"去年": -1, "前年": -2, "明年": 1, "后年": 2, "last year": -1, "next year": 1}
#: The same, counted from the edition's year.
_SPOKEN_EDITIONS = re.compile(
    r"(?P<before>上一?届|上一?次|往届|往年|(?:last|previous|past) (?:one|editions?)|years before)"
    r"|下一?届|下一?次(?=活动|举办|什么|啥)|明年|next (?:edition|one is)"
)
_WHICH = re.compile(r"哪些|哪几|有没有|有什么|\bwhich\b|\bwhat\b|\bany\b")
#: What may be is asked, not whether it is so: "can I still come on Monday?" supposes nothing.
_MODAL = re.compile(
    r"能|可以|可不|来得及|赶得上|还|要不要|会不会|应该|得不得|\b(?:can|could|may|might|should|still|possible|need|late)\b"
)
#: Texts over so many characters cost more than a question should, and are stories.
_LONG = 600
_AGE = re.compile(
    r"(\d{1,2}|[一两二三四五六七八九十]{1,3})\s*"
    r"(?:周?岁|[- ]?years?[- ]old|[- ]?year[- ]?olds?|yo\b|yrs?\b)"
    r"|\b(?:under|over|below|above|aged?)\s+(\d{1,2})\b(?!\s*(?:minutes|hours|people|pm|am|mb))"
)
#: A length of time that is spoken of, not asked for: "can it be five minutes?"
_LENGTH = re.compile(
    r"(?:\d|[一两二三四五六七八九十半]|half|one|two|three|four|five|six|ten)\s*(?:个)?\s*-?"
    r"(?:分钟|秒|小时|钟头|minutes?\b|mins?\b|seconds?\b|hours?\b)"
)
#: Where a clause may be cut in two, if both sides say something.
_CONJUNCTION = re.compile(r"\band\b|\bplus\b|\balso\b|还有|以及|另外|顺便|再就是|然后|同埋|并且")
#: Characters that end nouns: what stands right before them belongs to a name.
_NOUN_ENDS = frozenset("表费票证册单区站台员课书卡券奖赛营团队")
#: Characters that are words of grammar wherever they stand.
_GRAMMAR = frozenset(
    "的了吗呢吧啊是在有和跟与及或也都就才又再不没我你您他她它这那到从对把被要会能去来给让得着过"
)
_DIGITS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of units that a phrase covers, and all that it may mean."""

    start: int
    end: int
    meanings: tuple[Meaning, ...] = ()
    references: tuple[str, ...] = ()
    is_exact: bool = True


@dataclass(slots=True)
class Clause:
    """What one clause says."""

    text: str
    units: list[Unit]
    start: int  #: offset of its text in the folded text
    mentions: list[Mark] = field(default_factory=list)
    aspects: list[str] = field(default_factory=list)
    weak_aspects: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    kind_units: list[Unit] = field(default_factory=list)  #: that say the kinds
    named: list[Unit] = field(default_factory=list)  #: that name records
    audiences: list[str] = field(default_factory=list)
    statuses: list[str] = field(default_factory=list)
    spans: list[Span] = field(default_factory=list)
    residue: list[Unit] = field(default_factory=list)  #: units that no phrase covers
    asking: set[int] = field(default_factory=set)  #: where units start that only ask
    asked: set[int] = field(default_factory=set)  #: those of them that say what is asked
    rooms: list[str] = field(default_factory=list)  #: folded names
    languages: list[str] = field(default_factory=list)  #: folded words for those it is held in
    is_of_edition: bool = False  #: "the week", "the festival"
    asks_list: bool = False  #: "which events", "what's on"
    is_free: bool = False
    is_now: bool = False
    is_next: bool = False
    without_registration: bool = False
    age_years: int | None = None
    years: list[int] = field(default_factory=list)

    @property
    def is_interrogative(self) -> bool:
        """Whether it has the form of a question."""
        return bool(_INTERROGATIVE.search(self.text))

    @property
    def is_elliptical(self) -> bool:
        """Whether it leans on what was said before ("and the lectures?")."""
        return bool(_ELLIPTICAL.search(self.text))

    @property
    def is_polar(self) -> bool:
        """Whether it asks for a yes or a no."""
        return bool(_POLAR.search(self.text))

    @property
    def has_foreign_name(self) -> bool:
        """Whether a word that no phrase covers stands right before a name, and so changes it.

        "辽宁省科技周" is not the science week of another province.
        """
        ends = {unit.end for unit in self.content}
        starts = [unit.start for unit in self.named]
        return any(
            start in ends or (start - 1 in ends and self.named[0].is_latin) for start in starts[:1]
        )

    @property
    def is_supposing(self) -> bool:
        """Whether it supposes something to be so and asks whether it is."""
        return self.is_polar and not _MODAL.search(self.text)

    @property
    def narrows(self) -> bool:
        """Whether it says which events are meant."""
        return bool(
            self.spans
            or self.kinds
            or self.audiences
            or self.rooms
            or self.is_free
            or self.is_now
            or self.is_next
            or self.age_years is not None
            or self.without_registration
            or (
                self.asks_list
                and (self.languages or self.statuses or self.wants_booking or self.is_priced)
            )
        )

    @property
    def narrows_to_events(self) -> bool:
        """Whether it says which events, beyond for whom."""
        return bool(self.spans or self.kinds or self.is_free or self.is_now or self.asks_list)

    @property
    def is_priced(self) -> bool:
        """Whether events that cost something are asked for."""
        return self.asks_list and "fee" in self.aspects and not self.is_free

    @property
    def wants_booking(self) -> bool:
        """Whether events that one has to register for are asked for."""
        return self.asks_list and "register" in self.aspects and not self.without_registration

    @property
    def says_nothing(self) -> bool:
        """Whether there is nothing in it that the program knows."""
        return not (
            self.mentions or self.aspects or self.weak_aspects or self.narrows or self.is_of_edition
        )

    @property
    def topic(self) -> str:
        """The clause without its words for asking."""
        said = [unit for unit in self.units if unit.start not in self.asking]
        return "".join(f" {unit.raw} " if unit.is_latin else unit.raw for unit in said).strip()

    @property
    def content(self) -> list[Unit]:
        """The residue as far as it may name a thing, not mere stray characters."""
        kept = []
        for index, unit in enumerate(self.residue):
            if unit.is_latin:
                if len(unit.text) > 2 and not unit.text.isdigit():
                    kept.append(unit)
                continue
            before = self.residue[index - 1] if index else None
            after = self.residue[index + 1] if index + 1 < len(self.residue) else None
            if (before and before.end == unit.start) or (after and after.start == unit.end):
                kept.append(unit)
        return kept


class ClauseReader:
    """Reads clauses by the words of a language and the names of an edition."""

    def __init__(self, knowledge: Knowledge, words: Words, names: Names) -> None:
        self._words = words
        self._names = names
        edition = knowledge.edition
        self._days = EditionDays(first_on=edition.starts_on, last_on=edition.ends_on)
        rooms = {fold(room) for event in knowledge.all(Event) for room in rooms_of(event)}
        self._rooms: Phrases[Meaning] = Phrases()
        for room in rooms:
            self._rooms.add(key(room), ("room", room, False))
        self._kinds = {event.kind for event in knowledge.all(Event)}
        self._years = range(edition.starts_on.year, edition.ends_on.year + 1)
        self._zone = knowledge.zone

    def clauses(self, reading: Reading, *, now: datetime, language: Language) -> list[Clause]:
        """The clauses of a text that have any unit in them, in order."""
        units: Sequence[Unit] = self._names.respelt(reading.units)
        spans = self._spans(reading, now, language)
        marks = self._marks(reading, units)
        units, bounds = _cut(reading, units, marks)
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
        for span in spans:
            inside = self._inside(units, span.text_start, span.text_end)
            if not inside or any(
                mark.references and mark.start <= inside.start and inside.stop <= mark.end
                for mark in marks
            ):
                continue
            clause = clauses[units[inside.start].clause]
            if span.precision is Precision.INSTANT and span.start == now:
                clause.is_now = True
            elif self._is_whole_edition(span):
                pass  # "during the week" narrows nothing down
            else:
                clause.spans.append(span)
            for index in inside:
                covered[index] = True
        for index, unit in enumerate(units):
            if not covered[index] or _is_inside_word(units, covered, index):
                clauses[unit.clause].residue.append(unit)
        for clause in clauses.values():
            self._finish(clause, now)
        return list(clauses.values())

    @staticmethod
    def _inside(units: Sequence[Unit], start: int, end: int) -> range:
        """The indices of the units that a stretch of the folded text touches."""
        return range(
            bisect_right(units, start, key=lambda unit: unit.end),
            bisect_left(units, end, key=lambda unit: unit.start),
        )

    def _is_whole_edition(self, span: Span) -> bool:
        """Whether the edition lies in it: "during the week", "in 2020"."""
        if span.start is None or span.end is None:
            return False
        last = (span.end - timedelta(seconds=1)).date()
        return span.start.date() <= self._days.first_on < self._days.last_on <= last

    def _spans(self, reading: Reading, now: datetime, language: Language) -> Sequence[Span]:
        """What the text says of time; of a long one, what its questions say."""
        local, text = now.astimezone(self._zone), reading.folded
        if len(text) <= _LONG:
            return find_spans(text, now=local, language=language, edition=self._days)
        return [
            replace(span, text_start=span.text_start + start, text_end=span.text_end + start)
            for start, end in reading.clauses
            if end - start <= _LONG and _INTERROGATIVE.search(text, start, end)
            for span in find_spans(
                text[start:end], now=local, language=language, edition=self._days
            )
        ]

    def _marks(self, reading: Reading, units: Sequence[Unit]) -> list[Mark]:
        """The phrases of the reading that covers most of the text."""
        raw = tuple(unit.raw for unit in units)
        meanings: dict[tuple[int, int], list[Meaning]] = {}
        for match in (
            *self._words.phrases.matches(units, raw),
            *(each for each in self._rooms.matches(units) if each.end - each.start > 1),
        ):
            meanings.setdefault((match.start, match.end), []).extend(match.meanings)
        named = {(m.start, m.end): m.meanings for m in self._names.matches(units)}
        for start, end, whose in self._names.numbers(reading.folded):
            if inside := self._inside(units, start, end):
                named[inside.start, inside.stop] = (whose,)
        misspelt = {
            (m.start, m.end): m.meanings
            for m in self._names.misspelt(units)
            if (m.start, m.end) not in named
        }
        weights = []
        for start, end in {*meanings, *named, *misspelt}:
            weight = self._size(units[start:end]) ** 1.4
            if (start, end) in named:
                weight *= 1.15
            elif (start, end) in misspelt:
                weight *= 0.9 if end - start > 2 else 0.7
            elif all(sort == "filler" for sort, _, _ in meanings[start, end]):
                weight *= 0.2
            weights.append((start, end, weight))
        return [
            Mark(
                start,
                end,
                tuple(meanings.get((start, end), ())),
                named.get((start, end)) or misspelt.get((start, end), ()),
                is_exact=(start, end) not in misspelt,
            )
            for start, end in best_cover(weights, len(units))
        ]

    def _size(self, units: Sequence[Unit]) -> float:
        """How much a stretch says: a word as much as two characters, "the" next to nothing."""
        sizes = (2.0 if unit.is_latin else 1.0 for unit in units)
        if any(not self._words.is_filler(unit.raw) for unit in units):
            sizes = (
                0.8 if unit.is_latin and self._words.is_filler(unit.raw) else size
                for unit, size in zip(units, tuple(sizes), strict=True)
            )
        return sum(sizes)

    def _say(self, clause: Clause, mark: Mark, units: Sequence[Unit]) -> None:
        """Enter what a mark means into its clause."""
        if mark.references:
            clause.mentions.append(mark)
            clause.named.extend(units)
        if any(sort in ("aspect", "filler") for sort, _, _ in mark.meanings):
            clause.asking.update(unit.start for unit in units)
        if any(sort == "aspect" for sort, _, _ in mark.meanings):
            clause.asked.update(unit.start for unit in units if not self._words.is_filler(unit.raw))
        for sort, id, is_weak in mark.meanings:
            if sort == "aspect":
                if mark.references and not self._may_ask(mark, id):
                    continue  # 组委会 names the committee, and does not ask who organises
                (clause.weak_aspects if is_weak else clause.aspects).append(id)
            elif mark.references:
                pass  # a name is a name: 讲座 names the lectures, and narrows nothing down to them
            elif sort == "kind":
                if id not in self._kinds and any(
                    other == "edition" for other, _, _ in mark.meanings
                ):
                    continue  # "the open days", where no event is one: the edition itself
                clause.kinds.append(id)
                clause.kind_units.extend(units)
            elif sort == "audience":
                clause.audiences.append(id)
            elif sort == "status":
                clause.statuses.append(id)
            elif sort == "registration":
                clause.without_registration = True
            elif sort == "edition":
                clause.is_of_edition = True
            elif sort == "spoken":
                clause.languages.append(id)
            elif sort == "room":
                clause.rooms.append(id)
            elif sort == "free":
                clause.is_free = True
            elif sort == "now":
                clause.is_now = True
            elif sort == "next":
                clause.is_next = True

    def _may_ask(self, mark: Mark, aspect: str) -> bool:
        """Whether a name may ask as well: "video length" names a duty and asks its limit."""
        tables = {reference.partition("/")[0] for reference in mark.references}
        return aspect in self._words.deadline_aspects or not tables.isdisjoint({"faq", "unstated"})

    def _finish(self, clause: Clause, now: datetime) -> None:
        """Settle what depends on the clause as a whole."""
        clause.asks_list = "list" in clause.aspects or bool(
            clause.statuses and _WHICH.search(clause.text)
        )
        if clause.is_of_edition and (clause.statuses or clause.rooms or clause.languages):
            clause.asks_list = True  # 取消的活动
        asked = dict.fromkeys(clause.aspects)
        replaced = {general for one in asked for general in self._words.replaces.get(one, ())}
        clause.aspects = [one for one in asked if one not in replaced]
        if age := _AGE.search(clause.text):
            clause.age_years = _number(age.group(1) or age.group(2))
            start, end = age.start() + clause.start, age.end() + clause.start
            clause.residue = [
                unit for unit in clause.residue if unit.end <= start or unit.start >= end
            ]
        if _LENGTH.search(clause.text) and not clause.aspects:
            clause.aspects = ["duration"]
        years = [int(match.group()) for match in _YEAR.finditer(clause.text)]
        years += [now.year + shift for said, shift in _SPOKEN_YEARS.items() if said in clause.text]
        if found := _SPOKEN_EDITIONS.search(clause.text):
            years.append(self._years.start - 1 if found["before"] else self._years.stop)
        clause.years = [year for year in dict.fromkeys(years) if year not in self._years]


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


def _cut(
    reading: Reading, units: Sequence[Unit], marks: Sequence[Mark]
) -> tuple[list[Unit], list[tuple[int, int]]]:
    """Clauses cut once more at conjunctions, where what stands on both sides says something.

    Returns the units with their clause numbered anew, and each clause's stretch of the text.
    """
    said = sorted(
        units[mark.start].start
        for mark in marks
        if mark.references or any(sort in ("aspect", "kind") for sort, _, _ in mark.meanings)
    )
    inside = [
        (units[mark.start].start, units[mark.end - 1].end) for mark in marks if mark.references
    ]
    bounds: list[tuple[int, int]] = []
    for start, end in reading.clauses:
        at = start
        for match in _CONJUNCTION.finditer(reading.folded, start, end):
            left = bisect_left(said, match.start()) - bisect_left(said, at)
            right = bisect_left(said, end) - bisect_left(said, match.end())
            in_name = any(a < match.start() < b for a, b in inside)
            if left and right and not in_name:
                bounds.append((at, match.start()))
                at = match.start()
        bounds.append((at, end))
    starts = [start for start, _ in bounds]
    renumbered = [unit._replace(clause=bisect_right(starts, unit.start) - 1) for unit in units]
    return renumbered, bounds


def _number(written: str) -> int:
    """A small number in digits or in Chinese numerals up to 九十九."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.partition("十")
    if not ten:
        return _DIGITS.get(written[-1], 0)
    return 10 * _DIGITS.get(tens, 1) + _DIGITS.get(ones, 0)
