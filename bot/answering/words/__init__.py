"""The words for asking, in Chinese and English, from the files beside this one.

They are about language and about no edition; what one edition adds to them stands in its own
knowledge, as `term` records.
"""

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import chain, combinations, islice
from typing import Any

from bot.answering.phrases import Phrases
from bot.answering.reading import all_both_folded, fold, raw_key
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Term

#: What a word may mean: its sort ("aspect", "kind", "audience", "filler", …), which one, and
#: whether it counts only where nothing else is asked.
Meaning = tuple[str, str, bool]


@dataclass(frozen=True)
class Words:
    """Every word for asking, ready to be found in a text by its raw units."""

    phrases: Phrases[Meaning]
    smalltalk: Phrases[str]
    replaces: Mapping[str, frozenset[str]]  #: by aspect: the more general ones it makes precise
    aspects: frozenset[str]
    deadline_aspects: frozenset[str]  #: asked of what has to be handed in
    kinds: frozenset[str]
    audiences: frozenset[str]
    fillers: frozenset[str]  #: raw units that say nothing by themselves
    #: by aspect: of the words that ask for it, those that may also tell of it
    telling: Mapping[str, tuple[str, ...]]

    def is_filler(self, word: str) -> bool:
        """Whether a raw unit says nothing by itself."""
        return word in self.fillers

    def vocabulary(self) -> Iterator[str]:
        """Every raw unit that stands in some word for asking."""
        for phrases in (self.phrases, self.smalltalk):
            for units in phrases.phrases():
                yield from units


def load_words(knowledge: Knowledge | None = None) -> Words:
    """The program's own words, and those that an edition adds."""
    aspects, filters, speech = (_folded(name) for name in ("aspects", "filters", "speech"))
    terms = tuple(knowledge.all(Term)) if knowledge else ()
    phrases: Phrases[Meaning] = Phrases()
    for word in _listed(speech["filler"]):
        phrases.add(raw_key(word), ("filler", "", False))
    _add_aspects(phrases, aspects)
    _add_filters(phrases, filters)
    _add_questions_of_filters(phrases, aspects, filters)
    _add_terms(phrases, terms)
    smalltalk: Phrases[str] = Phrases()
    for id, entry in speech["smalltalk"].items():
        for word in _listed(entry):
            smalltalk.add(raw_key(word), id)
    return Words(
        phrases=phrases,
        smalltalk=smalltalk,
        replaces={id: frozenset(entry.get("replaces", ())) for id, entry in aspects.items()},
        aspects=_ids(aspects, terms, "aspect"),
        deadline_aspects=frozenset(
            id for id, entry in aspects.items() if entry.get("of") == "deadline"
        ),
        kinds=_ids(filters["kind"], terms, "kind"),
        audiences=_ids(filters["audience"], terms, "audience"),
        fillers=frozenset(
            units[0]
            for units in phrases.phrases()
            if len(units) == 1 and all(sort == "filler" for sort, _, _ in phrases.get(units))
        ),
        telling=_telling(phrases),
    )


def _telling(phrases: Phrases[Meaning]) -> Mapping[str, tuple[str, ...]]:
    """A word in Chinese, or one in English that is no short one: 现金, but not 能付现金吗."""
    telling: dict[str, list[str]] = defaultdict(list)
    for units in phrases.phrases():
        is_word = len(units) == 2 if not units[0].isascii() else len(units) == 1
        if is_word and len("".join(units)) >= (4 if units[0].isascii() else 2):
            for sort, id, _ in phrases.get(units):
                if sort == "aspect":
                    telling[id].append("".join(units))
    return {aspect: tuple(words) for aspect, words in telling.items()}


def examples() -> Mapping[str, tuple[str, ...]]:
    """Questions that ask for each aspect, in both languages, of things that are not named."""
    return {
        aspect: (*entry.get("zh", ()), *entry.get("en", ()))
        for aspect, entry in _file("examples").items()
    }


