"""What an event states of its time, its place and whether it takes place."""

from datetime import date

from bot.answering.compose import places, timetable, when
from bot.answering.compose.context import Context, Fact, sources_of
from bot.answering.compose.programme import effective_status
from bot.answering.compose.timeline import Slot
from bot.knowledge.records import Event, Notice, Record, Source, Status, Venue

#: More lines than this are summed up, so that an answer fits a phone.
_MAX_LINES = 8


def status_of(context: Context, event: Event) -> Status:
    """Whether it takes place as planned."""
    return effective_status(event, context.programme.of(event))


def is_off(context: Context, event: Event) -> bool:
    """Whether its stated times no longer hold."""
    return status_of(context, event) in (Status.CANCELLED, Status.POSTPONED)


def is_moved(context: Context, event: Event) -> bool:
    """Whether it takes place at another time or place than first stated."""
    return status_of(context, event) is Status.MOVED


def is_over(context: Context, event: Event) -> bool:
    """Whether every time of it is past."""
    now = context.voice.now
    slots = context.programme.of(event)
    if slots:
        return all(slot.over_at <= now for slot in slots)
    return event.when == "edition" and context.voice.today > context.knowledge.edition.ends_on


def change(context: Context, event: Event) -> list[Fact]:
    """That it is cancelled, postponed, moved or online; nothing where it is as planned."""
    voice, status = context.voice, status_of(context, event)
    if status is Status.SCHEDULED:
        return []
    lines = [voice.say(f"answering.changed.{_kind_of_change(event, status)}")]
    if event.status_note:
        lines.append(voice.read(event.status_note))
    return [Fact("\n".join(lines), _status_sources(event))]


def before_change(context: Context, event: Event) -> list[Fact]:
    """When and where it was to be before it was changed."""
    former = _former(context, event, status_of(context, event))
    if not former:
        return []
    text = context.voice.say("answering.changed.former", former=former)
    return [Fact(text, _status_sources(event))]


def _kind_of_change(event: Event, status: Status) -> str:
    """The status; of what is moved, also what of it is."""
    if status is not Status.MOVED or event.was is None:
        return status
    has_place = event.was.venue is not None or event.was.room is not None
    if has_place and event.was.start is not None:
        return "moved-both"
    return "moved-place" if has_place else "moved-time"


def _status_sources(event: Event) -> tuple[Source, ...]:
    fields = [each for each in ("status", "status_note", "was") if each in event.field_sources]
    return sources_of(event, *fields)


def _former(context: Context, event: Event, status: Status) -> str:
    if event.was is not None and (said := timetable.former(context, event.was)):
        return said
    if status not in (Status.CANCELLED, Status.POSTPONED):
        return ""
    slots = context.programme.of(event)
    times = [timetable.run_words(context, run) for run in timetable.runs(slots, context)[:3]]
    place = places.place(context, event.venue, event.room)
    return context.voice.join([*times, *([place] if place else [])])


def times(context: Context, event: Event) -> list[Fact]:
    """Its days and hours; those that are over only when all are."""
    if is_off(context, event):
        return []
    slots = context.programme.of(event)
    if not slots:
        return _times_in_words(context, event)
    now, status = context.voice.now, status_of(context, event)
    found = timetable.runs(slots, context)
    ahead = [run for run in found if run.last.over_at > now]
    shown = ahead or found
    places_differ = len({(slot.venue, slot.room) for slot in slots}) > 1
    lines = [_run_line(context, run, status, with_place=places_differ) for run in shown]
    lines = _shortened(context, lines)
    if not ahead:
        lines[-1] += context.voice.say("answering.when.over")
    elif len(ahead) < len(found):
        lines.append(context.voice.say("answering.when.some-over", n=len(found) - len(ahead)))
    said = Fact(_labelled(context, "when", lines), sources_of(event, "sessions"))
    return [said, *_note(context, event, status)]


