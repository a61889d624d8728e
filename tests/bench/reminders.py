"""How long it takes to plan what units are to be told, and how much memory."""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

from sqlalchemy import insert

from bot.clock import FixedClock
from bot.database import Database, open_database
from bot.database.tables import ChatRow, ContactRow, Table, UnitGroupRow, UnitRow
from bot.filings.repository import FilingRepository
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read
from bot.reminders.repository import PlanRepository
from bot.reminders.service import Reminders
from bot.settings import ReminderSettings
from tests.bench.report import Row, at_most

ROOT = Path(__file__).parents[2]
#: Before the first rung of either deadline of the first edition.
NOW = datetime(2020, 7, 1, 2, tzinfo=UTC)
#: Five nudges and a note afterwards, of each of two deadlines.
DELIVERIES_OF_A_UNIT = 12
A_MILLION = 1_000_000
_ROWS_AT_ONCE = 20_000


def measure() -> Iterator[Row]:
    """The first plan of many units, and one that finds nothing to change."""
    some = _measured(10_000)
    yield at_most("plan 10,000 units × 2 deadlines × 6 rungs", some["plan"], 10, "s")
    yield at_most("plan them again, with nothing to change", some["again"], 15, "s")
    yield at_most("plan one unit again", some["one"] * 1000, 100, "ms")
    many = _measured(A_MILLION // DELIVERIES_OF_A_UNIT)
    yield at_most("plan 1,000,000 deliveries to units", many["plan"], 60, "s")
    # Which says the same on a machine that has other things to do.
    yield at_most("CPU for each of these", many["cpu_each"] * 1e6, 100, "µs")
    grown = many["peak_mb"] - some["peak_mb"]
    yield at_most("memory for these beyond that for 120,000", grown, 50, "MB")


def _measured(units: int) -> dict[str, float]:
    """What planning takes, in a process of its own, so that the peak of memory is its alone."""
    with tempfile.TemporaryDirectory() as folder:
        for step in ("prepare", "plan"):
            command = [sys.executable, "-m", "tests.bench.reminders", step, folder, str(units)]
            done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    measured: dict[str, float] = json.loads(done.stdout)
    return measured


async def _prepare(database: Database, units: int) -> None:
    """Have many units owe both duties."""
    await _add_units(database, units)
    knowledge, repository = _knowledge(), FilingRepository(database)
    filings = Filings(repository, FixedClock(NOW), lambda: knowledge, changed=_ignored)
    await filings.sync()


async def _plan(database: Database, units: int) -> dict[str, float]:
    """Plan them; then one of them again, then all of them again."""
    knowledge, repository = _knowledge(), PlanRepository(database)
    reminders = Reminders(repository, FixedClock(NOW), lambda: knowledge, ReminderSettings())
    began, worked = time.perf_counter(), time.process_time()
    change = await reminders.replan()
    planned, worked = time.perf_counter(), time.process_time() - worked
    assert change.planned == units * DELIVERIES_OF_A_UNIT, change
    peak_kb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    await reminders.replan([1])
    one = time.perf_counter()
    # What a million take again is that many times what 120,000 do.
    again = (await reminders.replan()).total if units <= 10_000 else 0
    done = time.perf_counter()
    assert again == 0
    return {
        "plan": planned - began,
        "cpu_each": worked / change.planned,
        "one": one - planned,
        "again": done - one,
        "peak_mb": peak_kb / 1024,
    }


async def _run(step: str, folder: str, units: int) -> None:
    database = await open_database(f"sqlite:///{folder}/zhouzhi.db")
    if step == "prepare":
        await _prepare(database, units)
    else:
        print(json.dumps(await _plan(database, units)))
    await database.close()


def _knowledge() -> Knowledge:
    return read((ROOT / "data/knowledge.json").read_bytes())


async def _add_units(database: Database, count: int) -> None:
    """Units of the group that owes both duties, each with a contact who has joined."""
    numbers = range(1, count + 1)
    made = {"created_at": NOW}
    rows: list[tuple[type[Table], Iterator[dict[str, object]]]] = [
        (ChatRow, ({"id": n, "address": n, **made} for n in numbers)),
        (UnitRow, ({"id": n, "key": f"{n}", "name": {"en": f"Unit {n}"}, **made} for n in numbers)),
        (UnitGroupRow, ({"unit_id": n, "group": "city_bureaus"} for n in numbers)),
        (
            ContactRow,
            (
                {
                    "unit_id": n,
                    "position": 1,
                    "name": f"{n}",
                    "chat_id": n,
                    "joined_at": NOW,
                    **made,
                }
                for n in numbers
            ),
        ),
    ]
    async with database.writing() as session:
        connection = await session.connection()
        for table, values in rows:
            while portion := list(islice(values, _ROWS_AT_ONCE)):
                await connection.execute(insert(table), portion)


async def _ignored(_unit_ids: Collection[int] | None) -> None:
    """What has changed is planned by the benchmark itself."""


if __name__ == "__main__":
    asyncio.run(_run(sys.argv[1], sys.argv[2], int(sys.argv[3])))
