"""What the tests of announcements share."""

from collections.abc import AsyncIterator

import pytest

from bot.database import Database, open_database
from bot.knowledge.knowledge import Knowledge
from tests.broadcasts import office as offices
from tests.broadcasts.office import Office
from tests.databases import SqliteDatabases


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return offices.knowledge()


@pytest.fixture
def office(database: Database, knowledge: Knowledge) -> Office:
    """On either kind of database."""
    return Office(database, knowledge)


@pytest.fixture
async def sqlite_office(sqlite: SqliteDatabases, knowledge: Knowledge) -> AsyncIterator[Office]:
    """Where the kind of database changes nothing."""
    database = await open_database(sqlite.ready())
    yield Office(database, knowledge)
    await database.close()
