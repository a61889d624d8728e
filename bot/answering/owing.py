"""Owing: to whom deadlines apply, as far as their words tell it."""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from bot.answering.reading import Unit, both_folded
from bot.answering.retrieval import features, features_in
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline

_EVERYBODY = re.compile(r"所有|全部|任何|凡|\b(?:all|any(?:one|body)?|every(?:one|body)?)\b")


@dataclass(frozen=True, slots=True)
class _Owers:
    """Who owes what in one knowledge."""

    owed: Mapping[str, Sequence[str]]  #: by feature of who owes: ids, unless it is said of all
    owed_by_all: Sequence[str]  #: the ids of those that everybody owes, or of whom nothing is said
    differ: bool  #: whether one deadline applies to others than another does


def owed_by_different(knowledge: Knowledge) -> bool:
    """Whether one deadline applies to others than another does."""
    return owers(knowledge).differ


def owed_by(knowledge: Knowledge, units: Sequence[Unit]) -> tuple[str, ...]:
    """The ids of deadlines that apply to whom these units name, and to everybody.

    None where the units tell nothing apart.
    """
    known = owers(knowledge)
    found = dict.fromkeys(each for each in features(units) if len(each) > 1)
    counts = Counter(id for each in found for id in known.owed.get(each, ()))
    most = max(counts.values(), default=0)
    named = tuple(id for id, count in counts.items() if count == most)
    return (*named, *known.owed_by_all) if named else ()


@lru_cache(maxsize=2)  # the knowledge that is served, and the one that takes its place
def owers(knowledge: Knowledge) -> _Owers:
    """Who owes what; built when it is first asked for, which is best done ahead of a question."""
    deadlines = tuple(knowledge.all(Deadline))
    owed: dict[str, dict[str, None]] = defaultdict(dict)
    for deadline in deadlines:
        for wording in deadline.applies_to.as_written() if deadline.applies_to else ():
            for folded in both_folded(wording):
                for feature in features_in(folded):
                    owed[feature][deadline.id] = None
    return _Owers(
        owed={each: tuple(ids) for each, ids in owed.items() if len(ids) < len(deadlines)},
        owed_by_all=[each.id for each in deadlines if _is_owed_by_all(each)],
        differ=len({(each.applies_to, each.units) for each in deadlines}) > 1,
    )


def _is_owed_by_all(deadline: Deadline) -> bool:
    said = deadline.applies_to
    return said is None or any(_EVERYBODY.search(each.lower()) for each in said.as_written())
