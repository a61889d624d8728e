"""The whole check: every rule is asked, and everything that is wrong is told at once."""

from collections.abc import Iterator, Mapping
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import TABLES, Record
from bot.knowledge.validation.calendar import unknown_years
from bot.knowledge.validation.draft import Draft, KnownIds
from bot.knowledge.validation.facts import facts
from bot.knowledge.validation.paths import ID, place
from bot.knowledge.validation.problem import KnowledgeRefused, Problem, shown
from bot.knowledge.validation.reading import parse, version_of
from bot.knowledge.validation.references import references
from bot.knowledge.validation.shape import closest, shape
from bot.knowledge.validation.wording import wording


def read(content: bytes, *, known: KnownIds | None = None) -> Knowledge:
    """The knowledge in the bytes of a file.

    Raises:
        KnowledgeRefused: see `validate`; also unreadable JSON.
    """
    return validate(parse(content), version=version_of(content), known=known)


def validate(
    document: Mapping[str, Any], *, version: str, known: KnownIds | None = None
) -> Knowledge:
    """The typed records of a document.

    Args:
        document: a parsed knowledge file; anything else that JSON can hold is refused.
        version: changes whenever the file's content does.
        known: ids of aspects, kinds and audiences that the program itself has words for; without
            it, those ids are not checked.

    Raises:
        KnowledgeRefused: with all problems of the whole document, in its order.
    """
    if not isinstance(document, dict):
        raise KnowledgeRefused((Problem("", "", shown(document), "knowledge.fix.not-a-file"),))
    problems = list(_tables(document))
    zone, zone_problems = _zone(document)
    problems += zone_problems
    records: dict[str, dict[str, Record]] = {}
    for table in TABLES:
        values = document.get(table)
        records[table] = {}
        for id, value in (values if isinstance(values, dict) else {}).items():
            record, found = shape(table, id, value, {"zone": zone})
            problems += found
            if record is not None:
                records[table][id] = record
    draft = Draft(document, records, _ids(document), zone, known)
    problems = [*wording(draft), *problems, *references(draft), *facts(draft)]
    if problems:
        raise KnowledgeRefused(_in_order(problems, document))
    knowledge = Knowledge(records, version)
    if unknown := tuple(unknown_years(knowledge)):
        raise KnowledgeRefused(unknown)
    return knowledge


def _tables(document: Mapping[str, Any]) -> Iterator[Problem]:
    """Faults of the tables themselves and of the ids in them."""
    for table, values in document.items():
        if table not in TABLES:
            near = closest(table, tuple(TABLES))
            key = "knowledge.fix.unknown-table-near" if near else "knowledge.fix.unknown-table"
            yield Problem(shown(table), "", "", key, {"near": near, "allowed": tuple(TABLES)})
        elif not isinstance(values, dict):
            yield Problem(table, "", shown(values), "knowledge.fix.table")
        else:
            for id in values:
                if not ID.fullmatch(id):
                    yield Problem(table, "", shown(id), "knowledge.fix.id")
    editions = document.get("edition")
    count = len(editions) if isinstance(editions, dict) else 0
    if count != 1 and (isinstance(editions, dict) or editions is None):
        yield Problem("edition", "", "", "knowledge.fix.one-edition", {"n": count})


def _zone(document: Mapping[str, Any]) -> tuple[ZoneInfo, list[Problem]]:
    """The edition's zone; any other where it is not known, so that the check can go on."""
    editions = document.get("edition")
    for id, edition in editions.items() if isinstance(editions, dict) else ():
        written = edition.get("zone") if isinstance(edition, dict) else None
        if not isinstance(written, str):
            continue  # told by the edition's shape
        try:
            return ZoneInfo(written), []
        except (LookupError, ValueError, OSError):  # OSError: a folder of the zone files
            near = closest(written, tuple(available_timezones())) or "Asia/Shanghai"
            path = ("edition", id, "zone")
            problem = Problem(*place(path), shown(written), "knowledge.fix.zone", {"near": near})
            return ZoneInfo("UTC"), [problem]
    return ZoneInfo("UTC"), []


def _ids(document: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    tables = ((table, document.get(table)) for table in TABLES)
    return {table: frozenset(v) if isinstance(v, dict) else frozenset() for table, v in tables}


def _in_order(problems: list[Problem], document: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Each once, in the order of the file.

    Of several about one place the first is kept, which comes from the rule that looks closest; and
    none is kept about a whole text when one of its languages has a problem of its own.
    """
    by_place: dict[tuple[str, str, str], Problem] = {}
    for problem in problems:
        by_place.setdefault((problem.record, problem.field, problem.value), problem)
    blamed = {problem.place.rpartition(".")[0] for problem in problems}
    position = {
        f"{table}[{id}]": index
        for index, (table, id) in enumerate(
            (table, id)
            for table, values in document.items()
            for id in (values if isinstance(values, dict) else ())
        )
    }
    kept = (
        problem
        for problem in by_place.values()
        if problem.fix_key != "knowledge.fix.text" or problem.place not in blamed
    )
    return tuple(sorted(kept, key=lambda problem: position.get(problem.record, -1)))
