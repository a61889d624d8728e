"""Retrieval: which records a text is most likely about, by the words that they share.

Features are pairs of adjacent characters and single Latin stems, weighted by how few records have
them. A feature that nothing in the knowledge has counts against every record: what is asked about
an unknown thing must not be answered about a known one.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import add

from bot.answering.naming import FoldedNames
from bot.answering.reading import Unit, both_folded, runs_of, stem
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Contact, Event, Faq, Record, Term, Venue

#: How much a feature counts in a record, by where it stands.
_NAME, _BODY = 1.0, 0.55
#: How much it counts to hold what stands beside what is sought.
_BESIDE = 0.25
#: A feature of more records than this tells nothing apart and would make a question slow.
_COMMON = 400


@dataclass(frozen=True, slots=True)
class Candidate:
    """A record and how much of the text it accounts for, in 0..1."""

    reference: str
    score: float


class Retrieval:
    """An inverted index over the records of one edition."""

    def __init__(self, knowledge: Knowledge, names: FoldedNames) -> None:
        postings: dict[str, dict[int, float]] = defaultdict(dict)
        self._references: list[str] = []
        for record in knowledge.records():
            if isinstance(record, Term):
                continue
            number = len(self._references)
            named = reference(record)
            self._references.append(named)
            body = (folded for text in body_of(record) for folded in both_folded(text))
            for weight, texts in ((_BODY, body), (_NAME, names[named])):
                for folded in texts:
                    for feature in features_in(folded):
                        postings[feature][number] = weight
        self._numbers = {named: number for number, named in enumerate(self._references)}
        total = len(self._references) + 1
        self._postings = {feature: tuple(found.items()) for feature, found in postings.items()}
        self._unknown = math.log(total) + 0.5
        self._rarity = {
            feature: math.log(total / len(found)) + 0.3 for feature, found in postings.items()
        }

    def candidates(
        self, units: Sequence[Unit], *, beside: Sequence[Unit] = (), most: int = 4
    ) -> list[Candidate]:
        """The records that account for most of these units, best first.

        Args:
            units: what has to be accounted for.
            beside: units that count for a record that has them and against none that has not, such
                as the words for asking.
            most: how many to return.
        """
        # In the order of the text: sums of floats in the order of a set differ from run to run.
        wanted = dict.fromkeys(features(units))
        if not wanted:
            return []
        whole = sum(self._rarity.get(feature, self._unknown) for feature in wanted)
        scores = self._scores(wanted)
        extra = self._scores(each for each in dict.fromkeys(features(beside)) if each not in wanted)
        most_extra = max((extra.get(number, 0.0) for number in scores), default=0.0)
        weight_beside = _BESIDE if most_extra else 0.0
        most_extra = most_extra or 1.0
        ranked = sorted(
            (
                (
                    score / whole * (1 - weight_beside * (1 - extra.get(number, 0.0) / most_extra)),
                    number,
                )
                for number, score in scores.items()
            ),
            key=lambda item: (-item[0], item[1]),
        )
        return [Candidate(self._references[number], score) for score, number in ranked[:most]]

    def _scores(self, wanted: Iterable[str]) -> dict[int, float]:
        """What each record has of the features, by their rarity."""
        scores: dict[int, float] = defaultdict(float)
        for feature in wanted:
            found = self._postings.get(feature, ())
            if len(found) > _COMMON:
                continue
            for number, weight in found:
                scores[number] += weight * self._rarity[feature]
        return scores

    def distinct(self, units: Sequence[Unit]) -> str | None:
        """The only record with a name that these units hold a telling part of.

        A part tells when it is a long Latin word, or two pairs of characters in a row, that no
        other record's name has.
        """
        owners: dict[int, int] = defaultdict(int)
        for feature in dict.fromkeys(features(units)):
            if feature.isascii() and feature[0] != "=":
                continue  # a stem is not yet the word: "write" is no part of "writing"
            named = [n for n, weight in self._postings.get(feature, ()) if weight == _NAME]
            if len(named) == 1:
                owners[named[0]] += 2 if feature[0] == "=" and len(feature) > 5 else 1
        telling = [number for number, count in owners.items() if count > 1]
        return self._references[telling[0]] if len(telling) == 1 else None

    def named(self, units: Sequence[Unit]) -> list[str]:
        """The records in whose names all of these units' features stand, but for word endings."""
        wanted = [each for each in features(units) if each[0] != "="]
        held = [
            {number for number, weight in self._postings.get(each, ()) if weight == _NAME}
            for each in wanted
            if len(self._postings.get(each, ())) <= _COMMON
        ]
        if not held or len(held) < len(wanted):
            return []
        return [self._references[number] for number in set.intersection(*held)]

    def accounts(self, reference: str, units: Sequence[Unit]) -> bool:
        """Whether at least half of these units' features stand in the record."""
        number = self._numbers.get(reference)
        wanted = set(features(units))
        held = sum(
            any(number == other for other, _ in self._postings.get(each, ())) for each in wanted
        )
        return 2 * held >= len(wanted)

    def knows(self, units: Sequence[Unit]) -> bool:
        """Whether any feature of these units stands in any record."""
        return any(feature in self._postings for feature in features(units))


def features(units: Sequence[Unit]) -> Iterable[str]:
    """The features of a run of units; a lone character between others is one itself."""
    for index, unit in enumerate(units):
        if unit.is_latin:
            yield unit.text
            yield f"={unit.raw}"  # "opening" is more like "opening" than like "open"
            continue
        after = units[index + 1] if index + 1 < len(units) else None
        if after and not after.is_latin and after.start == unit.end:
            yield unit.text + after.text
        elif index == 0 or units[index - 1].is_latin or units[index - 1].end != unit.start:
            yield unit.text


def features_in(folded: str) -> Iterator[str]:
    """The features of a whole folded text: what `features` finds, sooner.

    Most of the time of building an index goes here.
    """
    for run in runs_of(folded):
        if run.isascii():
            yield stem(run)
            yield f"={run}"
        elif len(run) == 1:
            yield run
        else:
            yield from map(add, run, run[1:])


def body_of(record: Record) -> Iterable[str]:
    """The texts of a record that say what it is, beyond its names."""
    texts = [record.summary, *record.details.values()]
    match record:
        case Event():
            texts += [
                record.partners,
                record.people,
                record.audience.text if record.audience else None,
            ]
            texts += [session.title for session in record.sessions]
        case Faq():
            texts += [record.answer]
        case Contact():
            texts += [record.department]
        case Venue():
            texts += [record.address]
    for text in texts:
        if text is not None:
            yield from text.as_written()
