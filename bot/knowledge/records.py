"""Records: what one edition states, as typed, immutable values.

Instants are aware datetimes, durations are timedeltas, any other number carries its unit in its
name. None means "the notice does not say", which is an answer of its own and not an empty text.
References name records by their id. `values` says how the fields are written in the file.
"""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StrictBool, model_validator
from pydantic_core import PydanticCustomError

from bot.knowledge.text import Text
from bot.knowledge.values import (
    MINUTES_IN_A_YEAR,
    Country,
    Day,
    Days,
    DaysBefore,
    Instant,
    Moment,
    Strings,
    Texts,
    TimeOfDay,
    Years,
    one_or_many,
)


class Value(BaseModel):
    """Anything in the file; immutable, and a key it does not know is an error."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", arbitrary_types_allowed=True, defer_build=True
    )


class Source(Value):
    """Where a fact is stated."""

    notice: str  #: id of a notice
    clause: Text | None = None  #: the place in it, such as 二（一）


class Record(Value):
    """What every kind of record has."""

    id: str
    title: Text
    aliases: Strings = ()  #: other names, in any language or script
    summary: Text | None = None  #: what it is, in a sentence or two
    details: dict[str, Text] = Field(
        default_factory=dict
    )  #: what is stated of an aspect, by the aspect's id
    sources: Annotated[tuple[Source, ...], BeforeValidator(one_or_many)] = ()
    #: where a field has a source of its own, by the field's name ("details.parking" for a detail)
    field_sources: dict[str, Source] = Field(default_factory=dict)
    contact: str | None = None  #: id of the contact who knows more
    url: str | None = None
    valid_from: Moment | None = None
    valid_until: Moment | None = None  #: a day is valid to its end


class Edition(Record):
    """The activity week, festival or open days as a whole; the file has one."""

    starts_on: Day
    ends_on: Day  #: its last day
    zone: str  #: an IANA name
    theme: Text | None = None
    organisers: Strings = ()  #: ids of organisations
    language: Literal["zh-Hans", "zh-Hant", "en"] = "zh-Hans"  #: the authoritative one
    country: Country | None = None  #: whose public holidays are kept, such as CN or DE-BY
    days_off: Days = ()  #: days that are not worked beside these, or instead of them
    extra_working_days: Days = ()  #: weekend days and holidays that are worked
    days_off_years: Years = ()  #: of which the two lists above hold everything
    #: what announcements are about that one may follow, by ids of their own
    topics: dict[str, Text] = Field(default_factory=dict)


class Status(StrEnum):
    """Whether an event takes place as planned."""

    SCHEDULED = "scheduled"
    MOVED = "moved"  #: to another time or place: `was` holds the old one
    ONLINE = "online"
    POSTPONED = "postponed"  #: the new time is not known
    CANCELLED = "cancelled"


class Former(Value):
    """What held before a change."""

    start: Moment | None = None
    end: Moment | None = None
    venue: str | None = None
    room: Text | None = None


class Session(Value):
    """One time at which an event takes place, or a repeating one."""

    start: Moment  #: a day where no hour is stated
    end: Moment | None = None  #: an instant; or the last day, where start is a day
    repeat: str | None = None  #: an RFC 5545 RRULE, such as FREQ=DAILY;COUNT=5
    excluded: Days = Field(default=(), alias="except")  #: days on which it does not
    title: Text | None = None
    venue: str | None = None  #: id of a venue; else the event's
    room: Text | None = None
    status: Status | None = None  #: else the event's
    note: Text | None = None
    was: Former | None = None
    language: Text | None = None  #: in which it is held

    model_config = ConfigDict(populate_by_name=True)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.end is None:
            return self
        if isinstance(self.start, datetime) != isinstance(self.end, datetime):
            raise PydanticCustomError("session_mixed", "both with an hour, or neither")
        # A day ends with itself; an instant has no length.
        if self.end < self.start or (isinstance(self.end, datetime) and self.end == self.start):
            raise PydanticCustomError("session_order", "it ends before it starts")
        return self


class Audience(Value):
    """For whom an event is."""

    text: Text | None = None
    groups: Strings = ()  #: ids of audience words: children, families, …
    min_age_years: int | None = Field(default=None, ge=0, le=120, strict=True)
    max_age_years: int | None = Field(default=None, ge=0, le=120, strict=True)


class Registration(Value):
    """Whether and how one registers."""

    required: StrictBool | None = None
    how: Text | None = None
    url: str | None = None
    opens: Moment | None = None
    closes: Moment | None = None  #: a day counts to its end
    contact: str | None = None


class Fee(Value):
    """What it costs."""

    free: StrictBool | None = None
    text: Text | None = None


class Event(Record):
    """Something that takes place, and that people come to, watch or enter."""

    kind: str | None = None  #: id of a kind word: lecture, contest, exhibition, …
    #: "edition": throughout the edition, no day or hour stated; "unstated": not even that
    when: Literal["edition", "unstated"] = "unstated"
    sessions: Annotated[tuple[Session, ...], BeforeValidator(one_or_many)] = ()
    when_text: Text | None = None  #: what is stated of the time, in words
    venue: str | None = None
    room: Text | None = None
    organisers: Strings = ()
    partners: Text | None = None  #: with whom it is held
    people: Text | None = None  #: speakers, guests, guides
    audience: Audience | None = None
    registration: Registration | None = None
    fee: Fee | None = None
    capacity: int | None = Field(default=None, ge=1, strict=True)  #: persons
    language: Text | None = None
    status: Status = Status.SCHEDULED
    status_note: Text | None = None
    was: Former | None = None
    online_url: str | None = None
    documents: Strings = ()
    part_of: str | None = None  #: id of the event that it belongs to


class Coordinates(Value):
    """A point on the map, WGS 84, in degrees."""

    latitude: float = Field(ge=-90, le=90, strict=True)
    longitude: float = Field(ge=-180, le=180, strict=True)


class Venue(Record):
    """A place."""

    address: Text | None = None
    coordinates: Coordinates | None = None
    hours: Text | None = None
    directions: Text | None = None
    phones: Strings = ()


class Organisation(Record):
    """A body that organises, takes part, or is asked to file."""

    role: Text | None = None


class Contact(Record):
    """Whom to call or write to."""

    organisation: str | None = None
    department: Text | None = None
    persons: Texts = ()
    phones: Strings = ()
    emails: Strings = ()
    hours: Text | None = None
    topics: Strings = ()  #: ids of aspects or records that this contact answers for


class Due(Value):
    """When something is due: on a day, at an instant, or some days before something else."""

    on: Day | None = None  #: to the end of that day
    at: Instant | None = None
    days_before: DaysBefore | None = None
    working_days: StrictBool = False  #: whether `days_before` counts working days only
    before: str | None = None  #: id or reference of a deadline or an event, or "edition"
    at_time: TimeOfDay | None = None  #: with `days_before`; else the end of the day

    @model_validator(mode="after")
    def _exactly_one_way(self) -> Self:
        ways = [self.on is not None, self.at is not None, self.days_before is not None]
        if sum(ways) != 1 or (self.days_before is None) != (self.before is None):
            raise PydanticCustomError("due", "on, at, or days_before with before")
        return self


class Item(Value):
    """One thing that is owed by a deadline."""

    id: str
    title: Text
    document: str | None = None  #: id of the form to fill in
    note: Text | None = None
    max_video_minutes: float | None = Field(default=None, gt=0, strict=True)
    max_file_mb: float | None = Field(default=None, gt=0, strict=True)
    formats: Strings = ()


class OwnReminders(Value):
    """How units are nudged about one deadline; what is left out is as the operator set it."""

    #: the rungs of its ladder; none at all where the list is empty
    days_before: Annotated[tuple[DaysBefore, ...], BeforeValidator(one_or_many)] | None = None
    working_days: StrictBool | None = None  #: whether they count working days only
    #: for how long after it nobody is told that a unit is late
    grace_minutes: int | None = Field(default=None, ge=0, le=MINUTES_IN_A_YEAR, strict=True)


class Deadline(Record):
    """The last instant at which something may still be handed in."""

    due: Due
    items: tuple[Item, ...] = ()
    reminders: OwnReminders | None = None
    applies_to: Text | None = None  #: who owes it
    units: Strings = ()  #: ids of organisations who owe it; none: every unit
    owed_by_units: StrictBool = True  #: false: the public hands it in, and no unit is nudged
    submit_to: str | None = None  #: id of a contact
    how: Text | None = None  #: by post, by e-mail, on a page
    afterwards: Text | None = None  #: what is done with what was handed in
    late: Text | None = None  #: what is stated about being late


class Document(Record):
    """A form, a notice that is referred to, a brochure."""

    number: str | None = None
    issuer: Text | None = None
    obtain: Text | None = None  #: where to get it


class Faq(Record):
    """A question and its stated answer, for what fits no other record."""

    answer: Text
    questions: Texts = ()  #: ways of asking it


class Notice(Record):
    """A source: what was published, when, by whom."""

    number: str | None = None
    issued_on: Day | None = None
    published_on: Day | None = None
    issuers: Strings = ()  #: ids of organisations


class Unstated(Record):
    """Something that people ask about and that the edition does not state."""


class Term(Record):
    """A word for asking, added to the program's own by this edition."""

    of: Literal["aspect", "kind", "audience"]
    words: Strings


#: Which class a table of the file holds.
TABLES: dict[str, type[Record]] = {
    "edition": Edition,
    "event": Event,
    "venue": Venue,
    "organisation": Organisation,
    "contact": Contact,
    "deadline": Deadline,
    "document": Document,
    "faq": Faq,
    "notice": Notice,
    "unstated": Unstated,
    "term": Term,
}
