from collections.abc import AsyncIterator

import pytest

from bot.database import Database, open_database
from bot.database.tables import ObligationRow, UnitRow
from tests.databases import PostgresqlDatabases, SqliteDatabases
from tests.delivery.drafts import AT, add_chats
from tests.delivery.rig import Rig
from tests.delivery.rig import rig as rig_on


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


@pytest.fixture
async def rig(database: Database) -> AsyncIterator[Rig]:
    """A sender's surroundings, on a database of either kind."""
    async with rig_on(database) as ready:
        yield ready


@pytest.fixture
async def sqlite_rig(sqlite: SqliteDatabases) -> AsyncIterator[Rig]:
    """A sender's surroundings, on SQLite."""
    database = await open_database(sqlite.ready())
    async with rig_on(database) as ready:
        yield ready
    await database.close()


@pytest.fixture
async def postgresql_rig(postgresql: PostgresqlDatabases) -> AsyncIterator[Rig]:
    """A sender's surroundings, on PostgreSQL."""
    url = postgresql.ready()
    database = await open_database(url)
    async with rig_on(database) as ready:
        yield ready
    await database.close()
    postgresql.take_back(url)
