import pytest

from bot.database import Database
from bot.database.tables import ObligationRow, UnitRow
from tests.delivery.drafts import AT, add_chats


@pytest.fixture
async def filled(database: Database) -> Database:
    """A database, of either kind, with ten chats."""
    await add_chats(database, 10)
    return database


@pytest.fixture
async def owing(filled: Database) -> Database:
    """As `filled`, with the obligations 1 and 2."""
    async with filled.writing() as session:
        session.add(UnitRow(id=1, key="a", name={"en": "A"}, created_at=AT))
        await session.flush()
        session.add_all(
            ObligationRow(id=id_, unit_id=1, deadline=f"d{id_}", created_at=AT) for id_ in (1, 2)
        )
    return filled
