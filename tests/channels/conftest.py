from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from bot.answering.words import known_ids
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import read
from tests.channels.serving import Handler, Serve

DATA = Path(__file__).parents[2] / "data" / "knowledge.json"


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return read(DATA.read_bytes(), known=known_ids())


@pytest.fixture
async def serve() -> AsyncIterator[Serve]:
    """Starts a server that answers every request by a handler; gives its address."""
    runners: list[web.AppRunner] = []

    async def start(handler: Handler) -> str:
        app = web.Application()
        app.router.add_route("*", "/{path:.*}", handler)
        runner = web.AppRunner(app, shutdown_timeout=0.1)
        runners.append(runner)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        return f"http://127.0.0.1:{runner.addresses[0][1]}/"

    yield start
    for runner in runners:
        await runner.cleanup()
