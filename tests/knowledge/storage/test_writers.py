"""Several writers at once, and writers that are killed while they write."""

import random
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path

from bot.knowledge.records import Event
from bot.knowledge.storage import KnowledgeStore
from tests.knowledge.storage import writers

KILLS = 15


def test_two_processes_writing_at_once_lose_no_edit(
    path: Path, processes: ForkServerContext
) -> None:
    both = [
        processes.Process(target=writers.add_events, args=(path, name, 12)) for name in ("a", "b")
    ]
    for each in both:
        each.start()
    for each in both:
        each.join(timeout=30)

    assert [each.exitcode for each in both] == [0, 0]
    found = {event.id for event in KnowledgeStore(path).load().all(Event)}
    assert found >= {f"{name}-{number}" for name in "ab" for number in range(12)}


def test_a_writer_killed_at_any_moment_leaves_the_old_or_the_new(
    path: Path, processes: ForkServerContext
) -> None:
    chance = random.Random(7)
    saved = 0
    for _ in range(KILLS):
        told, teller = processes.Pipe(duplex=False)
        writer = processes.Process(target=writers.count_up, args=(path, teller))
        writer.start()
        teller.close()
        first = told.recv()
        time.sleep(chance.uniform(0, 0.02))
        writer.kill()
        writer.join()
        told_last = last_told(told, first)

        store = KnowledgeStore(path, keep_versions=3)
        store.load()

        assert first > saved
        assert store.refused is None
        assert writers.capacity(store) in (told_last, told_last + 1)
        saved = writers.capacity(store)
    assert saved > KILLS
    assert not list(path.parent.rglob("*.tmp"))  # the next writer has tidied up


def last_told(told: Connection, before: int) -> int:
    """The last number that reached us from a writer that is dead."""
    last = before
    with suppress(EOFError, OSError):
        while True:
            last = told.recv()
    return last
