"""`export audit`: what was done, as a table that no spreadsheet takes for formulas."""

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.conftest import MUSEUM, Bot

HEADER = ["When", "Who", "What", "To what", "Before", "After"]


@pytest.fixture(autouse=True)
def two_lines(bot: Bot) -> None:
    """A list that was imported yesterday, and what a member of staff with a nasty name did."""
    Path("config.toml").write_text(
        f"knowledge.path = {json.dumps(str(MUSEUM))}\ndatabase.url = 'sqlite:///zhouzhi.db'\n"
    )
    Path("units.csv").write_text("Unit,Group\nDockyard,dockyard_trust\n")
    bot("import", "units", "units.csv", "--yes")
    with sqlite3.connect("zhouzhi.db") as database:
        database.executescript("""
            UPDATE audit SET at = '2027-05-10 23:30:00.000000';
            INSERT INTO chat (id, address, kind, created_at, is_recipient)
                VALUES (1, 77, 'private', '2027-05-11 00:00:00.000000', 0);
            INSERT INTO staff (chat_id, role, name, is_configured, created_at)
                VALUES (1, 'editor', '=cmd()', 0, '2027-05-11 00:00:00.000000');
            INSERT INTO audit (at, actor_id, action, subject, before, after)
                VALUES ('2027-05-11 10:00:00.000000', 1, 'obligation.file', 'obligation/1',
                        '{"state": "owed"}', '{"items": ["表"]}');
        """)


def table(written: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(written)))


def test_the_audit_is_told_line_by_line(bot: Bot) -> None:
    outcome = bot("export", "audit")

    header, imported, filed = table(outcome.out)
    assert (outcome.status, header) == (0, HEADER)
    assert imported[1:4] == ["command line", "units.import", "units"]
    assert filed[1:] == [
        "'=cmd()", "obligation.file", "obligation/1", '{"state": "owed"}', '{"items": ["表"]}',
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "actions"),
    [
        (["--from", "2027-05-11"], ["units.import", "obligation.file"]),
        (["--from", "2027-05-12"], []),
        (["--to", "2027-05-10"], []),
        (["--to", "2027-05-11"], ["units.import", "obligation.file"]),
        (["--from", "2027-05-11", "--to", "11 May 2027"], ["units.import", "obligation.file"]),
    ],
)
def test_days_are_those_of_the_edition(bot: Bot, options: list[str], actions: list[str]) -> None:
    _, *lines = table(bot("export", "audit", *options).out)

    assert [line[2] for line in lines] == actions


def test_a_workbook_holds_texts_alone(bot: Bot) -> None:
    outcome = bot("export", "audit", "--out", "audit.xlsx")

    sheet = CalamineWorkbook.from_path("audit.xlsx").get_sheet_by_index(0).to_python()
    assert outcome.err.strip() == "2 actions written to audit.xlsx."
    assert [row[1] for row in sheet] == ["Who", "command line", "=cmd()"]


@pytest.mark.parametrize(
    "arguments", [["everything"], ["audit", "--out", "x.pdf"], ["audit", "--from", "soon"]]
)
def test_what_cannot_be_exported_is_refused(bot: Bot, arguments: list[str]) -> None:
    outcome = bot("export", *arguments)

    assert (outcome.status, outcome.out) == (2, "")
    assert arguments[-1] in outcome.err
