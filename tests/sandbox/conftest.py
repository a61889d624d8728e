"""A sandbox on a free port, and the two ways to speak to it: plain HTTP and PTB."""

from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from pytest_asyncio import is_async_test
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SettableClock
from bot.sandbox import Sandbox

AT = datetime(2026, 8, 22, 2, 0, tzinfo=UTC)

Ask = Callable[..., Coroutine[Any, Any, tuple[int, dict[str, Any]]]]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the tests of a file here in one event loop, so that they can share a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents and is_async_test(item):
            item.add_marker(pytest.mark.asyncio(loop_scope="module"), append=False)


@pytest_asyncio.fixture(loop_scope="module")
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=SettableClock(AT, rate=0)) as running:
        yield running


@pytest.fixture
def person(sandbox: Sandbox) -> int:
    return sandbox.add_person("Li")


@pytest_asyncio.fixture(loop_scope="module")
async def http(sandbox: Sandbox) -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession(sandbox.page_url) as session:
        yield session


@pytest.fixture
def ask(sandbox: Sandbox, http: aiohttp.ClientSession) -> Ask:
    """Calls a method with a JSON body; gives the HTTP status and the answer."""

    async def call(method: str, **arguments: object) -> tuple[int, dict[str, Any]]:
        async with http.post(f"/bot{sandbox.token}/{method}", json=arguments) as response:
            return response.status, await response.json()

    return call


@pytest_asyncio.fixture(loop_scope="module")
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """PTB's own client, as a bot has it."""
    async with new_bot(sandbox, sandbox.token) as ready:
        yield ready


def new_bot(sandbox: Sandbox, token: str) -> Bot:
    return Bot(
        token,
        base_url=sandbox.base_url,
        base_file_url=sandbox.base_file_url,
        request=_request(),
        get_updates_request=_request(),
    )


def _request() -> HTTPXRequest:
    # Without `verify`, which nobody asks here, httpx reads all certificates for every client.
    return HTTPXRequest(read_timeout=2, connect_timeout=2, httpx_kwargs={"verify": False})
