"""Questions answered in a second, against a bare PTB echo bot in the same run.

Three processes, as in life: the sandbox, the bot, and this one. As many questions are asked at once
as a bot answers in a few seconds. The peer's best setting is looked for among several, at each
distance anew. Each bot is measured twice, in turns, and its better run counts, so that whatever
else the machine does at the time weighs on both alike.

A bot that confirms an update when it has been answered gets no further at 100 ms than 500 a second
by polling, since Telegram gives a hundred from the lowest unconfirmed on and each takes two round
trips, and 1,000 by webhook, with a hundred connections each busy for one. This one confirms what it
keeps: by polling a round trip for each hundred is left, at most 1,000 a second, less what a write
takes; by webhook it is the processor that sets the limit.
"""

import json
import shutil
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
WARM_UP = 100
ROUNDS = 2
OUR_UPDATES = 3000
#: Fewer, which a peer that takes in all that waits before it answers is the faster for.
PEER_UPDATES = 400
#: The peer's (concurrent_updates, connection_pool_size) that are tried; 0: one after another.
#: Far away 8, 20, 28, 32 and 64 at once were tried too: none was faster than the best of these.
PEER_SETTINGS = {
    0.0: ((0, 1), (4, 8)),
    0.1: ((16, 32), (24, 48)),
}
MOST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Distance:
    """How far away the Bot API is, and what is to be reached there."""

    name: str
    latency: float  #: seconds
    ratio: float


DISTANCES = (
    Distance("on this machine", 0.0, 1.0),
    Distance("100 ms away", 0.1, 5.0),
)


def measure() -> Iterator[Row]:
    """The bot and its peer at each distance."""
    for distance in DISTANCES:
        peers: dict[tuple[int, int], float] = {}
        ours = dict.fromkeys(MODES, 0.0)
        with sandbox_at(distance) as api:
            for round_ in range(ROUNDS):
                for mode in MODES:
                    ours[mode] = max(ours[mode], _zhouzhi(api, mode))
                known_best = sorted(peers, key=peers.__getitem__)[-1:]
                for tried in known_best if round_ else PEER_SETTINGS[distance.latency]:
                    peers[tried] = max(peers.get(tried, 0.0), _peer(api, *tried))
        (concurrent, pool), peer = max(peers.items(), key=lambda item: item[1])
        where = f"Bot API {distance.name}"
        for mode, rate in ours.items():
            yield Row(f"answered by {mode}, {where}", f"{rate:,.0f}/s")
        yield Row(
            f"PTB echo, {where} (concurrent_updates {concurrent}, pool {pool})", f"{peer:,.0f}/s"
        )
        best = max(ours.values()) / peer
        yield at_least(f"answered against echoed, {where}", best, distance.ratio, "×")


def _zhouzhi(api: "SandboxApi", mode: str) -> float:
    """Our updates answered in a second."""
    with tempfile.TemporaryDirectory() as folder:
        config, port = Path(folder) / "config.toml", _free_port()
        knowledge = shutil.copy(ROOT / "data" / "knowledge.json", folder)
        config.write_text(
            f'[telegram]\ntoken = "{TOKEN}"\nbase_url = "{api.base_url}"\nmode = "{mode}"\n'
            f'[telegram.webhook]\nurl = "http://127.0.0.1:{port}/updates"\nport = {port}\n'
            'secret = "a-secret-of-the-benchmark"\n'
            f'[knowledge]\npath = "{knowledge}"\n'
            '[answers]\nembeddings = "off"\n'
        )
        run = ["-m", "bot", "run", "--config", str(config), "--now", "2020-07-24T09:00"]
        with process_of(run):
            return api.answered_per_second(OUR_UPDATES)


def _peer(api: "SandboxApi", *setting: int) -> float:
    """The peer's updates answered in a second."""
    with process_of(["-m", "tests.bench.echo", api.base_url, TOKEN, *map(str, setting)]):
        return api.answered_per_second(PEER_UPDATES)


@contextmanager
def sandbox_at(distance: Distance) -> Iterator["SandboxApi"]:
    """A Bot API that is so far away."""
    port = _free_port()
    arguments = ["-m", "bot.sandbox", "--port", str(port)]
    with process_of([*arguments, "--latency-ms", str(distance.latency * 1000)]):
        api = SandboxApi(f"http://127.0.0.1:{port}")
        api.wait_until_up()
        yield api


class SandboxApi:
    """The sandbox, controlled over HTTP."""

    def __init__(self, url: str) -> None:
        self.base_url = f"{url}/bot"
        self._url = f"{url}/sandbox/"

    def answered_per_second(self, count: int) -> float:
        """How fast the bot that has just been started answers so many questions.

        Raises:
            TimeoutError: it does not.
        """
        self._time(WARM_UP)
        return count / self._time(count)

    def add_chats(self, count: int) -> None:
        """Let there be so many people, the first at `FIRST_LOAD_CHAT`."""
        self.call("load", {"count": 1, "chats": count, "texts": QUESTIONS})

    def ask(self, count: int, chats: int, per_second: float) -> float:
        """Have so many people ask; the 99th percentile of the times to an answer, in ms."""
        content = {"count": count, "chats": chats, "texts": QUESTIONS, "per_second": per_second}
        self.call("load", content)
        return float(self._wait_until(_is_answered)["turnaround"]["p99_ms"])

    def _time(self, count: int) -> float:
        """Have people ask; how many seconds after the first question the last was answered."""
        self.call("reset", {})
        content = {"count": count, "chats": CHATS, "texts": QUESTIONS}
        started = self.call("load", content)["started"]
        ended = self._wait_until(lambda stats: stats["sent"] >= count)["now"]
        # So that nothing is left to be confirmed for the next bot, or the next part.
        self._wait_until(lambda stats: not stats["pending"])
        return float(ended - started)

    def _wait_until(self, is_so: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """The first statistics of which something is so."""
        deadline = time.monotonic() + MOST_SECONDS
        while True:
            stats: dict[str, Any] = self.call("stats")
            if is_so(stats):
                return stats
            if time.monotonic() > deadline:
                raise TimeoutError(f"not after {MOST_SECONDS:g} seconds")
            time.sleep(0.02)

    def call(self, name: str, content: object = None, *, method: str | None = None) -> Any:
        """What the control answers to this."""
        data = None if content is None else json.dumps(content).encode()
        request = urllib.request.Request(self._url + name, data, method=method)
        with urllib.request.urlopen(request, timeout=60) as response:
            return json.load(response)

    def wait_until_up(self) -> None:
        """Wait until the sandbox listens."""
        deadline = time.monotonic() + MOST_SECONDS
        while True:
            try:
                self.call("stats")
                return
            except urllib.error.URLError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)


def _is_answered(stats: dict[str, Any]) -> bool:
    return not stats["turnaround"]["open"]


@contextmanager
def process_of(arguments: list[str]) -> Iterator[subprocess.Popen[bytes]]:
    """A process of Python, ended at the end."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:
        try:
            yield process
        finally:
            process.terminate()
            process.wait(timeout=30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
