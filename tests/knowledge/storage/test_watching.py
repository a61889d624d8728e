import asyncio
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.storage import KnowledgeStore
from bot.knowledge.storage.watching import Watcher
from bot.knowledge.validation import KnowledgeRefused
from tests.knowledge.documents import with_value
from tests.knowledge.storage.writers import capacity

INTERVAL_SECONDS = 0.01


class News:
    """What a watch has told."""

    def __init__(self) -> None:
        self.changes: list[Knowledge] = []
        self.refusals: list[KnowledgeRefused] = []

    async def changed(self, knowledge: Knowledge) -> None:
        self.changes.append(knowledge)

    async def refused(self, refused: KnowledgeRefused) -> None:
        self.refusals.append(refused)


@asynccontextmanager
async def watching(store: KnowledgeStore) -> AsyncIterator[News]:
    news = News()
    watch = asyncio.create_task(
        store.watch(news.changed, news.refused, interval_seconds=INTERVAL_SECONDS)
    )
    yield news
    watch.cancel()
    with pytest.raises(asyncio.CancelledError):
        await watch


async def until(condition: Callable[[], object]) -> None:
    async with asyncio.timeout(10):
        while not condition():
            await asyncio.sleep(INTERVAL_SECONDS)


def content_with(capacity: int) -> bytes:
    return json.dumps(with_value("event/opening/capacity", capacity)).encode()


def replace(path: Path, content: bytes) -> None:
    """Save as careful editors do."""
    beside = path.with_suffix(".new")
    beside.write_bytes(content)
    os.replace(beside, path)


async def test_what_an_editor_saves_is_current_soon(path: Path, store: KnowledgeStore) -> None:
    async with watching(store) as news:
        path.write_bytes(content_with(80))
        await until(lambda: news.changes)
        replace(path, content_with(90))
        await until(lambda: len(news.changes) == 2)

    assert news.changes[-1] is store.knowledge
    assert capacity(store) == 90
    assert news.refusals == []


async def test_an_edit_by_another_process_is_current_soon(
    path: Path, store: KnowledgeStore
) -> None:
    other = KnowledgeStore(path)
    other.load()

    async with watching(store) as news:
        other.update("event/opening", {"capacity": 80})
        await until(lambda: news.changes)

    assert capacity(store) == 80


async def test_the_store_s_own_edit_is_told_too(store: KnowledgeStore) -> None:
    async with watching(store) as news:
        edited = await asyncio.to_thread(store.update, "event/opening", {"capacity": 80})
        await until(lambda: news.changes)

    assert news.changes == [edited]


async def test_a_change_within_one_tick_of_the_file_s_clock_is_seen(
    path: Path, store: KnowledgeStore
) -> None:
    watcher = Watcher(store, interval_seconds=INTERVAL_SECONDS)
    path.write_bytes(content_with(80))
    before = path.stat()
    watcher.look()

    path.write_bytes(content_with(90))  # as long as the other
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    watcher.look()

    assert capacity(store) == 90


async def test_a_refused_content_is_told_once_while_the_last_good_one_answers(
    path: Path, store: KnowledgeStore
) -> None:
    good = store.knowledge

    async with watching(store) as news:
        path.write_bytes(json.dumps(with_value("event/opening/venue", "hal")).encode())
        await until(lambda: news.refusals)
        path.touch()
        await asyncio.sleep(20 * INTERVAL_SECONDS)

    assert [p.place for r in news.refusals for p in r.problems] == ["event[opening].venue"]
    assert store.knowledge is good
    assert store.refused is news.refusals[0]
    assert news.changes == []


async def test_after_a_refusal_a_good_content_is_current(path: Path, store: KnowledgeStore) -> None:
    async with watching(store) as news:
        path.write_bytes(b"{")
        await until(lambda: news.refusals)
        path.write_bytes(content_with(80))
        await until(lambda: news.changes)

    assert capacity(store) == 80
    assert store.refused is None


async def test_taking_a_refused_change_back_ends_the_refusal(
    path: Path, store: KnowledgeStore
) -> None:
    good, content = store.knowledge, path.read_bytes()

    async with watching(store) as news:
        path.write_bytes(b"{")
        await until(lambda: news.refusals)
        path.write_bytes(content)
        await until(lambda: store.refused is None)

    assert store.knowledge is good
    assert news.changes == []


def test_half_a_file_in_the_middle_of_saving_is_no_news(path: Path, store: KnowledgeStore) -> None:
    watcher = Watcher(store, interval_seconds=INTERVAL_SECONDS)
    content = content_with(80)

    told = []
    for length in range(0, len(content), 40):
        path.write_bytes(content[:length])
        told.append(watcher.look())
    path.write_bytes(content)
    told.append(watcher.look())

    assert set(told) == {None}
    assert capacity(store) == 80


async def test_a_file_that_is_gone_is_told_once_and_taken_up_when_it_is_back(
    path: Path, store: KnowledgeStore
) -> None:
    async with watching(store) as news:
        path.unlink()
        await until(lambda: news.refusals)
        await asyncio.sleep(10 * INTERVAL_SECONDS)
        path.write_bytes(content_with(80))
        await until(lambda: news.changes)

    assert [p.fix_key for r in news.refusals for p in r.problems] == ["knowledge.fix.file-missing"]
    assert capacity(store) == 80


async def test_a_file_that_was_broken_at_the_start_is_told_by_the_watch(
    path: Path, store: KnowledgeStore
) -> None:
    path.write_bytes(b"{")
    started_anew = KnowledgeStore(path)
    started_anew.load()

    async with watching(started_anew) as news:
        await until(lambda: news.refusals)

    assert started_anew.knowledge.version == store.knowledge.version


async def test_what_an_editor_spoils_later_falls_back_to_what_the_watch_took_over(
    path: Path, store: KnowledgeStore
) -> None:
    async with watching(store) as news:
        path.write_bytes(content_with(80))
        await until(lambda: news.changes)
    path.write_bytes(b"{")

    started_anew = KnowledgeStore(path)
    started_anew.load()

    assert capacity(started_anew) == 80


async def test_a_failing_callback_does_not_end_the_watch(path: Path, store: KnowledgeStore) -> None:
    seen = []

    async def fail(knowledge: Knowledge) -> None:
        seen.append(knowledge)
        raise RuntimeError("no index today")

    with capture_logs() as logged:
        watch = asyncio.create_task(
            store.watch(fail, News().refused, interval_seconds=INTERVAL_SECONDS)
        )
        path.write_bytes(content_with(80))
        await until(lambda: len(seen) == 1)
        path.write_bytes(content_with(90))
        await until(lambda: len(seen) == 2)
        watch.cancel()

    assert capacity(store) == 90
    assert [each["log_level"] for each in logged] == ["error", "error"]


def test_an_edit_is_not_undone_by_a_look_that_began_before_it(
    path: Path, store: KnowledgeStore
) -> None:
    seen, current = path.read_bytes(), store.knowledge
    path.write_bytes(content_with(80))
    adopted = store.adopt(path.read_bytes(), instead_of=current)
    edited = store.update("event/opening", {"capacity": 90})

    assert adopted is not None
    assert store.adopt(seen, instead_of=adopted) is None
    assert store.knowledge is edited
