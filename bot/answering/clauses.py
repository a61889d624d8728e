"""Clauses: what one part of a question names, asks and narrows down, as values."""

from dataclasses import dataclass, field

from bot.answering import cues
from bot.answering.dates import Span
from bot.answering.reading import Unit
from bot.answering.words import Meaning

#: Characters that end verbs: 学完 before a name says what is done with it.
_DONE = frozenset("完过了着好")


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
    asker: list[Unit] = field(default_factory=list)  #: that say who asks: "we are a school"
    filers: list[Unit] = field(default_factory=list)  #: that say who files, in a clause before
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
    years: list[int] = field(default_factory=list)  #: that are not the edition's

    @property
    def is_interrogative(self) -> bool:
        """Whether it has the form of a question."""
        return cues.is_interrogative(self.text)

    @property
    def is_elliptical(self) -> bool:
        """Whether it leans on what was said before ("and the lectures?")."""
        return cues.is_elliptical(self.text)

    @property
    def is_polar(self) -> bool:
        """Whether it asks for a yes or a no."""
        return cues.is_polar(self.text)

    @property
    def has_foreign_name(self) -> bool:
        """Whether a word that no phrase covers stands right before a name, and so changes it.

        "辽宁省科技周" is not the science week of another province.
        """
        # A name in another script is told of rather than changed: "那艘大帆船 Meridian".
        is_edition = any(
            r.startswith("edition/") for mark in self.mentions for r in mark.references
        )
        ends = {
            unit.end
            for unit in self.content
            if (is_edition or unit.is_latin == (self.named and self.named[0].is_latin))
            and unit.raw not in _DONE
        }
        starts = [unit.start for unit in self.named]
        return any(
            start in ends or (start - 1 in ends and self.named[0].is_latin) for start in starts[:1]
        )

    @property
    def is_supposing(self) -> bool:
        """Whether it supposes something to be so and asks whether it is."""
        return self.is_polar and not cues.is_modal(self.text)

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
        return bool(self.spans or self.kinds or self.is_now or self.asks_list)

    @property
    def narrows_beyond_kind(self) -> bool:
        """Whether it says which events of a kind are meant."""
        return bool(
            self.spans
            or self.audiences
            or self.is_free
            or self.is_now
            or self.is_next
            or self.age_years is not None
            or self.without_registration
            or self.rooms
        )

    @property
    def narrows_much(self) -> bool:
        """Whether it plainly means events, even though some of its words are not understood."""
        says_which = bool(self.spans or self.audiences or self.rooms)
        sorts = (self.spans, self.audiences, self.kinds, self.is_free, self.rooms)
        return says_which and sum(map(bool, sorts)) > 1

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
    def owers(self) -> list[Unit]:
        """What may say who files, where what is to be filed is not named."""
        topic = [unit for unit in self.units if unit.start not in self.asking]
        return self.filers or [*self.asker, *topic]

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
