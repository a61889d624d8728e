"""The golden table of phrases, as values."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.answering.dates import EditionDays, Precision, Span

SHANGHAI = ZoneInfo("Asia/Shanghai")

_HEADING = re.compile(r"\[now (?P<now>[^],]+)(?:, edition (?P<first>\S+)\.\.(?P<last>[^]]+))?\]")


@dataclass(frozen=True, slots=True)
class Case:
    """A phrase, when it is said, and what it comes to."""

    text: str
    now: datetime
    edition: EditionDays | None
    spans: tuple[tuple[datetime | None, datetime | None, Precision], ...]


def read_cases(path: Path) -> list[Case]:
    """All rows of a table; its own head says how it is written."""
    cases: list[Case] = []
    now, edition = datetime.min, None
    for line in path.read_text("utf-8").splitlines():
        if heading := _HEADING.fullmatch(line):
            now, edition = _instant(heading["now"]), _edition(heading)
        elif " | " in line and not line.startswith("#"):
            text, spans = line.split(" | ")
            cases.append(Case(text, now, edition, _spans(spans)))
    return cases


def summary(spans: tuple[Span, ...]) -> tuple[tuple[datetime | None, datetime | None, str], ...]:
    """Spans without their place in the text."""
    return tuple((span.start, span.end, span.precision) for span in spans)


def _edition(heading: re.Match[str]) -> EditionDays | None:
    if heading["first"] is None:
        return None
    first_on, last_on = date.fromisoformat(heading["first"]), date.fromisoformat(heading["last"])
    return EditionDays(first_on=first_on, last_on=last_on)


def _spans(text: str) -> tuple[tuple[datetime | None, datetime | None, Precision], ...]:
    if text == "-":
        return ()
    spans = []
    for each in text.split("; "):
        bounds, precision = each.rsplit(" ", 1)
        start, end = bounds.split("..")
        spans.append((_bound(start), _bound(end), Precision(precision)))
    return tuple(spans)


def _bound(text: str) -> datetime | None:
    return _instant(text) if text else None


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)
