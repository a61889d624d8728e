"""What the outbox cannot do for a moment is done, and alarms nobody; what persists does."""

import asyncio

from sqlalchemy import text, update

from bot.database import Database
from bot.database.tables import DeliveryRow
from bot.delivery.model import Lane, State
from bot.delivery.outbox import OutboxUnavailable
from bot.delivery.patience import PERSISTING, Patience
from bot.delivery.problems import Problem, ProblemKind
from tests.delivery.drafts import draft, outbox, plan, states
from tests.delivery.rig import Rig


class Asked:
    """Something that fails so many times, and is done then."""

    def __init__(self, failures: int) -> None:
        self.failures = failures

    async def __call__(self) -> str:
        if self.failures:
            self.failures -= 1
            raise OutboxUnavailable("DeadlockDetected")
        return "done"


async def problems_of(*asked: Asked) -> list[Problem]:
    """What is told while all of these are asked at once."""
    told: list[Problem] = []

    async def tell(problem: Problem) -> None:
        told.append(problem)

    patience = Patience(tell, wait_after=lambda _failures: 0.0)
    assert await asyncio.gather(*map(patience, asked)) == ["done"] * len(asked)
    return told


async def test_what_is_over_after_a_retry_or_two_alarms_nobody() -> None:
    assert await problems_of(Asked(PERSISTING - 1)) == []


async def test_what_persists_is_told_once() -> None:
    told = await problems_of(*(Asked(PERSISTING + 2) for _ in range(3)))

    assert [problem.kind for problem in told] == [ProblemKind.DATABASE]


async def test_a_deadlock_is_got_over_and_alarms_nobody(postgresql_rig: Rig) -> None:
    """Somebody has the second delivery and wants the first; the sender wants both, in order."""
    rig = postgresql_rig
    database = rig.database
    chat = await rig.chat(101)
    await plan(database, draft(chat, "a"), draft(chat, "b"))
    ours = outbox(database)
    assert await ours.take_over()
    first, second = sorted(each.id for each in await ours.claim(Lane.NUDGE, limit=2))
    refused: list[OutboxUnavailable] = []
    told: list[Problem] = []

    async def begin() -> object:
        try:
            return await ours.begin_sending([first, second])
        except OutboxUnavailable as error:
            refused.append(error)
            raise

    async def tell(problem: Problem) -> None:
        told.append(problem)

    async with database.writing() as session:
        touching = update(DeliveryRow).values(attempts=DeliveryRow.attempts)
        await session.execute(touching.where(DeliveryRow.id == second))
        beginning = asyncio.create_task(Patience(tell)(begin))
        await _until_somebody_waits(database)
        await session.execute(touching.where(DeliveryRow.id == first))

    await beginning
    assert [str(error) for error in refused] == ["DeadlockDetected"]
    assert told == []
    assert await states(database) == [State.SENDING, State.SENDING]
    await ours.step_down()


async def _until_somebody_waits(database: Database) -> None:
    """Until a transaction waits for a lock that another one has."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    async with asyncio.timeout(5):
        while True:
            async with database.reading() as session:
                if await session.scalar(waiting):
                    return
            await asyncio.sleep(0.01)
