import json
import multiprocessing
from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from bot.knowledge.storage import KnowledgeStore
from tests.knowledge.documents import document
from tests.knowledge.storage import writers


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A good knowledge file in a folder of its own."""
    file = tmp_path / "knowledge.json"
    file.write_text(json.dumps(document(), ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    return file


@pytest.fixture
def store(path: Path) -> KnowledgeStore:
    """A store of that file, loaded."""
    loaded = KnowledgeStore(path)
    loaded.load()
    return loaded


@pytest.fixture(scope="session")
def processes() -> ForkServerContext:
    """Processes that start at once, with the code they need imported."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([writers.__name__])
    return context
