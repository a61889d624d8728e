"""A small edition that is accepted, to be spoiled in one place by each test."""

import copy
from typing import Any

SOURCE = {"notice": "programme", "clause": "1"}

_DOCUMENT: dict[str, dict[str, Any]] = {
    "edition": {
        "week": {
            "title": {"zh-Hans": "开放日", "en": "Open days"},
            "starts_on": "2030-05-06",
            "ends_on": "2030-05-12",
            "zone": "Europe/Paris",
            "organisers": ["museum"],
            "sources": SOURCE,
        }
    },
    "event": {
        "opening": {
            "title": "Opening",
            "kind": "ceremony",
            "venue": "hall",
            "sessions": {"start": "2030-05-06T10:00", "end": "2030-05-06T11:00"},
            "sources": SOURCE,
        },
        "tour": {
            "title": "Tour",
            "venue": "hall",
            "room": "Room 1",
            "part_of": "opening",
            "sessions": [{"start": "2030-05-07T10:00", "repeat": "FREQ=DAILY"}],
            "sources": SOURCE,
        },
    },
    "venue": {"hall": {"title": "Hall", "phones": ["01 23 45"], "sources": SOURCE}},
    "organisation": {"museum": {"title": "Museum"}},
    "contact": {
        "office": {
            "title": "Office",
            "emails": ["office@example.org"],
            "topics": ["fee", "event/opening"],
            "sources": SOURCE,
        }
    },
    "deadline": {
        "plan": {"title": "Plan", "due": {"on": "2030-04-01"}, "sources": SOURCE},
        "report": {
            "title": "Report",
            "due": {"days_before": 3, "before": "plan"},
            "submit_to": "office",
            "sources": SOURCE,
        },
    },
    "notice": {"programme": {"title": "Programme", "published_on": "2030-01-01"}},
}

#: What a program knows by itself, in small.
KNOWN = {
    "aspect": frozenset({"fee", "parking"}),
    "kind": frozenset({"ceremony", "lecture"}),
    "audience": frozenset({"children"}),
}


def document() -> dict[str, Any]:
    """A fresh copy."""
    return copy.deepcopy(_DOCUMENT)


def with_value(path: str, value: Any) -> dict[str, Any]:
    """The document with one value put in (`event/opening/sessions`); None takes it out."""
    changed = document()
    *parents, last = path.split("/")
    target = changed
    for key in parents:
        target = target.setdefault(key, {})
    if value is None:
        del target[last]
    else:
        target[last] = value
    return changed
