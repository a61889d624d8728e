"""Reader: puts pieces that stand together into phrases, such as "Friday 14 May, 10am to noon"."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from bot.answering.dates.pieces import Calendar, Clock, Link, Moment, Stretch, Token, one_day

#: What may stand between two pieces of one phrase.
_GLUE = re.compile(
    r"[\s,()]*(?:的|在|于|@|-)?[\s(]*"
    r"(?:(?:at|on|in|of|the|this|around|about|approximately|daily|every day|each day"
    r"|大约|大概|约|左右|当天|那天|每天|每日)(?![a-z])[\s,]*)*"
)
_PREFIXES = frozenset(
    {
        Link.FROM,
        Link.FROM_ON,
        Link.BETWEEN,
        Link.MET_BY,
        Link.BEFORE,
        Link.SINCE,
        Link.AFTER,
        Link.UNTIL,
    }
)
_BEFORE_AN_HOUR = frozenset({Link.MET_BY, Link.BEFORE, Link.AFTER, Link.UNTIL, Link.SINCE})
_COMMAS = ("、", ",", "和", "与", "及", "或", "and", "or", "&", ", and", "")
_SUFFIXES = {
    Link.BEFORE_IT, Link.THROUGH_IT, Link.AFTER_IT, Link.ONWARD_FROM_IT, Link.SINCE_IT,
    Link.STARTS,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Phrase:
    """One or two moments and how they bound a span."""

    first: Moment
    last: Moment | None = None  #: the end of a range
    link: Link | None = None  #: the word that opens one end, if `last` is None
    start: int
    end: int


class Reader:
    """Reads the phrases in one text, from left to right."""

    def __init__(self, text: str, tokens: Sequence[Token]) -> None:
        self._text = text
        self._tokens = tokens
        self._at = 0

    def phrases(self) -> list[Phrase]:
        """All phrases, in order, none overlapping another."""
        found: list[Phrase] = []
        while self._at < len(self._tokens):
            begin = self._at
            phrase = self._phrase()
            if phrase is None:
                self._at = begin + 1
                continue
            found.append(self._listed_after(phrase, found[-1]) if found else phrase)
        return found

    def _phrase(self) -> Phrase | None:
        begin = self._at
        prefix = self._take(_PREFIXES, is_first=True)
        first, _ = self._moment(is_first=prefix is None)
        if first is None:
            return None
        if prefix is None and first.has_date and first.clock is None and not first.number:
            inner = self._on_that_day(first)
            if inner is not None:
                return replace(inner, start=self._tokens[begin].start)
        phrase = self._range(first, prefix) or self._listed(first) or self._open(first, prefix)
        if phrase is None:
            return None
        return replace(phrase, start=self._tokens[begin].start, end=self._tokens[self._at - 1].end)

    def _moment(
        self, *, is_first: bool = False, days_only: bool = False
    ) -> tuple[Moment | None, bool]:
        """The next pieces that together say one time, and whether they begin with its date."""
        moment: Moment | None = None
        date_leads = False
        while self._at < len(self._tokens) and (is_first or self._is_glued()):
            piece = self._tokens[self._at].piece
            if not isinstance(piece, Moment):
                break
            joined = piece if moment is None else moment.joined(piece)
            if joined is None or (days_only and moment and moment.has_date and not piece.has_date):
                break
            if moment is not None and moment.has_time and self._opens_next_time(piece):
                break
            if moment is None:
                date_leads = piece.has_date
            moment = joined
            is_first = False
            self._at += 1
        return moment, date_leads

    def _opens_next_time(self, piece: Moment) -> bool:
        """Whether a part of day belongs to the clock after it: "9点—11点，下午1点"."""
        if piece.part is None or piece.has_date or self._at + 1 >= len(self._tokens):
            return False
        following = self._tokens[self._at + 1]
        is_clock = isinstance(following.piece, Moment) and following.piece.clock is not None
        return is_clock and following.start == self._tokens[self._at].end

    def _take(self, links: Container[Link], *, is_first: bool = False) -> Link | None:
        if self._at >= len(self._tokens) or not (is_first or self._is_glued()):
            return None
        piece = self._tokens[self._at].piece
        if not isinstance(piece, Link) or piece not in links:
            return None
        self._at += 1
        return piece

    def _is_glued(self) -> bool:
        """Whether nothing that parts them stands between the last piece and the next."""
        begin, end = self._tokens[self._at - 1].end, self._tokens[self._at].start
        return begin == end or _GLUE.fullmatch(self._text, begin, end) is not None

    def _on_that_day(self, day: Moment) -> Phrase | None:
        """Times after a day: "Friday from 2 to 4", "the 12th after 3pm"."""
        begin = self._at
        if self._take(_PREFIXES) is not None:
            self._at = begin
            inner = self._phrase()
            if inner is not None and not inner.first.has_date and inner.first.has_time:
                joined = day.joined(inner.first)
                if joined is not None:
                    return replace(inner, first=joined)
        self._at = begin
        return None

    def _range(self, first: Moment, prefix: Link | None) -> Phrase | None:
        begin = self._at
        self._take((Link.SINCE_IT, Link.STARTS))  # 23日起至25日止
        link = self._take((Link.TO, Link.UNTIL, Link.AND))
        are_days = first.has_date and not first.has_time
        last, date_leads = self._moment(days_only=are_days) if link else (None, False)
        is_between = self._take((Link.BETWEEN_THEM,)) is not None or prefix is Link.BETWEEN
        if last is None or (link is Link.AND and not is_between):
            self._at = begin
            return None
        is_told = any((prefix, first.has_date, last.has_date, last.part))
        pair = _numbered(first, last, are_hours=is_told)
        if pair is None:
            self._at = begin
            return None
        first, last = self._hours_of(*pair) if are_days else pair
        self._take((Link.BEFORE_IT,))
        if last.has_date and not first.has_date and first.has_time and not date_leads:
            first = replace(first, date=last.date, weekday=last.weekday)
        return Phrase(first=first, last=last, start=0, end=0)

    def _hours_of(self, first: Moment, last: Moment) -> tuple[Moment, Moment]:
        """Days with the times after them: "Mon-Fri 9am-5pm", "from Monday to Friday at noon"."""
        begin = self._at
        self._take((Link.FROM, Link.FROM_ON, Link.BETWEEN))
        opens, _ = self._moment()
        if opens is not None and not opens.has_date and opens.instant is None:
            if self._take((Link.TO, Link.UNTIL, Link.AND)) is None:
                ends_at = last.joined(opens) if opens.number is None else None
                if ends_at is not None:
                    return first, ends_at
            else:
                closes, _ = self._moment()
                hours = _numbered(opens, closes, are_hours=True) if closes else None
                if hours is not None and not hours[1].has_date:
                    opening, closing = first.joined(hours[0]), last.joined(hours[1])
                    if opening is not None and closing is not None:
                        return opening, closing
        self._at = begin
        return first, last

    def _listed(self, first: Moment) -> Phrase | None:
        """The 23 of "23、24号": a day, since the next in the list is one."""
        if first != Moment(number=first.number):
            return None
        begin = self._at
        if self._take((Link.COMMA, Link.AND)) is None:
            return None
        following, _ = self._moment()
        self._at = begin
        date = following.date if following else None
        if not isinstance(date, Calendar) or date.day is None:
            return None
        return Phrase(first=Moment(date=replace(date, day=first.number)), start=0, end=0)

    def _open(self, first: Moment, prefix: Link | None) -> Phrase | None:
        """A single moment, with whatever opens one of its ends."""
        if first.number is not None:
            is_hour = prefix in _BEFORE_AN_HOUR or first.part is not None  # seven in the evening
            first = _as_hour(first) if is_hour else _as_day(first)
            if first.number is not None:
                return None
        suffix = self._take(_SUFFIXES)
        if suffix is not None and not first.has_date:
            begin = self._at
            day, _ = self._moment()
            joined = first.joined(day) if day and day.has_date and not day.has_time else None
            first, self._at = (joined, self._at) if joined else (first, begin)
        if suffix is Link.STARTS:
            if prefix in (Link.FROM, Link.FROM_ON) or not first.has_time:
                suffix = Link.SINCE_IT
            else:
                suffix = None
                self._at -= 1
        link = suffix or (prefix if prefix not in (Link.FROM, Link.BETWEEN) else None)
        return Phrase(first=first, link=link, start=0, end=0)

    def _listed_after(self, phrase: Phrase, before: Phrase) -> Phrase:
        """A phrase as one of a list, in which what was said of the one before need not be repeated.

        The 24 of "8月23、24日" is in the same month, the afternoon of "23日上午和下午" on the same
        day, the Sunday of "这周六和周日" the one that follows.
        """
        between = self._text[before.end : phrase.start].strip()
        given = before.last or before.first
        if between not in _COMMAS or phrase.first.instant is not None:
            return phrase
        first = _in_same_month(phrase.first, given) or _following(phrase.first, given)
        if first is not None:
            return replace(phrase, first=first)
        is_one_day = before.last is None or not before.last.has_date
        has_date = phrase.first.has_date or (phrase.last is not None and phrase.last.has_date)
        if (
            between
            and is_one_day
            and not has_date
            and before.first.has_date
            and phrase.link is None
        ):
            day = before.first
            return replace(phrase, first=replace(phrase.first, date=day.date, weekday=day.weekday))
        return phrase


def _in_same_month(moment: Moment, given: Moment) -> Moment | None:
    """A bare day number in the month of the date before it."""
    date = moment.date
    if not (isinstance(date, Calendar) and isinstance(given.date, Calendar)):
        return None
    if date.month is not None or given.date.month is None:
        return None
    return replace(moment, date=replace(date, year=given.date.year, month=given.date.month))


def _following(moment: Moment, given: Moment) -> Moment | None:
    """A bare weekday after a day that is fixed."""
    if moment.weekday is None or moment.date is not None:
        return None
    if not isinstance(given.date, Stretch) or not given.date.is_day:
        return None
    days_ahead = (moment.weekday - given.date.first.weekday()) % 7
    day = one_day(given.date.first + timedelta(days=days_ahead))
    return replace(moment, date=day, weekday=None)


def _numbered(first: Moment, last: Moment, *, are_hours: bool) -> tuple[Moment, Moment] | None:
    """Both ends of a range, their bare numbers read in the light of the other end.

    None if a number remains that nothing says what it counts.
    """
    if first.number is not None and last.number is not None:
        return (_as_hour(first), _as_hour(last)) if are_hours else None
    if first.number is not None:
        if last.clock is not None:
            return _as_hour(first), last
        return (filled, last) if (filled := _as_date(first, last.date)) else None
    if last.number is not None:
        if first.clock is not None:
            return first, _as_hour(last)
        return (first, filled) if (filled := _as_date(last, first.date)) else None
    return first, last


def _as_hour(moment: Moment) -> Moment:
    assert moment.number is not None
    if moment.number > 24:
        return moment
    return replace(moment, clock=Clock(moment.number, is_24h=moment.number > 12), number=None)


def _as_day(moment: Moment) -> Moment:
    """The 21st of "Monday 21"."""
    if moment.weekday is None or moment.date is not None:
        return moment
    return replace(moment, date=Calendar(day=moment.number), number=None)


def _as_date(moment: Moment, like: Calendar | Stretch | None) -> Moment | None:
    """The number as the same part of a date that the other end says: its day or else its month."""
    if not isinstance(like, Calendar) or moment.has_date or not moment.number:
        return None
    if like.day is not None:
        return replace(moment, date=Calendar(day=moment.number), number=None)
    if like.month is not None and moment.number <= 12:
        return replace(moment, date=Calendar(month=moment.number), number=None)
    return None
