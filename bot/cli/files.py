"""Files that a command writes for its operator alone."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from bot.settings import SettingRefused


@contextmanager
def replacing(path: Path, *, fix_key: str) -> Iterator[BinaryIO]:
    """A file to write, which takes its name at the end; nobody else may read it.

    An error leaves what was there before.

    Raises:
        SettingRefused: it cannot be written; by the words of `fix_key`, before anything else is
            done.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingRefused(str(path), fix_key=fix_key, reason=reason) from None
    try:
        with os.fdopen(handle, "wb") as file:
            yield file
        os.replace(name, path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
