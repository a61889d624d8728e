"""Polling: where the window stands, and what moves it on."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.inbox import Limits
from bot.channels.telegram.polling import WINDOW, Poller
from tests.channels.inboxes import BOT, Bench, MemoryStore, content, in_virtual_time, raw

RTT = 0.1
HOUR = 3600.0


class FarCalls(Calls):
    """A Bot API that is `RTT` away and has some updates; a poll that waits, waits for ever."""

    def __init__(self, count: int) -> None:
        self.pending = {n: raw(n, n) for n in range(1, count + 1)}

    async def call(
        self, method: str, arguments: dict[str, Any], *, read_timeout: float | None = None
    ) -> Any:
        assert method == "getUpdates"
        await asyncio.sleep(RTT)
        for update_id in [n for n in self.pending if n < arguments["offset"]]:
            del self.pending[update_id]
        if not self.pending and arguments["timeout"]:
            await asyncio.Event().wait()
        return list(self.pending.values())[: arguments["limit"]]


@asynccontextmanager
async def polling(calls: FarCalls, bench: Bench) -> AsyncIterator[None]:
    async def on_conflict() -> None:
        raise AssertionError

    poller = Poller(BOT, calls, bench.inbox, allowed_updates=(), on_conflict=on_conflict)
    async with bench.inbox.opened():
        task = asyncio.create_task(poller.run())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait({task})


@in_virtual_time
async def test_what_is_kept_moves_the_window_on_before_anything_is_handled() -> None:
    calls, bench = FarCalls(5 * WINDOW), Bench(seconds=dict.fromkeys(range(1000), HOUR))
    async with polling(calls, bench):
        # A round trip for each window, and one that confirms the last; little more.
        await asyncio.sleep(7 * RTT)

        assert calls.pending == {}
        assert bench.handled == []
        assert len(bench.store.rows) == 5 * WINDOW


@in_virtual_time
async def test_what_an_earlier_process_kept_and_did_not_confirm_is_confirmed_now() -> None:
    store, calls = MemoryStore(), FarCalls(2 * WINDOW + 1)
    for n in range(1, 2 * WINDOW + 1):
        store.add(n, content(n, n))
    bench = Bench(store)
    async with polling(calls, bench):
        await asyncio.sleep(10 * RTT)

    assert calls.pending == {}
    assert sorted(bench.handled) == [*range(1, 2 * WINDOW + 2)]


@in_virtual_time
async def test_with_no_room_left_the_window_stands_until_some_are_handled() -> None:
    bench = Bench(seconds=dict.fromkeys(range(1000), 20.0), limits=Limits(most_kept=WINDOW))
    calls = FarCalls(5 * WINDOW)
    async with polling(calls, bench):
        await asyncio.sleep(10)
        assert bench.inbox.in_flight == 2 * WINDOW
        await asyncio.sleep(90)

    assert calls.pending == {}
    assert sorted(bench.handled) == [*range(1, 5 * WINDOW + 1)]
