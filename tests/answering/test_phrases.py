from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.answering.phrases import Phrases, best_cover
from bot.answering.reading import raw_key, read


def phrases_of(*known: str) -> Phrases[str]:
    phrases: Phrases[str] = Phrases()
    for words in known:
        phrases.add(raw_key(words), words)
    return phrases


def found(phrases: Phrases[str], text: str) -> list[tuple[str, ...]]:
    units = read(text).units
    matches = phrases.matches(units, tuple(unit.raw for unit in units))
    return [match.meanings for match in sorted(matches)]


def test_every_phrase_is_found_also_inside_a_longer_one() -> None:
    phrases = phrases_of("gitlab", "gitlab ci", "ci")

    assert found(phrases, "the gitlab ci talk") == [("gitlab",), ("gitlab ci",), ("ci",)]


def test_no_phrase_reaches_across_the_border_of_a_clause() -> None:
    assert found(phrases_of("开放日"), "开放，日") == []


def test_one_phrase_may_mean_several_things_but_each_once() -> None:
    phrases = phrases_of("time")
    phrases.add(("time",), "time")
    phrases.add(("time",), "the newspaper")

    assert phrases.get(("time",)) == ("time", "the newspaper")


def test_a_phrase_of_no_units_is_passed_over() -> None:
    phrases = phrases_of("？！")

    assert list(phrases.phrases()) == []


def test_a_discarded_phrase_is_known_no_more() -> None:
    phrases = phrases_of("open day", "open")

    phrases.discard(("open", "day"))
    phrases.discard(("never", "known"))

    assert ("open", "day") not in phrases
    assert found(phrases, "open day") == [("open",)]


def test_the_cover_that_weighs_most_wins_over_the_first_and_the_longest() -> None:
    assert best_cover([(0, 2, 2.0), (1, 4, 4.0), (4, 5, 1.0)], 5) == [(1, 4), (4, 5)]
    assert best_cover([(0, 2, 3.0), (1, 4, 4.0), (2, 4, 3.0)], 4) == [(0, 2), (2, 4)]
    assert best_cover([], 3) == []


STRETCHES = st.tuples(st.integers(0, 8), st.integers(1, 4), st.floats(0.1, 9)).map(
    lambda drawn: (drawn[0], drawn[0] + drawn[1], drawn[2])
)


@given(st.lists(STRETCHES, max_size=12))
def test_no_two_chosen_stretches_overlap_and_no_single_one_weighs_more(
    stretches: list[tuple[int, int, float]],
) -> None:
    chosen = best_cover(stretches, 12)

    assert all(before[1] <= after[0] for before, after in pairwise(chosen))
    weights: dict[tuple[int, int], float] = {}
    for start, end, weight in stretches:
        weights[start, end] = max(weight, weights.get((start, end), 0.0))
    total = sum(weights[stretch] for stretch in chosen)
    assert total >= max(weights.values(), default=0.0) - 1e-9
