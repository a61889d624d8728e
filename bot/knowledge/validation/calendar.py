"""The calendar: years of which it is not known on which days offices are open."""

from collections.abc import Iterator
from datetime import date, timedelta

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import due_at
from bot.knowledge.records import Deadline
from bot.knowledge.validation.problem import Problem, shown
from bot.knowledge.working_days import WorkingDays, YearUnknown

#: For so long before a deadline units are nudged, in most ladders.
_NUDGED = timedelta(days=31)


def unknown_years(knowledge: Knowledge) -> Iterator[Problem]:
    """Deadlines that are counted in working days of which nothing is known."""
    for deadline in knowledge.all(Deadline):
        try:
            due_at(deadline, knowledge)
        except YearUnknown as unknown:
            yield _problem(f"deadline[{deadline.id}]", "due", unknown, knowledge)


def doubtful_years(knowledge: Knowledge) -> Iterator[Problem]:
    """Years in which units cannot be nudged, because nobody knows when offices are open."""
    calendar = WorkingDays.of(knowledge.edition)
    for year in sorted({day.year for day in _days_of_nudges(knowledge)}):
        try:
            # A weekday in summer: whether it is worked is known or not as for its whole year.
            calendar.is_working_day(date(year, 7, 1))
        except YearUnknown as unknown:
            yield _problem(f"edition[{knowledge.edition.id}]", "country", unknown, knowledge)


def _days_of_nudges(knowledge: Knowledge) -> Iterator[date]:
    """The first and the last day on which somebody may be nudged about each deadline."""
    for deadline in knowledge.all(Deadline):
        last_day = due_at(deadline, knowledge).date()
        yield from (last_day - _NUDGED, last_day)


def _problem(record: str, field: str, unknown: YearUnknown, knowledge: Knowledge) -> Problem:
    value = shown(knowledge.edition.country)
    return Problem(record, field, value, unknown.fix_key, unknown.values)
