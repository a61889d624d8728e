"""What happens when nothing more can be written."""

from multiprocessing.context import ForkServerContext
from pathlib import Path

import pytest

from bot.knowledge.storage import KnowledgeNotWritten, KnowledgeStore
from bot.language import Language
from bot.locales import load_texts
from tests.disks import fill
from tests.knowledge.storage import writers


def test_on_a_full_disk_the_old_file_stays_and_is_served(path: Path, small_disk: Path) -> None:
    crowded = small_disk / "knowledge.json"
    crowded.write_bytes(path.read_bytes())
    store = KnowledgeStore(crowded)
    current = store.load()
    fill(small_disk / "filler")

    with pytest.raises(KnowledgeNotWritten) as refused:
        store.update("event/opening", {"summary": "long " * 10_000})

    assert refused.value.is_disk_full
    assert "the disk is full" in refused.value.text(load_texts()[Language.EN])
    assert crowded.read_bytes() == path.read_bytes()
    assert store.knowledge is current
    assert not list(small_disk.rglob("*.tmp"))


def test_once_there_is_room_again_edits_go_on(path: Path, small_disk: Path) -> None:
    crowded = small_disk / "knowledge.json"
    crowded.write_bytes(path.read_bytes())
    store = KnowledgeStore(crowded, keep_versions=0)
    store.load()
    filler = small_disk / "filler"
    fill(filler)
    with pytest.raises(KnowledgeNotWritten):
        store.update("event/opening", {"capacity": 80})

    filler.unlink()
    store.update("event/opening", {"capacity": 80})

    assert writers.capacity(store) == 80


def test_a_disk_too_full_to_keep_versions_is_still_served(path: Path, small_disk: Path) -> None:
    crowded = small_disk / "knowledge.json"
    crowded.write_bytes(path.read_bytes())
    fill(small_disk / "filler")
    store = KnowledgeStore(crowded)

    store.load()

    assert store.history() == ()
    assert store.refused is None


def test_a_file_that_may_not_grow_is_left_as_it_is(
    path: Path, processes: ForkServerContext
) -> None:
    before = path.read_bytes()
    told, teller = processes.Pipe(duplex=False)
    writer = processes.Process(
        target=writers.write_where_files_may_not_grow, args=(path, 20_000, teller)
    )
    writer.start()
    writer.join(timeout=30)

    assert "File too large" in told.recv()
    assert path.read_bytes() == before
    assert not list(path.parent.rglob("*.tmp"))
