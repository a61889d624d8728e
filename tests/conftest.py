"""What tests of every kind share."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from hypothesis import HealthCheck, settings

from bot.database import Database, open_database
from tests.databases import (
    Databases,
    PostgresqlDatabases,
    SqliteDatabases,
    postgresql_binaries,
    postgresql_server,
)
from tests.disks import CannotMount, small_disk_at

# The same examples each time, and no verdict on how fast the machine is.
settings.register_profile(
    "zhouzhi", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("zhouzhi")

_CHROMIUMS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a browser; without one the test is skipped, on a build machine it fails."""
    path = next(filter(None, map(shutil.which, _CHROMIUMS)), None)
    if path is None:
        _cannot("no Chromium here: sudo apt install chromium")
    return path


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> SqliteDatabases:
    return SqliteDatabases(tmp_path_factory.mktemp("sqlite"))


@pytest.fixture(scope="session")
def postgresql() -> Iterator[PostgresqlDatabases]:
    """A server; without its programs the test is skipped, on a build machine it fails."""
    binaries = postgresql_binaries()
    if binaries is None:
        _cannot("no PostgreSQL here: sudo apt install postgresql")
    with postgresql_server(binaries) as databases:
        yield databases


@pytest.fixture(params=["sqlite", "postgresql"])
def databases(request: pytest.FixtureRequest) -> Databases:
    """Makes databases, of either kind."""
    found: Databases = request.getfixturevalue(request.param)
    return found


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """Where an empty database of today's version is, of either kind."""
    url = databases.ready()
    yield url
    databases.take_back(url)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    """An empty database of today's version, of either kind."""
    opened = await open_database(database_url)
    yield opened
    await opened.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 4 MiB to fill; only root may have one, for anybody else the test is skipped."""
    try:
        with small_disk_at(tmp_path / "small") as folder:
            yield folder
    except CannotMount:
        pytest.skip("a disk to fill has to be mounted, which takes root")


def _cannot(reason: str) -> NoReturn:
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)
