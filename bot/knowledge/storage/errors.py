"""What can keep an edit from being saved, beside its own faults."""

import errno
from pathlib import Path

from bot.errors import ZhouzhiError

_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


class KnowledgeNotWritten(ZhouzhiError):
    """The file could not be written. What it held before is still there, whole."""

    text_key = "knowledge.not-written"

    def __init__(self, path: Path, cause: OSError) -> None:
        """Tell which file, and what the system said."""
        super().__init__(f"{path} not written: {cause}", path=path, reason=cause.strerror)
        self.is_disk_full = cause.errno in _FULL
        if self.is_disk_full:
            self.text_key = "knowledge.disk-full"


class KnowledgeLocked(ZhouzhiError):
    """Another process has been writing for longer than one is willing to wait."""

    text_key = "knowledge.locked"

    def __init__(self, path: Path) -> None:
        super().__init__(f"{path} is locked", path=path)


class NoSuchRecord(ZhouzhiError):
    """A record that was to be changed is not there."""

    text_key = "knowledge.no-record"

    def __init__(self, reference: str) -> None:
        super().__init__(f"no record {reference}", record=reference)


class NoSuchVersion(ZhouzhiError):
    """A version that was to be restored was not kept, or was not kept whole."""

    text_key = "knowledge.no-version"

    def __init__(self, version: str) -> None:
        super().__init__(f"no version {version}", version=version)
