from pathlib import Path

import pytest

from bot.answering.words import known_ids
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read

DATA = Path(__file__).parents[2] / "data" / "knowledge.json"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read(DATA.read_bytes(), known=known_ids())
