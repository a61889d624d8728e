"""A rehearsal as one HTML page: a timeline, and a table that holds every message."""

from collections.abc import Callable
from datetime import date
from importlib.resources import files
from itertools import groupby

from jinja2 import Environment, StrictUndefined

from bot.knowledge.working_days import YearUnknown
from bot.reminders.rehearsal.explaining import Explaining, plain
from bot.reminders.rehearsal.picture import Lane, Mark, Row, picture
from bot.reminders.rehearsal.records import Programme, Rehearsed

_SATURDAY = 5


def as_page(
    programme: Programme, explaining: Explaining, is_working_day: Callable[[date], bool]
) -> str:
    """One page that needs nothing else, to be read on a phone, on a desk, or printed."""
    template = (files(__package__) / "page.html.j2").read_text(encoding="utf-8")
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )

    def due(row: Row) -> str:
        title = explaining.title(row.deadline.title)
        return explaining.say(
            "rehearsal.row", title=title, moment=explaining.due_moment(row.due_at)
        )

    def lane(lane: Lane) -> str:
        return explaining.say(f"rehearsal.lane.{lane}")

    def days_of(mark: Mark) -> str:
        first, last = explaining.day(mark.on), explaining.day(mark.until)
        return first if first == last else f"{first} – {last}"

    def first_line(rehearsed: Rehearsed) -> str:
        return plain(rehearsed.message).partition("\n")[0]

    return environment.from_string(template).render(
        language=explaining.language,
        title=explaining.heading(programme),
        warnings=explaining.warnings(programme),
        picture=picture(programme.messages, _known(is_working_day)),
        days=[
            (on, list(messages))
            for on, messages in groupby(programme.messages, lambda each: each.at.date())
        ],
        words={
            "columns": [
                explaining.say(f"rehearsal.column.{column}")
                for column in ("when", "to", "why", "text")
            ],
            "deadline": explaining.say("rehearsal.legend.deadline"),
            "off": explaining.say("rehearsal.legend.off"),
            "expected": explaining.say("rehearsal.expected"),
        },
        day=explaining.day,
        month=explaining.month,
        month_alone=explaining.month_alone,
        weekday=explaining.weekday,
        hour=explaining.hour,
        recipient=explaining.recipient,
        why=explaining.why,
        due=due,
        lane=lane,
        days_of=days_of,
        first_line=first_line,
        plain=plain,
    )


def _known(is_working_day: Callable[[date], bool]) -> Callable[[date], bool]:
    """Weekends are shaded also in a year whose holidays are not known."""

    def is_worked(day: date) -> bool:
        try:
            return is_working_day(day)
        except YearUnknown:
            return day.weekday() < _SATURDAY

    return is_worked
