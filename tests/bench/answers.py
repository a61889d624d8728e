"""How long an answer takes, in process: for this edition, and for a hundred thousand records."""

import json
import time
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from statistics import quantiles

from bot.answering.answerer import Answerer
from bot.answering.model import Question
from bot.knowledge.validation import read, validate
from bot.locales import load_texts
from tests.bench.report import Row, at_most
from tests.bench.synthetic import NOW, synthetic_document, synthetic_questions

ROOT = Path(__file__).parents[2]
QUESTIONS = ROOT / "tests" / "questions" / "first.jsonl"
MANY_RECORDS = 100_000


def measure() -> Iterator[Row]:
    """Both editions, one after the other."""
    yield from _this_edition()
    yield from _many_records()


def _this_edition() -> Iterator[Row]:
    knowledge = read((ROOT / "data" / "knowledge.json").read_bytes())
    answerer = Answerer(knowledge, load_texts())
    lines = map(json.loads, QUESTIONS.read_text(encoding="utf-8").splitlines())
    questions = [
        Question(
            text=line["text"],
            now=datetime.fromisoformat(line["now"]).replace(tzinfo=knowledge.zone),
        )
        for line in lines
    ]
    yield from _rows("answer, this edition", answerer, questions * 3, p99_ms=5)


def _many_records() -> Iterator[Row]:
    document = synthetic_document(MANY_RECORDS)
    began = time.perf_counter()
    knowledge = validate(document, version="synthetic")
    validated = time.perf_counter()
    answerer = Answerer(knowledge, load_texts())
    built = time.perf_counter()
    yield Row(f"validation of {MANY_RECORDS:,} records", f"{validated - began:.1f} s")
    yield at_most(f"index of {MANY_RECORDS:,} records", built - validated, 30, "s")
    questions = [Question(text=text, now=NOW) for text in synthetic_questions(document, 1_000)]
    yield from _rows(f"answer, {MANY_RECORDS:,} records", answerer, questions, p99_ms=20)


def _rows(
    what: str, answerer: Answerer, questions: Iterable[Question], *, p99_ms: float
) -> Iterator[Row]:
    questions = list(questions)
    for question in islice(questions, 100):  # caches that a running bot has long filled
        answerer.answer(question)
    times_ms = []
    for question in questions:
        began = time.perf_counter()
        answerer.answer(question)
        times_ms.append((time.perf_counter() - began) * 1000)
    percentiles = quantiles(times_ms, n=100)
    yield Row(f"{what}: p50", f"{percentiles[49]:.2f} ms")
    yield at_most(f"{what}: p99", percentiles[98], p99_ms, "ms")
