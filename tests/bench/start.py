"""How long the program takes from its start to its first answer, and how much memory.

Measured is `bot run` as operators start it, against the sandbox in another process, where somebody
has asked already: on a new database, on one that is there, and on one with a million deliveries
pending, which are all planned anew meanwhile; for comparison `ask`, and a bare PTB echo bot, whose
time says how fast the machine is at the moment. Embeddings are off.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

from bot.sandbox import TOKEN
from tests.bench.reminders import A_MILLION, DELIVERIES_OF_A_UNIT, NOW
from tests.bench.report import Row, at_most
from tests.bench.throughput import DISTANCES, SandboxApi, sandbox_at

ROOT = Path(__file__).parents[2]
QUESTION = "什么时候开始？"
LINE = json.dumps({"id": 1, "text": QUESTION, "now": "2020-07-24T09:00"}).encode() + b"\n"
RUNS = 5
#: What the echo bot took on the machine that the budgets are from: a slower one is to be allowed
#: as many times as much.
_PEER_SECONDS = 0.31
#: How long a bot with much to do runs, for its memory to be seen.
_WATCHED_SECONDS = 10.0


def measure() -> Iterator[Row]:
    """The medians of several starts, once Python has compiled the files."""
    _ask()
    asking = [_ask() for _ in range(RUNS)]
    yield Row("ask: start to first answer", f"{median(s for s, _ in asking):.2f} s")
    with sandbox_at(DISTANCES[0]) as api, tempfile.TemporaryDirectory() as folder:
        peer = ("tests.bench.echo", api.base_url, TOKEN, "0", "1")
        peers = [_first_answer(api, *peer) for _ in range(RUNS)]
        peer_took = median(s for s, _ in peers)
        yield Row("PTB echo: start to first answer", f"{peer_took:.2f} s")
        bot = _Bot(api, Path(folder))
        news = [bot.first_answer(new=True) for _ in range(RUNS)]
        yield Row("run: the same, on a new database", f"{median(s for s, _ in news):.2f} s")
        starts = [bot.first_answer() for _ in range(RUNS)]
        took = median(s for s, _ in starts)
        yield at_most("run: start to first answer", took, 1.5, "s")
        yield at_most("the same against PTB echo", took / peer_took, 1.5 / _PEER_SECONDS, "×")
        peak_mb = median(mb for _, mb in starts)
        if peak_mb:
            yield at_most("memory after the first answer, at its peak", peak_mb, 120, "MB")
        bot.plan_a_million()
        starts = [bot.first_answer() for _ in range(RUNS)]
        took = median(s for s, _ in starts)
        yield at_most("the same with 1,000,000 pending", took, 2.0, "s")
        yield at_most("the same against PTB echo", took / peer_took, 2.0 / _PEER_SECONDS, "×")
        if peak_mb:
            _, grown_mb = bot.first_answer(watched_seconds=_WATCHED_SECONDS)
            yield at_most(
                f"memory for these, in {_WATCHED_SECONDS:g} s", grown_mb - peak_mb, 50, "MB"
            )


class _Bot:
    """The bot, its configuration in a folder of its own.

    Args:
        api: where it finds the Bot API.
        folder: an empty one.
    """

    def __init__(self, api: SandboxApi, folder: Path) -> None:
        self._api = api
        self._folder = folder
        self._config = folder / "config.toml"
        knowledge = shutil.copy(ROOT / "data" / "knowledge.json", folder)
        self._config.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\n'
            f'[knowledge]\npath = "{knowledge}"\n'
            f'[database]\nurl = "sqlite:///{folder}/zhouzhi.db"\n'
            '[answers]\nembeddings = "off"\n'
        )

    def first_answer(
        self, *, new: bool = False, watched_seconds: float = 0.0
    ) -> tuple[float, float]:
        """Seconds from the start to the first answer, and the peak of memory in MB.

        Args:
            new: whether it has no database yet.
            watched_seconds: how long after the answer memory is looked at.
        """
        if new:
            self._forget()
        now = NOW.replace(tzinfo=None).isoformat()
        arguments = ("bot", "run", "--config", str(self._config), "--now", now)
        return _first_answer(self._api, *arguments, watched_seconds=watched_seconds)

    def plan_a_million(self) -> None:
        """Have a new database with so many deliveries that are due later."""
        self._forget()
        units = str(A_MILLION // DELIVERIES_OF_A_UNIT)
        for step in ("prepare", "plan"):
            command = [sys.executable, "-m", "tests.bench.reminders", step, self._folder, units]
            subprocess.run(command, cwd=ROOT, stdout=subprocess.DEVNULL, check=True)

    def _forget(self) -> None:
        for file in self._folder.glob("zhouzhi.db*"):
            file.unlink()


def _first_answer(
    api: SandboxApi, *arguments: str, watched_seconds: float = 0.0
) -> tuple[float, float]:
    """Seconds from a bot's start to its first answer, and its peak of memory in MB.

    Args:
        api: where somebody asks it beforehand.
        arguments: the module of the bot, and what it is given.
        watched_seconds: how long after the answer memory is looked at.
    """
    api.call("reset", {})
    api.call("load", {"count": 1, "texts": [QUESTION]})
    began = time.perf_counter()
    with _process(*arguments) as process:
        while not api.call("stats")["sent"]:
            assert process.poll() is None
            time.sleep(0.01)
        took = time.perf_counter() - began
        time.sleep(watched_seconds)
        peak_mb = _peak_mb(process.pid)
        process.terminate()
        process.wait(timeout=30)
    return took, peak_mb


def _ask() -> tuple[float, float]:
    """Seconds to the first answer of `ask`, and the peak of memory in MB."""
    began = time.perf_counter()
    with _process("bot", "ask", "--jsonl", "--config", "tests/bench/plain.toml") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(LINE)
        process.stdin.flush()
        answer = json.loads(process.stdout.readline())
        took = time.perf_counter() - began
        peak_mb = _peak_mb(process.pid)
        process.stdin.close()
    assert answer["kind"] == "answer", answer
    return took, peak_mb


@contextmanager
def _process(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    with subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(),
    ) as process:
        try:
            yield process
        except BaseException:
            process.kill()
            raise


def _environment() -> dict[str, str]:
    """Ours, but that Python may keep what it compiles, as it does unless it is told otherwise."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _peak_mb(pid: int) -> float:
    """The peak of memory so far; 0 where it cannot be read."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024
