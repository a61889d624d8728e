"""A rehearsal to be read in a terminal."""

from collections.abc import Iterator
from itertools import groupby

from bot.reminders.rehearsal.explaining import Explaining, plain
from bot.reminders.rehearsal.records import Programme

_INDENT = "    "


def as_text(programme: Programme, explaining: Explaining) -> str:
    """Day by day: the hour, to whom, why then, and the message itself."""
    return "\n".join(_lines(programme, explaining)) + "\n"


def _lines(programme: Programme, explaining: Explaining) -> Iterator[str]:
    yield explaining.heading(programme)
    yield from explaining.warnings(programme)
    for day, messages in groupby(programme.messages, lambda each: each.at.date()):
        yield ""
        yield f"== {explaining.day(day)}"
        for each in messages:
            yield ""
            yield f"{explaining.hour(each.at)} → {explaining.recipient(each)}"
            yield from (f"{_INDENT}· {line}" for line in explaining.why(each))
            text = plain(each.message)
            yield from (f"{_INDENT}| {line}".rstrip() for line in text.splitlines())
