"""Questions that lean on the last exchange of their conversation."""

from collections.abc import Sequence

import pytest

from bot.answering.answerer import Answerer
from bot.answering.model import Filters, Kind, Question, Turn
from bot.language import Language
from tests.answering.edition import BEFORE, Listener, after, knowledge_of

OPENING, CLIMATE = "event/opening", "event/climate"


def ask_in_turn(answerer: Answerer, texts: Sequence[str]) -> Turn | None:
    turn = None
    for text in texts:
        _, turn = answerer.answer(Question(text=text, now=BEFORE), turn)
    return turn


@pytest.mark.parametrize(
    ("text", "aspect"),
    [
        ("几点？", "when"),
        ("那在哪儿呢", "where"),
        ("那在哪兒呢", "where"),
        ("and when?", "when"),
        ("where is it?", "where"),
        ("要报名吗", "register"),
        ("who speaks?", "people"),
    ],
)
def test_a_question_that_names_nothing_is_about_what_was_spoken_of(
    listener: Listener, text: str, aspect: str
) -> None:
    assert listener.asked(text, after(OPENING)) == [(OPENING, aspect)]


def test_without_a_conversation_it_is_about_the_edition(listener: Listener) -> None:
    assert listener.asked("几点？") == [("edition/week", "when")]


@pytest.mark.parametrize("text", ["那气候讲座呢", "那氣候講座呢", "气候讲座呢？"])
def test_a_new_subject_is_asked_what_the_last_one_was(listener: Listener, text: str) -> None:
    assert listener.asked(text, after(OPENING, aspects=("where",))) == [(CLIMATE, "where")]


def test_a_new_subject_is_asked_about_in_english(listener: Listener) -> None:
    asked = listener.asked("what about the climate lecture?", after(OPENING))

    assert asked == [(CLIMATE, "about")]


def test_a_named_subject_takes_the_place_of_the_last(listener: Listener) -> None:
    assert listener.asked("气候讲座几点", after(OPENING)) == [(CLIMATE, "when")]


def test_several_subjects_are_followed_together(listener: Listener) -> None:
    assert listener.asked("在哪", after(OPENING, CLIMATE)) == [
        (OPENING, "where"),
        (CLIMATE, "where"),
    ]


def test_a_day_is_put_to_what_was_spoken_of(listener: Listener) -> None:
    (request,) = listener.understand("那星期二呢？", after(OPENING, aspects=("when",))).requests

    assert (request.subject, request.aspect) == (OPENING, "when")
    assert request.supposed is not None


def test_a_list_is_narrowed_further(listener: Listener) -> None:
    lectures = after(filters=Filters(kinds=("lecture",)))

    free = listener.listed("免费的呢", lectures)
    on_day = listener.listed("and on 13 June?", lectures)

    assert free == Filters(kinds=("lecture",), free=True)
    assert on_day.kinds == ("lecture",)
    assert on_day.span is not None and on_day.span.start is not None
    assert on_day.span.start.day == 13


def test_a_new_kind_takes_the_place_of_the_old(listener: Listener) -> None:
    lectures = after(filters=Filters(kinds=("lecture",), free=True))

    assert listener.listed("那工作坊呢", lectures) == Filters(kinds=("workshop",), free=True)


@pytest.mark.parametrize("text", ["有什么活动", "What events are there?", "今天有什么活动"])
def test_a_list_is_asked_anew_and_not_of_the_subject(listener: Listener, text: str) -> None:
    assert listener.asked(text, after(OPENING)) == [(None, "list")]


@pytest.mark.parametrize("text", ["机器人大赛几点", "When is the robot contest?"])
def test_an_unknown_thing_is_not_taken_for_the_last_one(listener: Listener, text: str) -> None:
    assert (OPENING, "when") not in listener.asked(text, after(OPENING))


def test_what_is_not_known_any_more_is_not_followed(listener: Listener) -> None:
    assert listener.asked("几点", after("event/withdrawn")) == [("edition/week", "when")]
    assert listener.asked("几点", after("event/withdrawn", OPENING)) == [(OPENING, "when")]


