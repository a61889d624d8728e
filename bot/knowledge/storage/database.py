"""TinyDB over one knowledge file: record ids as document ids, every write whole or not at all."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

from tinydb import TinyDB
from tinydb.storages import MemoryStorage, Storage
from tinydb.table import Table

from bot.knowledge.storage.atomic import write_atomically
from bot.knowledge.validation import parse

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


class FileStorage(Storage):
    """A TinyDB storage in one JSON file, made for people to read in a diff.

    TinyDB's own one writes in place, so that a crash can leave half a file.
    """

    def __init__(self, path: Path) -> None:
        """Read and write this file; whoever writes holds its lock."""
        self.path = path

    def read(self) -> Document | None:
        """The document; None where there is no file.

        Raises:
            KnowledgeRefused: it is not JSON.
        """
        try:
            document: Document = parse(self.path.read_bytes())
        except FileNotFoundError:
            return None
        return document

    def write(self, data: Mapping[str, Mapping[str, Any]]) -> None:
        """Replace the document.

        Raises:
            OSError: it could not be written; the old one is still there.
        """
        write_atomically(self.path, serialise(data))


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
