"""Rows of deliveries, and the records they become."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import fields
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Row, Select, select

from bot.database.tables import Table
from bot.delivery.model import Delivery, Lane, Purpose, State

DELIVERY = Table.metadata.tables["delivery"]
_CHAT = Table.metadata.tables["chat"]
#: What Telegram calls the recipient now.
ADDRESS = (
    select(_CHAT.c.address)
    .where(_CHAT.c.id == DELIVERY.c.recipient_id)
    .scalar_subquery()
    .label("address")
)
#: What a record is made of, apart from the address.
COLUMNS = tuple(DELIVERY.c[each.name] for each in fields(Delivery) if each.name != "address")
_NAMES = (*(column.name for column in COLUMNS), ADDRESS.name)
#: The most values that a statement lists: SQLite takes 32,766 parameters, PostgreSQL 65,535.
MOST_LISTED = 10_000

T = TypeVar("T")


def deliveries() -> Select[Any]:
    """Deliveries with what `record` needs; the caller says which."""
    return select(*COLUMNS, ADDRESS)


def record(row: Row[Any]) -> Delivery:
    """A row of `COLUMNS` and `ADDRESS`, in this order."""
    values = dict(zip(_NAMES, row, strict=True))
    values["purpose"] = Purpose(values["purpose"])
    values["lane"] = Lane(values["lane"])
    values["state"] = State(values["state"])
    return Delivery(**values)


def lock(*where: ColumnElement[bool]) -> Select[Any]:
    """A query after which nobody else changes these deliveries before the transaction ends.

    They are locked by id: of two transactions that change the same ones, in whatever order, the
    second waits for the first. SQLite, which has one writer at a time, needs none of it.
    """
    return select(DELIVERY.c.id).where(*where).order_by(DELIVERY.c.id).with_for_update()


def chunks(values: Iterable[T], size: int = MOST_LISTED) -> Iterator[Sequence[T]]:
    """The values in portions that a statement can list."""
    iterator = iter(values)
    while portion := tuple(islice(iterator, size)):
        yield portion
