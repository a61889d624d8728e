"""The knowledge of one edition: all its records, validated and immutable."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar
from zoneinfo import ZoneInfo

from bot.knowledge.records import (
    Contact,
    Deadline,
    Document,
    Edition,
    Event,
    Faq,
    Notice,
    Organisation,
    Record,
    Term,
    Unstated,
    Venue,
)

R = TypeVar("R", bound=Record)

#: The tables in the order in which one thing is preferred over another of the same name.
_CLASSES: dict[type[Record], str] = {
    Edition: "edition",
    Event: "event",
    Deadline: "deadline",
    Venue: "venue",
    Document: "document",
    Contact: "contact",
    Organisation: "organisation",
    Faq: "faq",
    Unstated: "unstated",
    Notice: "notice",
    Term: "term",
}


@dataclass(frozen=True, eq=False)
class Knowledge:
    """What is known, at one version of the file; equal to itself alone.

    A record is named across tables by its reference, `table/id`, such as `event/opening`.
    """

    tables: Mapping[str, Mapping[str, Record]]
    version: str  #: changes whenever the file's content does

    @cached_property
    def edition(self) -> Edition:
        """The edition itself."""
        return next(iter(self.all(Edition)))

    @cached_property
    def zone(self) -> ZoneInfo:
        """The edition's time zone."""
        return ZoneInfo(self.edition.zone)

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every record of a kind, in the order of the file."""
        for record in self.tables.get(_CLASSES[kind], {}).values():
            assert isinstance(record, kind)
            yield record

    def find(self, kind: type[R], id: str | None) -> R | None:
        """The record of that kind with that id, if there is one."""
        record = self.tables.get(_CLASSES[kind], {}).get(id) if id is not None else None
        assert record is None or isinstance(record, kind)
        return record

    def get(self, reference: str) -> Record | None:
        """The record with this reference, if there is one."""
        table, _, id = reference.partition("/")
        return self.tables.get(table, {}).get(id)

    def records(self) -> Iterator[Record]:
        """Every record of every table."""
        for table in self.tables.values():
            yield from table.values()


def reference(record: Record) -> str:
    """The name of a record across tables, such as `event/opening`."""
    return f"{_CLASSES[type(record)]}/{record.id}"
