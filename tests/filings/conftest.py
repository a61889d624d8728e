"""What the tests of filings share: the first edition, with one of its units."""

import pytest

from bot.database import Database
from bot.knowledge.knowledge import Knowledge
from tests.filings.world import World, edition


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return edition()


@pytest.fixture
def world(database: Database, knowledge: Knowledge) -> World:
    return World(database, knowledge)


@pytest.fixture
async def bureau(world: World) -> int:
    """A unit that owes the forms and the summary."""
    unit_id = await world.unit("长春市科学技术局", "city_bureaus", region="长春市")
    await world.filings.sync()
    return unit_id
