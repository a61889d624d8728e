import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.knowledge.records import Event
from bot.knowledge.validation import KnowledgeRefused, Problem, parse, read, validate
from bot.language import Language
from bot.locales import Texts, load_texts
from tests.knowledge.documents import KNOWN, SOURCE, document, with_value


@pytest.fixture(scope="module")
def texts() -> Mapping[Language, Texts]:
    return load_texts()


def problems(changed: Any) -> tuple[Problem, ...]:
    with pytest.raises(KnowledgeRefused) as refused:
        validate(changed, version="1", known=KNOWN)
    return refused.value.problems


def session(**fields: Any) -> dict[str, Any]:
    return {"start": "2030-05-07T10:00", **fields}


def test_a_good_document_is_accepted() -> None:
    knowledge = validate(document(), version="1", known=KNOWN)

    assert [event.id for event in knowledge.all(Event)] == ["opening", "tour"]
    assert knowledge.version == "1"


#: Path of a value, what is put there, the field that is blamed (else that of the path), the fix.
FAULTS: list[tuple[str, Any, str, str]] = [
    # the shape of the file
    ("evnt", {}, '"evnt"', "unknown-table-near"),
    ("event", [], "", "table"),
    ("event/opening", "Opening", "", "object"),
    ("event/Opening Day", {}, "event", "id"),
    ("event/opening/id", "opening", "", "id-inside"),
    ("edition", None, "", "one-edition"),
    ("edition/other", document()["edition"]["week"], "edition", "one-edition"),
    # fields
    ("event/opening/title", None, "", "missing"),
    ("event/opening/vanue", "hall", "", "unknown-field-near"),
    ("event/opening/fee", {"prise": "5 €"}, "fee.prise", "unknown-field"),
    ("event/opening/title", 5, "", "text"),
    ("event/opening/title", {"fr": "Fête"}, "", "text-language"),
    ("event/opening/status", "canceled", "", "one-of-near"),
    ("event/opening/capacity", "50", "", "whole-number"),
    ("event/opening/capacity", 0, "", "at-least"),
    ("event/opening/fee", {"free": "yes"}, "fee.free", "bool"),
    ("event/opening/aliases", [7], "aliases[0]", "string"),
    ("event/opening/url", "museum.example", "", "url"),
    ("event/opening/url", "javascript:alert(1)", "", "url"),
    ("venue/hall/phones", "by e-mail", "phones[0]", "phone"),
    ("contact/office/emails", ["office"], "emails[0]", "email"),
    # texts
    ("event/opening/summary", "", "", "empty"),
    ("event/opening/title", {"en": " "}, "title.en", "empty"),
    ("event/opening/summary", "a\x00b", "", "control"),
    ("event/opening/summary", "\ud83d", "", "control"),
    ("event/opening/summary", "a\u202eb", "", "control"),
    ("event/opening/summary", "科\ufffd周", "", "damaged"),
    # times
    ("edition/week/topics", {"Bad Weather": "Weather"}, "topics", "id"),
    ("edition/week/topics", {"weather": ""}, "topics.weather", "empty"),
    ("edition/week/zone", "Europe/Pari", "", "zone"),
    ("edition/week/zone", "Europe", "", "zone"),
    ("edition/week/ends_on", "2030-05-01", "", "ends-before-start"),
    ("event/opening/sessions", {"start": "6 May"}, "sessions[0].start", "moment"),
    ("event/opening/sessions", {"start": 1904280000}, "sessions[0].start", "moment"),
    ("event/opening/sessions", {"start": "0203-05-06"}, "sessions[0].start", "year"),
    ("event/opening/sessions", {"start": "2003-05-06"}, "sessions[0].start", "far-away"),
    ("event/opening/sessions", session(end="2030-05-07"), "sessions[0].end", "session-mixed"),
    (
        "event/opening/sessions",
        session(end="2030-05-07T09:00"),
        "sessions[0].end",
        "ends-before-start",
    ),
    ("deadline/plan/due", {"on": "2030-04-01", "at": "2030-04-01T12:00"}, "", "due"),
    ("deadline/plan/due", {"at": "2030-04-01"}, "due.at", "instant"),
    ("deadline/plan/due", {"on": "2030-04-01T12:00"}, "due.on", "day"),
    ("deadline/plan/due", {"on": "2003-04-01"}, "due.on", "far-away"),
    ("deadline/report/due/at_time", "17 h", "", "time-of-day"),
    ("deadline/report/due/at_time", 17, "", "time-of-day"),
    # repetitions
    ("event/tour/sessions", session(repeat="every day"), "sessions[0].repeat", "repeat"),
    ("event/tour/sessions", session(repeat="FREQ=SECONDLY"), "sessions[0].repeat", "repeat"),
    (
        "event/tour/sessions",
        session(repeat="FREQ=WEEKLY;BYDAY=SA"),
        "sessions[0].repeat",
        "repeat-start",
    ),
    (
        "event/tour/sessions",
        session(repeat="FREQ=DAILY;COUNT=1", **{"except": ["2030-05-07"]}),
        "sessions[0].repeat",
        "repeat-none",
    ),
    (
        "event/tour/sessions",
        session(repeat="FREQ=DAILY;UNTIL=20991231"),
        "sessions[0].repeat",
        "repeat-often",
    ),
    # references
    ("event/opening/venue", "hal", "", "no-such-near"),
    ("event/opening/sessions", session(venue="yard"), "sessions[0].venue", "no-such"),
    ("event/opening/was", {"venue": "yard"}, "was.venue", "no-such"),
    ("event/opening/organisers", ["muesum"], "organisers[0]", "no-such-near"),
    ("event/opening/documents", "form", "documents[0]", "no-such"),
    ("event/opening/contact", "ofice", "", "no-such-near"),
    ("event/opening/registration", {"contact": "x"}, "registration.contact", "no-such"),
    ("event/opening/sources", {"notice": "program"}, "sources[0].notice", "no-such-near"),
    ("event/opening/field_sources", {"vanue": SOURCE}, "field_sources.vanue", "field-source-near"),
    (
        "event/opening/field_sources",
        {"details.fee": SOURCE},
        "field_sources.details.fee",
        "field-source",
    ),
    ("deadline/plan/submit_to", "nobody", "", "no-such"),
    ("deadline/plan/units", ["nobody"], "units[0]", "no-such"),
    (
        "deadline/plan/items",
        [{"id": "a", "title": "A", "document": "b"}],
        "items[0].document",
        "no-such",
    ),
    ("deadline/plan/items", [{"id": "a", "title": "A"}] * 2, "items[1].id", "repeated-key"),
    ("contact/office/topics", ["fees"], "topics[0]", "topic-near"),
    ("contact/office/topics", ["event/openin"], "topics[0]", "topic-near"),
    ("contact/office/organisation", "x", "", "no-such"),
    ("notice/programme/issuers", ["x"], "issuers[0]", "no-such"),
    ("event/opening/kind", "lectur", "", "no-word-near"),
    ("event/opening/audience", {"groups": "zzz"}, "audience.groups[0]", "no-word"),
    ("event/opening/details", {"parkin": "No."}, "details.parkin", "no-word-near"),
    ("event/opening/sources", None, "", "no-source"),
    ("organisation/museum/role", "host", "sources", "no-source"),
    # circles
    ("event/opening/part_of", "tour", "", "circle"),
    ("event/opening/part_of", "opening", "", "circle"),
    ("deadline/plan/due", {"days_before": 1, "before": "report"}, "due.before", "circle"),
    ("deadline/report/due/before", "plam", "", "before-near"),
    # numbers
    (
        "venue/hall/coordinates",
        {"latitude": 125.3, "longitude": 43.8},
        "coordinates.latitude",
        "coordinates",
    ),
    (
        "event/opening/audience",
        {"min_age_years": 9, "max_age_years": 6},
        "audience.max_age_years",
        "at-least",
    ),
]


