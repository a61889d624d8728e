"""What the webhook's address answers to whoever calls it."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from bot.sandbox import Sandbox
from tests.e2e.conftest import SECRET, free_port, running, settings_for


@pytest.fixture
async def url(sandbox: Sandbox, knowledge_file: Path) -> AsyncIterator[str]:
    port = free_port()
    async with running(settings_for(sandbox, knowledge_file, webhook_port=port)):
        await sandbox.until(lambda: sandbox.service.webhook.address is not None)
        yield f"http://127.0.0.1:{port}"


@pytest.mark.parametrize(
    "secret, body, status",
    [
        ("", b'{"update_id":1}', 403),
        ("é", b'{"update_id":1}', 403),
        (SECRET, b"{", 400),
        (SECRET, b"\xff", 400),
        (SECRET, b"[1]", 400),
        (SECRET, b'{"update_id":"1"}', 400),
        (SECRET, b'{"update_id":1}', 200),
        (SECRET, b'{"update_id":1,"message":{"chat":7}}', 200),
        (SECRET, b" " * 2_000_000, 413),
    ],
)
async def test_only_telegram_is_believed(url: str, secret: str, body: bytes, status: int) -> None:
    headers = {"X-Telegram-Bot-Api-Secret-Token": secret}
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{url}/updates", data=body, headers=headers) as response,
    ):
        assert response.status == status


async def test_its_health_names_the_version_of_the_knowledge(url: str) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"{url}/health") as response,
    ):
        health = json.loads(await response.read())

    assert health["ready"] is True
    assert health["knowledge"]
