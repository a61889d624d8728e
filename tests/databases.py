"""Databases to test on: files of SQLite, and a PostgreSQL server that lasts as long as the tests.

Each is made once and copied for every test, which takes milliseconds where migrating takes a tenth
of a second. A copy of PostgreSQL's is four hundred files, and so is emptied and used again.
"""

import asyncio
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Protocol

import psycopg

from bot.database import open_database

#: Debian keeps what a server needs out of the path, one folder for each version.
_DEBIAN = Path("/usr/lib/postgresql")
#: No test outlives its server, so nothing has to reach the disk.
_HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
_SERVER_NAME = "postgres"
_SQLITE = "sqlite:///"
#: TRUNCATE would make four files anew for each table, most of which hold nothing.
_EMPTY = """
DO $$
DECLARE name text;
BEGIN
    SET LOCAL session_replication_role = replica;  -- whatever refers to whatever
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences;
END $$
"""
#: For so long, in milliseconds, what a killed process was doing may still go on.
_LOCK_TIMEOUT = 10_000


class Databases(Protocol):
    """Makes databases of one kind."""

    def empty(self) -> str:
        """The URL of a new database that holds nothing."""
        ...

    def ready(self) -> str:
        """The URL of a database of today's version that nothing is in."""
        ...

    def take_back(self, url: str) -> None:
        """Be given back a ready one whose tables are as they were."""
        ...


class SqliteDatabases:
    """Databases of SQLite, each a file in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = count(1)
        self._template: Path | None = None

    def empty(self) -> str:
        """The URL of a file that is not there yet."""
        return _sqlite_url(self._folder / f"{next(self._numbers)}.db")

    def ready(self) -> str:
        """The URL of a copy of a migrated file."""
        if self._template is None:
            self._template = self._folder / "template.db"
            _migrate(_sqlite_url(self._template))
        copy = self._folder / f"{next(self._numbers)}.db"
        shutil.copyfile(self._template, copy)
        return _sqlite_url(copy)

    def take_back(self, url: str) -> None:
        """Remove the file."""
        Path(url.removeprefix(_SQLITE)).unlink()


class PostgresqlDatabases:
    """Databases of one PostgreSQL server.

    Args:
        socket: the folder of its socket.
    """

    def __init__(self, socket: Path) -> None:
        self._socket = socket
        self._numbers = count(1)
        self._is_template_made = False
        self._free: list[str] = []

    def empty(self) -> str:
        """The URL of a new database."""
        return self._create(f"test_{next(self._numbers)}", "template0")

    def ready(self) -> str:
        """The URL of a copy of a migrated database, or of one that was emptied."""
        if self._free:
            return self._free.pop()
        if not self._is_template_made:
            _migrate(self._create("ready", "template0"))
            self._is_template_made = True
        return self._create(f"test_{next(self._numbers)}", "ready")

    def take_back(self, url: str) -> None:
        """Empty it, to be used again."""
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"SET lock_timeout = {_LOCK_TIMEOUT}")
            connection.execute(_EMPTY)
        self._free.append(url)

    def _create(self, name: str, template: str) -> str:
        server = f"host={self._socket} user={_SERVER_NAME} dbname=postgres"
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
        return f"postgresql://{_SERVER_NAME}@/{name}?host={self._socket}"


def postgresql_binaries() -> Path | None:
    """The folder with initdb and postgres, of the newest version here."""
    if found := shutil.which("initdb"):
        return Path(found).parent
    versions = sorted(_DEBIAN.glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    return versions[-1].parent if versions else None


@contextmanager
def postgresql_server(binaries: Path) -> Iterator[PostgresqlDatabases]:
    """A server of its own, reached by a socket in a folder of its own."""
    # Not in pytest's folder: the server's user may not enter it, and a socket's path is short.
    folder = Path(tempfile.mkdtemp(prefix="zhouzhi-postgresql-"))
    data = folder / "data"
    options = " ".join(f"-c {option}" for option in (*_HASTE, "listen_addresses=''"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, _SERVER_NAME)
        _run(
            folder, binaries / "initdb", "-D", data, "-U", _SERVER_NAME, "-A", "trust",
            "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions",
        )  # fmt: skip
        _run(
            folder, binaries / "pg_ctl", "start", "-w", "-D", data, "-l", folder / "log",
            "-o", f"-k {folder} {options}",
        )  # fmt: skip
        try:
            yield PostgresqlDatabases(folder)
        finally:
            _run(folder, binaries / "pg_ctl", "stop", "-D", data, "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _run(folder: Path, *command: Path | str) -> None:
    """Run a program of PostgreSQL, which refuses to run as root."""
    user = _SERVER_NAME if os.geteuid() == 0 else None
    subprocess.run(command, check=True, cwd=folder, user=user, stdout=subprocess.DEVNULL)


def _sqlite_url(path: Path) -> str:
    return f"{_SQLITE}{path}"


def _migrate(url: str) -> None:
    async def migrate() -> None:
        await (await open_database(url)).close()

    # In a thread, since a test's own loop may exist already in this one.
    with ThreadPoolExecutor(1) as thread:
        thread.submit(asyncio.run, migrate()).result()