def _note(context: Context, event: Event, status: Status) -> list[Fact]:
    """What is said of the times of an event that takes place: a day on which it does not."""
    if status is not Status.SCHEDULED or event.status_note is None:
        return []  # with a change it is said
    return [Fact(context.voice.read(event.status_note), _status_sources(event))]


def next_time(context: Context, event: Event) -> list[Fact]:
    """The first of its times that is still to come."""
    ahead = [slot for slot in context.programme.of(event) if slot.starts_at > context.voice.now]
    if not ahead or is_off(context, event):
        return times(context, event)
    run = timetable.runs(ahead[:1], context)[0]
    lines = [_run_line(context, run, status_of(context, event), with_place=True)]
    return [Fact(_labelled(context, "when", lines), sources_of(event, "sessions"))]


def counted_down(context: Context, event: Event) -> list[Fact]:
    """Its days and hours, and before them how many days it is until the next of them."""
    ahead = [slot for slot in context.programme.of(event) if slot.starts_at > context.voice.now]
    said = times(context, event)
    if not ahead or is_off(context, event):
        return said
    first = min(slot.starts_at for slot in ahead).astimezone(context.voice.zone).date()
    return [days_until(context, event, first), *said]


def days_until(context: Context, record: Record, day: date) -> Fact:
    """How many days it is until a day that is not past."""
    days = (day - context.voice.today).days
    key = ("today", "tomorrow")[days] if days < 2 else "days"
    text = context.voice.say(f"answering.until.{key}", **({"n": days} if days > 1 else {}))
    return Fact(text, sources_of(record, "sessions"))


def _run_line(context: Context, run: timetable.Run, status: Status, *, with_place: bool) -> str:
    voice, slot = context.voice, run.first
    said = [timetable.run_words(context, run)]
    if with_place and (place := places.place(context, slot.venue, slot.room)):
        said.append(place)
    if slot.session.language:
        said.append(voice.read(slot.session.language))
    line = voice.join(said)
    if slot.session.title:
        line = voice.say("answering.line", label=voice.read(slot.session.title), value=line)
    return line + timetable.marks(context, slot, event_status=status)


def times_in_brief(context: Context, event: Event) -> list[str]:
    """Its days and hours alone, and whether they hold."""
    status = status_of(context, event)
    found = timetable.runs(context.programme.of(event), context)
    lines = [_run_line(context, run, Status.SCHEDULED, with_place=False) for run in found]
    return lines if lines or status is Status.SCHEDULED else [mark(context, status)]


def mark(context: Context, status: Status) -> str:
    """A status in a word."""
    return context.voice.say(f"answering.mark.{status}")


def _times_in_words(context: Context, event: Event) -> list[Fact]:
    voice, edition = context.voice, context.knowledge.edition
    lines = []
    if event.when_text:
        lines.append(context.line("when", voice.read(event.when_text)))
    if event.when == "edition":
        dates = when.days(voice, edition.starts_on, edition.ends_on)
        key = "edition-over" if is_over(context, event) else "edition"
        if lines and key == "edition":
            key = "edition-dates"
        lines.append(voice.say(f"answering.when.{key}", dates=dates))
    if not lines:
        return []
    return [Fact("\n".join(lines), sources_of(event, "when"))]


def ends(context: Context, event: Event) -> list[Fact]:
    """When it ends, if that is stated."""
    slots = context.programme.of(event)
    if is_off(context, event) or not slots or any(slot.is_open for slot in slots):
        return []
    if all(slot.is_day for slot in slots):
        last = max(slot.last_day for slot in slots)
        text = context.line("end", when.day(context.voice, last))
        return [Fact(text, sources_of(event, "sessions"))]
    if len(slots) > 1:
        return times(context, event)
    end = slots[0].ends_at
    text = context.line("end", when.moment(context.voice, end))
    return [Fact(text, sources_of(event, "sessions"))]


