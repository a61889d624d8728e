"""INSERT with ON CONFLICT, which both databases have, each under a name of its own."""

from importlib import import_module
from typing import Any

from sqlalchemy import FromClause
from sqlalchemy.ext.asyncio import AsyncSession

from bot.database.tables import Table


def insert_into(table: type[Table] | FromClause, dialect: str) -> Any:
    """An INSERT that takes `on_conflict_do_nothing` and `on_conflict_do_update`.

    Args:
        table: into which.
        dialect: sqlite or postgresql. The other one's module, which is large, is not imported.
    """
    return import_module(f"sqlalchemy.dialects.{dialect}").insert(table)


def insert_for(session: AsyncSession, table: type[Table]) -> Any:
    """The same, for the database of a session."""
    return insert_into(table, session.get_bind().dialect.name)
