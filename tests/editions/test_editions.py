"""The three editions: all are accepted, and the first says what its notice says."""

import json
import re
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.answering.words import known_ids
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.occurrences import due_at, occurrences
from bot.knowledge.records import Contact, Deadline, Event, Faq, Record, Source
from bot.knowledge.text import Text
from bot.knowledge.validation import read
from bot.language import Language, has_han

HERE = Path(__file__).parent
DATA = HERE.parents[1] / "data"
FILES = {
    "first": DATA / "knowledge.json",
    "museum": HERE / "museum/knowledge.json",
    "conference": HERE / "conference/knowledge.json",
}
FACTS: dict[str, list[str]] = json.loads((HERE / "first_facts.json").read_text("utf-8"))
NOTICE = (DATA / "notices/notice.zh-Hans.txt").read_text("utf-8")

#: What OpenCC makes of 领导出席, 重点项目, 发布警报 and 活动周期间, which no one would write.
READS_WRONG = ("領匯", "重點專案", "釋出", "週期間")

#: A marker of the notice's outline, such as 二、 or （三） or 4、 at the start of a line.
_PART = re.compile(r"([一二三])、|（([一二三四五六七八])）|([1-4])、|（(注)：")


def knowledge_of(edition: str) -> Knowledge:
    return read(FILES[edition].read_bytes(), known=known_ids())


@pytest.fixture(scope="module")
def first() -> Knowledge:
    return knowledge_of("first")


@pytest.fixture(scope="module")
def museum() -> Knowledge:
    return knowledge_of("museum")


def texts_in(value: Any) -> Iterator[Text]:
    """Every text of a record, however deep."""
    if isinstance(value, Text):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts_in(each)
    elif isinstance(value, tuple):
        for each in value:
            yield from texts_in(each)
    elif hasattr(value, "model_fields_set"):
        yield from texts_in(tuple(vars(value).values()))


def stated(knowledge: Knowledge, place: str) -> Any:
    """What stands at a place such as `event/opening:details.programme`; None where nothing does."""
    reference, _, path = place.partition(":")
    value: Any = knowledge.get(reference)
    for name in path.split("."):
        value = value.get(name) if isinstance(value, dict) else getattr(value, name, None)
    return value


def sources_of(record: Record) -> tuple[Source, ...]:
    return (*record.sources, *record.field_sources.values())


def clauses_of(notice: str) -> dict[str, str]:
    """The notice's text by clause, as the clauses are cited: 二（四）1."""
    body, contacts, end = re.split(r"(?=联系人：省科学技术厅)|(?=附件：1)", notice, maxsplit=2)
    addressees, _, rest = body.partition("\n")
    annexes = re.split(r"\n", end)
    clauses = {"主送单位": addressees, "联系人": contacts, "落款": end}
    clauses |= {"附件1": annexes[0], "附件2": annexes[1], "引言": ""}
    part = section = ""
    name = "引言"
    for line in rest.splitlines():
        if mark := _PART.match(line):
            part, section = mark[1] or part, "" if mark[1] else mark[2] or section
            name = f"{part}（注）" if mark[4] else f"{part}（{section}）{mark[3] or ''}"
        for inside in {name, name[:4]}:  # 二（四） holds 二（四）1 too
            clauses[inside] = clauses.get(inside, "") + line
    return clauses


@pytest.mark.parametrize("edition", FILES)
def test_an_edition_is_accepted(edition: str) -> None:
    assert len(list(knowledge_of(edition).all(Event))) >= 10


@pytest.mark.parametrize("fact", FACTS)
def test_each_fact_of_the_notice_is_stated_with_its_source(first: Knowledge, fact: str) -> None:
    for place in FACTS[fact]:
        record = first.get(place.partition(":")[0])
        assert record is not None
        assert stated(first, place), place
        assert record.sources, place


def test_phones_and_addresses_are_those_of_the_notice(first: Knowledge) -> None:
    contacts = list(first.all(Contact))
    phones = {phone for contact in contacts for phone in contact.phones}
    emails = {email for contact in contacts for email in contact.emails}

    assert phones == set(re.findall(r"0431-\d{8}", NOTICE))
    assert emails == set(re.findall(r"[a-z]+@[a-z0-9.]+", NOTICE))


def test_a_person_stands_beside_their_own_telephone(first: Knowledge) -> None:
    lines = clauses_of(NOTICE)["联系人"].replace("杨 璐", "杨璐").split("联系人：")
    for contact in first.all(Contact):
        (block,) = [line for line in lines if contact.phones[0] in line]
        names = [person.in_(Language.HANS) for person in contact.persons]
        assert names
        assert all(word in block for word in (*names, *contact.phones, *contact.emails))


