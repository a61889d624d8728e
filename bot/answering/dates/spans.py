"""What a text's words about time come to: spans."""

from dataclasses import dataclass
from datetime import date, datetime, time
from enum import StrEnum


class Precision(StrEnum):
    """How closely a phrase fixes the time it speaks of."""

    INSTANT = "instant"  #: a clock time, or now; such a span has no end
    PART = "part"  #: a part of a day: morning, tonight
    DAY = "day"
    RANGE = "range"  #: a weekend, a week, from A to B, before or after something


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A half-open stretch of time that a text speaks of.

    Where the day is said beside the clock, "after" and "before" stay within that day ("the 12th
    after 3pm" ends with the 12th), since that is what is asked for.
    """

    start: datetime | None  #: aware, in the zone of `now`; None: open ("before 31 July")
    end: datetime | None  #: exclusive; None: open ("from Tuesday on"), or an instant
    precision: Precision
    says_day: bool = True  #: False where an hour or a part of the day stands alone
    daily: tuple[time, time] | None = None  #: the part of each day ("weekend evenings")
    text_start: int  #: offset of the phrase in the text
    text_end: int  #: offset of the first character after the phrase


@dataclass(frozen=True, slots=True, kw_only=True)
class EditionDays:
    """The days of one edition: what "the second day" counts from and whose year goes unsaid."""

    first_on: date
    last_on: date

    def __post_init__(self) -> None:
        if self.last_on < self.first_on:
            raise ValueError(f"last_on = {self.last_on}: must not precede first_on")
