"""Courtesy, and whatever else is no question."""

import pytest

from bot.language import Language
from tests.answering.edition import Listener


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("你好", "greeting"),
        ("晚上好！", "greeting"),
        ("Hello there", "greeting"),
        ("谢谢", "thanks"),
        ("謝謝你", "thanks"),
        ("thanks!", "thanks"),
        ("再见", "bye"),
        ("你是谁", "who_are_you"),
        ("你是機器人嗎", "who_are_you"),
        ("are you a bot?", "who_are_you"),
        ("help", "help"),
        ("好的", "ok"),
        ("转人工", "human"),
    ],
)
def test_courtesy_is_answered_as_such(listener: Listener, text: str, said: str) -> None:
    understanding = listener.understand(text)

    assert understanding.smalltalk == said
    assert understanding.requests == ()


@pytest.mark.parametrize(
    "text",
    [
        "你好，启动仪式几点",
        "谢谢，启动仪式几点呢",
        "hi, when is the opening?",
        "thank you! when is the opening",
        "晚上好，请问启动仪式什么时候",
    ],
)
def test_a_question_among_courtesy_is_a_question(listener: Listener, text: str) -> None:
    understanding = listener.understand(text)

    assert understanding.smalltalk is None
    assert listener.asked(text) == [("event/opening", "when")]


@pytest.mark.parametrize("text", ["", "   ", "\n\n", "\u3000"])
def test_an_empty_text_asks_for_help(listener: Listener, text: str) -> None:
    assert listener.understand(text).smalltalk == "help"


@pytest.mark.parametrize("text", ["👍", "😀😀", "？？？", "...", "🎉 !"])
def test_a_text_of_signs_alone_is_a_greeting(listener: Listener, text: str) -> None:
    assert listener.understand(text).smalltalk == "greeting"


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("启动仪式几点", Language.HANS),
        ("啟動儀式幾點", Language.HANT),
        ("When is the opening?", Language.EN),
        ("opening几点", Language.HANS),
    ],
)
def test_a_question_is_answered_in_its_language(
    listener: Listener, text: str, language: Language
) -> None:
    assert listener.understand(text).language is language


@pytest.mark.parametrize("language", Language)
def test_a_language_that_the_person_chose_goes_before_that_of_the_question(
    listener: Listener, language: Language
) -> None:
    understanding = listener.understand("启动仪式几点", language=language)

    assert understanding.language is language
    assert understanding.requests == listener.understand("启动仪式几点").requests


@pytest.mark.parametrize(
    "filling", ["很长的话，", "so it goes and goes. ", "啊", "a", "1", "😀", "（"]
)
def test_a_text_of_three_thousand_characters_is_understood_without_harm(
    listener: Listener, filling: str
) -> None:
    understanding = listener.understand((filling * 3000)[:3000])

    assert understanding.requests == ()


def test_the_question_at_the_end_of_a_long_text_is_found(listener: Listener) -> None:
    text = "我们一家人都很期待这一天的到来，" * 150 + "启动仪式几点开始？"

    assert len(text) > 2400
    assert listener.asked(text) == [("event/opening", "when")]
