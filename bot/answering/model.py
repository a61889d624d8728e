"""A question and its answer, as values. Chat, command line, page and tests all speak these."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.answering.dates import Span
from bot.knowledge.records import Source
from bot.language import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a person wrote, and when.

    `text` may be anything at all. `now` is aware. `language` is the one the person chose; without
    it the answer is in the question's own.
    """

    text: str
    now: datetime
    language: Language | None = None


class Kind(StrEnum):
    """What sort of answer it is."""

    ANSWER = "answer"
    NOT_STATED = "not_stated"  #: the edition does not say; whom to ask
    CLARIFY = "clarify"  #: two or three things it may be about
    SMALLTALK = "smalltalk"
    OUTSIDE = "outside"  #: about something else altogether; what can be asked


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which events are asked for; an empty field admits all."""

    span: Span | None = None
    venues: tuple[str, ...] = ()  #: ids
    audiences: tuple[str, ...] = ()  #: ids of audience words
    kinds: tuple[str, ...] = ()  #: ids of kind words
    free: bool | None = None
    statuses: tuple[str, ...] = ()
    happening: bool = False  #: now
    upcoming: bool = False  #: the next one
    age_years: int | None = None
    registration: bool | None = None
    organisers: tuple[str, ...] = ()  #: ids
    rooms: tuple[str, ...] = ()  #: folded words, any of which its room must hold
    languages: tuple[str, ...] = ()  #: folded words, any of which its language must hold

    def __bool__(self) -> bool:
        return self != Filters()


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One thing that is asked: an aspect of a subject, or events that pass filters.

    With several aspects ("when and where") there are several requests. `aspect` is an id of the
    words for asking (`when`, `where`, `fee`, … ; `about` when nothing in particular is asked;
    `unknown` when something is asked that no word is known for, so that all one can say is that it
    is not stated). `subject` is a reference such as `event/opening`; None for a list of events.
    """

    aspect: str
    subject: str | None = None
    filters: Filters = field(default_factory=Filters)
    #: a day or hour the question itself supposes ("is the opening on Monday?"), to be put right
    supposed: Span | None = None
    #: whether it is a yes-or-no question
    polar: bool = False
    #: whether it asks what is done if things do not go as planned
    contingent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """What a question was taken to mean."""

    language: Language
    requests: tuple[Request, ...] = ()
    #: when the subject is not sure: the nearest ones, best first
    candidates: tuple[str, ...] = ()
    #: id of a greeting, thanks, … when it is only that
    smalltalk: str | None = None
    #: in 0..1
    confidence: float = 0.0
    #: years other than the edition's that were asked about
    other_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """Something that the knowledge states, ready to read, with where it is stated."""

    text: str  #: plain; lines end in \n
    heading: str | None = None
    sources: tuple[Source, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """Something to ask next, as a button: its label, and what pressing it asks."""

    label: str
    aspect: str
    subject: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What is said to the person."""

    kind: Kind
    language: Language
    statements: tuple[Statement, ...]
    suggestions: tuple[Suggestion, ...] = ()
    confidence: float = 0.0  #: in 0..1
    #: references of what it was about, for the conversation
    subjects: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[Source, ...]:
        """Every source, each once, in the order of the statements."""
        return tuple(dict.fromkeys(s for each in self.statements for s in each.sources))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What the last exchange of a conversation was about."""

    subjects: tuple[str, ...]
    aspects: tuple[str, ...]
    at: datetime
    language: Language
    filters: Filters = field(default_factory=Filters)
