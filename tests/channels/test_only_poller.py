"""The place of the only poller: one process has it at a time, and leaves nothing behind."""

import asyncio
import os
import sys
import tempfile
from pathlib import Path

import pytest
from telegram import Bot

from bot.channels.telegram.incoming import AlreadyRunning, only_poller

ROOT = Path(__file__).parents[2]
#: Takes the place again and again; whoever finds somebody else there has lost.
CONTENDER = """
import os, sys, time
from telegram import Bot
from bot.channels.telegram.incoming import AlreadyRunning, only_poller

bot, taken, until = Bot("1:token"), 0, time.monotonic() + 1.5
while time.monotonic() < until:
    try:
        with only_poller(bot):
            os.close(os.open("somebody", os.O_CREAT | os.O_EXCL))
            taken += 1
            os.remove("somebody")
    except AlreadyRunning:
        pass
print(taken)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where temporary files go."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


def test_nobody_else_has_the_place_and_nothing_is_left_of_it(folder: Path) -> None:
    bot = Bot("1:token")

    with only_poller(bot):
        assert len(list(folder.iterdir())) == 1
        with pytest.raises(AlreadyRunning), only_poller(bot):
            pass
        with only_poller(Bot("2:token")):
            pass
    assert list(folder.iterdir()) == []

    with only_poller(bot):
        pass


async def test_of_those_who_come_and_go_at_once_one_has_it_at_a_time(folder: Path) -> None:
    environment = {**os.environ, "TMPDIR": str(folder), "PYTHONPATH": str(ROOT)}
    contenders = [
        await asyncio.create_subprocess_exec(
            sys.executable, "-c", CONTENDER, cwd=folder, env=environment,
            stdout=asyncio.subprocess.PIPE,
        )
        for _ in range(4)
    ]  # fmt: skip
    outputs = [await each.communicate() for each in contenders]

    assert [each.returncode for each in contenders] == [0] * len(contenders)
    assert sum(int(output) for output, _ in outputs) > 50
    assert list(folder.iterdir()) == []
