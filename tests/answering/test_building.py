"""From an edition's knowledge to the answerer that the settings ask for."""

from collections.abc import Mapping

import pytest

from bot.answering.meanings import is_installed
from bot.answering.model import Kind, Question
from bot.building import AnswererBuilder
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from bot.settings import Embeddings, SettingRefused
from tests.answering.edition import BEFORE

Catalogues = Mapping[Language, Texts]
QUESTION = Question(text="启动仪式几点", now=BEFORE)


def test_embeddings_that_are_switched_off_are_not_used(week: Knowledge, texts: Catalogues) -> None:
    build = AnswererBuilder(texts, Embeddings.OFF)

    assert not build.uses_embeddings
    assert build(week).answer(QUESTION)[0].kind is Kind.ANSWER


def test_embeddings_are_used_if_they_are_installed(texts: Catalogues) -> None:
    assert AnswererBuilder(texts, Embeddings.AUTO).uses_embeddings is is_installed()


def test_embeddings_that_are_wanted_and_absent_are_refused(
    texts: Catalogues, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.building.is_installed", lambda: False)

    with pytest.raises(SettingRefused, match="embeddings"):
        AnswererBuilder(texts, Embeddings.ON)
    assert not AnswererBuilder(texts, Embeddings.AUTO).uses_embeddings


def test_a_question_that_names_its_subject_waits_for_no_model(
    week: Knowledge, texts: Catalogues
) -> None:
    answer, _ = AnswererBuilder(texts, Embeddings.AUTO, warm=False)(week).answer(QUESTION)

    assert answer.kind is Kind.ANSWER
    assert answer.subjects == ("event/opening",)


def test_each_version_of_the_knowledge_gets_an_answerer_of_its_own(
    week: Knowledge, texts: Catalogues
) -> None:
    build = AnswererBuilder(texts, Embeddings.OFF)

    assert build(week) is not build(week)
