"""The inbox in the database: updates that Telegram has forgotten and nobody has handled yet."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import JSON, Connection, Insert, bindparam, column, delete, func, select, true

from bot.database import Database
from bot.database.inserting import insert_into
from bot.database.tables import InboxRow
from bot.database.types import Id, Instant

#: How many ids one statement names; SQLite and PostgreSQL take more.
_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class KeptUpdate:
    """An update as it is kept."""

    update_id: int
    content: str  #: JSON, in ASCII, so that every database takes it
    came_at: datetime


class InboxRepository:
    """The kept updates of each bot that works on this database."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def kept(self, bot_id: int) -> list[KeptUpdate]:
        """All that are kept for a bot, in the order in which Telegram gave them."""
        query = (
            select(InboxRow.update_id, InboxRow.content, InboxRow.came_at)
            .where(InboxRow.bot_id == bot_id)
            .order_by(InboxRow.update_id)
        )
        async with self._database.reading() as session:
            return [KeptUpdate(*row) for row in await session.execute(query)]

    async def write(self, bot_id: int, *, came: Sequence[KeptUpdate], gone: Sequence[int]) -> None:
        """Keep the ones and let the others go, in one transaction, which may be repeated.

        Once this is back, no kill of the process takes it back.
        """
        if came or gone:
            await self._database.write(lambda connection: _write(connection, bot_id, came, gone))

    async def forget(self, before: datetime) -> None:
        """Delete what any bot kept before an instant: words of people whom nobody answers now."""
        async with self._database.writing() as session:
            await session.execute(delete(InboxRow).where(InboxRow.came_at < before))


def _write(
    connection: Connection, bot_id: int, came: Sequence[KeptUpdate], gone: Sequence[int]
) -> None:
    for start in range(0, len(gone), _AT_ONCE):
        of_ids = InboxRow.update_id.in_(gone[start : start + _AT_ONCE])
        connection.execute(delete(InboxRow).where(InboxRow.bot_id == bot_id, of_ids))
    if came:
        rows = [[each.update_id, each.content] for each in came]
        given = {"bot_id": bot_id, "rows": rows, "came_at": came[0].came_at}
        connection.execute(_keeping(connection.dialect.name), given)


@cache
def _keeping(dialect: str) -> Insert:
    """Writes any number of rows, given as JSON, by one statement.

    With a statement for each row, a busy process waits as often for Python's lock, which SQLite's
    driver lets go for each.
    """
    unnested = {"sqlite": func.json_each, "postgresql": func.json_array_elements}[dialect]
    row = unnested(bindparam("rows", type_=JSON)).table_valued(column("value", JSON)).c.value
    rows = select(
        bindparam("bot_id", type_=Id),
        row[0].as_string().cast(Id),
        row[1].as_string(),
        bindparam("came_at", type_=Instant),
    ).where(true())
    columns = ["bot_id", "update_id", "content", "came_at"]
    inserting = insert_into(InboxRow, dialect).from_select(columns, rows)
    statement: Insert = inserting.on_conflict_do_nothing()
    return statement
