"""The development questions, asked of the real answering on each edition's real knowledge."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache

import pytest

from bot.answering.answerer import Answerer
from bot.answering.meanings import SentenceMeanings, is_installed
from bot.answering.model import Kind
from bot.language import Language
from bot.locales import load_texts
from tests.questions.score import (
    HERE,
    SETS,
    Verdict,
    ask_all,
    fold,
    load_knowledge,
    load_questions,
    occurs,
)

#: The share that has to be right, without the optional embeddings.
LEAST_RIGHT = {
    "first": 0.96,
    "museum": 0.95,
    "conference": 0.94,
    "first_more": 0.90,
    "festival": 0.91,
    "first_desk": 0.97,
    "festival_desk": 0.93,
    "environment": 0.90,
    "first_street": 0.96,
    "harbour": 0.97,
    "village": 0.97,
    "hospital": 0.96,
    "first_chat": 0.96,
    "museum_chat": 0.95,
    "hospital_chat": 0.90,
}
#: And with them, as `make try` installs them. They take a minute of computing for each thousand
#: questions, so the other sets are asked by `python -m tests.questions.score --embeddings` alone.
LEAST_RIGHT_WITH_EMBEDDINGS = {"first": 0.97, "museum": 0.97, "conference": 0.97}
#: A set, and whether embeddings help.
RUNS = [
    *(pytest.param(name, True, id=f"{name}-embeddings") for name in LEAST_RIGHT_WITH_EMBEDDINGS),
    *(pytest.param(name, False, id=name) for name in LEAST_RIGHT),
]
FACTS = [
    line
    for line in (HERE / "facts.txt").read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@cache
def verdicts_on(name: str, *, embeddings: bool = False) -> Sequence[Verdict]:
    """Ask the questions of a set, once for all tests."""
    if embeddings and not is_installed():
        reason = "the extra `embeddings` is not installed"
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    knowledge = load_knowledge(SETS[name])
    questions = load_questions(HERE / f"{name}.jsonl")
    meanings = SentenceMeanings(knowledge) if embeddings else None
    return tuple(ask_all(questions, Answerer(knowledge, load_texts(), meanings), knowledge))


def described(verdicts: Iterable[Verdict]) -> str:
    return "\n".join(
        f"{v.asked.id} {v.asked.text[:80]!r}: {'; '.join(v.wrong_facts + v.faults)}"
        for v in verdicts
    )


@pytest.mark.parametrize(("name", "embeddings"), RUNS)
def test_nearly_every_question_is_answered_right(
    name: str, embeddings: bool, record_property: Callable[[str, object], None]
) -> None:
    verdicts = verdicts_on(name, embeddings=embeddings)

    missed = [verdict for verdict in verdicts if not verdict.is_right]

    right = 1 - len(missed) / len(verdicts)
    record_property("right", f"{right:.1%}")
    least = (LEAST_RIGHT_WITH_EMBEDDINGS if embeddings else LEAST_RIGHT)[name]
    assert right >= least, f"{right:.1%} right\n{described(missed)}"


@pytest.mark.parametrize(("name", "embeddings"), RUNS)
def test_no_answer_states_a_wrong_fact(name: str, embeddings: bool) -> None:
    wrong = [each for each in verdicts_on(name, embeddings=embeddings) if each.wrong_facts]

    assert not wrong, described(wrong)


@pytest.mark.parametrize("edition", SETS)
def test_an_answer_that_states_a_fact_names_where_it_is_stated(edition: str) -> None:
    stating = [v for v in verdicts_on(edition) if v.asked.fact and v.answer.kind is Kind.ANSWER]

    unsourced = [verdict for verdict in stating if not verdict.answer.sources]

    assert stating and not unsourced, described(unsourced)


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_asked_for_in_three_languages(fact: str) -> None:
    reaching = [asked for asked in load_questions(HERE / "first.jsonl") if fact in asked.facts]

    assert len(reaching) >= 3
    assert {asked.lang for asked in reaching} >= set(Language)


@pytest.mark.parametrize("fact", FACTS)
def test_every_fact_is_reached_in_three_languages(fact: str) -> None:
    reached = [v.asked.lang for v in verdicts_on("first") if fact in v.asked.facts and v.is_right]

    assert len(reached) >= 3
    assert set(reached) >= set(Language)


@pytest.mark.parametrize("edition", ["first", "museum"])
def test_a_sixth_of_the_questions_have_no_stated_answer(edition: str) -> None:
    """So that saying nothing wrong is measured as much as saying something."""
    asked = load_questions(HERE / f"{edition}.jsonl")

    unanswerable = [each for each in asked if not each.fact and "smalltalk" not in each.kind]

    assert len(unanswerable) * 6 >= len(asked)


@pytest.mark.parametrize("edition", SETS)
def test_no_two_questions_share_an_id(edition: str) -> None:
    ids = [asked.id for asked in load_questions(HERE / f"{edition}.jsonl")]

    assert len(ids) == len(set(ids))


def test_a_number_is_not_found_inside_another() -> None:
    assert occurs("9:30", fold("於 09：30 開始"))
    assert occurs("3 分鐘", fold("最長3分钟"))
    assert not occurs("3分钟", fold("13分钟"))
    assert not occurs("8月2", fold("8月23日"))
