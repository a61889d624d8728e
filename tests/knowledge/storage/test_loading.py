import json
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.knowledge.records import Event
from bot.knowledge.storage import KeptVersion, KnowledgeStore
from bot.knowledge.validation import KnowledgeRefused, parse
from tests.knowledge.documents import document
from tests.knowledge.storage.writers import capacity


def test_a_good_file_is_loaded_and_kept(path: Path, store: KnowledgeStore) -> None:
    (kept,) = store.history()

    assert kept.content() == path.read_bytes()
    assert kept.version == store.knowledge.version
    assert store.refused is None


def test_the_same_content_is_kept_once(path: Path, store: KnowledgeStore) -> None:
    KnowledgeStore(path).load()

    assert len(store.history()) == 1


def test_a_command_that_only_reads_leaves_nothing_behind(path: Path) -> None:
    KnowledgeStore(path, keep_versions=0).load()

    assert list(path.parent.iterdir()) == [path]


def test_versions_can_be_kept_elsewhere(path: Path, tmp_path: Path) -> None:
    store = KnowledgeStore(path, versions_folder=tmp_path / "var" / "kept")
    store.load()

    assert [kept.path.parent for kept in store.history()] == [tmp_path / "var" / "kept"]


@pytest.mark.parametrize("content", [None, b"", b"{", b'{"event": {}}', b"\xff\xfe"])
def test_the_last_good_version_answers_while_the_file_is_not_good(
    path: Path, store: KnowledgeStore, content: bytes | None
) -> None:
    store.update("event/opening", {"capacity": 80})
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    told: list[tuple[KnowledgeRefused, KeptVersion]] = []

    started_anew = KnowledgeStore(path)
    started_anew.load(on_fallback=lambda refused, kept: told.append((refused, kept)))

    assert capacity(started_anew) == 80
    ((refused, kept),) = told
    assert started_anew.refused is refused
    assert kept.version == started_anew.knowledge.version
    assert content is None or path.read_bytes() == content  # whoever wrote it can go on


def test_two_files_in_one_folder_do_not_take_each_other_s_versions(path: Path) -> None:
    KnowledgeStore(path).load()
    other = path.with_name("other.json")
    other.write_text("{")

    with pytest.raises(KnowledgeRefused):
        KnowledgeStore(other).load()


def test_a_kept_version_that_is_damaged_is_passed_over(path: Path, store: KnowledgeStore) -> None:
    store.update("event/opening", {"capacity": 80})
    store.update("event/opening", {"capacity": 90})
    newest = store.history()[0].path
    newest.write_bytes(newest.read_bytes()[:-20])
    path.write_text("{")

    started_anew = KnowledgeStore(path)
    started_anew.load()

    assert capacity(started_anew) == 80


def test_without_any_good_version_the_file_s_own_faults_are_told(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeRefused) as refused:
        KnowledgeStore(tmp_path / "nowhere.json").load()

    (problem,) = refused.value.problems
    assert problem.fix_key == "knowledge.fix.file-missing"


def test_a_file_cut_off_at_any_length_is_refused() -> None:
    content = json.dumps(document(), ensure_ascii=False, indent=2).encode()

    for length in range(len(content)):
        with pytest.raises(KnowledgeRefused):
            parse(content[:length])


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.data())
def test_a_file_cut_off_at_any_length_falls_back(path: Path, data: st.DataObject) -> None:
    store = KnowledgeStore(path)
    store.load()
    whole = path.read_bytes()
    path.write_bytes(whole[: data.draw(st.integers(0, len(whole) - 2))])  # the last is a line end

    started_anew = KnowledgeStore(path)
    started_anew.load()
    path.write_bytes(whole)

    assert [event.id for event in started_anew.knowledge.all(Event)] == ["opening", "tour"]
    assert started_anew.refused is not None
