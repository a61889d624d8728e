"""The upsert: a million drafts become rows.

SQLAlchemy's own way with the parameters of many rows takes longer than the database does. So here
it writes the statement and says how an instant and JSON are to be bound; the rest is a loop.
"""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Insert, case, false, literal_column, null
from sqlalchemy.dialects import postgresql, sqlite

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


class Upsert:
    """INSERT … ON CONFLICT for one kind of database.

    Attributes:
        statement: as its driver takes it, to be executed with many rows.
    """

    def __init__(self, dialect: Dialect) -> None:
        compiled = _statement(dialect.name).compile(dialect=dialect, column_keys=list(_GIVEN))
        assert not dialect.positional or compiled.positiontup == list(_GIVEN)
        self.statement = str(compiled)
        self._is_positional = dialect.positional
        self._bind_instant = _binding(dialect, "due_at")
        self._bind_content = _binding(dialect, "content")

    def parameters(self, drafts: Collection[Draft], now: datetime) -> list[Any]:
        """A row of parameters for each draft."""
        bound: dict[datetime | None, Any] = {None: None}  # many are due at one instant

        def instant(at: datetime | None) -> Any:
            if at not in bound:
                bound[at] = self._bind_instant(at)
            return bound[at]

        created_at = instant(now)
        rows = [
            (
                draft.purpose,
                draft.subject,
                draft.recipient_id,
                draft.rung,
                int(draft.lane),
                instant(draft.due_at),
                instant(draft.not_after_at),
                draft.obligation_id,
                draft.contact_id,
                draft.announcement_id,
                None if draft.content is None else self._bind_content(draft.content),
                created_at,
            )
            for draft in drafts
        ]
        return (
            rows if self._is_positional else [dict(zip(_GIVEN, row, strict=True)) for row in rows]
        )


def _binding(dialect: Dialect, column: str) -> Callable[[Any], Any]:
    bind = DELIVERY.c[column].type.dialect_impl(dialect).bind_processor(dialect)
    return bind or (lambda value: value)


def _word(state: State) -> ColumnElement[str]:
    return literal_column(f"'{state}'")


def _statement(dialect: str) -> Insert:
    # Words instead of parameters, which would have to be bound again for every row.
    planned, retry, withdrawn = map(_word, (State.PLANNED, State.RETRY, State.WITHDRAWN))
    insert: Any = sqlite.insert(DELIVERY) if dialect == "sqlite" else postgresql.insert(DELIVERY)
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
