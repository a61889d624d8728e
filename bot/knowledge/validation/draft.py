"""Draft: what is known of a document while it is being checked."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from zoneinfo import ZoneInfo

from bot.knowledge.records import TABLES, Edition, Record, Term

R = TypeVar("R", bound=Record)

#: Ids that the program knows by itself, by "aspect", "kind" and "audience".
KnownIds = Mapping[str, frozenset[str]]

_TABLE_OF: Mapping[type[Record], str] = {model: table for table, model in TABLES.items()}


@dataclass(frozen=True)
class Draft:
    """The records that could be read, and the ids of all, so that one fault is not two."""

    document: Mapping[str, Any]
    records: Mapping[str, Mapping[str, Record]]
    ids: Mapping[str, frozenset[str]]  #: by table, those of refused records too
    zone: ZoneInfo
    known: KnownIds | None = None

    def all(self, kind: type[R]) -> Iterator[R]:
        """Every readable record of a kind."""
        for record in self.records.get(_TABLE_OF[kind], {}).values():
            assert isinstance(record, kind)
            yield record

    @property
    def edition(self) -> Edition | None:
        """The edition, where there is exactly one and it could be read."""
        found = list(self.all(Edition))
        return found[0] if len(found) == 1 else None

    def name(self, record: Record) -> str:
        """How a record is named in a problem, such as `event[opening]`."""
        return f"{_TABLE_OF[type(record)]}[{record.id}]"

    def terms(self, of: str) -> frozenset[str]:
        """Ids of the words that the edition itself adds, for aspects, kinds or audiences."""
        return frozenset(term.id for term in self.all(Term) if term.of == of)