def place_of(path: str, field: str) -> str:
    table, _, rest = path.partition("/")
    id, _, inside = rest.partition("/")
    if (not inside and field in ("", table)) or field.startswith('"'):
        return field or (f"{table}[{id}]" if id else table)
    return f"{table}[{id}].{field or inside.replace('/', '.')}"


@pytest.mark.parametrize(("path", "value", "field", "fix"), FAULTS)
def test_a_fault_is_named_with_its_place_and_what_would_mend_it(
    path: str, value: Any, field: str, fix: str
) -> None:
    found = [(p.place, p.fix_key) for p in problems(with_value(path, value))]

    assert (place_of(path, field), f"knowledge.fix.{fix}") in found


def test_everything_that_is_wrong_is_told_at_once_in_the_order_of_the_file() -> None:
    changed = with_value("event/tour/venue", "nowhere")
    del changed["edition"]["week"]["title"]
    changed["deadline"]["plan"]["due"] = {"on": "soon"}
    changed["notice"]["programme"]["number"] = ""

    assert [problem.place for problem in problems(changed)] == [
        "edition[week].title",
        "event[tour].venue",
        "deadline[plan].due.on",
        "notice[programme].number",
    ]


def test_a_refused_record_is_not_missed_by_those_that_name_it() -> None:
    assert [p.place for p in problems(with_value("venue/hall/title", None))] == [
        "venue[hall].title"
    ]


