"""What is on: the events that a question asks for, by day and hour, short enough for a phone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from itertools import islice

from bot.answering.compose import contacts, places, timetable, when
from bot.answering.compose.context import Context, sources_of
from bot.answering.compose.programme import Slot, effective_status
from bot.answering.compose.selection import Selection, stretch
from bot.answering.dates import Precision, Span
from bot.answering.model import Filters
from bot.knowledge.knowledge import reference
from bot.knowledge.records import Event, Record, Source, Status

#: So many events are named; of more, only the number is.
_SHOWN = 10
#: Counting goes no further, since "more than" says enough.
_COUNTED = 100


@dataclass(slots=True)
class Listed:
    """What is said to a question for events."""

    text: str
    sources: tuple[Source, ...] = ()
    is_stated: bool = True
    events: list[Event] = field(default_factory=list)


@dataclass(slots=True)
class _Found:
    """One event and the times of it that pass."""

    event: Event
    slots: list[Slot]


def list_events(context: Context, selection: Selection, filters: Filters) -> Listed:
    """Name the events that pass the filters; where none do, say so and what comes nearest."""
    now = context.voice.now
    found, is_cut = _found(context, selection, filters)
    untimed = [
        event
        for event in islice(selection.untimed(filters, now), _COUNTED)
        if context.current(event) and _may_be_in(context, event, filters)
    ]
    if not found and not untimed:
        return _nothing(context, selection, filters)
    shown = found[:_SHOWN]
    shown_untimed = untimed[: max(_SHOWN - len(shown), 0)]
    lines = _by_day(context, shown, filters)
    lines += _untimed_lines(context, shown_untimed)
    rest = len(found) - len(shown) + len(untimed) - len(shown_untimed)
    if rest:
        key = "answering.list.many-more" if is_cut else "answering.list.more"
        lines.append(context.voice.say(key, n=rest))
    lines += _caveats(context, filters)
    events = [each.event for each in shown] + shown_untimed
    return Listed(text="\n".join(lines), sources=_sources(events), events=events)


def _found(context: Context, selection: Selection, filters: Filters) -> tuple[list[_Found], bool]:
    """The events that pass, by the first of their times; and whether counting was cut short."""
    now = context.voice.now
    by_event: dict[str, _Found] = {}
    first_at = None
    is_timeless = filters.span is None and not filters.happening
    past: dict[str, _Found] = {}
    for slot in selection.slots(filters, now):
        if not context.current(slot.event):
            continue
        if filters.upcoming:
            if slot.status in (Status.CANCELLED, Status.POSTPONED):
                continue
            first_at = first_at or slot.starts_at
            if slot.starts_at != first_at:
                break
        # Without a day, what is over is of use only when nothing else is left.
        group = past if is_timeless and slot.over_at <= now else by_event
        entry = group.get(slot.event.id)
        if entry is not None:
            entry.slots.append(slot)
        elif len(group) < _COUNTED:
            group[slot.event.id] = _Found(slot.event, [slot])
        elif group is by_event:
            return list(by_event.values()), True
    return list((by_event or past).values()), False


def _may_be_in(context: Context, event: Event, filters: Filters) -> bool:
    """Whether an event without a day is held in the edition, and the edition in the stretch."""
    start, end = stretch(filters, context.voice.now)
    if start is None and end is None:
        return True
    edition = context.knowledge.edition
    if event.when != "edition":
        return False
    first, last = edition.starts_on, edition.ends_on
    return (end is None or first < _first_day_out(end)) and (start is None or start.date() <= last)


def _first_day_out(end: datetime) -> date:
    return (end - timedelta(microseconds=1)).date() + timedelta(days=1)


def _by_day(context: Context, found: Sequence[_Found], filters: Filters) -> list[str]:
    voice, lines, current = context.voice, [], None
    start, _ = stretch(filters, voice.now)
    for each in found:
        day = each.slots[0].starts_at.date()
        # What began before the days that are asked for is named with the first of them.
        if start is not None and day < start.date():
            day = start.date()
        if day != current:
            current = day
            lines.append(when.day(voice, day))
        lines.append(voice.say("answering.bullet", text=_item(context, each)))
    return lines


def _item(context: Context, found: _Found) -> str:
    voice, slot = context.voice, found.slots[0]
    title = voice.read(found.event.title)
    if slot.session.title:
        title = voice.say(
            "answering.list.session", title=title, session=voice.read(slot.session.title)
        )
    said = [_hours(context, slot), title]
    if place := places.place(context, slot.venue, slot.room):
        said.append(voice.say("answering.list.place", place=place))
    text = " ".join(part for part in said if part)
    text += timetable.marks(context, slot, event_status=Status.SCHEDULED, note=False)
    if len(found.slots) > 1:
        text += voice.say("answering.list.times", n=len(found.slots))
    return text


def _hours(context: Context, slot: Slot) -> str:
    if not slot.is_day:
        return timetable.hours_words(context, slot)
    last = (slot.ends_at - slot.starts_at).days
    if last > 1 and slot.end is not None:
        return context.voice.say(
            "answering.list.until", last=when.stretch(context.voice, slot.end, None)
        )
    return context.voice.say("answering.list.all-day")


def _untimed_lines(context: Context, events: Sequence[Event]) -> list[str]:
    lines = []
    for is_held, key in ((True, "answering.list.throughout"), (False, "answering.list.no-day")):
        group = [event for event in events if (event.when == "edition") is is_held]
        if group:
            edition = context.knowledge.edition
            dates = when.days(context.voice, edition.starts_on, edition.ends_on)
            lines.append(context.voice.say(key, dates=dates))
            lines += [_untimed_item(context, event) for event in group]
    return lines


def _untimed_item(context: Context, event: Event) -> str:
    voice = context.voice
    text = voice.read(event.title)
    if place := places.place(context, event.venue, event.room):
        text += " " + voice.say("answering.list.place", place=place)
    status = effective_status(event, ())
    if status is not Status.SCHEDULED:
        text += voice.say("answering.mark", text=voice.say(f"answering.mark.{status}"))
    return voice.say("answering.bullet", text=text)


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
    lines = [voice.say("answering.list.nothing")]
    start, end = stretch(filters, voice.now)
    sources: list[Source] = []
    dates = when.days(voice, edition.starts_on, edition.ends_on)
    is_outside = (start is not None and start.date() > edition.ends_on) or (
        end is not None and _first_day_out(end) <= edition.starts_on
    )
    if is_outside or not filters:
        text = voice.say("answering.list.edition", edition=voice.read(edition.title), dates=dates)
        lines.append(text)
        sources += sources_of(edition, "starts_on", "ends_on")
    elif (following := _following(context, selection, filters)) is not None:
        moment = when.moment(voice, following.start)
        title = voice.read(following.event.title)
        lines.append(voice.say("answering.list.next", moment=moment, title=title))
        sources += sources_of(following.event)
    whom, whom_sources = contacts.asked(context, edition, "programme")
    lines += [whom] if whom else []
    sources += whom_sources
    return Listed("\n".join(lines), tuple(dict.fromkeys(sources)), is_stated=False)


def _following(context: Context, selection: Selection, filters: Filters) -> Slot | None:
    """The next time after the stretch that passes the other filters."""
    _, end = stretch(filters, context.voice.now)
    if end is None:
        return None
    span = Span(start=end, end=None, precision=Precision.RANGE, text_start=0, text_end=0)
    later = replace(filters, span=span, happening=False)
    for slot in selection.slots(later, context.voice.now):
        off = slot.status in (Status.CANCELLED, Status.POSTPONED)
        if not off and slot.starts_at >= end and context.current(slot.event):
            return slot
    return None


def _sources(records: Sequence[Record]) -> tuple[Source, ...]:
    return tuple(dict.fromkeys(source for record in records for source in sources_of(record)))


def named(events: Sequence[Event]) -> tuple[str, ...]:
    """The references of listed events."""
    return tuple(reference(event) for event in events)
