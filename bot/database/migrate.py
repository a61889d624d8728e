"""Migrations: an older database becomes one of today, when the program starts."""

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.database.errors import DatabaseRefused, shown

if TYPE_CHECKING:
    from alembic.config import Config

#: The latest revision; a test holds it equal to the scripts. Alembic takes a tenth of a second to
#: import, and a database that is of today already does not need it.
HEAD = "0004"

_SCRIPTS = Path(__file__).parent / "migrations"
#: Any number, as long as it is ours: two processes that start at once take turns.
_ADVISORY_LOCK = 7_305_120_020


async def migrate(engine: AsyncEngine, to: str = HEAD) -> None:
    """Bring a database to a revision; an empty one as well.

    All of it happens in one transaction, so that a failure leaves the database as it was.

    Raises:
        DatabaseRefused: the database is of a later version than this program.
    """
    writing = engine.execution_options(zhouzhi_writes=True)
    async with engine.connect() as connection:
        if await connection.run_sync(_revision) == to:
            return
    async with writing.begin() as connection:
        await connection.run_sync(_upgrade, to)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return revision


def _upgrade(connection: Connection, to: str) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _ADVISORY_LOCK})
    config = migrations()
    revision = _revision(connection)
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if revision is not None and revision not in known:
        url = shown(connection.engine.url)
        raise DatabaseRefused(url, fix_key="error.database.later", revision=revision)
    config.attributes["connection"] = connection
    command.upgrade(config, to)


def migrations() -> "Config":
    """Alembic's configuration, for this program and for whoever writes a migration."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS))
    return config
