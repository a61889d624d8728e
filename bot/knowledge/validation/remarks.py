"""Remarks: what is allowed, and yet may be a mistake."""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from math import asin, cos, radians, sin, sqrt
from statistics import median

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import occurrences
from bot.knowledge.records import Coordinates, Deadline, Event, Record, Status, Venue
from bot.knowledge.validation.calendar import doubtful_years
from bot.knowledge.validation.problem import Problem, shown
from bot.language import has_han, to_simplified

#: Beyond this many days from the edition an event is worth a second look.
NEAR = timedelta(days=31)
#: Beyond this distance from the others a venue is worth one.
NEAR_KM = 300.0


def remarks(knowledge: Knowledge) -> tuple[Problem, ...]:
    """Doubts about knowledge that was accepted, in the form of problems."""
    return (
        *_same_names(knowledge),
        *_clauses(knowledge),
        *_times(knowledge),
        *_changes(knowledge),
        *_coordinates(knowledge),
        *doubtful_years(knowledge),
        *_owed_by_all(knowledge),
    )


def _owed_by_all(knowledge: Knowledge) -> Iterator[Problem]:
    """A deadline that names no group beside others that do: every unit will be nudged about it."""
    deadlines = list(knowledge.all(Deadline))
    if not any(deadline.units for deadline in deadlines):
        return
    for deadline in deadlines:
        if not deadline.units and deadline.owed_by_units:
            place = f"deadline[{deadline.id}]"
            yield Problem(place, "units", "", "knowledge.remark.owed-by-all", {})


def _same_names(knowledge: Knowledge) -> Iterator[Problem]:
    """A name that two records of one table share: who uses it will be asked which is meant."""
    for table, records in knowledge.tables.items():
        holder: dict[str, Record] = {}
        for record in records.values():
            for field, name in _names(record):
                first = holder.setdefault(_folded(name), record)
                if first is not record:
                    values = {"other": f"{table}[{first.id}]"}
                    place = f"{table}[{record.id}]"
                    yield Problem(place, field, shown(name), "knowledge.remark.same-name", values)


def _names(record: Record) -> Iterator[tuple[str, str]]:
    for words in record.title.as_written():
        yield "title", words
    for index, alias in enumerate(record.aliases):
        yield f"aliases[{index}]", alias


def _folded(name: str) -> str:
    folded = unicodedata.normalize("NFKC", name).casefold().strip()
    return to_simplified(folded) if has_han(folded) else folded


def _clauses(knowledge: Knowledge) -> Iterator[Problem]:
    """A source that names no place in its notice."""
    for table, records in knowledge.tables.items():
        for record in records.values():
            for index, source in enumerate(record.sources):
                if source.clause is None:
                    place, field = f"{table}[{record.id}]", f"sources[{index}].clause"
                    yield Problem(place, field, "", "knowledge.remark.no-clause")


def _times(knowledge: Knowledge) -> Iterator[Problem]:
    """Events some way off the edition, and those of which two things are said."""
    edition = knowledge.edition
    values = {"starts_on": edition.starts_on, "ends_on": edition.ends_on}
    for event in knowledge.all(Event):
        place = f"event[{event.id}]"
        if event.when == "edition" and event.sessions:
            yield Problem(place, "when", shown(event.when), "knowledge.remark.when-and-sessions")
        for occurrence in occurrences(event, knowledge):
            day = occurrence.start.date()
            if not edition.starts_on - NEAR <= day <= edition.ends_on + NEAR:
                field = f"sessions[{occurrence.session}].start"
                yield Problem(place, field, shown(str(day)), "knowledge.remark.far-away", values)
                break


def _changes(knowledge: Knowledge) -> Iterator[Problem]:
    """A change of which half is missing."""
    for event in knowledge.all(Event):
        place, was = f"event[{event.id}]", event.was or any(s.was for s in event.sessions)
        if event.status is Status.MOVED and not was:
            yield Problem(place, "was", "", "knowledge.remark.moved-from-where")
        if event.status is Status.ONLINE and event.online_url is None and event.url is None:
            yield Problem(place, "online_url", "", "knowledge.remark.online-where")


def _coordinates(knowledge: Knowledge) -> Iterator[Problem]:
    """Venues far from the others: a digit is wrong, or latitude and longitude are exchanged."""
    placed = [(venue, venue.coordinates) for venue in knowledge.all(Venue) if venue.coordinates]
    if len(placed) < 3:
        return
    middle = Coordinates(
        latitude=median(at.latitude for _, at in placed),
        longitude=median(at.longitude for _, at in placed),
    )
    for venue, at in placed:
        if (km := _distance_km(at, middle)) > NEAR_KM:
            value = f"{at.latitude}, {at.longitude}"
            values = {"km": round(km)}
            yield Problem(
                f"venue[{venue.id}]", "coordinates", value, "knowledge.remark.distant", values
            )


def _distance_km(a: Coordinates, b: Coordinates) -> float:
    """Along the surface, by the haversine formula."""
    lat_a, lat_b = radians(a.latitude), radians(b.latitude)
    across = radians(b.longitude - a.longitude)
    h = sin((lat_b - lat_a) / 2) ** 2 + cos(lat_a) * cos(lat_b) * sin(across / 2) ** 2
    return 2 * 6371 * asin(sqrt(min(1.0, h)))
