"""What the tests of answering share: a small edition, and somebody who listens to questions."""

from collections.abc import Mapping

import pytest

from bot.answering.answerer import Answerer
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts, load_texts
from tests.answering.edition import Listener, knowledge_of


@pytest.fixture(scope="session")
def texts() -> Mapping[Language, Texts]:
    """The words of every language."""
    return load_texts()


@pytest.fixture(scope="session")
def week() -> Knowledge:
    """The small science week."""
    return knowledge_of()


@pytest.fixture(scope="session")
def listener(week: Knowledge) -> Listener:
    """Somebody who understands questions about the science week."""
    return Listener(week)


@pytest.fixture(scope="session")
def answerer(week: Knowledge, texts: Mapping[Language, Texts]) -> Answerer:
    """An answerer about the science week, without embeddings."""
    return Answerer(week, texts)
