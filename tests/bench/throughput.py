"""Questions answered in a second, against a bare PTB echo bot in the same run.

Three processes, as in life: the sandbox, the bot, and this one. The peer's best setting is looked
for among several, at each distance anew. Each bot is measured more than once, in turns, and its
best run counts, so that whatever else the machine does at the time weighs on both alike.

By polling no bot that confirms an update after handling it gets beyond 500 a second at 100 ms:
Telegram gives a hundred from the lowest unconfirmed on, and each takes two round trips. By webhook
there is no such limit.
"""

import json
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.sandbox import TOKEN
from tests.bench.report import Row, at_least

ROOT = Path(__file__).parents[2]
QUESTIONS = (
    "什么时候开始？",
    "在哪里举办？",
    "有哪些活动？",
    "停车方便吗？",
    "联系谁？",
    "when does it start",
    "8月25日有什么活动",
    "要不要门票",
)
CHATS = 400
MODES = ("polling", "webhook")
WARM_UP = 200
ROUNDS = 2
#: The peer's (concurrent_updates, connection_pool_size) that are tried; 0: one after another.
PEER_SETTINGS = {
    0.0: ((0, 1), (4, 8), (32, 64)),
    0.1: ((8, 16), (16, 32), (32, 64)),
}
START_SECONDS = 60.0
RUN_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Distance:
    """How far away the Bot API is, and what is to be reached there."""

    name: str
    latency: float  #: seconds
    updates: int
    ratio: float


DISTANCES = (
    Distance("on this machine", 0.0, 1500, 1.0),
    Distance("100 ms away", 0.1, 1500, 5.0),
)


def measure() -> Iterator[Row]:
    """The bot and its peer at each distance."""
    for distance in DISTANCES:
        peer, setting = 0.0, (0, 0)
        ours = dict.fromkeys(MODES, 0.0)
        for _ in range(ROUNDS):
            for mode in MODES:
                ours[mode] = max(ours[mode], _run(_zhouzhi, distance, MODES.index(mode)))
            for tried in PEER_SETTINGS[distance.latency]:
                rate = _run(_peer, distance, *tried)
                if rate > peer:
                    peer, setting = rate, tried
        where = f"Bot API {distance.name}"
        concurrent, pool = setting
        for mode, rate in ours.items():
            yield Row(f"answered by {mode}, {where}", f"{rate:,.0f}/s")
        yield Row(
            f"PTB echo, {where} (concurrent_updates {concurrent}, pool {pool})", f"{peer:,.0f}/s"
        )
        best = max(ours.values()) / peer
        yield at_least(f"answered against echoed, {where}", best, distance.ratio, "×")


def _zhouzhi(base_url: str, folder: Path, mode: int) -> list[str]:
    config, port = folder / "config.toml", _free_port()
    config.write_text(
        f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{base_url}"\nmode = "{MODES[mode]}"\n'
        f'[telegram.webhook]\nurl = "http://127.0.0.1:{port}/updates"\nport = {port}\n'
        'secret = "a-secret-of-the-benchmark"\n'
        f'[knowledge]\npath = "{ROOT / "data/knowledge.json"}"\n'
        '[answers]\nembeddings = "off"\n'
    )
    return ["-m", "bot", "run", "--config", str(config), "--now", "2020-07-24T09:00"]


def _peer(base_url: str, _folder: Path, *setting: int) -> list[str]:
    return ["-m", "tests.bench.echo", base_url, TOKEN, *map(str, setting)]


def _run(bot: Callable[..., list[str]], distance: Distance, *setting: int) -> float:
    """Updates answered in a second by one bot; 0 where it did not answer them all in time."""
    port = _free_port()
    sandbox = ["-m", "bot.sandbox", "--port", str(port)]
    sandbox += ["--latency-ms", str(distance.latency * 1000)]
    with tempfile.TemporaryDirectory() as folder, _process(sandbox):
        control = _Control(f"http://127.0.0.1:{port}/sandbox/")
        control.wait_until_up()
        arguments = bot(f"http://127.0.0.1:{port}/bot", Path(folder), *setting)
        with _process(arguments):
            control.load(WARM_UP)
            if control.wait_until_sent(WARM_UP, START_SECONDS) is None:
                return 0.0
            control.reset()
            started = control.load(distance.updates)
            ended = control.wait_until_sent(distance.updates, RUN_SECONDS)
            return distance.updates / (ended - started) if ended is not None else 0.0


class _Control:
    """The sandbox's control, over HTTP."""

    def __init__(self, url: str) -> None:
        self._url = url

    def load(self, count: int) -> float:
        """Have people ask so many questions; when the first was asked, on the monotonic clock."""
        content = {"count": count, "chats": CHATS, "texts": QUESTIONS}
        return float(self._call("load", content)["started"])

    def reset(self) -> None:
        self._call("reset", {})

    def wait_until_sent(self, count: int, timeout: float) -> float | None:
        """When the bot had sent so many messages, on the monotonic clock; None: not in time."""
        deadline = time.monotonic() + timeout
        while time.monotonic() < deadline:
            stats = self._call("stats")
            if stats["sent"] >= count:
                return float(stats["now"])
            time.sleep(0.02)
        return None

    def _call(self, name: str, content: object = None) -> Any:
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self._url + name, data)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def wait_until_up(self) -> None:
        """Wait until the sandbox listens."""
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._call("stats")
                return
            except urllib.error.URLError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)


@contextmanager
def _process(arguments: list[str]) -> Iterator[None]:
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
