"""A sandbox on a free port, and the two ways to speak to it: plain HTTP and PTB."""

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from telegram import Bot
from telegram.request import HTTPXRequest

from bot.clock import SettableClock
from bot.sandbox import Sandbox

AT = datetime(2026, 8, 22, 2, 0, tzinfo=UTC)

Ask = Callable[..., Awaitable[tuple[int, dict[str, Any]]]]


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox(clock=SettableClock(AT, rate=0)) as running:
        yield running


@pytest.fixture
def person(sandbox: Sandbox) -> int:
    return sandbox.add_person("Li")


@pytest.fixture
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


@pytest.fixture
async def bot(sandbox: Sandbox) -> AsyncIterator[Bot]:
    """PTB's own client, as a bot has it."""
    async with new_bot(sandbox, sandbox.token) as ready:
        yield ready


def new_bot(sandbox: Sandbox, token: str) -> Bot:
    request = HTTPXRequest(read_timeout=2, connect_timeout=2, media_write_timeout=2)
    return Bot(
        token,
        base_url=sandbox.base_url,
        base_file_url=sandbox.base_file_url,
        request=request,
        get_updates_request=HTTPXRequest(read_timeout=2, connect_timeout=2),
    )
