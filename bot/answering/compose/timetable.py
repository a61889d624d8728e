"""When an event takes place, in words: its times, alike ones drawn together."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.answering.compose import places, when
from bot.answering.compose.context import Context
from bot.answering.compose.timeline import Slot
from bot.knowledge.records import Former, Status

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
#: So many times alike are said as a rule ("every day", "every Friday") rather than one by one.
_RULE_FROM = 3


@dataclass(frozen=True, slots=True)
class Run:
    """Times alike but for the day, a fixed step apart; or a single one."""

    slots: tuple[Slot, ...]
    step: timedelta

    @property
    def first(self) -> Slot:
        """The earliest."""
        return self.slots[0]

    @property
    def last(self) -> Slot:
        """The latest."""
        return self.slots[-1]


def runs(slots: Sequence[Slot], context: Context) -> list[Run]:
    """The slots as few runs, by their start."""
    alike: dict[object, list[Slot]] = {}
    for slot in slots:
        alike.setdefault(_likeness(slot, context), []).append(slot)
    found = [run for group in alike.values() for run in _cut(group)]
    return sorted(found, key=lambda run: run.first.starts_at)


def _likeness(slot: Slot, context: Context) -> object:
    zone, session = context.voice.zone, slot.session
    start = slot.start.astimezone(zone).time() if isinstance(slot.start, datetime) else None
    length = slot.ends_at - slot.starts_at
    return (
        start, length, slot.is_open, slot.venue, slot.room, slot.status, session.title,
        session.note, session.was, session.language,
    )  # fmt: skip


def _cut(group: list[Slot]) -> Iterable[Run]:
    """Cut where the step changes; a weekly stretch is tried where there is no daily one."""
    for step in (_DAY, _WEEK):
        stretches: list[list[Slot]] = []
        for slot in group:
            if stretches and _day(slot) - _day(stretches[-1][-1]) == step:
                stretches[-1].append(slot)
            else:
                stretches.append([slot])
        if any(len(stretch) >= _RULE_FROM for stretch in stretches):
            return [part for stretch in stretches for part in _runs_of(stretch, step)]
    return [Run((slot,), _DAY) for slot in group]


def _runs_of(stretch: list[Slot], step: timedelta) -> list[Run]:
    if len(stretch) >= _RULE_FROM and stretch[0].ends_at - stretch[0].starts_at <= _DAY:
        return [Run(tuple(stretch), step)]
    return [Run((slot,), step) for slot in stretch]


def _day(slot: Slot) -> date:
    return slot.starts_at.date()


def run_words(context: Context, run: Run) -> str:
    """The days and hours of a run."""
    voice, slot = context.voice, run.first
    if len(run.slots) == 1:
        return when.stretch(voice, slot.start, slot.end)
    days = when.days(voice, _day(slot), _day(run.last))
    hours = hours_words(context, slot)
    if run.step == _WEEK:
        weekday = voice.say(f"answering.weekday.{_day(slot).weekday()}")
        key = "answering.when.weekly" if hours else "answering.when.weekly-day"
        return voice.say(key, weekday=weekday, days=days, hours=hours)
    if not hours:
        return days
    return voice.say("answering.when.daily", days=days, hours=hours)


def hours_words(context: Context, slot: Slot) -> str:
    """The hours of a slot without its day; empty where none are stated."""
    voice = context.voice
    if not isinstance(slot.start, datetime):
        return ""
    start = slot.start.astimezone(voice.zone)
    if not isinstance(slot.end, datetime):
        return when.clock(voice, start.time())
    end = slot.end.astimezone(voice.zone)
    if when.shares_day(start, end):
        return when.clocks(voice, start.time(), end.time())
    return when.stretch(voice, slot.start, slot.end)


def marks(context: Context, slot: Slot, *, event_status: Status, note: bool = True) -> str:
    """What is unusual about one time, in brackets: cancelled, moved from, and so on."""
    voice, session = context.voice, slot.session
    said = []
    if slot.status is not event_status:
        said.append(voice.say(f"answering.mark.{slot.status}"))
    if session.was is not None and (was := former(context, session.was)):
        said.append(voice.say("answering.mark.was", former=was))
    if note and session.note:
        said.append(voice.read(session.note))
    return voice.say("answering.mark", text=voice.join(said)) if said else ""


def former(context: Context, was: Former) -> str:
    """When and where it was to be before a change; empty where neither is stated."""
    said = []
    if was.start is not None:
        said.append(when.stretch(context.voice, was.start, was.end))
    if place := places.place(context, was.venue, was.room):
        said.append(place)
    return context.voice.join(said)
