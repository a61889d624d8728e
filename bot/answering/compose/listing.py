"""What is on: the events that a question asks for, by day and hour, short enough for a phone."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from itertools import islice

from bot.answering.compose import contacts, items, when
from bot.answering.compose.context import Context, sources_of
from bot.answering.compose.items import Found
from bot.answering.compose.selection import Selection, stretch
from bot.answering.compose.timeline import Slot
from bot.answering.dates import Precision
from bot.answering.model import Filters
from bot.knowledge.records import Event, Source

#: So many events are named; of more, only the number is.
_SHOWN = 10
#: Yet nobody is told of one more when it could be named in its stead.
_SHOWN_AT_MOST = 12
#: Counting goes no further, since "more than" says enough.
_COUNTED = 100


@dataclass(slots=True)
class Listed:
    """What is said to a question for events."""

    text: str
    sources: tuple[Source, ...] = ()
    is_stated: bool = True
    whom: str = ""  #: the line that says whom to ask, where nothing fits
    events: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class _Matches:
    """What passes the filters, by how its time is stated."""

    hourly: list[Found]  #: at an hour, or on a single day
    lasting: list[Found]  #: over days, or on a day though an hour was asked for
    untimed: list[Event]  #: with no day stated
    is_cut: bool  #: whether there are more than were counted

    def __len__(self) -> int:
        return len(self.hourly) + len(self.lasting) + len(self.untimed)

    def first(self, number: int) -> "_Matches":
        """The foremost of them."""
        hourly = self.hourly[:number]
        lasting = self.lasting[: number - len(hourly)]
        untimed = self.untimed[: number - len(hourly) - len(lasting)]
        return _Matches(hourly, lasting, untimed, self.is_cut)


def list_events(context: Context, selection: Selection, filters: Filters) -> Listed:
    """Name the events that pass the filters; where none do, say so and what comes nearest."""
    matches = _matches(context, selection, filters)
    if not matches:
        return _nothing(context, selection, filters)
    shown = matches if len(matches) <= _SHOWN_AT_MOST else matches.first(_SHOWN)
    lines = items.by_day(context, shown.hourly, stretch(filters, context.voice.now)[0])
    lines += items.lasting(context, shown.lasting, asks_hour=_asks_hour(filters))
    lines += items.untimed(context, shown.untimed)
    if not filters.span and not _are_ahead(context, shown):
        lines.insert(0, _dates(context))
    if rest := len(matches) - len(shown):
        key = "answering.list.many-more" if matches.is_cut else "answering.list.more"
        lines.append(context.voice.say(key, n=rest))
    lines += _caveats(context, filters)
    events = [each.event for each in (*shown.hourly, *shown.lasting)] + shown.untimed
    return Listed(text="\n".join(lines), sources=_sources(events), events=events)


def _are_ahead(context: Context, matches: _Matches) -> bool:
    """Whether any of them may still be to come: what has no day is over with the edition."""
    now, edition = context.voice.now, context.knowledge.edition
    if context.voice.today <= edition.ends_on:
        return True
    found = (*matches.hourly, *matches.lasting)
    return any(slot.over_at > now for each in found for slot in each.slots)


def _dates(context: Context) -> str:
    """The days of the edition, or that they are over."""
    voice, edition = context.voice, context.knowledge.edition
    key = "edition-over" if voice.today > edition.ends_on else "edition"
    dates = when.days(voice, edition.starts_on, edition.ends_on)
    return voice.say(f"answering.list.{key}", edition=voice.read(edition.title), dates=dates)


def _asks_hour(filters: Filters) -> bool:
    span = filters.span
    return filters.happening or (
        span is not None and span.precision in (Precision.INSTANT, Precision.PART)
    )


def _matches(context: Context, selection: Selection, filters: Filters) -> _Matches:
    now = context.voice.now
    found, lasting, is_cut = _found(context, selection, filters)
    is_over = context.voice.today > context.knowledge.edition.ends_on
    untimed = (
        event
        for event in selection.untimed(filters, now)
        if context.current(event)
        and _may_be_in(context, event, filters)
        # What lasted throughout the edition is no news beside what is still on.
        and not (is_over and (found or lasting))
    )
    matches = _Matches(found, lasting, list(islice(untimed, _COUNTED)), is_cut)
    if _asks_hour(filters):
        matches.lasting += [each for each in found if each.first.is_day]
        matches.hourly = [each for each in found if not each.first.is_day]
    return matches


def _found(
    context: Context, selection: Selection, filters: Filters
) -> tuple[list[Found], list[Found], bool]:
    """The events that pass, those that last for days apart; and whether counting was cut short."""
    now = context.voice.now
    if filters.upcoming:
        start = stretch(filters, now)[0] or now
        return _next_ones(context, selection.starting(filters, max(start, now), now)), [], False
    if filters.span is not None or filters.happening:
        return _short_and_lasting(context, selection, filters)
    # Without a day, what is over is of use only when nothing else is left.
    today = datetime.combine(context.voice.today, time.min, context.voice.zone)
    ahead = _short_and_lasting(context, selection, filters, since=today)
    return ahead if any(ahead) else _short_and_lasting(context, selection, filters)


def _short_and_lasting(
    context: Context, selection: Selection, filters: Filters, *, since: datetime | None = None
) -> tuple[list[Found], list[Found], bool]:
    now = context.voice.now
    groups = []
    for is_lasting in (False, True):
        slots = selection.slots(filters, now, since=since, lasting=is_lasting)
        if since is not None:
            slots = (slot for slot in slots if slot.over_at > now)
        groups.append(_by_event(context, slots))
    (short, is_short_cut), (lasting, is_lasting_cut) = groups
    known = {each.event.id for each in short}
    lasting = [each for each in lasting if each.event.id not in known]
    return short, lasting, is_short_cut or is_lasting_cut


def _by_event(context: Context, slots: Iterable[Slot]) -> tuple[list[Found], bool]:
    by_event: dict[str, Found] = {}
    for slot in slots:
        entry = by_event.get(slot.event.id)
        if entry is not None:
            entry.slots.append(slot)
        elif context.current(slot.event):
            if len(by_event) == _COUNTED:
                return list(by_event.values()), True
            by_event[slot.event.id] = Found(slot.event, [slot])
    return list(by_event.values()), False


def _next_ones(context: Context, slots: Iterator[Slot]) -> list[Found]:
    """Those that begin next, and together; what states no hour only where nothing else is ahead."""
    hourly: list[Found] = []
    on_days: list[Found] = []
    for slot in slots:
        if slot.is_off or not context.current(slot.event):
            continue
        group = on_days if slot.is_day else hourly
        if hourly and slot.starts_at != hourly[0].first.starts_at:
            break
        if not group or slot.starts_at == group[0].first.starts_at:
            group.append(Found(slot.event, [slot]))
    return hourly or on_days


def _may_be_in(context: Context, event: Event, filters: Filters) -> bool:
    """Whether an event without a day is held in the edition, and the edition in the stretch."""
    start, end = stretch(filters, context.voice.now)
    if start is None and end is None:
        return True
    edition = context.knowledge.edition
    return event.when == "edition" and _overlap(edition.starts_on, edition.ends_on, start, end)


def _overlap(first: date, last: date, start: datetime | None, end: datetime | None) -> bool:
    begins_in_time = end is None or first <= (end - timedelta(microseconds=1)).date()
    return begins_in_time and (start is None or start.date() <= last)


def _caveats(context: Context, filters: Filters) -> list[str]:
    """That more may fit which do not say whether they do."""
    said = []
    if filters.free is not None:
        said.append(context.voice.say("answering.list.fee-unstated"))
    if filters.audiences or filters.age_years is not None:
        said.append(context.voice.say("answering.list.audience-unstated"))
    return said


def _nothing(context: Context, selection: Selection, filters: Filters) -> Listed:
    voice, edition = context.voice, context.knowledge.edition
    key = "now" if filters.happening else "next" if filters.upcoming else "any"
    lines = [voice.say(f"answering.list.nothing.{key}")]
    sources: list[Source] = []
    start, end = stretch(filters, voice.now)
    if filters.upcoming or not _overlap(edition.starts_on, edition.ends_on, start, end):
        lines.append(_dates(context))
        sources += sources_of(edition, "starts_on", "ends_on")
    if (following := _following(context, selection, filters)) is not None:
        moment = when.moment(voice, following.start)
        title = voice.read(following.event.title)
        lines.append(voice.say("answering.list.next", moment=moment, title=title))
        sources += sources_of(following.event)
    whom, whom_sources = contacts.asked(context, edition, "programme")
    sources += whom_sources
    return Listed("\n".join(lines), tuple(dict.fromkeys(sources)), is_stated=False, whom=whom)


def _following(context: Context, selection: Selection, filters: Filters) -> Slot | None:
    """The next time after the stretch that passes the other filters."""
    _, end = stretch(filters, context.voice.now)
    if end is None:
        return None
    later = replace(filters, span=None, happening=False)
    for slot in selection.starting(later, end, context.voice.now):
        if not slot.is_off and context.current(slot.event):
            return slot
    return None


def _sources(events: Sequence[Event]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for event in events for source in sources_of(event)))