def known_ids() -> Mapping[str, frozenset[str]]:
    """The ids that an edition may use without adding a `term` for them, by sort."""
    filters = _file("filters")
    return {
        "aspect": frozenset(_file("aspects")),
        "kind": frozenset(filters["kind"]),
        "audience": frozenset(filters["audience"]),
    }


def _add_aspects(phrases: Phrases[Meaning], aspects: Mapping[str, Any]) -> None:
    for aspect, entry in aspects.items():
        for word in _listed(entry):
            phrases.add(raw_key(word), ("aspect", aspect, False))
        for word in _listed(entry.get("weak", {})):
            phrases.add(raw_key(word), ("aspect", aspect, True))


def _add_filters(phrases: Phrases[Meaning], filters: Mapping[str, Any]) -> None:
    for sort in ("kind", "audience", "status"):
        for id, entry in filters[sort].items():
            for word in _listed(entry):
                phrases.add(raw_key(word), (sort, id, False))
    for entry in filters["spoken"].values():
        said = list(_listed(entry))
        for word in said:
            for other in said:
                phrases.add(raw_key(word), ("spoken", other, False))
    for word in _listed(filters["free"]):
        phrases.add(raw_key(word), ("aspect", "fee", True))  # 讲座是免费的吗
    for sort in ("free", "now", "next", "edition"):
        for word in _listed(filters[sort]):
            phrases.add(raw_key(word), (sort, "", False))
    for word in _listed(filters["registration"]):
        phrases.add(raw_key(word), ("registration", "no", False))


def _add_questions_of_filters(
    phrases: Phrases[Meaning], aspects: Mapping[str, Any], filters: Mapping[str, Any]
) -> None:
    """Phrases that ask and narrow down at once: 哪些讲座 asks for a list of the lectures alone."""
    for sort, aspect in (("status", "status"), ("kind", "list")):
        holding: dict[tuple[str, ...], list[tuple[str, ...]]] = defaultdict(list)
        for phrase in map(raw_key, _listed(aspects[aspect])):
            for start, end in combinations(range(len(phrase) + 1), 2):
                holding[phrase[start:end]].append(phrase)
        for id, entry in filters[sort].items():
            for word in _listed(entry):
                for phrase in holding.get(raw_key(word), ()):
                    phrases.add(phrase, (sort, id, False))


def _add_terms(phrases: Phrases[Meaning], terms: Sequence[Term]) -> None:
    """The edition's own words, which in this edition mean nothing else."""
    said = [(raw_key(fold(word)), term) for term in terms for word in term.words]
    for units, _ in said:
        phrases.discard(units)
    for units, term in said:
        phrases.add(units, (term.of, term.id, False))


@cache
def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(files(__name__).joinpath(f"{name}.toml").read_text(encoding="utf-8"))


@cache
def _folded(name: str) -> dict[str, Any]:
    """A file whose Chinese words are folded, and there also as they come out of Traditional."""
    document = _file(name)
    forms = all_both_folded(_chinese(document))

    def with_forms(key: str, value: Any) -> Any:
        if key == "zh":
            return list(chain.from_iterable(islice(forms, len(value))))
        if isinstance(value, dict):
            return {name: with_forms(name, each) for name, each in value.items()}
        return value

    return {name: with_forms(name, each) for name, each in document.items()}


def _chinese(entry: Mapping[str, Any]) -> Iterator[str]:
    """Every Chinese word of a file, in its order."""
    for key, value in entry.items():
        if key == "zh":
            yield from value
        elif isinstance(value, dict):
            yield from _chinese(value)


def _listed(entry: Mapping[str, Any]) -> Iterator[str]:
    """The words of an entry."""
    yield from entry.get("zh", ())
    yield from entry.get("en", ())


def _ids(own: Iterable[str], terms: Iterable[Term], of: str) -> frozenset[str]:
    return frozenset(own) | {term.id for term in terms if term.of == of}
