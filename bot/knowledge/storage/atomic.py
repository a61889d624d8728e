"""Writing a file so that it holds the old content or the new one, whatever happens between."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

_SUFFIX = ".tmp"


def write_atomically(path: Path, content: bytes) -> None:
    """Replace what a file holds.

    The content is on the disk under another name before it takes the file's; a process killed
    in between leaves that other file behind, for `clean` to remove.

    Raises:
        OSError: nothing was changed. Only where the folder itself cannot be synchronised, the
            new content may be there already.
    """
    handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=_SUFFIX, dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        if path.exists():
            shutil.copymode(path, temporary)
        else:
            temporary.chmod(0o644)  # mkstemp lets nobody else read
        os.replace(temporary, path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    _synchronise(path.parent)


def clean(folder: Path, name: str) -> None:
    """Remove what killed writers have left behind of files whose names begin like this.

    For the holder of their lock only. What cannot be removed is left: it is in nobody's way.
    """
    with suppress(OSError):
        for left in folder.iterdir():
            if left.name.startswith(f".{name}") and left.name.endswith(_SUFFIX):
                left.unlink(missing_ok=True)


def _synchronise(folder: Path) -> None:
    """Have a renaming survive a loss of power."""
    if os.name != "posix":
        return  # elsewhere a folder cannot be opened
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
