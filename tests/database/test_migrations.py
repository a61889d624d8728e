"""Migrations: a database of any earlier version becomes one of today, with all that is in it."""

import asyncio
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import (
    JSON,
    Boolean,
    Connection,
    DateTime,
    Integer,
    MetaData,
    Table,
    func,
    select,
    text,
)

from bot.database import DatabaseRefused, open_database
from bot.database.database import engine_of
from bot.database.migrate import HEAD, migrate, migrations
from bot.database.tables import CONDITION, give_conditions
from bot.database.tables import Table as OurTable
from tests.databases import Databases

ROOT = Path(__file__).parents[2]
AT = datetime(2027, 5, 11, 1, 30, tzinfo=UTC)
ROWS = 3
#: Where Alembic keeps the revision; no table of ours.
_VERSION = "alembic_version"


def revisions() -> list[str]:
    """Every revision there ever was, the first one first."""
    scripts = ScriptDirectory.from_config(migrations())
    return [script.revision for script in reversed([*scripts.walk_revisions()])]


def test_the_program_knows_the_latest_revision() -> None:
    assert revisions()[-1] == HEAD


async def test_a_new_database_is_as_the_tables_say(databases: Databases) -> None:
    engine = engine_of(databases.empty())
    await migrate(engine)
    give_conditions(engine.dialect.name)

    async with engine.connect() as connection:
        differences = await connection.run_sync(
            lambda sync: compare_metadata(
                MigrationContext.configure(sync, opts={"compare_type": True}), OurTable.metadata
            )
        )
    await engine.dispose()
    assert differences == []


@pytest.mark.parametrize("revision", revisions())
async def test_what_an_earlier_version_holds_is_kept(databases: Databases, revision: str) -> None:
    engine = engine_of(databases.empty())
    await migrate(engine, to=revision)
    async with engine.begin() as connection:
        before = await connection.run_sync(fill)
    assert before

    await migrate(engine)

    async with engine.connect() as connection:
        after = await connection.run_sync(counts)
        assert await connection.run_sync(dangling) == []
    await engine.dispose()
    assert {name: count for name, count in after.items() if name in before} == before


async def test_an_index_that_holds_some_rows_alone_still_does(databases: Databases) -> None:
    engine = engine_of(databases.empty())
    for revision in revisions():  # one by one, as an installation of the first day has had them
        await migrate(engine, to=revision)

    async with engine.connect() as connection:
        conditions = await connection.run_sync(conditions_of_indexes)
    await engine.dispose()
    dialect = engine.dialect.name
    expected = {
        str(index.name): condition
        for table in OurTable.metadata.tables.values()
        for index in table.indexes
        if (condition := index.info.get(CONDITION)) is not None
    }
    assert conditions.keys() == expected.keys()
    if dialect == "sqlite":  # PostgreSQL keeps a condition in words of its own
        assert conditions == expected


async def test_to_migrate_again_changes_nothing(databases: Databases) -> None:
    url = databases.ready()

    for _ in range(2):
        await (await open_database(url)).close()

    engine = engine_of(url)
    async with engine.connect() as connection:
        assert await connection.scalar(text("SELECT version_num FROM alembic_version")) == HEAD
    await engine.dispose()


async def test_a_later_version_is_left_alone(databases: Databases) -> None:
    url = databases.ready()
    engine = engine_of(url)
    async with engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    await engine.dispose()

    with pytest.raises(DatabaseRefused) as refused:
        await open_database(url)

    assert (refused.value.fix_key, refused.value.values["revision"]) == (
        "error.database.later",
        "9999",
    )


async def test_processes_that_start_at_once_migrate_once(databases: Databases) -> None:
    url = databases.empty()
    program = "import asyncio, sys; from bot.database import open_database\n"
    program += "asyncio.run(open_database(sys.argv[1]))"
    processes = [
        await asyncio.create_subprocess_exec(sys.executable, "-c", program, url, cwd=ROOT)
        for _ in range(2)
    ]

    assert await asyncio.gather(*(process.wait() for process in processes)) == [0, 0]


def fill(connection: Connection) -> dict[str, int]:
    """Rows for every table, referring to one another where they can; how many each has."""
    for table in reflected(connection).sorted_tables:
        if table.name != _VERSION:
            rows = [row_of(table, number) for number in range(1, ROWS + 1)]
            connection.execute(table.insert(), rows)
    return {name: count for name, count in counts(connection).items() if name != _VERSION}


def row_of(table: Table, number: int) -> dict[str, Any]:
    return {column.name: value_of(column.type, number) for column in table.columns}


def value_of(kind: object, number: int) -> object:
    match kind:
        case Boolean():
            return False
        case Integer():
            return number  # of a row that is there, where it refers to one
        case DateTime():
            return AT.replace(microsecond=number)
        case JSON():
            return {"zh-Hans": "周知"}
        case _:
            return str(number)


def counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in reflected(connection).sorted_tables
    }


def dangling(connection: Connection) -> list[tuple[str, str]]:
    """The foreign keys of which a row refers to nothing."""
    return [
        (table.name, key.parent.name)
        for table in reflected(connection).sorted_tables
        for key in table.foreign_keys
        if connection.scalar(
            select(func.count()).where(
                key.parent.is_not(None), key.parent.not_in(select(key.column))
            )
        )
    ]


def conditions_of_indexes(connection: Connection) -> dict[str, str]:
    """By index that has one: which rows it holds."""
    found: dict[str, str] = {}
    for table in reflected(connection).sorted_tables:
        for index in table.indexes:
            condition = index.dialect_options[connection.dialect.name]["where"]
            if condition is not None:
                found[str(index.name)] = str(condition)
    return found


def reflected(connection: Connection) -> MetaData:
    metadata = MetaData()
    metadata.reflect(connection)
    return metadata
