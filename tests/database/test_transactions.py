"""Transactions: what is committed stays, what fails leaves no trace, instants are aware."""

import asyncio
from datetime import UTC, datetime, timedelta, timezone
from functools import partial

import pytest
from sqlalchemy import Connection, func, insert, select
from sqlalchemy.exc import IntegrityError, StatementError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database import Database
from bot.database.tables import ChatRow, UnitGroupRow

AT = datetime(2027, 5, 11, 1, 30, tzinfo=UTC)


def chat(address: int, *, created_at: datetime = AT) -> ChatRow:
    return ChatRow(address=address, created_at=created_at)


async def count(database: Database) -> int:
    async with database.reading() as session:
        return await session.scalar(select(func.count()).select_from(ChatRow)) or 0


async def test_what_is_written_is_read_back(database: Database) -> None:
    async with database.writing() as session:
        session.add(chat(1))

    assert await count(database) == 1


async def test_an_error_undoes_the_whole_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.writing() as session:
            session.add(chat(1))
            await session.flush()
            raise RuntimeError

    assert await count(database) == 0


async def test_a_reading_writes_nothing(database: Database) -> None:
    async with database.reading() as session:
        session.add(chat(1))
        await session.flush()

    assert await count(database) == 0


async def test_foreign_keys_are_held(database: Database) -> None:
    with pytest.raises(IntegrityError):
        async with database.writing() as session:
            session.add(UnitGroupRow(unit_id=404, group="museums"))


async def test_instants_come_back_aware_and_in_utc(database: Database) -> None:
    in_shanghai = AT.astimezone(timezone(timedelta(hours=8)))
    async with database.writing() as session:
        session.add(chat(1, created_at=in_shanghai))

    async with database.reading() as session:
        stored = await session.scalar(select(ChatRow.created_at))
    assert stored == AT
    assert stored.utcoffset() == timedelta(0)


async def test_instants_sort_as_they_pass(database: Database) -> None:
    """The texts of SQLite would not, if they kept the zones that they came with."""
    zones = (UTC, timezone(timedelta(hours=8)), timezone(timedelta(hours=-7)))
    instants = [AT + timedelta(hours=hours, microseconds=hours) for hours in range(6)]
    async with database.writing() as session:
        for number, at in reversed([*enumerate(instants)]):
            session.add(chat(number + 1, created_at=at.astimezone(zones[number % 3])))

    async with database.reading() as session:
        stored = await session.scalars(select(ChatRow.created_at).order_by(ChatRow.created_at))
        assert list(stored) == instants
        later = select(ChatRow.created_at).where(ChatRow.created_at > instants[2])
        assert set(await session.scalars(later)) == set(instants[3:])


async def test_a_naive_instant_is_refused(database: Database) -> None:
    with pytest.raises(StatementError, match="add a time zone"):
        async with database.writing() as session:
            session.add(chat(1, created_at=AT.replace(tzinfo=None)))


async def test_writers_side_by_side_lose_nothing(database: Database) -> None:
    """Each reads before it writes: on SQLite, one that locked late would be refused."""

    async def add(session: AsyncSession, address: int) -> None:
        await session.scalar(select(func.count()).select_from(ChatRow))
        await asyncio.sleep(0)
        session.add(chat(address))

    async def write(address: int) -> None:
        async with database.writing() as session:
            await add(session, address)

    await asyncio.gather(*(write(address) for address in range(1, 21)))

    assert await count(database) == 20


async def test_what_a_thread_writes_is_there_once_it_is_back(database: Database) -> None:
    def add_two(connection: Connection) -> None:
        connection.execute(insert(ChatRow), [{"address": n, "created_at": AT} for n in (1, 2)])

    await database.write(add_two)

    assert await count(database) == 2


async def test_an_error_undoes_what_a_thread_wrote(database: Database) -> None:
    def add_and_fail(connection: Connection) -> None:
        connection.execute(insert(ChatRow), {"address": 1, "created_at": AT})
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await database.write(add_and_fail)

    assert await count(database) == 0


async def test_threads_and_others_that_write_side_by_side_lose_nothing(database: Database) -> None:
    async def write(address: int) -> None:
        async with database.writing() as session:
            session.add(chat(address))

    def write_in_thread(connection: Connection, address: int) -> None:
        connection.execute(insert(ChatRow), {"address": address, "created_at": AT})

    await asyncio.gather(
        *(write(n) for n in range(10)),
        *(database.write(partial(write_in_thread, address=10 + n)) for n in range(10)),
    )

    assert await count(database) == 20


async def test_a_reader_is_not_kept_waiting_by_a_writer(database: Database) -> None:
    async with asyncio.timeout(5), database.writing() as session:
        session.add(chat(1))
        await session.flush()
        assert await count(database) == 0


async def test_a_reading_sees_one_state_throughout(database: Database) -> None:
    """Of two questions about one duty the second must not know what the first did not."""
    async with database.reading() as session:
        before = await session.scalar(select(func.count()).select_from(ChatRow))
        async with database.writing() as writer:
            writer.add(chat(1))
        after = await session.scalar(select(func.count()).select_from(ChatRow))

    assert (before, after) == (0, 0)
    assert await count(database) == 1