def test_a_text_without_words_is_answered_in_the_language_of_the_conversation(
    listener: Listener,
) -> None:
    english = Turn(subjects=(), aspects=(), at=BEFORE, language=Language.EN)

    assert listener.understand("👍", english).language is Language.EN
    assert listener.understand("👍").language is Language.HANS


def test_a_conversation_goes_on_through_a_change_of_subject(answerer: Answerer) -> None:
    turn = ask_in_turn(answerer, ["启动仪式什么时候", "那在哪儿呢", "那气候讲座呢"])

    assert turn is not None
    assert turn.subjects == (CLIMATE,)
    assert turn.aspects == ("where",)


@pytest.mark.parametrize("between", ["谢谢", "你好", "量子物理是什么", "去年呢"])
def test_courtesy_and_what_has_no_answer_do_not_end_a_conversation(
    answerer: Answerer, between: str
) -> None:
    turn = ask_in_turn(answerer, ["启动仪式什么时候", between])

    answer, _ = answerer.answer(Question(text="在哪", now=BEFORE), turn)

    assert answer.kind is Kind.ANSWER
    assert answer.subjects == (OPENING,)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("规则是什么", [("edition/week", "rules")]),
        ("两个的规则是什么", [(OPENING, "rules"), (CLIMATE, "rules")]),
        ("what must both wear", [(OPENING, "dress"), (CLIMATE, "dress")]),
        ("穿什么", [(OPENING, "dress"), (CLIMATE, "dress")]),
    ],
)
def test_what_none_of_several_states_is_said_once_unless_it_is_asked_of_all(
    listener: Listener, text: str, asked: list[tuple[str, str]]
) -> None:
    assert listener.asked(text, after(OPENING, CLIMATE)) == asked


def test_what_was_asked_in_vain_of_nothing_in_particular_does_not_end_a_conversation(
    answerer: Answerer,
) -> None:
    turn = ask_in_turn(answerer, ["启动仪式和气候讲座哪个先", "规则是什么"])

    answer, _ = answerer.answer(Question(text="在哪", now=BEFORE), turn)

    assert answer.subjects == (OPENING, CLIMATE)


def test_an_unknown_thing_takes_the_place_of_what_was_spoken_of(answerer: Answerer) -> None:
    turn = ask_in_turn(answerer, ["启动仪式什么时候", "机器人大赛几点"])

    answer, _ = answerer.answer(Question(text="在哪", now=BEFORE), turn)

    assert OPENING not in answer.subjects


@pytest.fixture(scope="module")
def rainy() -> Listener:
    """Hears of the science week with what is done in rain: in general, and at one event."""
    stated = {"sources": {"notice": "notice", "clause": "1"}}
    picnic = {
        **stated,
        "title": {"zh-Hans": "草坪野餐", "en": "Picnic"},
        "when": "edition",
        "details": {"weather": {"zh-Hans": "改在室内。", "en": "Indoors."}},
    }
    rain = {
        **stated,
        "title": {"zh-Hans": "下雨", "en": "Rain"},
        "questions": [{"zh-Hans": "下雨怎么办", "en": "What if it rains?"}],
        "answer": {"zh-Hans": "照常举行。", "en": "It is held."},
    }
    return Listener(knowledge_of(event={"picnic": picnic}, faq={"rain": rain}))


@pytest.mark.parametrize("text", ["what if it rains?", "下雨怎么办", "下雨怎麼辦"])
def test_what_is_stated_of_the_event_goes_before_what_is_stated_of_all(
    rainy: Listener, text: str
) -> None:
    assert rainy.asked(text, after("event/picnic")) == [("event/picnic", "weather")]
    assert ("faq/rain", "weather") in rainy.asked(text, after(OPENING))


def test_a_question_with_its_answer_is_asked_no_other_matter(rainy: Listener) -> None:
    assert rainy.asked("有吃的吗", after("faq/rain")) == [("edition/week", "food")]
    assert rainy.asked("找谁联系", after("faq/rain")) == [("faq/rain", "contact")]
