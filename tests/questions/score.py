"""Asks every question of a development set and says how many answers are right.

    python -m tests.questions.score [--edition first] [--fails] [--embeddings] [--set FILE]

A set is a file of lines, each an object with `id` (its group and a number), `text`, `now` (in the
edition's zone unless it says another), `lang` (of the answer; empty: either), `fact` (what it
reaches), `kind` (those that are right), `all` (of each inner list at least one must occur in the
answer), `none` (wrong facts) and, for a chat, `conversation`.
"""

import argparse
import json
import re
import sys
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from bot.answering.answerer import Answerer
from bot.answering.meanings import SentenceMeanings
from bot.answering.model import Answer, Kind, Question, Turn
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import validate
from bot.language import to_simplified
from bot.locales import load_texts

HERE = Path(__file__).parent
ROOT = HERE.parents[1]

#: Where the knowledge of each edition is.
EDITIONS = {
    "first": ROOT / "data" / "knowledge.json",
    "museum": ROOT / "tests" / "editions" / "museum" / "knowledge.json",
    "conference": ROOT / "tests" / "editions" / "conference" / "knowledge.json",
    "festival": ROOT / "tests" / "editions" / "festival" / "knowledge.json",
    "environment": ROOT / "tests" / "editions" / "environment" / "knowledge.json",
    "harbour": ROOT / "tests" / "editions" / "harbour" / "knowledge.json",
    "village": ROOT / "tests" / "editions" / "village" / "knowledge.json",
    "hospital": ROOT / "tests" / "editions" / "hospital" / "knowledge.json",
}
#: The sets of questions beside this file, and the edition that each is about. The first three
#: were written before the answering was tuned; the others by others, to see what it is like on
#: words and on an edition that nobody had in mind; `_desk` and `environment` as people would type
#: at a desk, all of it written before any of it was asked, the last on an edition whose file has no
#: aliases. So were the last four, on the street: of one edition in English alone, in a zone where
#: the clocks change during it, of one in Traditional Chinese alone, and of a hospital with what
#: holds for some alone. Before anything was mended for them 46 of 63, 56 of 72, 50 of 67 and 48 of
#: 60 were right. `_chat` are conversations, names in other words than the file's, and texts that
#: order the bot about; of the first ones 18 of 26, 19 of 24 and 8 of 10 were right at first.
SETS = {
    "first": "first",
    "museum": "museum",
    "conference": "conference",
    "first_more": "first",
    "festival": "festival",
    "first_desk": "first",
    "festival_desk": "festival",
    "environment": "environment",
    "first_street": "first",
    "harbour": "harbour",
    "village": "village",
    "hospital": "hospital",
    "first_chat": "first",
    "museum_chat": "museum",
    "hospital_chat": "hospital",
}

_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−〜～~", "-") | {"’": "'", "‘": "'"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question with what is right about its answer."""

    id: str
    text: str
    now: str
    lang: str
    fact: str | list[str]
    kind: list[str]
    all: list[list[str]] = field(default_factory=list)
    none: list[str] = field(default_factory=list)
    conversation: str | None = None

    @property
    def group(self) -> str:
        """What sort of question it is: `typo` of `typo-003`."""
        return self.id.rpartition("-")[0]

    @property
    def facts(self) -> list[str]:
        """The facts that it reaches."""
        return [self.fact] if isinstance(self.fact, str) else self.fact


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """An answer, and what is wrong with it."""

    asked: Asked
    answer: Answer
    faults: tuple[str, ...]
    wrong_facts: tuple[str, ...]

    @property
    def is_right(self) -> bool:
        """Whether nothing is wrong with it."""
        return not self.faults and not self.wrong_facts


