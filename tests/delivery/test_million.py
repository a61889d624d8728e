"""However many deliveries wait, few of them are looked at: by index, never at all."""

from typing import Any

import pytest
from sqlalchemy import Executable, text
from sqlalchemy.dialects import sqlite

from bot.database import Database, open_database
from bot.delivery.model import Lane
from bot.delivery.outbox import asking, statements
from tests.databases import SqliteDatabases
from tests.delivery.drafts import AT

STATEMENTS = {
    "first_due": statements.first_due(),
    "due": statements.due(Lane.NUDGE, AT, 100).values(state="claimed"),
    "nudges_due": statements.nudges_due([1, 2, 3], AT).values(state="claimed"),
    "beginning": statements.beginning([1, 2, 3], "me"),
    "settling": statements.SETTLING,
    "giving_back": statements.giving_back("me"),
    "recovery": statements.recovery(),
    "asking_for_digests": asking.asking_for_digests(),
}
USED = {
    "first_due": "ix_delivery_waiting",
    "due": "ix_delivery_waiting",
    "nudges_due": "(recipient_id=? AND purpose=?)",
    "beginning": "INTEGER PRIMARY KEY (rowid=?)",
    "settling": "INTEGER PRIMARY KEY (rowid=?)",
    "giving_back": "ix_delivery_held",
    "recovery": "ix_delivery_held",
    "asking_for_digests": "ix_delivery_digest",
}


@pytest.mark.parametrize("name", STATEMENTS)
async def test_no_statement_reads_the_whole_table(sqlite: SqliteDatabases, name: str) -> None:
    steps = await plan_of(STATEMENTS[name], await open_database(sqlite.ready()))

    assert not [step for step in steps if step.startswith("SCAN delivery") and "INDEX" not in step]
    assert any(USED[name] in step for step in steps), steps
    assert not any("TEMP B-TREE" in step for step in steps), "sorting a million is slow"


async def plan_of(statement: Executable, database: Database) -> list[str]:
    """What SQLite is going to do, without ever having looked at how much there is of anything."""
    compiled: Any = statement.compile(  # type: ignore[attr-defined]
        dialect=sqlite.dialect(), compile_kwargs={"render_postcompile": True}
    )
    values = [compiled.params[name] for name in compiled.positiontup]
    plain = [v if isinstance(v, int | str) else str(v) for v in values]
    async with database.reading() as session:
        connection = await session.connection()
        found = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {compiled}", tuple(plain))
        steps = [row.detail for row in found]
        await session.execute(text("SELECT 1"))
    await database.close()
    return steps
