"""Watching: a change made by an editor or by another process is noticed and taken over."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Protocol, TypeVar

import structlog

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import KnowledgeRefused, version_of

_log = structlog.get_logger(__name__)

#: How old a file's time has to be before it is believed to have changed no more since: two
#: changes within the same tick of a file system's clock leave the same time.
_SETTLED_SECONDS = 2.0

#: In the place of the version of a file that is not there.
_MISSING = "missing"

#: Modification time in nanoseconds, size in bytes, inode.
_Signature = tuple[int, int, int]


T = TypeVar("T")


class WatchedStore(Protocol):
    """What a watcher needs of a store."""

    path: Path

    @property
    def knowledge(self) -> Knowledge:
        """What is current."""
        ...

    def content(self) -> bytes:
        """The bytes of the file; raises KnowledgeRefused where there are none."""
        ...

    def adopt(self, content: bytes, *, instead_of: Knowledge) -> Knowledge | None:
        """Make it current; None if something else became so meanwhile."""
        ...


class Watcher:
    """Looks at the file again and again.

    Polling, because it sees changes on every file system, network and container mounts among
    them, and a look costs one `stat`. Editors that write in place leave half a file for a moment,
    so what is refused is looked at again, and told only once it has stayed the same.
    """

    def __init__(self, store: WatchedStore, *, interval_seconds: float) -> None:
        """Watch the file of a store that is loaded."""
        self._store = store
        self._interval_seconds = interval_seconds
        self._settled: _Signature | None = None
        self._suspect: str | None = None
        self._told: str | None = None

    async def run(
        self,
        on_change: Callable[[Knowledge], Awaitable[None]],
        on_refused: Callable[[KnowledgeRefused], Awaitable[None]],
    ) -> None:
        """Tell of every change of what is current, and once of each content that is refused.

        A change may also be the store's own edit. An error in either callback is logged, and does
        not end the watch.
        """
        announced = self._store.knowledge
        while True:
            await asyncio.sleep(self._interval_seconds)
            refused = await asyncio.to_thread(self.look)
            if refused is not None:
                await _tell(on_refused, refused)
            if (current := self._store.knowledge) is not announced:
                announced = current
                await _tell(on_change, current)

    def look(self) -> KnowledgeRefused | None:
        """Take over a good change of the file; return what is to be told of a bad one."""
        current = self._store.knowledge
        signature = self._signature()
        if signature is not None and signature == self._settled:
            return None
        version = _MISSING
        try:
            content = self._store.content()
            version = version_of(content)
            if version != self._told:
                adopted = self._store.adopt(content, instead_of=current)
                self._suspect = self._told = None
                if adopted is None:
                    return None  # an edit came between: look again
        except KnowledgeRefused as refused:
            return self._refused(refused, version, signature)
        self._settle(signature)
        return None

    def _refused(
        self, refused: KnowledgeRefused, version: str, signature: _Signature | None
    ) -> KnowledgeRefused | None:
        if version == self._told:
            return None
        if version != self._suspect:
            self._suspect = version
            return None
        self._suspect, self._told = None, version
        self._settle(signature)
        return refused

    def _settle(self, signature: _Signature | None) -> None:
        """Do not read this file again until its signature changes."""
        # By the machine's clock and not an injected one: it is compared with the file system's.
        is_old = signature is not None and time.time() - signature[0] / 1e9 > _SETTLED_SECONDS
        self._settled = signature if is_old else None

    def _signature(self) -> _Signature | None:
        try:
            found = self._store.path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_size, found.st_ino


async def _tell(callback: Callable[[T], Awaitable[None]], news: T) -> None:
    try:
        await callback(news)
    except Exception:
        # A watch that ends in silence would look like a file that nobody changes.
        _log.exception("callback of the knowledge watch failed")
