"""The service around the answers: conversations, new knowledge, and what crowds ask."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import pytest

from bot.answering.answerer import Answerer
from bot.answering.model import Answer, Kind, Question, Turn
from bot.answering.words import known_ids
from bot.clock import FixedClock
from bot.enquiries import Enquiries
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read
from bot.language import Language
from bot.locales import Texts, load_texts
from tests.e2e.conftest import DATA, NOW

OPENING = "启动仪式几点？"


class CountingAnswerer(Answerer):
    """An answerer that counts what it worked out."""

    worked = 0

    def answer(self, question: Question, turn: Turn | None = None) -> tuple[Answer, Turn | None]:
        """As an Answerer."""
        self.worked += 1
        return super().answer(question, turn)


@pytest.fixture(scope="module")
def texts() -> Mapping[Language, Texts]:
    return load_texts()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(NOW)


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return read(DATA.read_bytes(), known=known_ids())


@pytest.fixture
def answerer(knowledge: Knowledge, texts: Mapping[Language, Texts]) -> CountingAnswerer:
    return CountingAnswerer(knowledge, texts)


@pytest.fixture(params=[False, True], ids=["inline", "offloaded"])
def enquiries(
    request: pytest.FixtureRequest,
    knowledge: Knowledge,
    answerer: CountingAnswerer,
    clock: FixedClock,
) -> Enquiries:
    return Enquiries(knowledge, lambda _k: answerer, clock, offload=request.param, capacity=2)


def told(answer: Answer) -> str:
    return "\n".join(statement.text for statement in answer.statements)


async def test_a_question_may_refer_to_the_one_before_in_its_conversation(
    enquiries: Enquiries,
) -> None:
    await enquiries.ask(OPENING, conversation="a")

    where = await enquiries.ask("在哪？", conversation="a")
    elsewhere = await enquiries.ask("在哪？", conversation="b")

    assert where.subjects == ("event/opening",)
    assert elsewhere.subjects != where.subjects


@pytest.mark.parametrize(
    "later, refers",
    [(timedelta(minutes=15), True), (timedelta(minutes=16), False), (timedelta(days=-1), False)],
)
async def test_a_conversation_ends_after_a_quarter_of_an_hour(
    enquiries: Enquiries, clock: FixedClock, later: timedelta, refers: bool
) -> None:
    await enquiries.ask(OPENING, conversation="a")
    clock.at = NOW + later

    answer = await enquiries.ask("在哪？", conversation="a")

    assert (answer.subjects == ("event/opening",)) is refers


async def test_beyond_its_capacity_the_oldest_conversation_is_forgotten(
    enquiries: Enquiries,
) -> None:
    for conversation in "abc":
        await enquiries.ask(OPENING, conversation=conversation)

    oldest = await enquiries.ask("在哪？", conversation="a")
    newest = await enquiries.ask("在哪？", conversation="c")

    assert oldest.subjects != ("event/opening",)
    assert newest.subjects == ("event/opening",)


async def test_what_many_ask_within_a_minute_is_worked_out_once(
    enquiries: Enquiries, answerer: CountingAnswerer, clock: FixedClock
) -> None:
    first = await enquiries.ask(OPENING, conversation="a")
    clock.at = NOW + timedelta(seconds=59)
    again = await enquiries.ask(OPENING, conversation="b")

    assert again is first
    assert answerer.worked == 1
    where = await enquiries.ask("在哪？", conversation="b")
    assert where.subjects == ("event/opening",)  # b's conversation went on all the same

    clock.at = NOW + timedelta(minutes=1)
    await enquiries.ask(OPENING, conversation="c")
    assert answerer.worked == 3


@pytest.mark.parametrize(
    "ask",
    [
        lambda e: e.ask(OPENING, conversation="b", language=Language.EN),
        lambda e: e.ask(f"{OPENING} ", conversation="b"),
        lambda e: e.ask(OPENING, conversation="b", now=NOW + timedelta(minutes=3)),
    ],
    ids=["another language", "other words", "another time"],
)
async def test_what_is_not_the_same_is_worked_out_anew(
    enquiries: Enquiries, answerer: CountingAnswerer, ask: Callable[[Enquiries], Awaitable[Answer]]
) -> None:
    await enquiries.ask(OPENING, conversation="a")
    await ask(enquiries)

    assert answerer.worked == 2


async def test_the_same_words_mean_what_the_conversation_makes_of_them(
    enquiries: Enquiries,
) -> None:
    await enquiries.ask(OPENING, conversation="a")
    await enquiries.ask("科普大讲堂是什么？", conversation="b")

    first = await enquiries.ask("在哪？", conversation="a")
    second = await enquiries.ask("在哪？", conversation="b")

    assert first.subjects != second.subjects


async def test_new_knowledge_is_answered_from_at_once(
    knowledge: Knowledge, texts: Mapping[Language, Texts], clock: FixedClock
) -> None:
    enquiries = Enquiries(knowledge, lambda known: Answerer(known, texts), clock)
    before = await enquiries.ask(OPENING, conversation="a")
    content = DATA.read_bytes().replace(b"09:30", b"10:45")

    await enquiries.change_knowledge(read(content, known=known_ids()))
    after = await enquiries.ask(OPENING, conversation="b")

    assert "9:30" in told(before)
    assert "10:45" in told(after)
    assert enquiries.knowledge.version != knowledge.version


async def test_a_suggestion_that_is_gone_gets_a_polite_answer(enquiries: Enquiries) -> None:
    answer = await enquiries.press("event/gone", "when", conversation="a", language=Language.EN)

    assert answer.kind is Kind.OUTSIDE


async def test_every_starter_has_an_answer(enquiries: Enquiries) -> None:
    for language in Language:
        for starter in enquiries.starters(language):
            answer = await enquiries.press(
                starter.subject, starter.aspect, conversation="a", language=language
            )
            assert answer.kind is not Kind.OUTSIDE
