"""What a command imports before it is of use: a start is as light as what it needs."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

#: For a file that is made now and then, a database of yesterday, a bot behind a web server, ….
SELDOM = (
    "alembic",
    "icalendar",
    "jinja2",
    "pypinyin",
    "python_calamine",
    "segno",
    "xlsxwriter",
    "aiohttp.web",
    "bot.sandbox",
)
#: For planning, and to check that the years are known.
CALENDARS = ("chinese_calendar", "holidays")
#: For a bot alone.
RUNNING = ("sqlalchemy", "telegram", "aiohttp", "apscheduler", "bot.app", "handlers")


@pytest.mark.parametrize(
    ("command", "unwanted"),
    [
        ("import bot.cli.run", SELDOM + CALENDARS),
        ("from bot.cli import main; main(['check', 'data/knowledge.json'])", SELDOM + RUNNING),
        ("from bot.cli import main; main(['ask', '几点开始？'])", SELDOM + CALENDARS + RUNNING),
    ],
    ids=["run", "check", "ask"],
)
def test_a_command_starts_without_what_it_does_not_need(
    command: str, unwanted: tuple[str, ...]
) -> None:
    program = (
        "import sys\n"
        f"try:\n    {command}\nexcept SystemExit as end:\n    assert not end.code\n"
        f"sys.exit(' '.join(set({unwanted}) & sys.modules.keys()))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert done.stderr.strip() == ""
