"""What the tests of reminders share: the first edition, its units, and the plan made of them."""

from datetime import timedelta

import pytest

from bot.database import Database
from bot.knowledge.knowledge import Knowledge
from bot.reminders.repository import PlanRepository
from bot.reminders.service import Reminders
from bot.settings import ReminderSettings
from tests.filings.world import World, edition


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return edition()


@pytest.fixture
def world(database: Database, knowledge: Knowledge) -> World:
    return World(database, knowledge)


@pytest.fixture
async def bureau(world: World) -> int:
    """A unit that has owed the forms and the summary since yesterday."""
    world.clock.at -= timedelta(days=1)
    unit_id = await world.unit("长春市科学技术局", "city_bureaus", region="长春市")
    await world.filings.sync()
    world.clock.at += timedelta(days=1)
    return unit_id


@pytest.fixture
def reminders(world: World) -> Reminders:
    return Reminders(
        PlanRepository(world.database),
        world.clock,
        lambda: world.knowledge,
        ReminderSettings(),
    )
