"""What to ask next: buttons that lead to something that is stated."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from unicodedata import east_asian_width

from bot.answering.compose import events
from bot.answering.compose.context import Context
from bot.answering.model import Suggestion
from bot.knowledge.knowledge import reference
from bot.knowledge.records import Deadline, Edition, Event, Record, Venue

_MOST = 3
_MOST_STARTERS = 6
#: About so many columns of a button are seen on a phone.
_LABEL_WIDTH = 40
#: What a question adds to a title in its label.
_QUESTION_WIDTH = 14
#: What is usefully asked next about a record, best first.
_NEXT: tuple[tuple[type[Record], tuple[str, ...]], ...] = (
    (Event, ("when", "where", "register", "fee", "audience", "people", "contact")),
    (Deadline, ("due", "owed", "submit_to", "afterwards", "contact")),
    (Edition, ("programme", "when", "theme", "contact")),
    (Venue, ("directions", "hours", "parking", "access", "contact")),
)
#: The fields by which an aspect is stated, where it is not the field of its own name.
_FIELDS: dict[str, tuple[str, ...]] = {
    "when": ("sessions", "when_text", "starts_on"),
    "where": ("venue", "room"),
    "register": ("registration",),
    "owed": ("items",),
}


def following(context: Context, record: Record, asked: Iterable[str]) -> tuple[Suggestion, ...]:
    """Other things that are stated of a record, but for those that were asked."""
    done = set(asked)
    # About says most of these already.
    if "about" in done and isinstance(record, Event):
        done |= {"when", "where", "fee", "audience", "people"}
    aspects = next((each for kind, each in _NEXT if isinstance(record, kind)), ())
    if isinstance(record, Event) and events.is_off(context, record):
        aspects = ("contact",)
    found = []
    for aspect in aspects:
        if aspect not in done and _is_stated(record, aspect):
            label = context.voice.say(f"answering.ask.{aspect}")
            found.append(Suggestion(label=label, aspect=aspect, subject=reference(record)))
        if len(found) == _MOST:
            break
    return tuple(found)


def choices(context: Context, references: Sequence[str], aspect: str) -> tuple[Suggestion, ...]:
    """One button per record, to ask the same of each."""
    records = (context.knowledge.get(each) for each in references)
    return tuple(
        Suggestion(
            label=short(context.voice.read(each.title)), aspect=aspect, subject=reference(each)
        )
        for each in records
        if each is not None and context.current(each)
    )[:_MOST]


def starters(context: Context) -> tuple[Suggestion, ...]:
    """What a conversation may begin with, made of what this edition states."""
    return tuple(_starters(context))[:_MOST_STARTERS]


def _starters(context: Context) -> Iterator[Suggestion]:
    edition = reference(context.knowledge.edition)
    event = context.programme.next_event(context.voice.now)
    yield _starter(context, "programme", edition)
    if event is not None:
        title = short(context.voice.read(event.title), _LABEL_WIDTH - _QUESTION_WIDTH)
        yield _starter(context, "when", reference(event), title=title)
        if _is_stated(event, "where"):
            yield _starter(context, "where", reference(event), title=title)
    yield _starter(context, "when", edition)
    now = context.voice.now
    deadlines = (each for each in context.knowledge.all(Deadline) if context.current(each))
    if any(now < context.programme.due_at(each) for each in deadlines):
        yield _starter(context, "due", edition)
    yield _starter(context, "contact", edition)


def _starter(
    context: Context, aspect: str, subject: str, *, title: str | None = None
) -> Suggestion:
    if title is None:
        label = context.voice.say(f"answering.start.{aspect}")
    else:
        label = context.voice.say(f"answering.start.event.{aspect}", title=title)
    return Suggestion(label=label, aspect=aspect, subject=subject)


def _is_stated(record: Record, aspect: str) -> bool:
    """Whether there is something to say; by the fields alone, since this is asked often."""
    if isinstance(record, Edition) and aspect == "programme":
        return True
    fields = _FIELDS.get(aspect, (aspect,))
    return aspect in record.details or any(getattr(record, field, None) for field in fields)


def short(title: str, width: int = _LABEL_WIDTH) -> str:
    """A title that fits a button; its middle goes, since alike titles differ in their ends."""
    if _width(title) <= width:
        return title
    head = _fitting(title, width // 3)
    tail = _fitting(title[::-1], width - _width(head) - 1)[::-1]
    return f"{head.rstrip()}…{tail.lstrip()}"


def _fitting(text: str, width: int) -> str:
    """As much of the beginning as fits."""
    used = accumulate(map(_width, text))
    return text[: sum(each <= width for each in used)]


def _width(text: str) -> int:
    """Columns: a Chinese character takes two."""
    return sum(2 if east_asian_width(char) in "WF" else 1 for char in text)
