"""The upsert: a million drafts become rows.

SQLAlchemy's own way with the parameters of many rows takes longer than the database does. So here
it writes the statement for one row, and says how an instant and JSON are to be bound; the rest are
loops.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Insert, case, false, literal_column, null
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.database.inserting import insert_into
from bot.delivery.model import Draft, State
from bot.delivery.outbox.rows import DELIVERY

_KEY = ("purpose", "subject", "recipient_id", "rung")
_REPLACED = ("lane", "not_after_at", "obligation_id", "contact_id", "announcement_id", "content")
#: What a draft gives, in the table's order.
_GIVEN = (
    *_KEY,
    "lane",
    "due_at",
    "not_after_at",
    "obligation_id",
    "contact_id",
    "announcement_id",
    "content",
    "created_at",
)


#: Instants whose binding is remembered: a plan has few, of which many deliveries are due at each.
_INSTANTS = 10_000
#: How each kind of driver takes parameters by their order.
_PARAMSTYLES = {"sqlite": "qmark", "postgresql": "format"}


class Upsert:
    """INSERT … ON CONFLICT for one kind of database."""

    def __init__(self, dialect: Dialect) -> None:
        by_order = type(dialect)(paramstyle=_PARAMSTYLES[dialect.name])  # type: ignore[call-arg]
        compiled = _statement(dialect.name).compile(dialect=by_order, column_keys=list(_GIVEN))
        assert compiled.positiontup == list(_GIVEN)
        self._head, _, rest = str(compiled).partition(" VALUES ")
        self._row, _, self._tail = rest.partition(" ON CONFLICT ")
        # A statement with all rows takes SQLite half the time of one statement for each; psycopg
        # takes twice as long to read it as to hand over the rows.
        self._is_one_statement = dialect.name == "sqlite"
        self._bind_instant = lru_cache(_INSTANTS)(_binding(by_order, "due_at"))
        self._bind_content = _binding(by_order, "content")

    async def write(
        self, connection: AsyncConnection, drafts: Collection[Draft], now: datetime
    ) -> None:
        """Write a few hundred drafts, no two with one key."""
        rows = self._rows(drafts, now)
        if self._is_one_statement:
            values = tuple(chain.from_iterable(rows))
            await connection.exec_driver_sql(self._statement(len(rows)), values)
        else:
            await connection.exec_driver_sql(self._statement(1), rows)

    def _statement(self, count: int) -> str:
        """The statement for so many rows."""
        rows = ", ".join([self._row] * count)
        return f"{self._head} VALUES {rows} ON CONFLICT {self._tail}"

    def _rows(self, drafts: Collection[Draft], now: datetime) -> list[tuple[Any, ...]]:
        """What each draft gives, as the driver takes it."""
        instant, content = self._bind_instant, self._bind_content
        created_at = instant(now)
        return [
            (
                # An enum is no plain text, and a driver takes long to find out what to do with it.
                str(draft.purpose),
                draft.subject,
                draft.recipient_id,
                draft.rung,
                int(draft.lane),
                instant(draft.due_at),
                instant(draft.not_after_at),
                draft.obligation_id,
                draft.contact_id,
                draft.announcement_id,
                None if draft.content is None else content(draft.content),
                created_at,
            )
            for draft in drafts
        ]


@lru_cache(maxsize=4)
def upsert_for(dialect: Dialect) -> Upsert:
    """The upsert of an engine's dialect; writing it takes milliseconds, each filing needs one."""
    return Upsert(dialect)


def _binding(dialect: Dialect, column: str) -> Callable[[Any], Any]:
    bind = DELIVERY.c[column].type.dialect_impl(dialect).bind_processor(dialect)
    return bind or (lambda value: value)


def _word(state: State) -> ColumnElement[str]:
    return literal_column(f"'{state}'")


def _statement(dialect: str) -> Insert:
    # Words instead of parameters, which would have to be bound again for every row.
    planned, retry, withdrawn = map(_word, (State.PLANNED, State.RETRY, State.WITHDRAWN))
    insert = insert_into(DELIVERY, dialect)
    new, old = insert.excluded, DELIVERY.c
    is_retry, was_withdrawn = old.state == retry, old.state == withdrawn
    upsert: Insert = (
        insert.inline()
        .values(state=planned, attempts=literal_column("0"), is_repeat=false())
        .on_conflict_do_update(
            index_elements=_KEY,
            set_={
                "due_at": case(
                    (is_retry & (old.due_at > new.due_at), old.due_at), else_=new.due_at
                ),
                "state": case((is_retry, retry), else_=planned),
                "attempts": case((was_withdrawn, literal_column("0")), else_=old.attempts),
                "reason": case((was_withdrawn, null()), else_=old.reason),
                **{name: new[name] for name in _REPLACED},
            },
            where=(old.state == planned) | is_retry | was_withdrawn,
        )
    )
    return upsert
