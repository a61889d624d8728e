"""Facts: what a record states has to be possible, and to say where it is stated."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from bot.knowledge.moments import begin_of, end_of
from bot.knowledge.occurrences import times
from bot.knowledge.records import (
    Contact,
    Deadline,
    Document,
    Edition,
    Event,
    Faq,
    Organisation,
    Record,
    Session,
    Venue,
)
from bot.knowledge.repetition import MOST_TIMES, RuleRefused
from bot.knowledge.validation.draft import Draft
from bot.knowledge.validation.paths import ID
from bot.knowledge.validation.problem import Problem, shown
from bot.knowledge.working_days import is_known

#: How far from the edition an event or a deadline may be; further off, the year is mistyped.
WINDOW = timedelta(days=366)
#: Through how many others a relative deadline may hang on a day.
LONGEST_CHAIN = 32


def facts(draft: Draft) -> Iterator[Problem]:
    """Problems of records that can be read and yet cannot be meant."""
    for table in draft.records.values():
        for record in table.values():
            yield from _source(draft, record)
            yield from _validity(draft, record)
            yield from _reachable(draft, record)
    yield from _edition(draft)
    edition = draft.edition
    for event in draft.all(Event):
        yield from _registration(draft, event)
        yield from _ages(draft, event)
        yield from _part_of(draft, event)
        if edition is not None:
            yield from _sessions(draft, event, edition)
    for deadline in draft.all(Deadline):
        yield from _items(draft, deadline)
        yield from _chain(draft, deadline)


def _source(draft: Draft, record: Record) -> Iterator[Problem]:
    """Whatever states facts says where they are stated.

    A notice is a source itself, an `unstated` record and a word state nothing, and an organisation
    may be no more than a name.
    """
    states = isinstance(record, Edition | Event | Venue | Contact | Deadline | Document | Faq)
    if isinstance(record, Organisation):
        states = bool(record.summary or record.role or record.details)
    if states and not record.sources:
        yield Problem(draft.name(record), "sources", "", "knowledge.fix.no-source")


def _validity(draft: Draft, record: Record) -> Iterator[Problem]:
    if record.valid_from is None or record.valid_until is None:
        return
    if end_of(record.valid_until, draft.zone) <= begin_of(record.valid_from, draft.zone):
        value = shown(str(record.valid_until))
        yield Problem(draft.name(record), "valid_until", value, "knowledge.fix.ends-before-start")


def _reachable(draft: Draft, record: Record) -> Iterator[Problem]:
    """Numbers, mail and web addresses that somebody can use."""
    name = draft.name(record)
    if isinstance(record, Venue | Contact):
        for index, phone in enumerate(record.phones):
            if sum(char.isdigit() for char in phone) < 3:
                yield Problem(name, f"phones[{index}]", shown(phone), "knowledge.fix.phone")
    if isinstance(record, Contact):
        for index, email in enumerate(record.emails):
            user, at, host = email.partition("@")
            if not (user and at and host) or "@" in host or any(map(str.isspace, email)):
                yield Problem(name, f"emails[{index}]", shown(email), "knowledge.fix.email")
    for field, url in _urls(record):
        if url is not None and not _is_web_address(url):
            yield Problem(name, field, shown(url), "knowledge.fix.url")


def _urls(record: Record) -> Iterator[tuple[str, str | None]]:
    yield "url", record.url
    if isinstance(record, Event):
        yield "online_url", record.online_url
        yield "registration.url", record.registration.url if record.registration else None


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    has_space = any(map(str.isspace, url))
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and not has_space


def _edition(draft: Draft) -> Iterator[Problem]:
    edition = draft.edition
    if edition is None:
        return
    if edition.ends_on < edition.starts_on:
        value = shown(str(edition.ends_on))
        yield Problem(draft.name(edition), "ends_on", value, "knowledge.fix.ends-before-start")
    if edition.country is not None and not is_known(edition.country):
        value = shown(edition.country)
        yield Problem(draft.name(edition), "country", value, "knowledge.fix.country")
    for id in edition.topics:
        if not ID.fullmatch(id):
            yield Problem(draft.name(edition), "topics", shown(id), "knowledge.fix.id")


def _registration(draft: Draft, event: Event) -> Iterator[Problem]:
    registration = event.registration
    if registration is None or registration.opens is None or registration.closes is None:
        return
    if end_of(registration.closes, draft.zone) <= begin_of(registration.opens, draft.zone):
        value = shown(str(registration.closes))
        field = "registration.closes"
        yield Problem(draft.name(event), field, value, "knowledge.fix.ends-before-start")


def _ages(draft: Draft, event: Event) -> Iterator[Problem]:
    audience = event.audience
    if audience is None or audience.min_age_years is None or audience.max_age_years is None:
        return
    if audience.max_age_years < audience.min_age_years:
        value, limit = shown(audience.max_age_years), {"limit": audience.min_age_years}
        field = "audience.max_age_years"
        yield Problem(draft.name(event), field, value, "knowledge.fix.at-least", limit)


def _part_of(draft: Draft, event: Event) -> Iterator[Problem]:
    """An event is not part of itself, through however many others."""
    events = draft.records["event"]
    seen: list[str] = []
    current: Record | None = event
    while isinstance(current, Event) and current.part_of is not None and current.id not in seen:
        seen.append(current.id)
        current = events.get(current.part_of)
    if current is event and seen:
        values = {"chain": " → ".join([*seen, event.id][: LONGEST_CHAIN + 1])}
        yield Problem(
            draft.name(event), "part_of", shown(event.part_of), "knowledge.fix.circle", values
        )


def _sessions(draft: Draft, event: Event, edition: Edition) -> Iterator[Problem]:
    """Repetitions that are understood, and times near the edition."""
    name = draft.name(event)
    for index, session in enumerate(event.sessions):
        field = f"sessions[{index}]"
        if _is_far(session.start, edition):
            yield _far(draft, event, f"{field}.start", session.start, edition)
        elif session.repeat is not None:
            value = shown(session.repeat)
            for fix_key, values in _repetition(session, edition, draft.zone):
                yield Problem(name, f"{field}.repeat", value, fix_key, values)


def _repetition(
    session: Session, edition: Edition, zone: ZoneInfo
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """What would mend a repetition."""
    try:
        count = sum(1 for _ in times(session, edition, zone))
    except RuleRefused as refused:
        if refused.part == "start":
            yield "knowledge.fix.repeat-start", {"start": str(session.start)}
        else:
            yield "knowledge.fix.repeat", {"part": refused.part}
    else:
        if count == 0:
            yield "knowledge.fix.repeat-none", {}
        elif count > MOST_TIMES:
            yield "knowledge.fix.repeat-often", {"limit": MOST_TIMES}


def _items(draft: Draft, deadline: Deadline) -> Iterator[Problem]:
    ids: set[str] = set()
    for index, item in enumerate(deadline.items):
        if item.id in ids:
            field = f"items[{index}].id"
            yield Problem(draft.name(deadline), field, shown(item.id), "knowledge.fix.repeated-key")
        ids.add(item.id)


def _chain(draft: Draft, deadline: Deadline) -> Iterator[Problem]:
    """A relative deadline hangs on a day at last, and on no circle."""
    chain = [deadline]
    while (following := _deadline_before(draft, chain[-1])) is not None:
        chain.append(following)
        if following in chain[:-1] or len(chain) > LONGEST_CHAIN:
            values = {"chain": " → ".join(each.id for each in chain[:8])}
            value = shown(deadline.due.before)
            yield Problem(draft.name(deadline), "due.before", value, "knowledge.fix.circle", values)
            return
    due, edition = deadline.due, draft.edition
    event = draft.records["event"].get((chain[-1].due.before or "").rpartition("/")[2])
    undated = isinstance(event, Event) and not event.sessions and event.when != "edition"
    if undated and len(chain) == 1:
        value = shown(due.before)
        yield Problem(draft.name(deadline), "due.before", value, "knowledge.fix.before-no-day")
    day = due.on or due.at
    if day is not None and edition is not None and _is_far(day, edition):
        yield _far(draft, deadline, "due.on" if due.on else "due.at", day, edition)


def _deadline_before(draft: Draft, deadline: Deadline) -> Deadline | None:
    table, _, id = (deadline.due.before or "").rpartition("/")
    found = draft.records["deadline"].get(id) if table in ("", "deadline") else None
    return found if isinstance(found, Deadline) else None


def _is_far(moment: date, edition: Edition) -> bool:
    day = date(moment.year, moment.month, moment.day)
    return not edition.starts_on - WINDOW <= day <= edition.ends_on + WINDOW


def _far(draft: Draft, record: Record, field: str, moment: date, edition: Edition) -> Problem:
    values = {"starts_on": edition.starts_on, "ends_on": edition.ends_on}
    value = shown(str(moment))
    return Problem(draft.name(record), field, value, "knowledge.fix.far-away", values)