def test_one_fault_is_one_problem() -> None:
    assert [p.place for p in problems(with_value("event/opening/title", {"en": ""}))] == [
        "event[opening].title.en"
    ]


@pytest.mark.parametrize("language", Language)
def test_every_fault_reads_as_one_line_in_every_language(
    language: Language, texts: Mapping[Language, Texts]
) -> None:
    for path, value, _, _ in FAULTS:
        for problem in problems(with_value(path, value)):
            line = problem.text(texts[language])
            assert problem.place in line
            assert problem.value in line
            assert line.isprintable()


def test_a_problem_names_record_field_value_and_fix(texts: Mapping[Language, Texts]) -> None:
    (problem,) = problems(with_value("event/opening/venue", "hal"))

    assert problem.text(texts[Language.EN]) == (
        'event[opening].venue = "hal": There is no such id in the table venue; did you mean hall?'
    )
    assert problem.text(texts[Language.HANS]) == (
        'event[opening].venue = "hal"：venue 表里没有这个编号，是不是 hall？'
    )


def test_a_long_value_is_shown_in_short() -> None:
    (problem,) = problems(with_value("event/opening/venue", "hall " * 1000))

    assert len(problem.value) == 60
    assert problem.value.endswith("…")


def test_a_word_that_the_edition_adds_is_known() -> None:
    changed = with_value("event/opening/kind", "regatta")
    changed["term"] = {"regatta": {"title": "Regatta", "of": "kind", "words": ["regatta"]}}

    assert validate(changed, version="1", known=KNOWN).edition.id == "week"


def test_words_are_checked_only_where_the_program_says_which_it_knows() -> None:
    assert validate(with_value("event/opening/kind", "regatta"), version="1").edition.id == "week"


def test_an_id_in_two_tables_has_to_be_told_apart() -> None:
    changed = with_value("event/plan", document()["event"]["opening"])

    (problem,) = problems(changed)
    changed["deadline"]["report"]["due"]["before"] = "deadline/plan"

    assert (problem.place, problem.fix_key) == (
        "deadline[report].due.before",
        "knowledge.fix.ambiguous",
    )
    assert validate(changed, version="1", known=KNOWN).edition.id == "week"


def test_a_deadline_cannot_hang_on_an_event_without_a_day() -> None:
    changed = with_value("deadline/report/due/before", "tour")
    del changed["event"]["tour"]["sessions"]

    assert [p.fix_key for p in problems(changed)] == ["knowledge.fix.before-no-day"]


def test_a_key_written_twice_is_told_with_its_place() -> None:
    content = b'{"event": {"opening": {"title": "A", "fee": {"free": true, "free": false}}}}'

    with pytest.raises(KnowledgeRefused) as refused:
        parse(content)

    assert [(p.place, p.value) for p in refused.value.problems] == [
        ("event[opening].fee.free", "false")
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b'{\n  "event": {,}\n}', "line 2, column 13"),
        (b'{\n  "event": {}', "line 2, column 14"),
        (b"", "line 1, column 1"),
        (b'{\n"a": "\xd6\xdc"}', "Line 2 is not UTF-8"),
        (b'{"a": NaN}', "JSON has no NaN"),
        (b"[" * 100_000, "nested too deep"),
        (b"1" * 5_000, "too long to read"),
        (b"[]", "The file is one object"),
    ],
)
def test_a_file_that_is_no_document_is_refused_in_one_line(
    content: bytes, told: str, texts: Mapping[Language, Texts]
) -> None:
    with pytest.raises(KnowledgeRefused) as refused:
        read(content)

    (problem,) = refused.value.problems
    assert told in problem.text(texts[Language.EN])


def test_a_mark_that_windows_editors_put_first_is_no_fault() -> None:
    assert read(b"\xef\xbb\xbf" + json.dumps(document()).encode()).edition.id == "week"
