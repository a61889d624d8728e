"""The commands as processes of their own, as people start them."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.cli.conftest import MUSEUM

ROOT = Path(__file__).parents[2]
CONFIG = """
answers.embeddings = "off"
knowledge.path = "museum.json"
"""


@contextmanager
def started(folder: Path, *arguments: str | Path) -> Iterator[subprocess.Popen[str]]:
    """A command in a folder with an edition, with no screen and no token."""
    (folder / "config.toml").write_text(CONFIG)
    # A copy, because a running bot keeps versions beside its knowledge.
    shutil.copy(MUSEUM, folder / "museum.json")
    hidden = ("DISPLAY", "WAYLAND_DISPLAY", "ZHOUZHI_TELEGRAM_TOKEN")
    environ = {name: value for name, value in os.environ.items() if name not in hidden}
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", *arguments],
        cwd=folder,
        env=environ | {"PYTHONPATH": str(ROOT), "LANG": "en_GB.UTF-8", "LC_ALL": ""},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def test_a_line_is_answered_before_the_next_is_written(tmp_path: Path) -> None:
    with started(tmp_path, "ask", "--jsonl") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for number in (1, 2):
            line = {"id": number, "text": "when is the night tour?", "now": "2027-05-11T10:00"}
            process.stdin.write(json.dumps(line) + "\n")
            process.stdin.flush()
            assert json.loads(process.stdout.readline())["id"] == number
        process.stdin.close()
        assert process.wait(timeout=10) == 0


def test_a_trial_shows_its_page_and_stops_at_once(tmp_path: Path) -> None:
    with started(tmp_path, "try", "--port", "0") as process:
        url = announced(process)
        with urllib.request.urlopen(url, timeout=10) as page:
            assert "<html" in page.read().decode()
        assert process.stdout is not None
        assert process.stdout.readline() == "Ctrl-C stops it.\n"
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=10)

    assert (process.returncode, out, err) == (0, "", "")


def test_a_trial_takes_another_port_when_its_own_is_taken(tmp_path: Path) -> None:
    with taken_port(8765), started(tmp_path, "try") as process:
        assert ":8765/" not in announced(process)


def test_a_trial_takes_no_other_port_than_it_was_told(tmp_path: Path) -> None:
    with (
        taken_port(0) as port,
        started(tmp_path, "try", "--port", str(port)) as process,
    ):
        out, err = process.communicate(timeout=20)

    assert (process.returncode, out) == (2, "")
    assert (
        err == f"--port = “{port}”: This port is taken; choose another --port, or leave it out.\n"
    )


def test_no_token_is_told_in_one_line(tmp_path: Path) -> None:
    with started(tmp_path, "run") as process:
        _, err = process.communicate(timeout=20)

    assert process.returncode == 2
    assert err.startswith("telegram.token: Write the token that @BotFather gave you")
    assert err.count("\n") == 1


def announced(process: subprocess.Popen[str]) -> str:
    """The address that the first line of the output names."""
    assert process.stdout is not None
    line = process.stdout.readline()
    found = re.search(r"http://[^ ]+/", line)
    if found is None:
        process.kill()
        pytest.fail(f"{line!r}; {process.communicate()[1]}")
    return found[0]


@contextmanager
def taken_port(port: int) -> Iterator[int]:
    """A port on which somebody else listens; the one given, or any."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind(("127.0.0.1", port))
        except OSError:  # by somebody who is there already, which will do as well
            yield port
        else:
            listening.listen()
            yield listening.getsockname()[1]
