"""References: every id that a record names has to be there."""

from collections.abc import Iterator

from bot.knowledge.records import (
    TABLES,
    Contact,
    Deadline,
    Edition,
    Event,
    Former,
    Notice,
    Record,
)
from bot.knowledge.validation.draft import Draft
from bot.knowledge.validation.problem import Problem, shown
from bot.knowledge.validation.shape import closest

#: Field, table, id.
_Reference = tuple[str, str, str | None]


def references(draft: Draft) -> Iterator[Problem]:
    """Problems of ids that name nothing, or more than one thing."""
    for table in draft.records.values():
        for record in table.values():
            for field, target, id in _of(record):
                if id is not None and id not in draft.ids[target]:
                    yield _dangling(draft, record, field, target, id)
            yield from _field_sources(draft, record)
    for contact in draft.all(Contact):
        yield from _topics(draft, contact)
    for deadline in draft.all(Deadline):
        yield from _before(draft, deadline)
    yield from _words(draft)


def _of(record: Record) -> Iterator[_Reference]:
    """What a record names in which table."""
    yield "contact", "contact", record.contact
    for index, source in enumerate(record.sources):
        yield f"sources[{index}].notice", "notice", source.notice
    for field, source in record.field_sources.items():
        yield f"field_sources.{field}.notice", "notice", source.notice
    match record:
        case Event():
            yield from _of_event(record)
        case Edition():
            yield from _many("organisers", "organisation", record.organisers)
        case Contact():
            yield "organisation", "organisation", record.organisation
        case Notice():
            yield from _many("issuers", "organisation", record.issuers)
        case Deadline():
            yield from _many("units", "organisation", record.units)
            yield "submit_to", "contact", record.submit_to
            for index, item in enumerate(record.items):
                yield f"items[{index}].document", "document", item.document


def _of_event(event: Event) -> Iterator[_Reference]:
    yield "venue", "venue", event.venue
    yield from _many("organisers", "organisation", event.organisers)
    yield from _many("documents", "document", event.documents)
    yield "part_of", "event", event.part_of
    if event.registration is not None:
        yield "registration.contact", "contact", event.registration.contact
    yield from _of_former("was", event.was)
    for index, session in enumerate(event.sessions):
        yield f"sessions[{index}].venue", "venue", session.venue
        yield from _of_former(f"sessions[{index}].was", session.was)


def _of_former(field: str, former: Former | None) -> Iterator[_Reference]:
    if former is not None:
        yield f"{field}.venue", "venue", former.venue


def _many(field: str, table: str, ids: tuple[str, ...]) -> Iterator[_Reference]:
    for index, id in enumerate(ids):
        yield f"{field}[{index}]", table, id


def _dangling(draft: Draft, record: Record, field: str, table: str, id: str) -> Problem:
    if near := closest(id, tuple(draft.ids[table])):
        values = {"table": table, "near": near}
        return Problem(draft.name(record), field, shown(id), "knowledge.fix.no-such-near", values)
    return Problem(draft.name(record), field, shown(id), "knowledge.fix.no-such", {"table": table})


def _field_sources(draft: Draft, record: Record) -> Iterator[Problem]:
    """`field_sources` speaks of fields that the record has, and of details that it states."""
    for name in record.field_sources:
        head, _, detail = name.partition(".")
        if head == "details" and detail in record.details:
            continue
        fields = [field for field in type(record).model_fields if field not in ("id", "details")]
        if name in fields:
            continue
        allowed = (*fields, *(f"details.{detail}" for detail in record.details))
        near = closest(name, allowed)
        key = "knowledge.fix.field-source-near" if near else "knowledge.fix.field-source"
        yield Problem(draft.name(record), f"field_sources.{name}", "", key, {"near": near})


def _topics(draft: Draft, contact: Contact) -> Iterator[Problem]:
    """A contact answers for aspects (`fee`) and for records (`event/opening`)."""
    aspects = _known(draft, "aspect")
    for index, topic in enumerate(contact.topics):
        table, slash, id = topic.partition("/")
        if slash and id in draft.ids.get(table, ()):
            continue
        if not slash and (aspects is None or topic in aspects):
            continue
        near = closest(topic, _topic_names(draft, aspects, table if slash else None))
        key = "knowledge.fix.topic-near" if near else "knowledge.fix.topic"
        yield Problem(draft.name(contact), f"topics[{index}]", shown(topic), key, {"near": near})


def _topic_names(
    draft: Draft, aspects: frozenset[str] | None, table: str | None
) -> tuple[str, ...]:
    if table is None:
        return tuple(aspects or ())
    tables = [table] if table in TABLES else list(TABLES)
    return tuple(f"{each}/{id}" for each in tables for id in draft.ids[each])


def _before(draft: Draft, deadline: Deadline) -> Iterator[Problem]:
    """A relative deadline names a deadline, an event or the edition; bare where that is clear."""
    before = deadline.due.before
    if before is None or before == "edition":
        return
    table, slash, id = before.rpartition("/")
    holding = [t for t in ("deadline", "event") if id in draft.ids[t] and table in ("", t)]
    if len(holding) == 1:
        return
    name, field = draft.name(deadline), "due.before"
    if holding:
        values: dict[str, object] = {"allowed": tuple(f"{t}/{id}" for t in holding)}
        yield Problem(name, field, shown(before), "knowledge.fix.ambiguous", values)
        return
    prefix = bool(slash)
    known = [f"{t}/{i}" if prefix else i for t in ("deadline", "event") for i in draft.ids[t]]
    near = closest(before, [*known, "edition"])
    key = "knowledge.fix.before-near" if near else "knowledge.fix.before"
    yield Problem(name, field, shown(before), key, {"near": near})


def _words(draft: Draft) -> Iterator[Problem]:
    """Kinds, audiences and aspects that there are words to ask for."""
    aspects, kinds, groups = (_known(draft, of) for of in ("aspect", "kind", "audience"))
    for table in draft.records.values():
        for record in table.values():
            for detail in record.details:
                if aspects is not None and detail not in aspects:
                    yield _no_word(draft, record, f"details.{detail}", detail, aspects)
    for event in draft.all(Event):
        if kinds is not None and event.kind is not None and event.kind not in kinds:
            yield _no_word(draft, event, "kind", event.kind, kinds)
        for index, group in enumerate(event.audience.groups if event.audience else ()):
            if groups is not None and group not in groups:
                yield _no_word(draft, event, f"audience.groups[{index}]", group, groups)


def _no_word(draft: Draft, record: Record, field: str, id: str, known: frozenset[str]) -> Problem:
    values: dict[str, object] = {"allowed": tuple(sorted(known))}
    if near := closest(id, tuple(sorted(known))):
        values["near"] = near
        return Problem(draft.name(record), field, shown(id), "knowledge.fix.no-word-near", values)
    return Problem(draft.name(record), field, shown(id), "knowledge.fix.no-word", values)


def _known(draft: Draft, of: str) -> frozenset[str] | None:
    """The program's own ids and those that the edition adds by `term` records."""
    if draft.known is None:
        return None
    return draft.known.get(of, frozenset()) | draft.terms(of)
