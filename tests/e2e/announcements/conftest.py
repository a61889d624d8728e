"""The whole bot, for tests of announcements, in which nobody waits without need."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.e2e.announcements.telling import hurry
from tests.e2e.conftest import settings_for
from tests.e2e.nudging import Zhouzhi, running

START = datetime.fromisoformat("2020-07-24T10:00+08:00")


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    hurry(monkeypatch)


@pytest.fixture
async def zhouzhi(knowledge_file: Path) -> AsyncIterator[Zhouzhi]:
    async with running(settings_for, knowledge_file, START) as zhouzhi:
        yield zhouzhi
