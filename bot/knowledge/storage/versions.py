"""Versions: the last good contents of the file, each in a file of its own."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.clock import Clock
from bot.knowledge.storage.atomic import clean, write_atomically
from bot.knowledge.validation import version_of

_STAMP = "%Y%m%dT%H%M%S.%fZ"
_NAME = r"\.(?P<stamp>\d{8}T\d{6}\.\d{6}Z)-(?P<version>[0-9a-f]{16})\.json"


@dataclass(frozen=True, slots=True)
class KeptVersion:
    """One content that was good."""

    version: str  #: that of the `Knowledge` in it
    kept_at: datetime  #: aware, in UTC
    path: Path

    def content(self) -> bytes | None:
        """Its bytes; None if they are not what was kept."""
        try:
            content = self.path.read_bytes()
        except OSError:
            return None
        return content if version_of(content) == self.version else None


class Versions:
    """The kept versions of one knowledge file."""

    def __init__(self, folder: Path, stem: str, *, keep: int, clock: Clock) -> None:
        """Keep them in a folder.

        Args:
            folder: made when it is first needed; files of several names may share it.
            stem: the name of the file without its ending.
            keep: how many; the oldest are removed.
            clock: for their names.
        """
        self._folder, self._stem, self._keep, self._clock = folder, stem, keep, clock
        self._name = re.compile(re.escape(stem) + _NAME)

    @property
    def keeps_any(self) -> bool:
        """Whether anything is kept at all."""
        return self._keep > 0

    def newest_first(self) -> tuple[KeptVersion, ...]:
        """What is kept."""
        if not self._folder.is_dir():
            return ()
        found = []
        for path in self._folder.iterdir():
            if name := self._name.fullmatch(path.name):
                kept_at = datetime.strptime(name["stamp"], _STAMP).replace(tzinfo=UTC)
                found.append(KeptVersion(name["version"], kept_at, path))
        return tuple(sorted(found, key=lambda kept: kept.path.name, reverse=True))

    def keep(self, content: bytes) -> None:
        """Keep a good content, unless it is the newest already.

        Raises:
            OSError: it could not be written; those kept before are still there.
        """
        kept = self.newest_first()
        version = version_of(content)
        if not self.keeps_any or (kept and kept[0].version == version and kept[0].content()):
            return
        at = self._clock.now()
        if kept:
            # The newest is known by its name, so a clock that was put back must not make it old.
            at = max(at, kept[0].kept_at + timedelta(microseconds=1))
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{self._stem}.{at.astimezone(UTC).strftime(_STAMP)}-{version}.json"
        write_atomically(path, content)
        for old in kept[self._keep - 1 :]:
            old.path.unlink(missing_ok=True)

    def clean(self) -> None:
        """Remove what killed writers have left behind; for the holder of the file's lock."""
        clean(self._folder, f"{self._stem}.")
