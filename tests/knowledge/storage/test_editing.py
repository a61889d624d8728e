import difflib
import json
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tinydb import TinyDB

from bot.clock import FixedClock
from bot.knowledge.records import Event
from bot.knowledge.storage import KnowledgeStore, NoSuchRecord, NoSuchVersion
from bot.knowledge.validation import KnowledgeRefused
from tests.knowledge.storage.writers import add_event, capacity


def test_an_edit_is_current_and_in_the_file(path: Path, store: KnowledgeStore) -> None:
    before = store.knowledge

    returned = store.update("event/opening", {"capacity": 80})

    assert store.knowledge is returned
    assert returned.version != before.version
    assert json.loads(path.read_bytes())["event"]["opening"]["capacity"] == 80


def test_an_edit_reads_well_in_a_diff(path: Path, store: KnowledgeStore) -> None:
    before = path.read_text(encoding="utf-8").splitlines()

    store.update("edition/week", {"theme": "开放与相遇"})

    after = path.read_text(encoding="utf-8").splitlines()
    changed = [line for line in difflib.ndiff(before, after) if line[0] in "+-"]
    assert '+       "theme": "开放与相遇"' in changed
    assert len(changed) == 3  # and a comma after the field before


def test_a_field_set_to_none_is_removed(path: Path, store: KnowledgeStore) -> None:
    store.update("event/tour", {"room": None})

    assert "room" not in json.loads(path.read_bytes())["event"]["tour"]


def test_an_edit_can_change_many_records_at_once(store: KnowledgeStore) -> None:
    def add_two(draft: TinyDB) -> None:
        add_event(draft, "talk")
        add_event(draft, "walk")

    store.edit(add_two)

    assert {event.id for event in store.knowledge.all(Event)} >= {"talk", "walk"}


def test_a_refused_edit_changes_nothing(path: Path, store: KnowledgeStore) -> None:
    content, current, history = path.read_bytes(), store.knowledge, store.history()

    with pytest.raises(KnowledgeRefused) as refused:
        store.update("event/opening", {"venue": "hal", "capacity": 80})

    assert [problem.place for problem in refused.value.problems] == ["event[opening].venue"]
    assert path.read_bytes() == content
    assert store.knowledge is current
    assert store.history() == history


@pytest.mark.parametrize("text", ["\ud800", "a\x00"])
def test_what_cannot_be_written_is_refused_with_its_place(store: KnowledgeStore, text: str) -> None:
    with pytest.raises(KnowledgeRefused) as refused:
        store.update("event/opening", {"summary": text})

    assert [problem.place for problem in refused.value.problems] == ["event[opening].summary"]


def test_an_edit_that_is_called_off_changes_nothing(path: Path, store: KnowledgeStore) -> None:
    content = path.read_bytes()

    def call_off(draft: TinyDB) -> None:
        draft.table("event").truncate()
        raise LookupError("changed my mind")

    with pytest.raises(LookupError):
        store.edit(call_off)

    assert path.read_bytes() == content


def test_a_record_is_not_added_without_its_id(store: KnowledgeStore) -> None:
    with pytest.raises(ValueError, match="doc_id"):
        store.edit(lambda draft: draft.table("event").insert({"title": "Talk"}))


def test_an_unknown_record_is_told(store: KnowledgeStore) -> None:
    with pytest.raises(NoSuchRecord):
        store.update("event/openin", {"capacity": 80})


def test_work_in_progress_of_an_editor_is_not_overwritten(
    path: Path, store: KnowledgeStore
) -> None:
    path.write_text('{"event": ')

    with pytest.raises(KnowledgeRefused):
        store.update("event/opening", {"capacity": 80})

    assert path.read_text() == '{"event": '
    assert capacity(store) == 0


def test_an_edit_starts_from_what_another_process_has_written(
    path: Path, store: KnowledgeStore
) -> None:
    other = KnowledgeStore(path)
    other.load()
    other.update("event/tour", {"capacity": 12})

    store.update("event/opening", {"capacity": 80})

    tour = store.knowledge.find(Event, "tour")
    assert tour is not None and tour.capacity == 12


def test_threads_lose_no_edit(store: KnowledgeStore) -> None:
    names = [f"e{number}" for number in range(8)]
    threads = [
        threading.Thread(target=store.edit, args=(lambda draft, id=name: add_event(draft, id),))
        for name in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {event.id for event in store.knowledge.all(Event)} >= set(names)


def test_permissions_are_left_as_they_are(path: Path, store: KnowledgeStore) -> None:
    path.chmod(0o640)

    store.update("event/opening", {"capacity": 80})

    assert path.stat().st_mode & 0o777 == 0o640


def test_a_link_goes_on_pointing_to_the_file(path: Path, tmp_path: Path) -> None:
    link = tmp_path / "linked" / "knowledge.json"
    link.parent.mkdir()
    link.symlink_to(path)
    store = KnowledgeStore(link)
    store.load()

    store.update("event/opening", {"capacity": 80})

    assert link.is_symlink()
    assert json.loads(path.read_bytes())["event"]["opening"]["capacity"] == 80


def test_the_newest_versions_are_kept_newest_first(path: Path) -> None:
    store = KnowledgeStore(path, keep_versions=3)
    store.load()
    versions = [store.update("event/opening", {"capacity": n}).version for n in range(1, 6)]

    assert [kept.version for kept in store.history()] == versions[:1:-1]


def test_a_clock_put_back_does_not_make_the_newest_old(path: Path) -> None:
    clock = FixedClock(datetime(2030, 5, 6, tzinfo=UTC))
    store = KnowledgeStore(path, clock=clock)
    store.load()
    clock.at -= timedelta(days=1)

    newest = store.update("event/opening", {"capacity": 80})

    assert store.history()[0].version == newest.version


def test_a_kept_version_can_be_restored_over_a_broken_file(
    path: Path, store: KnowledgeStore
) -> None:
    first = store.knowledge.version
    store.update("event/opening", {"capacity": 80})
    path.write_text("{")

    store.restore(first)

    assert capacity(store) == 0
    assert KnowledgeStore(path).load().version == first
    with pytest.raises(NoSuchVersion):
        store.restore("0" * 16)
