"""A rehearsal as iCalendar (RFC 5545), for a calendar."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, uuid5

from icalendar import Calendar, Event

from bot.reminders.ladder import last_day
from bot.reminders.rehearsal.explaining import Explaining, plain
from bot.reminders.rehearsal.records import Cause, Programme, Rehearsed

#: So that it can be seen in a view of a day.
_LENGTH = timedelta(minutes=15)


def as_icalendar(programme: Programme, explaining: Explaining, made_at: datetime) -> bytes:
    """An entry for each message, and one for each deadline that they are about.

    The same entry has the same UID in every rehearsal.

    Args:
        programme: what was rehearsed.
        explaining: in the operator's language.
        made_at: now; aware.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Zhouzhi//rehearsal//")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", explaining.heading(programme))
    deadlines: dict[str, Cause] = {}
    for each in programme.messages:
        calendar.add_component(_message(each, explaining, made_at))
        for cause in each.causes:
            deadlines.setdefault(f"{cause.deadline.id}/{cause.due_at.isoformat()}", cause)
    for name, cause in deadlines.items():
        summary = explaining.say("rehearsal.due", title=explaining.title(cause.deadline.title))
        calendar.add_component(_entry(f"due/{name}", cause.due_at, summary, made_at))
    calendar.add_missing_timezones()
    written: bytes = calendar.to_ical()
    return written


def _message(rehearsed: Rehearsed, explaining: Explaining, made_at: datetime) -> Event:
    titles = dict.fromkeys(explaining.title(each.deadline.title) for each in rehearsed.causes)
    summary = f"→ {explaining.recipient(rehearsed)}: {explaining.names(titles)}"
    entry = _entry(_name(rehearsed), rehearsed.at, summary, made_at)
    entry.add("duration", _LENGTH)
    why = "\n".join(explaining.why(rehearsed))
    entry.add("description", f"{why}\n\n{plain(rehearsed.message)}")
    return entry


def _name(rehearsed: Rehearsed) -> str:
    """A message named by what stays when somebody joins, or when it is rehearsed anew."""
    cause = rehearsed.causes[0]
    to = [f"{each.unit.key}/{each.contact.position}" for each in rehearsed.recipients[:1]]
    if not to:
        to = [str(cause.delivery.address)]
    day = last_day(cause.due_at).isoformat()
    return "/".join([rehearsed.purpose, cause.deadline.id, day, cause.delivery.rung, *to])


def _entry(name: str, at: datetime, summary: str, made_at: datetime) -> Event:
    entry = Event()
    # Names of units may hold anything; a UID should be plain and short.
    entry.add("uid", str(uuid5(NAMESPACE_URL, f"zhouzhi:{name}")))
    entry.add("dtstamp", made_at)
    entry.add("dtstart", at)
    entry.add("summary", summary)
    entry.add("transp", "TRANSPARENT")
    return entry