def load_questions(path: Path) -> list[Asked]:
    """The questions of a file, in its order."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [Asked(**json.loads(line)) for line in lines if line.strip()]


def load_knowledge(edition: str) -> Knowledge:
    """The knowledge of an edition, by its name here."""
    document = json.loads(EDITIONS[edition].read_text(encoding="utf-8"))
    return validate(document, version=edition)


def ask_all(questions: Iterable[Asked], answerer: Answerer, knowledge: Knowledge) -> list[Verdict]:
    """Ask them one after the other, each conversation going on where it was."""
    turns: dict[str, Turn | None] = {}
    verdicts = []
    for asked in questions:
        now = datetime.fromisoformat(asked.now)
        if now.tzinfo is None:
            now = now.replace(tzinfo=knowledge.zone)
        chat = asked.conversation
        turn = turns.get(chat) if chat else None
        answer, turn = answerer.answer(Question(text=asked.text, now=now), turn)
        if chat:
            turns[chat] = turn
        verdicts.append(judge(asked, answer))
    return verdicts


def judge(asked: Asked, answer: Answer) -> Verdict:
    """Compare an answer with what is right."""
    said = fold(spoken(answer))
    faults = []
    if answer.kind not in asked.kind:
        faults.append(f"kind {answer.kind}, not {'/'.join(asked.kind)}")
    if asked.lang and answer.language != asked.lang:
        faults.append(f"language {answer.language}, not {asked.lang}")
    faults += [f"lacks {ways[0]}" for ways in asked.all if not any(occurs(w, said) for w in ways)]
    wrong = tuple(words for words in asked.none if occurs(words, said))
    return Verdict(asked=asked, answer=answer, faults=tuple(faults), wrong_facts=wrong)


def spoken(answer: Answer) -> str:
    """All that the person reads; the buttons too, where the answer is to choose one."""
    parts = [part for each in answer.statements for part in (each.heading, each.text) if part]
    if answer.kind is Kind.CLARIFY:
        parts += [suggestion.label for suggestion in answer.suggestions]
    return "\n".join(parts)


@lru_cache(maxsize=8192)
def fold(text: str) -> str:
    """Without the differences that do not matter: width, case, script, dashes, spaces.

    A space between two digits stays, so that "August 23 2020" does not become another number.
    """
    folded = to_simplified(unicodedata.normalize("NFKC", text).casefold()).translate(_DASHES)
    return re.sub(r"(?<!\d)\s+|\s+(?!\d)", "", folded)


def occurs(words: str, folded_text: str) -> bool:
    """Whether the words stand in a folded text, "3" not being found in "23" or "30"."""
    pattern = re.escape(fold(words))
    if pattern[0].isdigit():
        pattern = r"(?<![1-9])(?<!\d0)" + pattern
    if pattern[-1].isdigit():
        pattern += r"(?!\d)"
    return re.search(pattern, folded_text) is not None


def show(edition: str, verdicts: Sequence[Verdict], *, with_failures: bool) -> None:
    """Print the score, whole and per group."""
    groups: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        groups[verdict.asked.group].append(verdict)
    wrong = sum(bool(v.wrong_facts) for v in verdicts)
    print(f"{edition:16}{_share(verdicts)}   wrong facts: {wrong}")
    for group, members in groups.items():
        print(f"  {group:14}{_share(members)}")
    for verdict in verdicts if with_failures else ():
        if not verdict.is_right:
            _show_failure(verdict)


def _share(verdicts: Sequence[Verdict]) -> str:
    right = sum(verdict.is_right for verdict in verdicts)
    return f"{right:4} of {len(verdicts):4}  {right / len(verdicts):7.1%}"


def _show_failure(verdict: Verdict) -> None:
    wrong = tuple(f"WRONG FACT {words}" for words in verdict.wrong_facts)
    text = verdict.asked.text
    print(f"\n{verdict.asked.id} [{verdict.asked.now}] {text if len(text) < 160 else text[:160]}")
    print("  ✗ " + "; ".join(wrong + verdict.faults))
    print("  " + spoken(verdict.answer).replace("\n", "\n  "))


def main(arguments: Sequence[str] | None = None) -> int:
    """Print the score of one edition or of all."""
    parser = argparse.ArgumentParser(description="Score the development questions.")
    parser.add_argument("--edition", choices=sorted(SETS), help="only this set")
    parser.add_argument("--set", type=Path, help="other questions than those beside this file")
    parser.add_argument("--fails", action="store_true", help="print every wrong answer")
    parser.add_argument("--embeddings", action="store_true", help="with the optional extra")
    chosen = parser.parse_args(arguments)
    if chosen.set and not chosen.edition:
        parser.error("--set needs --edition")
    for name in [chosen.edition] if chosen.edition else list(SETS):
        knowledge = load_knowledge(SETS[name])
        meanings = SentenceMeanings(knowledge) if chosen.embeddings else None
        answerer = Answerer(knowledge, load_texts(), meanings)
        questions = load_questions(chosen.set or HERE / f"{name}.jsonl")
        show(name, ask_all(questions, answerer, knowledge), with_failures=chosen.fails)
    return 0


if __name__ == "__main__":
    sys.exit(main())
