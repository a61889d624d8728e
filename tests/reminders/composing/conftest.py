"""What the tests of composing share: an office, and a unit with one contact."""

from collections.abc import AsyncIterator

import pytest

from bot.database import Database, open_database
from bot.knowledge.knowledge import Knowledge
from tests.databases import SqliteDatabases
from tests.filings.world import Person, edition
from tests.reminders.composing.office import Office

BUREAU = "长春市科学技术局"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return edition()


@pytest.fixture
async def office(sqlite: SqliteDatabases, knowledge: Knowledge) -> AsyncIterator[Office]:
    """An office of the first edition; what differs between databases is tested below it."""
    database: Database = await open_database(sqlite.ready())
    yield Office(database, knowledge)
    await database.close()


@pytest.fixture
async def bureau(office: Office) -> int:
    unit_id = await office.unit(
        BUREAU, "city_bureaus", region="长春市", en="Changchun Science and Technology Bureau"
    )
    await office.filings.sync()
    return unit_id


@pytest.fixture
async def zhang(office: Office, bureau: int) -> Person:
    """The unit's contact."""
    return await office.contact(bureau, "张伟", phone="0431-1111")
