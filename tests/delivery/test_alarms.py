"""What is wrong with everything is told at once, and not each time."""

from collections.abc import Callable

import pytest

from bot.app.alarms import Alarms
from bot.delivery.problems import Hooks, Problem, ProblemKind
from bot.language import Language
from bot.locales import Texts, load_texts

TEXTS = load_texts()[Language.EN]
DATABASE = Problem(ProblemKind.DATABASE, "OperationalError")
UNEXPECTED = Problem(ProblemKind.UNEXPECTED, "ValueError")


class Administrators:
    """Who hears alarms, with a clock, and who hears of everything else."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.others: list[Problem] = []
        self.seconds = 0.0
        hooks = Hooks(on_unreachable=_fail, on_moved=_fail, on_problem=self._other)
        self.hooks = Alarms(self._tell, hooks, lambda: self.seconds).hooks

    async def _tell(self, words: Callable[[Texts], str]) -> None:
        self.told.append(words(TEXTS))

    async def _other(self, problem: Problem) -> None:
        self.others.append(problem)


async def _fail(*_heard: object) -> None:
    raise AssertionError("nobody is unreachable here, and nobody moves")


@pytest.fixture
def administrators() -> Administrators:
    return Administrators()


async def test_each_kind_of_trouble_is_told_once_an_hour(administrators: Administrators) -> None:
    for seconds in (0.0, 1.0, 3599.0, 3600.0):
        administrators.seconds = seconds
        await administrators.hooks.on_problem(DATABASE)
        await administrators.hooks.on_problem(UNEXPECTED)

    database, fault = TEXTS("telegram.database-unavailable"), TEXTS("telegram.sending-failed")
    assert administrators.told == [database, fault, database, fault]
    assert administrators.others == []


async def test_what_is_about_some_deliveries_becomes_a_note(
    administrators: Administrators,
) -> None:
    refused = Problem(ProblemKind.REFUSED, "chat not found")
    await administrators.hooks.on_problem(refused)

    assert administrators.told == []
    assert administrators.others == [refused]