def test_days_and_hours_are_those_of_the_notice(first: Knowledge) -> None:
    edition, opening = first.edition, first.find(Event, "opening")
    due = {deadline.id: deadline.due.on for deadline in first.all(Deadline)}
    assert opening is not None
    (ceremony,) = occurrences(opening, first)

    assert "2020年8月23-29日" in NOTICE
    assert (edition.starts_on, edition.ends_on) == (date(2020, 8, 23), date(2020, 8, 29))
    assert "8月23日上午9时30分" in NOTICE
    assert ceremony.start == datetime(2020, 8, 23, 9, 30, tzinfo=first.zone)
    assert "于7月31日前" in NOTICE and "于9月1日前" in NOTICE
    assert due == {"forms": date(2020, 7, 31), "summary": date(2020, 9, 1)}


def test_no_other_event_of_the_first_edition_is_given_a_day_a_place_or_a_price(
    first: Knowledge,
) -> None:
    for event in first.all(Event):
        if event.id != "opening":
            assert not event.sessions and event.venue is None
        assert event.fee is None and event.registration is None and event.capacity is None


def test_events_and_forms_bear_the_names_that_the_notice_gives_them(first: Knowledge) -> None:
    for table in ("event", "document", "venue"):
        for record in first.tables[table].values():
            assert record.title.in_(Language.HANS).strip("“”") in NOTICE


def test_every_source_names_a_clause_that_the_notice_has(first: Knowledge) -> None:
    clauses = clauses_of(NOTICE)
    for record in first.records():
        for source in sources_of(record):
            assert source.clause is not None
            assert source.clause.in_(Language.HANS) in clauses, record.id


def test_an_event_is_named_in_the_clause_that_is_its_source(first: Knowledge) -> None:
    clauses = clauses_of(NOTICE)
    for event in first.all(Event):
        clause = event.sources[0].clause
        assert clause is not None
        assert event.title.in_(Language.HANS) in clauses[clause.in_(Language.HANS)]


def test_an_english_reader_of_the_first_edition_meets_no_chinese(first: Knowledge) -> None:
    for record in first.records():
        read_by_all = record.model_copy(
            update={"questions": ()}
        )  # each of those is in one language
        for text in texts_in(read_by_all):
            assert not has_han(text.in_(Language.EN)), text


def test_what_people_ask_for_has_names_in_chinese_and_english(first: Knowledge) -> None:
    for table in ("event", "deadline", "document", "unstated", "faq", "venue"):
        for record in first.tables[table].values():
            names = (*record.title.as_written(), *record.aliases)
            assert record.aliases
            assert {has_han(name) for name in names} == {True, False}, record.id


@pytest.mark.parametrize("edition", FILES)
def test_traditional_reads_as_it_should(edition: str) -> None:
    for record in knowledge_of(edition).records():
        for text in texts_in(record):
            assert not any(wrong in text.in_(Language.HANT) for wrong in READS_WRONG), text


def test_a_fact_that_is_said_twice_is_said_the_same(first: Knowledge) -> None:
    details = first.edition.details
    twice = {"basis": "basis", "online": "status", "safety": "safety", "publicity": "media"}
    for faq, detail in twice.items():
        found = first.find(Faq, faq)
        assert found is not None and found.answer == details[detail]


def test_what_is_not_stated_names_somebody_to_ask(first: Knowledge, museum: Knowledge) -> None:
    for knowledge in (first, museum):
        unstated = list(knowledge.tables["unstated"].values())
        assert unstated
        assert all(knowledge.find(Contact, record.contact) for record in unstated)


def test_the_museum_repeats_moves_and_calls_off(museum: Knowledge) -> None:
    def starts(id: str) -> list[str]:
        event = museum.find(Event, id)
        assert event is not None
        return [f"{each.start:%m-%d %H:%M %z}" for each in occurrences(event, museum)]

    assert starts("dockyard_tour") == [f"05-{day} 11:00 +0100" for day in (13, 15, 16)]
    # Friday sketching keeps its hour when the clocks change, and leaves out 26 March.
    assert starts("sketching")[:2] == ["03-19 17:00 +0000", "04-02 17:00 +0100"]
    assert len(starts("sketching")) == 8
    assert starts("lightship") == []
    statuses = {event.id: event.status.value for event in museum.all(Event)}
    changed = {id: status for id, status in statuses.items() if status != "scheduled"}
    assert changed == {
        "dockyard_concert": "cancelled",
        "whales": "moved",
        "conservator": "online",
        "lightship": "postponed",
    }


def test_the_museum_counts_its_deadlines(museum: Knowledge) -> None:
    due = {deadline.id: due_at(deadline, museum) for deadline in museum.all(Deadline)}

    assert {id: f"{at:%m-%d %H:%M}" for id, at in due.items()} == {
        "entries": "03-26 17:00",
        "helpers": "04-17 00:00",  # to the end of 16 April
        "proofs": "04-13 12:00",  # three days before that
        "safety": "05-06 00:00",  # to the end of 5 May: 10 May is a holiday, two days a weekend
    }


@pytest.mark.parametrize("edition", ["museum", "conference"])
def test_no_word_of_the_first_edition_is_in_another(edition: str) -> None:
    content = FILES[edition].read_text("utf-8")

    assert not any(word in content for word in ("吉林", "长春", "Jilin", "Changchun"))
