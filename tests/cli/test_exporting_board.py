"""`export board`: who has filed, as a table of all deadlines or as the picture of one."""

import asyncio
import csv
import io
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from bot.clock import FixedClock
from bot.database import open_database
from bot.filings.records import Actor
from bot.filings.repository import FilingRepository
from bot.filings.service import Filings
from bot.knowledge.validation import read
from tests.cli.conftest import MUSEUM, Bot

NOW = "2027-05-01T09:00"


@pytest.fixture(autouse=True)
def two_units(bot: Bot) -> None:
    """Two units of the museum's edition, of which one has filed what is due first."""
    Path("config.toml").write_text(
        f"knowledge.path = {json.dumps(str(MUSEUM))}\ndatabase.url = 'sqlite:///zhouzhi.db'\n"
    )
    Path("units.csv").write_text("Unit,Group\nDockyard,dockyard_trust\n=Quay,dockyard_trust\n")
    bot("import", "units", "units.csv", "--yes")
    asyncio.run(owe_and_file())


async def owe_and_file() -> None:
    """What the bot does when it runs."""
    knowledge = read(MUSEUM.read_bytes())
    clock = FixedClock(datetime(2027, 5, 1, tzinfo=UTC))

    async def changed(_unit_ids: object) -> None:
        pass

    database = await open_database("sqlite:///zhouzhi.db")
    filings = Filings(
        FilingRepository(database),
        clock,
        lambda: knowledge,
        changed=changed,
        grace=timedelta(hours=1),
    )
    await filings.sync()
    first = (await filings.boards())[0].lines[0]
    await filings.file(first.duty.id, Actor(chat_id=None, is_staff=True))
    await database.close()


def export(bot: Bot, *arguments: str) -> list[dict[str, str]]:
    out = bot("export", "board", *arguments, "--now", NOW).out
    return list(csv.DictReader(io.StringIO(out)))


def test_every_unit_has_a_row_for_each_deadline(bot: Bot) -> None:
    rows = export(bot)

    deadlines = {row["Deadline"] for row in rows}
    assert len(deadlines) > 1
    assert len(rows) == 2 * len(deadlines)
    assert {row["Unit"] for row in rows} == {"Dockyard", "'=Quay"}, "no spreadsheet's formula"
    assert sum(row["State"] == "Filed" for row in rows) == 1


def test_one_deadline_can_be_chosen_and_written_as_a_workbook(bot: Bot) -> None:
    outcome = bot("export", "board", "entries", "--out", "board.xlsx", "--now", NOW)

    header, *rows = CalamineWorkbook.from_path("board.xlsx").get_sheet_by_index(0).to_python()
    assert header[0] == "Unit"
    assert len(rows) == 2
    assert outcome.err.strip() == "2 rows written to board.xlsx."


def test_a_picture_shows_one_deadline(bot: Bot) -> None:
    bot("export", "board", "entries", "--out", "board.png", "--now", NOW)
    of_all = bot("export", "board", "--out", "all.png", "--now", NOW)

    assert Path("board.png").read_bytes().startswith(b"\x89PNG")
    assert (of_all.status, "entries" in of_all.err) == (2, True)
    assert not Path("all.png").exists()


@pytest.mark.parametrize(
    "arguments",
    [["nonsense"], ["--out", "x.pdf"], ["--from", "2027-04-01"], ["--to", "2027-04-01"]],
)
def test_what_cannot_be_exported_is_refused(bot: Bot, arguments: list[str]) -> None:
    outcome = bot("export", "board", *arguments, "--now", NOW)

    assert (outcome.status, outcome.out) == (2, "")
    assert arguments[-1] in outcome.err


def test_while_no_unit_owes_anything_it_is_said_what_is_missing(bot: Bot) -> None:
    Path("zhouzhi.db").unlink()

    outcome = bot("export", "board", "entries", "--now", NOW)

    assert (outcome.status, outcome.out) == (2, "")
    assert "No unit owes anything yet" in outcome.err


def test_the_audit_is_of_no_one_deadline(bot: Bot) -> None:
    outcome = bot("export", "audit", "entries")

    assert (outcome.status, outcome.out) == (2, "")
    assert "entries" in outcome.err
