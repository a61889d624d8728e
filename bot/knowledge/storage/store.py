"""The store: the current knowledge, where it comes from, and how it is changed."""

import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import structlog
from filelock import FileLock, Timeout
from tinydb import TinyDB

from bot.clock import Clock, SystemClock
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.storage.atomic import clean, write_atomically
from bot.knowledge.storage.database import document_in, draft_of, serialise
from bot.knowledge.storage.errors import (
    KnowledgeLocked,
    KnowledgeNotWritten,
    NoSuchRecord,
    NoSuchVersion,
)
from bot.knowledge.storage.versions import KeptVersion, Versions
from bot.knowledge.storage.watching import Watcher
from bot.knowledge.validation import (
    KnowledgeRefused,
    KnownIds,
    Problem,
    parse,
    read,
    validate,
    version_of,
)

_log = structlog.get_logger(__name__)


class KnowledgeStore:
    """One knowledge file, read and written by any number of threads and processes.

    What is current is swapped by one assignment, so that no reader ever sees half an edit.
    """

    def __init__(
        self,
        path: Path,
        *,
        keep_versions: int = 20,
        versions_folder: Path | None = None,
        known: KnownIds | None = None,
        clock: Clock | None = None,
        lock_timeout_seconds: float = 60.0,
    ) -> None:
        """Name the file; nothing is read yet.

        Args:
            path: the file; a link is followed, so that what it points to is replaced.
            keep_versions: how many good contents to keep; 0 for none.
            versions_folder: where; beside the file, in `versions/`, if it is not said.
            known: ids that the program has words for, as for `validate`.
            clock: for the names of versions.
            lock_timeout_seconds: how long to wait for another writer.
        """
        self.path = path.resolve()
        self._known = known
        self._timeout_seconds = lock_timeout_seconds
        self._versions = Versions(
            versions_folder or self.path.parent / "versions",
            self.path.stem,
            keep=keep_versions,
            clock=clock or SystemClock(),
        )
        self._swapping = threading.Lock()
        self._current: Knowledge | None = None
        #: why the file is not what is current; None while it is
        self.refused: KnowledgeRefused | None = None

    @property
    def knowledge(self) -> Knowledge:
        """The current knowledge, the last that was good; after `load`."""
        assert self._current is not None, "load() comes first"
        return self._current

    def load(
        self, *, on_fallback: Callable[[KnowledgeRefused, KeptVersion], None] | None = None
    ) -> Knowledge:
        """Read the file, or else the newest good version that was kept.

        Args:
            on_fallback: is told what is wrong with the file, and which version is used instead.

        Raises:
            KnowledgeRefused: the file is missing or not good, and no kept version is.
        """
        try:
            content = self.content()
            knowledge = read(content, known=self._known)
        except KnowledgeRefused as refused:
            knowledge, kept = self._newest_good(refused)
            self._swap(knowledge, refused=refused)
            _log.error(
                "knowledge file refused, using a kept version",
                path=str(self.path),
                version=kept.version,
                kept_at=kept.kept_at.isoformat(),
                reason=str(refused),
            )
            if on_fallback is not None:
                on_fallback(refused, kept)
            return knowledge
        self._swap(knowledge)
        self._keep(content)
        return knowledge

    def edit(self, change: Callable[[TinyDB], object]) -> Knowledge:
        """Change the file, from its newest content; all of the change or nothing of it.

        Args:
            change: makes the change in a draft; may raise to call it off. Tables are those of the
                file, document ids are record ids:
                `draft.table("event").update({"capacity": 80}, doc_ids=["opening"])`.

        Returns:
            What is current now.

        Raises:
            KnowledgeRefused: the file would not be good, or is not good already.
            KnowledgeNotWritten: the disk is full, or the like.
            KnowledgeLocked: another process is writing and does not come to an end.
        """
        with self._locked():
            before = self.content()
            draft = draft_of(parse(before))
            change(draft)
            document = document_in(draft)
            content = serialise(document)
            knowledge = validate(document, version=version_of(content), known=self._known)
            if self._current is not None and version_of(before) == self._current.version:
                self._keep_quietly(before)
            self._write(content, knowledge)
        return knowledge

    def update(self, reference: str, fields: Mapping[str, Any]) -> Knowledge:
        """Set fields of one record; a field that is set to None is removed.

        Raises:
            NoSuchRecord: there is no `table/id` of this reference.
            KnowledgeRefused, KnowledgeNotWritten, KnowledgeLocked: as for `edit`.
        """
        table, _, id = reference.partition("/")

        def change(draft: TinyDB) -> None:
            def apply(record: dict[str, Any]) -> None:
                record |= fields
                for name in [name for name, value in fields.items() if value is None]:
                    del record[name]

            if not draft.table(table).update(apply, doc_ids=[id]):  # type: ignore[arg-type,list-item]
                raise NoSuchRecord(reference)

        return self.edit(change)

    def history(self) -> tuple[KeptVersion, ...]:
        """The kept versions, newest first."""
        return self._versions.newest_first()

    def restore(self, version: str) -> Knowledge:
        """Make a kept version the current one, whatever the file holds now.

        Raises:
            NoSuchVersion: it was not kept, or not whole.
            KnowledgeRefused: it is not good for this version of the program.
            KnowledgeNotWritten, KnowledgeLocked: as for `edit`.
        """
        with self._locked():
            contents = (kept.content() for kept in self.history() if kept.version == version)
            content = next((content for content in contents if content is not None), None)
            if content is None:
                raise NoSuchVersion(version)
            knowledge = read(content, known=self._known)
            self._write(content, knowledge)
        return knowledge

    async def watch(
        self,
        on_change: Callable[[Knowledge], Awaitable[None]],
        on_refused: Callable[[KnowledgeRefused], Awaitable[None]],
        *,
        interval_seconds: float = 1.0,
    ) -> None:
        """Follow the file until cancelled, whoever changes it; see `Watcher`."""
        watcher = Watcher(self, interval_seconds=interval_seconds)
        await watcher.run(on_change, on_refused)

    def content(self) -> bytes:
        """The bytes of the file as it is.

        Raises:
            KnowledgeRefused: there is none, or it cannot be read.
        """
        try:
            return self.path.read_bytes()
        except FileNotFoundError:
            fix_key, values = "knowledge.fix.file-missing", {}
        except OSError as error:
            fix_key, values = "knowledge.fix.file-unreadable", {"reason": error.strerror}
        raise KnowledgeRefused((Problem(str(self.path), "", "", fix_key, values),))

    def adopt(self, content: bytes, *, instead_of: Knowledge) -> Knowledge | None:
        """Make a content that somebody else wrote current.

        Args:
            content: of the file.
            instead_of: what was current before the content was read. If it no longer is, an edit
                came between, and the content is out of date: None.

        Raises:
            KnowledgeRefused: it is not good, and was noted as `refused`.
        """
        knowledge = instead_of
        if version_of(content) != instead_of.version:
            try:
                knowledge = read(content, known=self._known)
            except KnowledgeRefused as refused:
                self.refused = refused
                raise
        with self._swapping:
            if self._current is not instead_of:
                return None
            self._current, self.refused = knowledge, None
        self._keep(content)
        return knowledge

    def _newest_good(self, refused: KnowledgeRefused) -> tuple[Knowledge, KeptVersion]:
        for kept in self.history():
            content = kept.content()
            if content is None:
                continue
            try:
                return read(content, known=self._known), kept
            except KnowledgeRefused:
                continue
        raise refused

    def _write(self, content: bytes, knowledge: Knowledge) -> None:
        """Write under the lock, keep, and make current."""
        try:
            write_atomically(self.path, content)
        except OSError as error:
            raise KnowledgeNotWritten(self.path, error) from error
        self._swap(knowledge)
        # After the file itself: what is kept was current once, so a fallback invents nothing.
        self._keep_quietly(content)

    def _swap(self, knowledge: Knowledge, refused: KnowledgeRefused | None = None) -> None:
        with self._swapping:
            self._current, self.refused = knowledge, refused

    def _keep(self, content: bytes) -> None:
        """Keep a good content; a folder that cannot be written takes nothing from the answers."""
        if not self._versions.keeps_any:
            return  # and takes no lock, so that a command that only reads leaves nothing behind
        try:
            with self._locked():
                self._keep_quietly(content)
        except (KnowledgeLocked, KnowledgeNotWritten) as error:
            _log.warning("knowledge version not kept", path=str(self.path), reason=str(error))

    def _keep_quietly(self, content: bytes) -> None:
        try:
            self._versions.keep(content)
        except OSError as error:
            _log.warning("knowledge version not kept", path=str(self.path), reason=str(error))

    @contextmanager
    def _locked(self) -> Iterator[None]:
        """Hold the file's lock, which every writer takes; killed writers' remains are removed."""
        lock = FileLock(
            self.path.with_name(f".{self.path.name}.lock"),
            timeout=self._timeout_seconds,
            poll_interval=0.01,  # an edit of a usual file takes about as long
        )
        try:
            lock.acquire()
        except Timeout:
            raise KnowledgeLocked(self.path) from None
        except OSError as error:
            raise KnowledgeNotWritten(self.path, error) from error
        try:
            clean(self.path.parent, self.path.name)
            self._versions.clean()
            yield
        finally:
            lock.release()
