"""Yes or no: what a question supposes of a time, put beside what is stated."""

from datetime import date, timedelta

from bot.answering.compose import events
from bot.answering.compose.context import Context
from bot.answering.compose.timeline import Slot
from bot.answering.dates import Precision, Span
from bot.answering.model import Request
from bot.knowledge.records import Deadline, Edition, Event, Record


def verdict(context: Context, record: Record, request: Request) -> bool | None:
    """Whether what the question supposes is so; None where it cannot be compared exactly."""
    span = request.supposed
    if span is None or request.aspect not in ("when", "about", "end", "due"):
        return None
    if isinstance(record, Event):
        return _of_event(context, record, request.aspect, span)
    if isinstance(record, Deadline):
        return _of_deadline(context, record, span)
    if isinstance(record, Edition):
        return _of_edition(record, request.aspect, span)
    return None


def _of_event(context: Context, event: Event, aspect: str, span: Span) -> bool | None:
    slots = context.programme.of(event)
    if events.is_off(context, event):
        return None
    if not slots:
        edition = context.knowledge.edition
        is_in = _overlaps(span, edition.starts_on, edition.ends_on)
        return False if event.when == "edition" and not is_in else None
    if aspect == "end":
        return _combined([_ends(slot, span) for slot in slots])
    return _combined([_takes_place(slot, span) for slot in slots])


def _combined(verdicts: list[bool | None]) -> bool | None:
    """Yes if it is so of any; no if of none."""
    if True in verdicts:
        return True
    return None if None in verdicts else False


def _takes_place(slot: Slot, span: Span) -> bool | None:
    if span.start is None or (span.end is None and span.precision is not Precision.INSTANT):
        return None
    if span.precision is Precision.INSTANT:
        if slot.is_day:
            return None if _holds_day(slot, span.start.date()) else False
        return slot.starts_at == span.start
    assert span.end is not None
    if slot.is_day and span.precision is Precision.PART:
        return None if _holds_day(slot, span.start.date()) else False
    if span.precision is Precision.PART:
        return span.start <= slot.starts_at < span.end
    return slot.overlaps(span.start, span.end)


def _holds_day(slot: Slot, day: date) -> bool:
    return slot.starts_at.date() <= day <= slot.last_day


def _ends(slot: Slot, span: Span) -> bool | None:
    if slot.is_open or span.start is None:
        return None
    if span.precision is Precision.INSTANT:
        return None if slot.is_day else slot.ends_at == span.start
    if span.end is None:
        return None
    return span.start < slot.ends_at <= span.end


def _of_deadline(context: Context, deadline: Deadline, span: Span) -> bool | None:
    if span.start is None:
        return None
    due_at = context.programme.due_at(deadline)
    if span.precision is Precision.INSTANT:
        return due_at == span.start
    if span.end is None or span.precision is not Precision.DAY:
        return None
    return span.start < due_at <= span.end


def _of_edition(edition: Edition, aspect: str, span: Span) -> bool | None:
    if not _overlaps(span, edition.starts_on, edition.ends_on):
        return False
    if span.precision is not Precision.DAY or span.start is None:
        return None
    edge = edition.ends_on if aspect == "end" else edition.starts_on
    # A day in the middle: whether the beginning is meant, or any day, cannot be told.
    return True if span.start.date() == edge else None


def _overlaps(span: Span, first: date, last: date) -> bool:
    start = span.start.date() if span.start else date.min
    end = (span.end - timedelta(microseconds=1)).date() if span.end else None
    if end is None:
        end = start if span.precision is Precision.INSTANT else date.max
    return start <= last and end >= first
