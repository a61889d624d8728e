"""Reading: bytes become a document, with the faults of its JSON named by line and column."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

from bot.knowledge.validation.paths import place, walk
from bot.knowledge.validation.problem import KnowledgeRefused, Problem, shown


def version_of(content: bytes) -> str:
    """What changes whenever the content does: 16 hexadecimal digits of its SHA-256."""
    return hashlib.sha256(content).hexdigest()[:16]


def parse(content: bytes) -> Any:
    """The JSON document in these bytes.

    Raises:
        KnowledgeRefused: not UTF-8, not JSON, or an object that has the same key twice.
    """
    try:
        text = content.decode("utf-8-sig")  # some editors on Windows put a mark at the start
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _refused("knowledge.fix.utf8", line=line) from None
    repeated: list[_Repeated] = []

    def object_of(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        return found if len(found) == len(pairs) else _marked(pairs, repeated)

    try:
        document = json.loads(text, object_pairs_hook=object_of, parse_constant=_no_constant)
    except json.JSONDecodeError as error:
        raise _refused("knowledge.fix.json", line=error.lineno, column=error.colno) from None
    except _Constant as error:
        raise _refused("knowledge.fix.json-constant", constant=error.args[0]) from None
    except (RecursionError, ValueError):  # nested too deep; a number of thousands of digits
        raise _refused("knowledge.fix.json-size") from None
    if repeated:
        raise KnowledgeRefused(tuple(_repetitions(document)))
    return document


class _Repeated(dict[str, Any]):
    """An object in which keys were written twice; JSON would keep the last and say nothing."""

    keys_twice: tuple[str, ...] = ()


class _Constant(Exception):
    """NaN or Infinity, which are not JSON."""


def _no_constant(constant: str) -> NoReturn:
    raise _Constant(constant)


def _marked(pairs: list[tuple[str, Any]], repeated: list[_Repeated]) -> _Repeated:
    marked = _Repeated(pairs)
    times = Counter(key for key, _ in pairs)
    marked.keys_twice = tuple(key for key, count in times.items() if count > 1)
    repeated.append(marked)
    return marked


def _repetitions(document: Any) -> Iterator[Problem]:
    for path, value in walk(document):
        if isinstance(value, _Repeated):
            for key in value.keys_twice:
                record, field = place((*path, key))
                yield Problem(record, field, shown(value[key]), "knowledge.fix.repeated-key")


def _refused(fix_key: str, **values: object) -> KnowledgeRefused:
    return KnowledgeRefused((Problem("", "", "", fix_key, values),))
