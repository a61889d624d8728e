"""A house for each test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bot.clock import SettableClock
from bot.database import open_database
from bot.sandbox import Sandbox
from tests.databases import SqliteDatabases
from tests.e2e.conftest import DATA, NOW
from tests.handlers.house import House


@pytest.fixture
async def house(sqlite: SqliteDatabases) -> AsyncIterator[House]:
    async with opened(sqlite, DATA) as house:
        yield house


@asynccontextmanager
async def opened(sqlite: SqliteDatabases, knowledge_file: Path) -> AsyncIterator[House]:
    """A house for some edition's knowledge."""
    database = await open_database(sqlite.ready())
    async with Sandbox(clock=SettableClock(NOW, rate=0)) as sandbox:
        house = House(sandbox, database, knowledge_file)
        await house.application.initialize()
        await house.furnish()
        yield house
        await house.application.shutdown()
    await database.close()
