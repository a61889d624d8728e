"""A house for each test."""

from collections.abc import AsyncIterator

import pytest

from bot.clock import SettableClock
from bot.database import open_database
from bot.sandbox import Sandbox
from tests.databases import SqliteDatabases
from tests.e2e.conftest import DATA, NOW
from tests.handlers.house import House


@pytest.fixture
async def house(sqlite: SqliteDatabases) -> AsyncIterator[House]:
    database = await open_database(sqlite.ready())
    async with Sandbox(clock=SettableClock(NOW, rate=0)) as sandbox:
        house = House(sandbox, database, DATA)
        await house.application.initialize()
        await house.furnish()
        yield house
        await house.application.shutdown()
    await database.close()
