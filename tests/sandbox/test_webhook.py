"""Webhook delivery: secret, order, retries, connections."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web

from bot.sandbox import Sandbox
from tests.sandbox.conftest import Ask


class Receiver:
    """A bot's end of a webhook, which answers as a test wants."""

    def __init__(self) -> None:
        self.url = ""
        self.received: list[tuple[str, str]] = []  # secret and text
        self.statuses: list[int] = []  # of the next answers; 200 after them
        self.headers: dict[str, str] = {}
        self.body: dict[str, Any] | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.in_flight = self.most_in_flight = 0

    async def handle(self, request: web.Request) -> web.Response:
        update = await request.json()
        secret = request.headers.get("X-Telegram-Bot-Api-Secret-Token", "")
        self.received.append((secret, update["message"]["text"]))
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        await self.gate.wait()
        self.in_flight -= 1
        status = self.statuses.pop(0) if self.statuses else 200
        if self.body is not None and status == 200:
            return web.json_response(self.body)
        return web.Response(status=status, headers=self.headers)

    @property
    def texts(self) -> list[str]:
        return [text for _, text in self.received]


@pytest_asyncio.fixture(loop_scope="module")
async def receiver() -> AsyncIterator[Receiver]:
    receiver = Receiver()
    app = web.Application()
    app.router.add_post("/hook", receiver.handle)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield receiver
    await runner.cleanup()


async def settled(sandbox: Sandbox) -> None:
    await sandbox.until(lambda: sandbox.pending_count == 0)


async def test_updates_are_posted_with_the_secret(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    sandbox.send(person, "before")

    await ask("setWebhook", url=receiver.url, secret_token="s-1")
    sandbox.send(person, "after")

    await settled(sandbox)
    assert receiver.received == [("s-1", "before"), ("s-1", "after")]


async def test_a_refused_update_is_sent_again_and_those_behind_it_wait(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    receiver.statuses = [500, 200]
    await ask("setWebhook", url=receiver.url)

    sandbox.send(person, "a")
    sandbox.send(person, "b")

    await settled(sandbox)
    assert receiver.texts == ["a", "a", "b"]
    _, answer = await ask("getWebhookInfo")
    assert answer["result"]["last_error_message"].startswith("Wrong response from the webhook: 500")


async def test_the_wait_grows_with_every_failure(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    receiver.statuses = [500, 500]
    await ask("setWebhook", url=receiver.url)
    sandbox.send(person, "a")

    with pytest.raises(TimeoutError):
        await sandbox.until(lambda: sandbox.pending_count == 0, timeout=0.7)

    await sandbox.until(lambda: sandbox.pending_count == 0, timeout=2)
    assert receiver.texts == ["a", "a", "a"]


async def test_an_answer_may_say_when_to_try_again(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    receiver.statuses, receiver.headers = [503], {"Retry-After": "3600"}
    await ask("setWebhook", url=receiver.url)
    sandbox.send(person, "a")

    await sandbox.until(lambda: receiver.texts)
    await asyncio.sleep(0.1)

    assert receiver.texts == ["a"] and sandbox.pending_count == 1


async def test_nobody_else_waits_for_one_chat(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    receiver.statuses, receiver.headers = [503], {"Retry-After": "3600"}
    await ask("setWebhook", url=receiver.url)
    sandbox.send(person, "a")
    await sandbox.until(lambda: receiver.texts)

    sandbox.send(sandbox.add_person(), "b")

    await sandbox.until(lambda: sandbox.pending_count == 1)
    assert receiver.texts == ["a", "b"]


async def test_no_more_than_max_connections_are_in_flight(
    ask: Ask, sandbox: Sandbox, receiver: Receiver
) -> None:
    receiver.gate.clear()
    await ask("setWebhook", url=receiver.url, max_connections=3)
    for _ in range(8):
        sandbox.send(sandbox.add_person(), "a")

    await sandbox.until(lambda: receiver.in_flight == 3)
    await asyncio.sleep(0.05)
    receiver.gate.set()

    await settled(sandbox)
    assert receiver.most_in_flight == 3 and len(receiver.texts) == 8


async def test_an_answer_may_hold_a_call(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    receiver.body = {"method": "sendMessage", "chat_id": person, "text": "reply"}
    await ask("setWebhook", url=receiver.url)

    sandbox.send(person, "a")

    assert (await sandbox.reply(person))["text"] == "reply"


async def test_a_bot_that_is_away_loses_nothing(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    await ask("setWebhook", url="http://127.0.0.1:9/nobody")
    sandbox.send(person, "a")
    await sandbox.until(lambda: sandbox.service.webhook.last_error)
    assert not sandbox.service.is_bot_running

    await ask("setWebhook", url=receiver.url)

    await settled(sandbox)
    assert receiver.texts == ["a"] and sandbox.service.is_bot_running


async def test_a_webhook_can_be_taken_back(
    ask: Ask, sandbox: Sandbox, person: int, receiver: Receiver
) -> None:
    await ask("setWebhook", url=receiver.url)
    await ask("deleteWebhook")
    sandbox.send(person, "a")

    _, answer = await ask("getUpdates")

    assert [u["message"]["text"] for u in answer["result"]] == ["a"]
    assert receiver.texts == []


async def test_pending_updates_can_be_dropped(ask: Ask, sandbox: Sandbox, person: int) -> None:
    sandbox.send(person, "a")

    await ask("deleteWebhook", drop_pending_updates=True)

    assert sandbox.pending_count == 0


@pytest.mark.parametrize(
    ("arguments", "description"),
    [
        ({"url": "ftp://example.org"}, "bad webhook: invalid URL"),
        (
            {"url": "https://example.org", "secret_token": "ä"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_a_webhook_that_cannot_be_is_refused(
    ask: Ask, arguments: dict[str, str], description: str
) -> None:
    _, answer = await ask("setWebhook", **arguments)

    assert answer["description"] == f"Bad Request: {description}"
