"""A process that is killed while it writes."""

import asyncio
import sys
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import open_database
from bot.database.tables import ChatRow

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("pairs", [1, 25])
async def test_what_was_committed_is_there_and_nothing_by_halves(
    database_url: str, pairs: int
) -> None:
    writer = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.database.writer", database_url,
        cwd=ROOT, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    assert writer.stdout is not None
    for _ in range(pairs):
        await writer.stdout.readline()
    writer.kill()
    said = [*range(1, pairs + 1), *map(int, (await writer.communicate())[0].split())]

    database = await open_database(database_url)
    async with database.writing() as session:
        addresses = set(await session.scalars(select(ChatRow.address)))
    await database.close()
    assert addresses == {-address for address in addresses}
    assert set(said) <= addresses
