"""Paths: where a value stands in a document, and how that is written for a person."""

import re
from collections.abc import Iterator
from typing import Any

#: What an id may look like: it stands in references, in file names and in the data of buttons.
ID = re.compile(r"[a-z0-9_.-]{1,40}")

#: Keys and indices from the root of the document: ("event", "opening", "sessions", 0, "start").
Path = tuple[str | int, ...]


def walk(root: Any) -> Iterator[tuple[Path, Any]]:
    """Every value with its path, the root first, in the order of the file.

    Not recursive, so that no depth of nesting is too much for it.
    """
    waiting: list[tuple[Path, Any]] = [((), root)]
    while waiting:
        path, value = waiting.pop()
        yield path, value
        if isinstance(value, dict):
            waiting.extend([((*path, key), child) for key, child in value.items()][::-1])
        elif isinstance(value, list):
            waiting.extend([((*path, index), child) for index, child in enumerate(value)][::-1])


def place(path: Path) -> tuple[str, str]:
    """Record and field of a path: `event[opening]` and `sessions[0].start`."""
    table, *rest = path or ("",)
    if not rest:
        return str(table), ""
    return f"{table}[{rest[0]}]", field_path(tuple(rest[1:]))


def field_path(path: Path) -> str:
    """A path within a record: `sessions[0].start`."""
    written = ""
    for part in path:
        if isinstance(part, int):
            written += f"[{part}]"
        else:
            written += f".{part}" if written else part
    return written


def value_at(root: Any, path: Path) -> Any:
    """The value at a path; None where there is none.

    An index into something that is no list is passed over: a list of one may be written without
    its brackets.
    """
    for part in path:
        if isinstance(root, dict) and isinstance(part, str):
            root = root.get(part)
        elif isinstance(root, list) and isinstance(part, int) and part < len(root):
            root = root[part]
        elif not isinstance(part, int):
            return None
    return root
