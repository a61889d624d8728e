"""How long the program takes from its start to its first answer, and how much memory."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from tests.bench.report import Row, at_most

ROOT = Path(__file__).parents[2]
LINE = json.dumps({"id": 1, "text": "什么时候开始？", "now": "2020-07-24T09:00"}).encode() + b"\n"
RUNS = 5


def measure() -> Iterator[Row]:
    """The median of several starts, without embeddings, once Python has compiled the files."""
    _start()
    starts = [_start() for _ in range(RUNS)]
    yield at_most("start to first answer", median(s for s, _ in starts), 1.5, "s")
    if peak_mb := median(mb for _, mb in starts):
        yield at_most("memory after the first answer, at its peak", peak_mb, 120, "MB")


def _start() -> tuple[float, float]:
    """Seconds to the first answer, and the peak of memory in MB; 0 where it cannot be read."""
    command = [sys.executable, "-m", "bot", "ask", "--jsonl", "--config", "tests/bench/plain.toml"]
    began = time.perf_counter()
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=_environment()
    ) as process:
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


def _environment() -> dict[str, str]:
    """Ours, but that Python may keep what it compiles, as it does unless it is told otherwise."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines())
    return int(lines["VmHWM"].split()[0]) / 1024
