"""What is run in processes of its own: writers, some of which come to a bad end."""

import resource
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from tinydb import TinyDB
from tinydb.table import Document

from bot.knowledge.records import Event
from bot.knowledge.storage import KnowledgeNotWritten, KnowledgeStore
from tests.knowledge.documents import SOURCE


def capacity(store: KnowledgeStore) -> int:
    """The number that the writers raise."""
    opening = store.knowledge.find(Event, "opening")
    assert opening is not None
    return opening.capacity or 0


def count_up(path: Path, told: Connection) -> None:
    """Raise the capacity by one, again and again, and tell each that was saved."""
    store = KnowledgeStore(path, keep_versions=3)
    store.load()
    while True:
        store.update("event/opening", {"capacity": capacity(store) + 1})
        told.send(capacity(store))


def add_events(path: Path, name: str, count: int) -> None:
    """Add events, each by an edit of its own."""
    store = KnowledgeStore(path, keep_versions=3)
    store.load()
    for number in range(count):
        store.edit(partial(add_event, id=f"{name}-{number}"))


def add_event(draft: TinyDB, id: str) -> None:
    """Add one event, with nothing but a title."""
    fields = {"title": id, "sources": SOURCE}
    draft.table("event").insert(Document(fields, doc_id=id))  # type: ignore[arg-type]  # see RecordTable


def write_where_files_may_not_grow(path: Path, most_bytes: int, told: Connection) -> None:
    """Make an edit that does not fit, and tell what came of it."""
    store = KnowledgeStore(path)
    store.load()
    resource.setrlimit(resource.RLIMIT_FSIZE, (most_bytes, most_bytes))
    try:
        store.update("event/opening", {"summary": "long " * most_bytes})
    except KnowledgeNotWritten as error:
        told.send(str(error))
    else:
        told.send("written")
