"""Filtering: which events a part of a question asks to be listed."""

from dataclasses import replace
from datetime import datetime, timedelta

from bot.answering.dates import Precision, Span
from bot.answering.model import Filters
from bot.answering.parts import Part
from bot.knowledge.knowledge import Knowledge


def filters_of(
    part: Part, knowledge: Knowledge, *, now: datetime, named: str | None = None
) -> Filters:
    """What the part says of the events that it asks for.

    Args:
        part: what is asked.
        knowledge: of the edition.
        now: when; aware.
        named: the reference of a venue or an organisation at or by which they are.
    """
    clause = part.clause
    table, _, id = (named or "").partition("/")
    return Filters(
        span=_stretch(clause.spans[0], knowledge, now) if clause.spans else None,
        venues=(id,) if table == "venue" else part.subject.venues,
        rooms=tuple(dict.fromkeys(clause.rooms)),
        languages=tuple(dict.fromkeys(clause.languages)) if clause.asks_list else (),
        organisers=(id,) if table == "organisation" else (),
        audiences=tuple(dict.fromkeys(clause.audiences)),
        kinds=tuple(dict.fromkeys(clause.kinds)),
        free=True if clause.is_free else False if clause.is_priced else None,
        statuses=tuple(dict.fromkeys(clause.statuses)) if clause.asks_list else (),
        happening=clause.is_now,
        upcoming=clause.is_next,
        age_years=clause.age_years,
        registration=(
            False if clause.without_registration else True if clause.wants_booking else None
        ),
    )


def merged(old: Filters, new: Filters) -> Filters:
    """The old filters, with what the new ones say in their place."""
    return Filters(
        span=new.span or old.span,
        venues=new.venues or old.venues,
        rooms=new.rooms or old.rooms,
        languages=new.languages or old.languages,
        audiences=new.audiences or old.audiences,
        kinds=new.kinds or old.kinds,
        free=new.free if new.free is not None else old.free,
        statuses=new.statuses or old.statuses,
        happening=new.happening,
        upcoming=new.upcoming,
        age_years=new.age_years if new.age_years is not None else old.age_years,
        registration=new.registration if new.registration is not None else old.registration,
        organisers=new.organisers or old.organisers,
    )


def _stretch(span: Span, knowledge: Knowledge, now: datetime) -> Span:
    """The span; a part of the day with no day is, before the edition, that of all its days."""
    edition, zone = knowledge.edition, knowledge.zone
    today = now.astimezone(zone).date()
    is_part = span.precision is Precision.PART and not span.says_day
    if not is_part or edition.starts_on <= today <= edition.ends_on:
        return span
    assert span.start is not None and span.end is not None  # a part of a day has both
    first = datetime.combine(edition.starts_on, datetime.min.time(), zone)
    past = datetime.combine(edition.ends_on + timedelta(days=1), datetime.min.time(), zone)
    ends = (span.end - timedelta(microseconds=1)).timetz().replace(tzinfo=None)
    daily = (span.start.time(), ends)
    return replace(span, start=first, end=past, precision=Precision.RANGE, daily=daily)
