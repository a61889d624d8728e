import json
import re
import tomllib
from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.compose import Composer
from bot.answering.model import Answer, Filters, Kind, Request, Understanding
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.validation import validate
from bot.language import Language
from bot.locales import Texts
from tests.answering.compose.conftest import ALL_TEXTS, BEFORE, Desk, days, record, said

Catalogues = Mapping[Language, Texts]

ROOT = Path(__file__).parents[3]
EDITIONS = (ROOT / "data" / "knowledge.json", ROOT / "tests/editions/museum/knowledge.json")
ASPECTS = sorted(tomllib.loads((ROOT / "bot/answering/words/aspects.toml").read_text("utf-8")))
#: A placeholder that was not filled in, or a key that has no text.
LEAKED = re.compile(r"[{}]|answering\.|\bNone\b")


@cache
def edition(path: Path) -> tuple[Knowledge, Composer]:
    knowledge = validate(json.loads(path.read_text("utf-8")), version="1")
    return knowledge, Composer(knowledge, ALL_TEXTS)


@cache
def references(path: Path) -> list[str]:
    return [reference(each) for each in edition(path)[0].records()]


def check(answer: Answer) -> None:
    assert answer.statements
    for statement in answer.statements:
        assert statement.text.strip()
        assert not LEAKED.search(statement.text + (statement.heading or "")), statement
    assert not any(LEAKED.search(each.label) for each in answer.suggestions)
    if answer.kind is Kind.ANSWER:
        assert all(statement.sources for statement in answer.statements)


@given(st.data(), st.sampled_from(EDITIONS), st.sampled_from(list(Language)))
def test_any_aspect_of_any_record_is_answered_with_its_source(
    data: st.DataObject, path: Path, language: Language
) -> None:
    knowledge, composer = edition(path)
    subject = data.draw(st.sampled_from(references(path)))
    aspects = data.draw(
        st.lists(st.sampled_from([*ASPECTS, "unknown", "no-such-aspect"]), min_size=1, max_size=3)
    )
    start = knowledge.edition.starts_on
    noon = datetime(start.year, start.month, start.day, 12, tzinfo=knowledge.zone)
    now = noon + timedelta(days=data.draw(st.integers(-120, 120)))
    requests = tuple(Request(aspect=aspect, subject=subject) for aspect in aspects)

    answer = composer.compose(Understanding(language=language, requests=requests), now=now)

    check(answer)
    assert answer.kind in (Kind.ANSWER, Kind.NOT_STATED)
    assert answer.language is language


@given(st.data(), st.sampled_from(EDITIONS), st.sampled_from(list(Language)))
def test_any_filters_are_answered(data: st.DataObject, path: Path, language: Language) -> None:
    knowledge, composer = edition(path)
    start = knowledge.edition.starts_on
    noon = datetime(start.year, start.month, start.day, 12, tzinfo=knowledge.zone)
    span = days(start + timedelta(days=data.draw(st.integers(-9, 9))), data.draw(st.integers(1, 9)))
    filters = data.draw(
        st.builds(
            Filters,
            span=st.sampled_from([None, span]),
            venues=st.sampled_from([(), ("museum",), ("nowhere",)]),
            audiences=st.sampled_from([(), ("children",), ("seniors", "students")]),
            kinds=st.sampled_from([(), ("lecture",), ("contest", "concert")]),
            free=st.sampled_from([None, True, False]),
            statuses=st.sampled_from([(), ("cancelled",)]),
            happening=st.booleans(),
            upcoming=st.booleans(),
            age_years=st.sampled_from([None, 7]),
            registration=st.sampled_from([None, True]),
            rooms=st.sampled_from([(), ("hall a",)]),
            languages=st.sampled_from([(), ("mandarin", "普通话")]),
        )
    )
    request = Request(aspect=data.draw(st.sampled_from(ASPECTS)), filters=filters)

    answer = composer.compose(Understanding(language=language, requests=(request,)), now=noon)

    check(answer)


def test_nothing_of_another_language_is_said_where_everything_is_translated(
    texts: Catalogues,
) -> None:
    answer = Desk(texts).ask(Request(aspect="about", subject="venue/tower"), language="en")

    assert not re.search("[\u4e00-\u9fff]", said(answer))


def test_what_is_stated_comes_before_what_is_not(texts: Catalogues) -> None:
    event = record(sessions={"start": "2024-06-10T10:00"})

    answer = Desk(texts, event={"talk": event}).ask(
        Request(aspect="fee", subject="event/talk"), Request(aspect="when", subject="event/talk")
    )

    assert answer.kind is Kind.ANSWER
    assert [(each.heading, each.text.split("\n")[0]) for each in answer.statements] == [
        ("讲座", "时间：6月10日（周一）上午10:00"),
        (None, "通知里没有写费用。"),
    ]


def test_whom_to_ask_is_said_once_for_several_things(texts: Catalogues) -> None:
    answer = Desk(texts, event={"talk": record()}).ask(
        *(Request(aspect=aspect, subject="event/talk") for aspect in ("fee", "when", "parking"))
    )

    assert said(answer).count("555 0100") == 1


PHONES = {"lift": "555 0101", "guide": "555 0102", "keeper": "555 0103"}


def contact(id: str, *topics: str) -> dict[str, Any]:
    return {id: record(title=id, phones=[PHONES[id]], topics=topics)}


