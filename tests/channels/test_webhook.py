"""Webhook: what Telegram is told of an update, and when."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import aiohttp

from bot.channels.telegram.inbox import Limits
from bot.channels.telegram.webhook import SECRET_HEADER, WebhookServer
from tests.channels.inboxes import Bench, raw
from tests.e2e.conftest import free_port

Post = Callable[[int], "asyncio.Task[int]"]


@asynccontextmanager
async def posting(bench: Bench, *, is_ready: bool = True) -> AsyncIterator[Post]:
    """Posts updates to a server before this inbox; each gives the status that it was answered."""
    server = WebhookServer(bench.inbox, path="/", secret="secret", health=dict)
    port = free_port()
    await server.start("127.0.0.1", port)
    server.is_ready = is_ready
    async with aiohttp.ClientSession(headers={SECRET_HEADER: "secret"}) as session:

        async def post(update_id: int) -> int:
            update = raw(update_id, update_id)
            async with session.post(f"http://127.0.0.1:{port}/", json=update) as response:
                return response.status

        async with bench.inbox.opened():
            yield lambda update_id: asyncio.create_task(post(update_id))
    await server.stop()


async def test_200_comes_when_an_update_is_kept_and_before_it_is_handled() -> None:
    bench = Bench(limits=Limits(crowd=3))
    bench.is_free.clear()
    async with posting(bench) as post:
        statuses = await asyncio.gather(*(post(n) for n in range(3)))

        assert statuses == [200, 200, 200]
        assert bench.handled == []
        assert sorted(bench.store.rows) == [0, 1, 2]
        bench.is_free.set()
    assert sorted(bench.handled) == [0, 1, 2]
    assert bench.store.rows == {}


async def test_an_update_that_is_posted_again_is_the_same() -> None:
    bench = Bench()
    async with posting(bench) as post:
        assert [await each for each in (post(1), post(1))] == [200, 200]
        assert await post(1) == 200

    assert bench.handled == [1]


async def test_with_no_room_left_it_comes_when_the_update_is_handled() -> None:
    bench = Bench(limits=Limits(crowd=1, most_kept=0))
    bench.is_free.clear()
    async with posting(bench) as post:
        posted = post(1)
        while not bench.inbox.in_flight:
            await asyncio.sleep(0.01)
        bench.is_free.set()
        assert await posted == 200
        assert bench.handled == [1]

    assert bench.store.writes == []


async def test_until_what_was_kept_has_begun_everything_is_left_with_telegram() -> None:
    bench = Bench()
    async with posting(bench, is_ready=False) as post:
        assert await post(1) == 503

    assert bench.handled == []
