"""Questions that were not answered are counted for staff, and keep nobody waiting."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.answering.answerer import Answerer
from bot.answering.model import Kind
from bot.answering.words import known_ids
from bot.building import AnswererBuilder
from bot.clock import FixedClock
from bot.database import Database
from bot.enquiries import Enquiries, Unanswered, UnansweredQuestion
from bot.enquiries.repository import UnansweredRepository
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import load_texts
from bot.settings import Embeddings
from tests.e2e.conftest import DATA, NOW

OUTSIDE, NOT_STATED, UNCLEAR = "股市行情", "启动仪式停车方便吗？", "科普"
ANSWERED = "启动仪式几点？"


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture
def kept(database: Database) -> UnansweredRepository:
    return UnansweredRepository(database)


@pytest.fixture
def unanswered(kept: UnansweredRepository, clock: FixedClock) -> Unanswered:
    return Unanswered(kept, clock)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read(DATA.read_bytes(), known=known_ids())


@pytest.fixture(scope="module")
def answerer(knowledge: Knowledge) -> Answerer:
    return AnswererBuilder(load_texts(), Embeddings.OFF)(knowledge)


@pytest.fixture
def enquiries(
    knowledge: Knowledge, answerer: Answerer, unanswered: Unanswered, clock: FixedClock
) -> Enquiries:
    return Enquiries(knowledge, lambda _knowledge: answerer, clock, unanswered=unanswered)


async def test_what_was_not_answered_is_kept_with_how_often_it_was_asked(
    enquiries: Enquiries, unanswered: Unanswered, kept: UnansweredRepository, clock: FixedClock
) -> None:
    for person in ("a", "b"):
        await enquiries.ask(OUTSIDE, conversation=person)
    await enquiries.ask(NOT_STATED, conversation="a")
    await enquiries.ask(ANSWERED, conversation="a")
    await unanswered.write()
    clock.at = NOW + timedelta(hours=1)
    await enquiries.ask(f" {OUTSIDE}\n", conversation="c")
    await unanswered.write()

    outside, not_stated = await kept.most_asked(10)
    assert outside == UnansweredQuestion(
        text=OUTSIDE,
        language=Language.HANS,
        kind=Kind.OUTSIDE,
        times=3,
        first_at=NOW,
        last_at=NOW + timedelta(hours=1),
    )
    assert (not_stated.text, not_stated.kind, not_stated.times) == (NOT_STATED, Kind.NOT_STATED, 1)


async def test_a_choice_that_nobody_took_counts_as_not_answered(
    enquiries: Enquiries, unanswered: Unanswered, kept: UnansweredRepository, clock: FixedClock
) -> None:
    offered = await enquiries.ask(UNCLEAR, conversation="a")
    assert offered.kind is Kind.CLARIFY
    await unanswered.write()
    assert await kept.most_asked(10) == []

    clock.at = NOW + timedelta(minutes=16)
    await unanswered.write()

    (given_up,) = await kept.most_asked(10)
    assert (given_up.text, given_up.kind, given_up.last_at) == (UNCLEAR, Kind.CLARIFY, NOW)


async def test_a_choice_that_somebody_took_does_not(
    enquiries: Enquiries, unanswered: Unanswered, kept: UnansweredRepository, clock: FixedClock
) -> None:
    offered = await enquiries.ask(UNCLEAR, conversation="a")
    taken = offered.suggestions[0]
    await enquiries.press(taken.subject, taken.aspect, conversation="a", language=Language.HANS)
    await enquiries.ask(UNCLEAR, conversation="b")
    await enquiries.ask(ANSWERED, conversation="b")

    clock.at = NOW + timedelta(minutes=16)
    await unanswered.write()

    assert await kept.most_asked(10) == []


async def test_what_is_still_being_typed_is_not_counted(
    enquiries: Enquiries, unanswered: Unanswered, kept: UnansweredRepository
) -> None:
    await enquiries.ask(OUTSIDE, conversation="a", is_whole=False)
    await unanswered.write()

    assert await kept.most_asked(10) == []


async def test_nobodys_number_or_address_is_kept(
    enquiries: Enquiries, unanswered: Unanswered, kept: UnansweredRepository
) -> None:
    await enquiries.ask("股市 138 0013 8000 +86-431-1234567 a.b@example.org 2020", conversation="a")
    await unanswered.write()

    (question,) = await kept.most_asked(10)
    assert question.text == "股市 … … … 2020"


async def test_only_the_latest_are_kept(kept: UnansweredRepository) -> None:
    questions = [
        UnansweredQuestion(
            text=str(number),
            language=Language.EN,
            kind=Kind.OUTSIDE,
            times=1,
            first_at=NOW,
            last_at=NOW + timedelta(minutes=number),
        )
        for number in range(5)
    ]
    await kept.add(questions)
    await kept.prune(2)

    assert {question.text for question in await kept.most_asked(10)} == {"3", "4"}


class BrokenStore:
    """A store that is away, and slow to say so."""

    def __init__(self) -> None:
        self.added: list[UnansweredQuestion] = []
        self.is_broken = True

    async def add(self, questions: Sequence[UnansweredQuestion]) -> None:
        await asyncio.sleep(0)
        if self.is_broken:
            raise OSError
        self.added += questions

    async def prune(self, keep: int) -> None: ...


async def test_what_could_not_be_written_is_written_the_next_time(
    knowledge: Knowledge, answerer: Answerer, clock: FixedClock
) -> None:
    store = BrokenStore()
    unanswered = Unanswered(store, clock)
    enquiries = Enquiries(knowledge, lambda _knowledge: answerer, clock, unanswered=unanswered)
    await enquiries.ask(OUTSIDE, conversation="a")

    writing = asyncio.create_task(unanswered.write())
    await asyncio.sleep(0)
    await enquiries.ask(OUTSIDE, conversation="b")  # while it is being written
    with pytest.raises(OSError):
        await writing
    store.is_broken = False
    await unanswered.write()

    assert [(each.text, each.times) for each in store.added] == [(OUTSIDE, 2)]