@pytest.mark.parametrize(
    ("event", "aspect", "expected"),
    [
        ({}, "dress", ["555 0100"]),
        ({}, "access", [PHONES["lift"]]),
        ({"contact": "guide"}, "dress", [PHONES["guide"]]),
        ({"contact": "guide"}, "access", [PHONES["lift"]]),
        ({"venue": "tower"}, "dress", [PHONES["keeper"]]),
        ({"venue": "tower"}, "access", [PHONES["lift"], PHONES["keeper"]]),
    ],
)
def test_whoever_answers_for_the_matter_or_the_place_is_named(
    texts: Catalogues, event: dict[str, Any], aspect: str, expected: list[str]
) -> None:
    desk = Desk(
        texts,
        event={"talk": record(**event)},
        contact=contact("lift", "access") | contact("guide") | contact("keeper", "venue/tower"),
    )

    text = desk.say(aspect, "event/talk", "en")

    assert re.findall(r"555 \d+", text) == expected


def test_something_unstated_is_said_to_be(texts: Catalogues) -> None:
    desk = Desk(texts, unstated={"hotel": record(title={"zh-Hans": "酒店", "en": "Hotels"})})

    answer = desk.ask(Request(aspect="about", subject="unstated/hotel"), language="en")

    assert answer.kind is Kind.NOT_STATED
    assert said(answer).startswith("The notice does not say anything about “Hotels”.\nPlease ask")


def test_a_faq_answers_whatever_was_asked(texts: Catalogues) -> None:
    desk = Desk(texts, faq={"rain": record(title="下雨", answer="下雨照常。")})

    assert desk.say("weather", "faq/rain") == "下雨照常。"
    assert desk.say("unknown", "faq/rain") == "下雨照常。"


def test_another_year_is_not_known(texts: Catalogues) -> None:
    answer = Desk(texts).ask(
        Request(aspect="when", subject="edition/fair"), language="en", other_years=(2023,)
    )

    assert answer.kind is Kind.NOT_STATED
    assert "I only know about 2024 (Lighthouse Fair), not about 2023." in said(answer)


def test_candidates_become_buttons_that_ask_the_same_of_each(texts: Catalogues) -> None:
    events = {"one": record(title="甲"), "two": record(title="乙")}

    answer = Desk(texts, event=events).ask(
        Request(aspect="where"), candidates=("event/one", "event/two", "event/none")
    )

    assert answer.kind is Kind.CLARIFY
    assert [(each.label, each.aspect, each.subject) for each in answer.suggestions] == [
        ("甲", "where", "event/one"),
        ("乙", "where", "event/two"),
    ]


def test_a_single_candidate_is_asked_back(texts: Catalogues) -> None:
    answer = Desk(texts, event={"one": record()}).ask(candidates=("event/one",))

    assert said(answer) == "您问的是这个吗？"


def test_long_names_that_begin_alike_can_be_told_apart_on_buttons(texts: Catalogues) -> None:
    events = {
        "one": record(title="二〇二四年第一届海边灯塔节全体参与单位活动项目备案表"),
        "two": record(title="二〇二四年第一届海边灯塔节全体参与单位开放场所备案表"),
    }

    answer = Desk(texts, event=events).ask(candidates=("event/one", "event/two"))

    assert [each.label for each in answer.suggestions] == [
        "二〇二四年第…全体参与单位活动项目备案表",
        "二〇二四年第…全体参与单位开放场所备案表",
    ]


def test_a_body_that_is_also_a_place_has_its_telephone(texts: Catalogues) -> None:
    named = record(title={"zh-Hans": "灯塔", "en": "Tower"})
    tower = record(title=named["title"], phones=["555 0199"])
    desk = Desk(texts, organisation={"tower": named}, venue={"tower": tower})

    answer = desk.ask(Request(aspect="contact", subject="organisation/tower"))

    assert answer.kind is Kind.ANSWER
    assert "555 0199" in said(answer)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("id", ["greeting", "thanks", "human", "an-id-of-tomorrow"])
def test_small_talk_is_answered_in_kind(texts: Catalogues, id: str, language: Language) -> None:
    answer = Desk(texts).ask(smalltalk=id, language=language)

    check(answer)
    assert answer.kind is Kind.SMALLTALK
    assert answer.suggestions


def test_a_record_that_is_gone_is_outside(texts: Catalogues) -> None:
    answer = Desk(texts).ask(Request(aspect="when", subject="event/gone"))

    assert answer.kind is Kind.OUTSIDE
    assert answer.suggestions


def test_every_suggestion_leads_to_something_stated(texts: Catalogues) -> None:
    event = record(sessions={"start": "2024-06-10T10:00"}, venue="tower", fee={"free": True})
    desk = Desk(texts, event={"talk": event})
    offered = desk.ask(Request(aspect="people", subject="event/talk")).suggestions

    answers = [desk.ask(Request(aspect=each.aspect, subject=each.subject)) for each in offered]

    assert len(answers) == 3
    assert {answer.kind for answer in answers} == {Kind.ANSWER}


@pytest.mark.parametrize("path", EDITIONS, ids=lambda path: path.parent.name)
@pytest.mark.parametrize("language", list(Language))
def test_a_conversation_starts_with_questions_that_have_answers(
    path: Path, language: Language
) -> None:
    knowledge, composer = edition(path)
    start = knowledge.edition.starts_on
    now = datetime(start.year, start.month, start.day, tzinfo=knowledge.zone) - timedelta(days=60)

    starters = composer.starters(language, now)

    assert 4 <= len(starters) <= 6
    for each in starters:
        requests = (Request(aspect=each.aspect, subject=each.subject),)
        answer = composer.compose(Understanding(language=language, requests=requests), now=now)
        assert answer.kind is Kind.ANSWER
        assert len(each.label) <= 40


def test_confidence_passes_through(texts: Catalogues) -> None:
    answer = Desk(texts).ask(
        Request(aspect="when", subject="edition/fair"), confidence=0.7, now=BEFORE
    )

    assert answer.confidence == 0.7
