"""`import units`: a list looked through, then imported."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import MUSEUM, Bot

ROOT = Path(__file__).parents[2]
LIST = "Unit,Group,Contact,Phone\nDockyard,dockyard_trust,Ann,12345\nSchool,maritime_school,Bo,\n"
PREVIEW = [
    "Units: 2 new, 0 changed, 0 unchanged, 0 not in the list.",
    "Contacts: 2 new, 0 changed, 0 unchanged, 0 not in the list.",
    "+ Dockyard",
    "    + 1. Ann",
    "+ School",
    "    + 1. Bo",
]


@pytest.fixture(autouse=True)
def configured(bot: Bot) -> None:
    """A folder with a configuration and a list."""
    Path("config.toml").write_text(
        f"knowledge.path = {json.dumps(str(MUSEUM))}\ndatabase.url = 'sqlite:///units.db'\n"
    )
    Path("units.csv").write_text(LIST)


def test_a_list_is_previewed_and_imported(bot: Bot) -> None:
    outcome = bot("import", "units", "units.csv", "--yes")

    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.splitlines() == [*PREVIEW, "Imported."]


def test_a_script_is_shown_the_preview_and_told_how_to_agree(bot: Bot) -> None:
    outcome = bot("import", "units", "units.csv")

    assert outcome.status == 2
    assert outcome.out.splitlines() == PREVIEW
    assert outcome.err.startswith("--yes: Nothing was imported. Look through the preview above")
    assert outcome.err.count("\n") == 1
    assert bot("import", "units", "units.csv").out.splitlines() == PREVIEW


def test_a_list_imported_again_changes_nothing_and_needs_no_agreement(bot: Bot) -> None:
    bot("import", "units", "units.csv", "--yes")

    outcome = bot("import", "units", "units.csv")

    assert outcome.status == 0
    assert outcome.out.splitlines()[-1] == "Everything is as it was; there is nothing to change."


def test_what_the_list_lacks_is_kept_unless_it_is_to_be_removed(bot: Bot) -> None:
    bot("import", "units", "units.csv", "--yes")
    Path("shorter.csv").write_text("\n".join(LIST.splitlines()[:2]))

    kept = bot("import", "units", "shorter.csv", "--yes")
    removed = bot("import", "units", "shorter.csv", "--yes", "--remove-missing")

    assert "Not in the list, and kept (1): School" in kept.out
    assert "Not in the list, and removed (1): School" in removed.out
    assert "0 not in the list" in bot("import", "units", "shorter.csv").out


def test_everything_that_is_wrong_with_a_list_is_told(bot: Bot) -> None:
    Path("units.csv").write_text(
        "Unit,Group,Contact,Phone\nDockyard,dockyards,Ann,call me\n,,,\nSchool,,,12345\n"
    )

    outcome = bot("import", "units", "units.csv", "--yes")

    assert (outcome.status, outcome.out) == (2, "")
    heading, *problems = outcome.err.splitlines()
    assert heading == "The list has 3 mistakes; nothing was imported:"
    assert [problem.split(":")[0] for problem in problems] == [
        "Row 2, column B (Group) “dockyards”",
        "Row 2, column D (Phone) “call me”",
        "Row 4, column C (Contact)",
    ]
    assert not Path("units.db").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "units.csv: No header was found."),
        (b"PK\x03\x04", "units.csv: The file cannot be read:"),
        (b"x" * 10_000_001, "units.csv: The file is too large:"),
    ],
)
def test_what_is_no_list_is_told_in_one_line(bot: Bot, content: bytes, said: str) -> None:
    Path("units.csv").write_bytes(content)

    outcome = bot("import", "units", "units.csv")

    assert outcome.status == 2
    assert outcome.err.startswith(said)
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("units", "none.csv"), "none.csv: There is no such file"),
        (("people", "units.csv"), "import = “people”: Write units"),
    ],
)
def test_what_cannot_be_imported_is_told_in_one_line(
    bot: Bot, arguments: tuple[str, ...], said: str
) -> None:
    outcome = bot("import", *arguments)

    assert outcome.status == 2
    assert outcome.err.startswith(said)
    assert outcome.err.count("\n") == 1


@pytest.mark.parametrize(("answer", "status", "said"), [("y", 0, "Imported."), ("n", 1, "Nothing")])
def test_at_a_terminal_it_asks(answer: str, status: int, said: str) -> None:
    terminal, ours = pty.openpty()
    command = [sys.executable, "-m", "bot", "import", "units", "units.csv", "--lang", "en"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, stdin=ours, stdout=subprocess.PIPE, env=environment, text=True
    ) as process:
        os.close(ours)
        os.write(terminal, f"{answer}\n".encode())
        out, _ = process.communicate(timeout=60)
    os.close(terminal)

    assert process.returncode == status
    assert "Import this? [y/N]: " in out
    assert said in out.splitlines()[-1]
