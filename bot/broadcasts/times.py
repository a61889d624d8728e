"""Times as a member of staff types them on a phone: "明早8点半", "22 Aug 9am", an ISO date."""

from datetime import datetime, timedelta

from bot.answering.dates import EditionDays, find_spans
from bot.answering.dates.spans import Precision
from bot.errors import ZhouzhiError
from bot.knowledge.instants import instants_of
from bot.language import Language

_WEEK = timedelta(days=6)
#: What may stand beside a time and says nothing of it.
_EMPTY = " \t\n.,;:!。，、；：！的發发送于於at"


class TimeUnclear(ZhouzhiError):
    """What was typed is no time, or may be several."""

    text_key = "announcing.error.time-unclear"

    def __init__(self, written: str) -> None:
        super().__init__(f"no time: {written!r}", written=written[:60])


class TimePassed(ZhouzhiError):
    """What was typed is a time that has passed."""

    text_key = "announcing.error.time-passed"

    def __init__(self, at: datetime) -> None:
        super().__init__(f"passed: {at.isoformat()}", at=f"{at:%Y-%m-%d %H:%M}")


def time_of(written: str, *, now: datetime, language: Language) -> datetime:
    """The instant that is meant, to the minute.

    A weekday is the next one, today included; a day and month are of this year.

    Args:
        written: by a person.
        now: aware, in the zone of the edition.
        language: that they write in.

    Raises:
        TimeUnclear: it is no instant, or may be several, or something else is written beside it.
        TimePassed: it is not later than now.
    """
    assert now.tzinfo is not None
    found = instants_of(written, now.tzinfo)
    # A date alone is midnight on the command line; here nobody knows at which hour of it to send.
    if not found or (found[0].hour, found[0].minute) == (0, 0):
        found = _in_words(written, now, language)
    if len(found) != 1:
        raise TimeUnclear(written)
    at = found[0].astimezone(now.tzinfo)
    if at <= now:
        raise TimePassed(at)
    return at


def _in_words(written: str, now: datetime, language: Language) -> list[datetime]:
    today = now.date()
    spans = find_spans(
        written,
        now=now,
        language=language,
        edition=EditionDays(first_on=today, last_on=today + _WEEK),
    )
    if len(spans) != 1:
        return []
    (span,) = spans
    rest = written[: span.text_start] + written[span.text_end :]
    if span.start is None or span.precision is not Precision.INSTANT or rest.strip(_EMPTY):
        return []
    return [span.start]
