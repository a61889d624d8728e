"""Transactions: how the rest of the program reads and writes the database."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, closing, nullcontext
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, create_async_engine

from bot.database.errors import DatabaseRefused, shown
from bot.database.migrate import migrate

#: The driver for each kind of database, whatever the URL says.
_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+psycopg"}
#: How long a writer waits for one in another process, such as an import.
_BUSY_SECONDS = 30
_WRITES = "zhouzhi_writes"


class Database:
    """Makes transactions. `open_database` opens one.

    Args:
        engine: connects; its database is of today's version.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        self._writing = engine.execution_options(**{_WRITES: True})
        # SQLite's transactions see one state by themselves; on PostgreSQL each statement sees its
        # own unless it is told otherwise. Writers are not: they lock, then look at what is there.
        is_sqlite = engine.dialect.name == "sqlite"
        one_state = {} if is_sqlite else {"isolation_level": "REPEATABLE READ"}
        self._reading = engine.execution_options(**one_state)
        # SQLite has one writer at a time; here they queue in order instead of polling its lock.
        self._turn = asyncio.Lock() if is_sqlite else nullcontext()

    @property
    def url(self) -> URL:
        """Where it is, the password included."""
        return self._engine.url

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncSession]:
        """A transaction that sees one state throughout and changes nothing."""
        async with AsyncSession(self._reading, expire_on_commit=False) as session:
            yield session

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncSession]:
        """A transaction that is committed at the end, and undone if an error leaves it."""
        async with (
            self._turn,
            AsyncSession(self._writing, expire_on_commit=False) as session,
            session.begin(),
        ):
            yield session

    async def write(self, write: Callable[[Connection], None]) -> None:
        """A transaction as `writing` makes one, from its beginning to its end in a thread.

        For what is written often, and while the process is busy: there, each step of the other one
        waits anew for its turn on the event loop. Whoever stops waiting does not stop it.
        """
        async with self._turn:
            await asyncio.to_thread(self._write, write)

    def _write(self, write: Callable[[Connection], None]) -> None:
        with self._threads.begin() as connection:
            write(connection)

    @cached_property
    def _threads(self) -> Engine:
        """As the engine, for threads: both drivers know how to wait without an event loop."""
        url = self.url
        if url.get_backend_name() != "sqlite":
            return create_engine(url, pool_pre_ping=True, hide_parameters=True)
        engine = create_engine(
            url.set(drivername="sqlite"),
            connect_args={"timeout": _BUSY_SECONDS},
            hide_parameters=True,
        )
        _listen(engine)
        return engine.execution_options(**{_WRITES: True})

    async def close(self) -> None:
        """Close every connection."""
        if "_threads" in vars(self):
            self._threads.dispose()
        await self._engine.dispose()


async def open_database(url: str) -> Database:
    """Open a database, made or brought to today's version first.

    Args:
        url: such as sqlite:///data/zhouzhi.db or postgresql://user@host/name.

    Raises:
        DatabaseRefused: it cannot be reached, or is of a later version than this program.
    """
    engine = engine_of(url)
    try:
        _make_folder(engine.url)
        await migrate(engine)
    except (DatabaseError, OSError) as error:
        await engine.dispose()
        # The lines after the first advise, and may not fit what is wrong.
        reason = str(getattr(error, "orig", None) or error).strip().partition("\n")[0]
        raise DatabaseRefused(
            shown(engine.url), fix_key="error.database.unreachable", reason=reason
        ) from None
    except DatabaseRefused:
        await engine.dispose()
        raise
    return Database(engine)


def engine_of(url: str) -> AsyncEngine:
    """What connects to a database, whatever its version.

    Raises:
        DatabaseRefused: the URL is none, or its kind of database is not known or not installed.
    """
    # An error's words go into logs, where what a person wrote has no place: hide_parameters.
    try:
        parts = make_url(url)
        parts = parts.set(drivername=_DRIVERS[parts.get_backend_name()])
        if parts.get_backend_name() != "sqlite":
            # What a lost connection leaves in the pool is not handed out.
            return create_async_engine(parts, pool_pre_ping=True, hide_parameters=True)
        engine = create_async_engine(
            parts, connect_args={"timeout": _BUSY_SECONDS}, hide_parameters=True
        )
    except (ArgumentError, KeyError, NoSuchModuleError):
        hidden = re.sub(r":[^:/@]+@", ":***@", url)
        raise DatabaseRefused(hidden, fix_key="error.database.url") from None
    except ModuleNotFoundError as error:
        raise DatabaseRefused(
            shown(parts), fix_key="error.database.driver", name=error.name
        ) from None
    _listen(engine.sync_engine)
    return engine


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)


def _make_folder(url: URL) -> None:
    """The folder of an SQLite file, which makes the file by itself."""
    if url.get_backend_name() == "sqlite" and url.database not in (None, "", ":memory:"):
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # The driver's own transactions begin at the first write, which is too late for a lock.
    connection.isolation_level = None
    try:
        with closing(connection.cursor()) as cursor:
            # FULL: a commit has reached the disk, so that no power cut takes back what was done.
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
                cursor.execute(f"PRAGMA {pragma}")
    except BaseException:
        connection.close()  # nobody else would, and its thread would keep the process alive
        raise


def _begin_sqlite(connection: Connection) -> None:
    # A writer locks at once: one that began as a reader could be refused later (SQLITE_BUSY).
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
