"""The lines of a list of events."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.answering.compose import places, timetable, when
from bot.answering.compose.context import Context
from bot.answering.compose.timeline import Slot
from bot.knowledge.records import Event, Status


@dataclass(slots=True)
class Found:
    """One event and those of its times that pass."""

    event: Event
    slots: list[Slot]

    @property
    def first(self) -> Slot:
        """The earliest of them."""
        return self.slots[0]


def by_day(context: Context, found: Sequence[Found], start: datetime | None) -> list[str]:
    """The hours and names of events, under their days.

    What began before `start`, the first day that is asked for, is named with that day.
    """
    lines, current = [], None
    for each in found:
        day = each.first.starts_at.date()
        if start is not None and day < start.date():
            day = start.date()
        if day != current:
            current = day
            lines.append(when.day(context.voice, day))
        lines.append(_bullet(context, _item(context, each)))
    return lines


def lasting(context: Context, found: Sequence[Found], *, asks_hour: bool) -> list[str]:
    """Events over several days, with the last; that their hours are not stated where asked for."""
    if not found:
        return []
    key = "no-hour" if asks_hour else "lasting"
    lines = [context.voice.say(f"answering.list.{key}")]
    return lines + [_bullet(context, _item(context, each)) for each in found]


def untimed(context: Context, events: Sequence[Event]) -> list[str]:
    """Events of which no day is stated."""
    voice, edition, lines = context.voice, context.knowledge.edition, []
    for is_held, key in ((True, "throughout"), (False, "no-day")):
        group = [event for event in events if (event.when == "edition") is is_held]
        if group:
            dates = when.days(voice, edition.starts_on, edition.ends_on)
            lines.append(voice.say(f"answering.list.{key}", dates=dates))
            lines += [_bullet(context, _untimed_item(context, event)) for event in group]
    return lines


def _bullet(context: Context, text: str) -> str:
    return context.voice.say("answering.bullet", text=text)


def _item(context: Context, found: Found) -> str:
    voice, slot = context.voice, found.first
    title = voice.read(found.event.title)
    if slot.session.title:
        session = voice.read(slot.session.title)
        title = voice.say("answering.list.session", title=title, session=session)
    said = [timetable.hours_words(context, slot), title]
    if place := places.place(context, slot.venue, slot.room):
        said.append(voice.say("answering.list.place", place=place))
    text = " ".join(part for part in said if part)
    if slot.is_lasting and slot.end is not None:
        text += voice.say("answering.list.until", last=when.moment(voice, slot.end))
    if len(found.slots) > 1:
        text += voice.say("answering.list.times", n=len(found.slots))
    return text + timetable.marks(context, slot, event_status=Status.SCHEDULED, note=False)


def _untimed_item(context: Context, event: Event) -> str:
    voice = context.voice
    text = voice.read(event.title)
    if place := places.place(context, event.venue, event.room):
        text += " " + voice.say("answering.list.place", place=place)
    if event.status is not Status.SCHEDULED:
        text += voice.say("answering.mark", text=voice.say(f"answering.mark.{event.status}"))
    return text
