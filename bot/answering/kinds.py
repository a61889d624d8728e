"""Kinds of event that people do not tell apart in asking."""

from collections.abc import Mapping, Sequence

_ALIKE: Mapping[str, tuple[str, ...]] = {
    "lecture": ("lecture", "talk"),
    "talk": ("lecture", "meeting", "talk"),
    "performance": ("concert", "performance"),
    "meeting": ("meeting", "talk"),
}


def kinds_alike(kinds: Sequence[str]) -> tuple[str, ...]:
    """These kinds and those that may be meant by their words, each once."""
    return tuple(dict.fromkeys(alike for kind in kinds for alike in _ALIKE.get(kind, (kind,))))
