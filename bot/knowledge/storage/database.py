"""TinyDB over one document: record ids as document ids, and nothing written before it is checked.

TinyDB's own storage of files writes in place at every operation, so a crash, or the second of two
operations that belong together, could leave half an edit. Here it works on a draft in memory, and
the store writes the whole of it.
"""

import json
from collections.abc import Mapping
from typing import Any, NoReturn

from tinydb import TinyDB
from tinydb.storages import MemoryStorage
from tinydb.table import Table

#: Tables by name, records by id.
Document = dict[str, dict[str, Any]]


class RecordTable(Table):
    """A table whose document ids are record ids, and which hands out no cached documents.

    TinyDB's query cache gives away live objects, so that changing a result changes later ones.
    """

    document_id_class = str  # type: ignore[assignment]  # typed for numbers alone
    default_query_cache_capacity = 0

    def _get_next_id(self) -> NoReturn:
        raise ValueError("a record is inserted with its id: Document({...}, doc_id='opening')")


class KnowledgeDatabase(TinyDB):
    """TinyDB with tables of records."""

    table_class = RecordTable


def draft_of(document: Document) -> KnowledgeDatabase:
    """A database in memory alone, in which an edit can be made and looked at before it counts."""
    database = KnowledgeDatabase(storage=MemoryStorage)
    database.storage.write(document)
    return database


def document_in(database: TinyDB) -> Document:
    """The whole document that a database holds."""
    return database.storage.read() or {}


def serialise(document: Mapping[str, Mapping[str, Any]]) -> bytes:
    """The bytes of a document: UTF-8 as it is written, indented, in its own order.

    Raises:
        TypeError: something in it is not JSON; instants are written as text.
    """
    text = json.dumps(document, ensure_ascii=False, indent=2, allow_nan=False)
    # Half a character cannot be UTF-8; let it come as far as validation, which names its place.
    return (text + "\n").encode("utf-8", "surrogatepass")
