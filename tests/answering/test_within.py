"""Which field of a record says something about the words of a question."""

from typing import Any

import pytest

from bot.answering.reading import Unit, read
from bot.answering.within import telling_aspect, worded_aspect
from bot.answering.words import load_words
from bot.knowledge.records import Record
from tests.answering.edition import Listener, knowledge_of


def units(text: str) -> tuple[Unit, ...]:
    return read(text).units


def record_of(reference: str, **fields: Any) -> Record:
    table, _, id = reference.partition("/")
    titled = {"title": {"zh-Hans": "夜市", "en": "Night market"}, "sources": {"notice": "notice"}}
    record = knowledge_of(**{table: {id: {**titled, **fields}}}).get(reference)
    assert record is not None
    return record


@pytest.mark.parametrize(
    ("fields", "text", "aspect"),
    [
        ({"details": {"food": "提供早餐和咖啡。"}}, "早餐", "food"),
        ({"details": {"food": {"en": "Breakfast is served."}}}, "breakfast", "food"),
        ({"summary": "有无人机表演。"}, "无人机", "about"),
        ({"people": "林教授"}, "教授", "people"),
        ({"fee": {"text": "凭学生证半价"}}, "学生证", "fee"),
        ({"registration": {"how": "扫描二维码"}}, "二维码", "register"),
        ({"audience": {"text": "面向园艺爱好者"}}, "园艺", "audience"),
        ({"sessions": {"start": "2024-06-12", "note": "雨天改在室内"}}, "雨天", "when"),
    ],
)
def test_the_field_that_holds_the_words_tells(
    fields: dict[str, Any], text: str, aspect: str
) -> None:
    assert telling_aspect(record_of("event/market", **fields), units(text)) == aspect


def test_the_field_that_holds_most_of_the_words_goes_first() -> None:
    record = record_of("event/market", summary="有早餐。", details={"food": "早餐供应到十点。"})

    assert telling_aspect(record, units("早餐供应")) == "food"
    assert telling_aspect(record, units("有早餐")) == "about"


def test_its_name_tells_nothing() -> None:
    record = record_of("event/market", summary={"zh-Hans": "夜市在河边。", "en": "A night market."})

    assert telling_aspect(record, units("夜市")) is None
    assert telling_aspect(record, units("night market")) is None


@pytest.mark.parametrize("text", ["无人机", "", "？", "a"])
def test_words_that_it_does_not_hold_are_not_told(text: str) -> None:
    assert telling_aspect(record_of("event/market", summary="有小吃。"), units(text)) is None


def test_a_deadline_tells_by_notes_on_its_items_and_how_it_is_filed() -> None:
    due = {"due": {"on": "2024-06-28"}, "how": "加盖公章后寄来"}
    item = {"id": "chart", "title": "流程图", "note": "用彩色打印"}
    record = record_of("deadline/market", **due, items=[item])

    assert telling_aspect(record, units("公章")) == "submit_how"
    assert telling_aspect(record, units("彩色")) == "owed"


def test_a_venue_and_a_faq_tell_by_their_own_fields() -> None:
    venue = record_of("venue/market", directions="乘坐轮渡")
    faq = record_of("faq/market", answer="可以带帐篷。")

    assert telling_aspect(venue, units("轮渡")) == "directions"
    assert telling_aspect(faq, units("帐篷")) == "about"


def test_what_is_allowed_may_stand_among_rules() -> None:
    rules = {"zh-Hans": "只收现金。", "en": "Cash only."}
    fair = {
        "title": "书市",
        "kind": "market",
        "details": {"rules": rules},
        "sources": {"notice": "notice"},
    }
    record = knowledge_of(event={"fair": fair}).get("event/fair")
    assert record is not None
    words = load_words().telling

    assert worded_aspect(record, "payment", words["payment"]) == "rules"
    assert worded_aspect(record, "pets", words["pets"]) is None
    assert worded_aspect(record, "register", words["register"]) is None  # no condition of a visit


def test_what_is_asked_of_a_kind_of_which_there_are_few_is_asked_of_each() -> None:
    fairs = {
        id: {"title": title, "kind": "market", "details": details, "sources": {"notice": "notice"}}
        for id, title, details in (
            ("books", "旧书展销", {"rules": "只收现金。"}),
            ("crafts", "手作集市", {}),
        )
    }

    asked = Listener(knowledge_of(event=fairs)).asked("市集能刷卡吗")

    assert asked == [("event/books", "rules"), ("event/crafts", "payment")]