def lasts(context: Context, event: Event) -> list[Fact]:
    """How long it lasts, if its start and its end are stated."""
    slots = context.programme.of(event)
    if is_off(context, event) or not slots or any(slot.is_open for slot in slots):
        return []
    if any(slot.is_day for slot in slots):
        # On how many days one can come is not how long it takes, unless it goes on all the while.
        return times(context, event) if any(slot.is_lasting for slot in slots) else []
    lengths = {slot.ends_at - slot.starts_at for slot in slots}
    if len(lengths) > 1:
        return times(context, event)
    text = context.line("duration", when.length(context.voice, lengths.pop()))
    return [Fact(text, sources_of(event, "sessions")), *times(context, event)]


def where(context: Context, event: Event) -> list[Fact]:
    """Its place, with the address and the way there where a venue states them."""
    slots = context.programme.of(event)
    spots = dict.fromkeys((slot.venue, slot.room) for slot in slots if not _is_past(context, slot))
    spots = spots or dict.fromkeys((slot.venue, slot.room) for slot in slots)
    spots = spots or {(event.venue, event.room): None}
    if len(spots) > 1:
        return _places_by_time(context, event) if not is_off(context, event) else []
    venue_id, room = next(iter(spots))
    facts = []
    if (place := places.place(context, venue_id, room)) is not None:
        facts.append(Fact(context.line("where", place), sources_of(event, "venue")))
        venue = context.knowledge.find(Venue, venue_id)
        if venue is not None and context.current(venue):
            facts += places.venue_where(context, venue)
    return facts + online(context, event)


def _is_past(context: Context, slot: Slot) -> bool:
    return slot.over_at <= context.voice.now


def _places_by_time(context: Context, event: Event) -> list[Fact]:
    status = status_of(context, event)
    found = timetable.runs(context.programme.of(event), context)
    ahead = [run for run in found if not _is_past(context, run.last)] or found
    lines = [_run_line(context, run, status, with_place=True) for run in ahead]
    text = _labelled(context, "where", _shortened(context, lines))
    return [Fact(text, sources_of(event, "venue"))]


def online(context: Context, event: Event) -> list[Fact]:
    """Where it is to be seen on the net."""
    if event.online_url is None:
        return []
    return [Fact(context.line("online", event.online_url), sources_of(event, "online_url"))]


def status(context: Context, event: Event) -> list[Fact]:
    """Whether it takes place, as far as that is stated: never that it surely does."""
    if changed := change(context, event):
        place = where(context, event)[:1] if is_moved(context, event) else []
        return [*changed, *times(context, event), *place, *before_change(context, event)]
    if is_over(context, event):
        return times(context, event)
    return [planned(context, event), *times(context, event)]


def planned(context: Context, record: Record) -> Fact:
    """That the latest notice which speaks of it lists it and says nothing of a change."""
    issued = _stated_on(context, record)
    if issued is None:
        return Fact(context.voice.say("answering.status.planned"), sources_of(record))
    date = when.day(context.voice, issued)
    text = context.voice.say("answering.status.planned-on", date=date)
    return Fact(text, sources_of(record))


def _stated_on(context: Context, record: Record) -> date | None:
    """The day of the latest notice that speaks of a record."""
    found = (context.knowledge.find(Notice, each.notice) for each in sources_of(record))
    days = [each.published_on or each.issued_on for each in found if each is not None]
    return max((day for day in days if day is not None), default=None)


def _shortened(context: Context, lines: list[str]) -> list[str]:
    if len(lines) <= _MAX_LINES:
        return lines
    rest = context.voice.say("answering.when.more", n=len(lines) - _MAX_LINES)
    return [*lines[:_MAX_LINES], rest]


def _labelled(context: Context, aspect: str, lines: list[str]) -> str:
    """One line with its label, or several below it."""
    if len(lines) == 1:
        return context.line(aspect, lines[0])
    return "\n".join([context.line(aspect, "").rstrip(), *lines])
