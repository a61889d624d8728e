"""The whole bot over HTTP against the Bot API of the sandbox; only the clock is ours."""

import asyncio
import os
import shutil
import socket
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path

import pytest

from bot import app
from bot.clock import SettableClock
from bot.sandbox import Sandbox
from bot.settings import Settings

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data" / "knowledge.json"
NOW = datetime.fromisoformat("2020-07-24T09:00+08:00")
SECRET = "a-secret-of-the-tests"

RunBot = Callable[..., Awaitable[None]]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def settings_for(sandbox: Sandbox, knowledge: Path, *, webhook_port: int = 0) -> Settings:
    """A bot's settings; by webhook where a port for it is given."""
    telegram: dict[str, object] = {"token": sandbox.token, "base_url": sandbox.base_url}
    if webhook_port:
        url = f"http://127.0.0.1:{webhook_port}/updates"
        telegram["mode"] = "webhook"
        telegram["webhook"] = {"url": url, "port": webhook_port, "secret": SECRET}
    return Settings.model_validate(
        {
            "telegram": telegram,
            "knowledge": {"path": knowledge},
            "database": {"url": f"sqlite:///{knowledge.with_name('zhouzhi.db')}"},
            "answers": {"embeddings": "off"},
        }
    )


@asynccontextmanager
async def running(settings: Settings) -> AsyncIterator[None]:
    """The bot, from its start until it has stopped in good order."""
    stopping = asyncio.Event()
    store = app.open_knowledge(settings)
    serving = asyncio.create_task(app.serve(settings, SettableClock(NOW), store, stopping))
    try:
        yield
    finally:
        stopping.set()
        async with asyncio.timeout(15):
            await serving


@asynccontextmanager
async def bot_process(
    config: Path, now: str = "2020-07-24T09:00"
) -> AsyncIterator[asyncio.subprocess.Process]:
    """The bot as operators run it, killed at the end if it still runs."""
    arguments = ["-m", "bot", "run", "--config", str(config), "--now", now]
    # What a killed process leaves behind is cleared away with the rest of the test.
    environment = {**os.environ, "TMPDIR": str(config.parent)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, *arguments, cwd=ROOT, env=environment, stderr=asyncio.subprocess.PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    """A Bot API whose clock stands in the first edition's summer."""
    async with Sandbox(clock=SettableClock(NOW)) as sandbox:
        yield sandbox


@pytest.fixture
def knowledge_file(tmp_path: Path) -> Path:
    """A copy of the first edition, to be edited."""
    return Path(shutil.copy(DATA, tmp_path / "knowledge.json"))


@pytest.fixture(params=["polling", "webhook"])
async def bot(
    request: pytest.FixtureRequest, sandbox: Sandbox, knowledge_file: Path
) -> AsyncIterator[Sandbox]:
    """The sandbox with the bot running, by polling and by webhook."""
    port = free_port() if request.param == "webhook" else 0
    async with running(settings_for(sandbox, knowledge_file, webhook_port=port)):
        yield sandbox


@pytest.fixture
async def run_bot(sandbox: Sandbox, knowledge_file: Path) -> AsyncIterator[RunBot]:
    """Starts the bot, by polling, when the test is ready for it."""
    async with AsyncExitStack() as stack:

        async def start() -> None:
            await stack.enter_async_context(running(settings_for(sandbox, knowledge_file)))

        yield start
