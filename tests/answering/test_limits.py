"""To whom something applies: told with it, and heeded where somebody says who they are."""

from collections.abc import Mapping

import pytest

from bot.answering.answerer import Answerer
from bot.answering.model import Question
from bot.language import Language
from bot.locales import Texts
from tests.answering.edition import BEFORE, Listener, knowledge_of

_STATED = {"notice": "notice", "clause": "1"}
SCHOOLS = {"zh-Hans": "各中小学", "en": "Schools of the town"}
CLINICS = {"zh-Hans": "各诊所", "en": "Clinics of the town"}
ANYBODY = {"zh-Hans": "所有参加者", "en": "Everybody who takes part"}
#: A deadline for schools, one for clinics, and one for everybody.
DIVIDED = {
    "plan": {
        "title": {"zh-Hans": "活动方案", "en": "Draft outline"},
        "due": {"at": "2024-06-05T17:00"},
        "applies_to": SCHOOLS,
        "sources": _STATED,
    },
    "booth": {
        "title": {"zh-Hans": "展台申请", "en": "Booth request"},
        "due": {"at": "2024-06-06T17:00"},
        "applies_to": CLINICS,
        "sources": _STATED,
    },
    "summary": {
        "title": {"zh-Hans": "总结报告", "en": "Summary"},
        "due": {"on": "2024-06-28"},
        "applies_to": ANYBODY,
        "sources": _STATED,
    },
}
CHECKUP = {
    "title": {"zh-Hans": "义诊", "en": "Health check"},
    "sessions": {"start": "2024-06-12T09:00"},
    "fee": {"free": True},
    "audience": {"text": {"zh-Hans": "60岁以上居民", "en": "residents over 60"}},
    "sources": _STATED,
}
PLAN, BOOTH, SUMMARY = "deadline/plan", "deadline/booth", "deadline/summary"


@pytest.fixture(scope="module")
def divided() -> Listener:
    return Listener(knowledge_of(deadline=DIVIDED, event={"checkup": CHECKUP}))


def told(texts: Mapping[Language, Texts], deadlines: Mapping[str, object], text: str) -> str:
    answer, _ = Answerer(knowledge_of(deadline=deadlines), texts).answer(
        Question(text=text, now=BEFORE)
    )
    return "\n".join(statement.text for statement in answer.statements)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("When is the draft outline due?", "Schools of the town"),
        ("活动方案什么时候交", "各中小学"),
        ("活動方案幾號截止", "各中小學"),
    ],
)
def test_a_deadline_is_told_with_those_it_applies_to(
    texts: Mapping[Language, Texts], text: str, limit: str
) -> None:
    assert limit in told(texts, DIVIDED, text)


def test_what_holds_for_all_deadlines_alike_is_not_told_with_each(
    texts: Mapping[Language, Texts],
) -> None:
    alike = {id: {**fields, "applies_to": SCHOOLS} for id, fields in DIVIDED.items()}

    assert "Schools" not in told(texts, alike, "When is the draft outline due?")


def test_who_says_who_they_are_is_told_to_whom_it_applies(
    texts: Mapping[Language, Texts],
) -> None:
    alike = {id: {**fields, "applies_to": SCHOOLS} for id, fields in DIVIDED.items()}

    said = told(texts, alike, "We are a company. When is the draft outline due?")

    assert "5 June" in said and "Schools of the town" in said


@pytest.mark.parametrize(
    "text",
    [
        "By when does a clinic have to file?",
        "We are a clinic. By when do we have to file?",
        "诊所什么时候报送？",
        "我们是诊所，什么时候报送？",
    ],
)
def test_what_is_for_others_is_left_out(divided: Listener, text: str) -> None:
    assert {subject for subject, _ in divided.asked(text)} == {BOOTH, SUMMARY}


def test_what_is_asked_next_is_asked_by_the_same(divided: Listener) -> None:
    assert {subject for subject, _ in divided.asked("诊所要报送什么，什么时候截止？")} == {
        BOOTH,
        SUMMARY,
    }


def test_whom_no_deadline_names_is_told_of_all(divided: Listener) -> None:
    subjects = {subject for subject, _ in divided.asked("By when does a company have to file?")}

    assert subjects == {PLAN, BOOTH, SUMMARY}


@pytest.mark.parametrize(
    "text",
    [
        "Can I take part in the health check?",
        "I am 30 years old. Can I join the health check?",
        "我奶奶70岁，能参加义诊吗",
        "能參加義診嗎",
    ],
)
def test_who_may_come_is_answered_with_whom_it_is_for(divided: Listener, text: str) -> None:
    assert {aspect for _, aspect in divided.asked(text)} <= {"audience", "age"}


def test_whether_one_has_to_register_is_not(divided: Listener) -> None:
    assert divided.asked("义诊要报名吗") == [("event/checkup", "register")]


@pytest.mark.parametrize(
    "text",
    [
        "Is the health check free for students?",
        "I am 30 years old. Is the health check free?",
        "Is the health check free? My son is 10 years old.",
        "义诊对学生免费吗",
        "我妈72岁，义诊要钱吗",
        "義診免費嗎，我兒子十歲",
    ],
)
def test_what_it_costs_somebody_is_told_with_whom_it_is_for(divided: Listener, text: str) -> None:
    (fee, limit) = divided.asked(text)

    assert fee == ("event/checkup", "fee")
    assert limit in [("event/checkup", "audience"), ("event/checkup", "age")]


def test_what_it_costs_is_told_alone_where_nobody_is_spoken_of(divided: Listener) -> None:
    assert divided.asked("Is the health check free?") == [("event/checkup", "fee")]


@pytest.mark.parametrize("text", ["I am a musician. Where do I park?", "我是音乐家，在哪停车"])
def test_who_somebody_is_names_nothing(divided: Listener, text: str) -> None:
    assert divided.asked(text) == [("venue/museum", "parking")]
