import asyncio
from collections import defaultdict
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from telegram import Chat, Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.allowance import Allowances, Turn
from bot.channels.telegram.dispatch import Dispatcher

EPOCH = datetime(2020, 7, 24)


def update(update_id: int, chat_id: int = 1) -> Update:
    message = Message(update_id, EPOCH, Chat(chat_id, ChatType.PRIVATE), text="?")
    return Update(update_id, message=message)


async def nothing(_update: Update) -> None:
    pass


def dispatcher(process: object, **options: object) -> Dispatcher:
    options = {"tell_flooding": nothing, "allowances": Allowances(), **options}
    return Dispatcher(process, **options)  # type: ignore[arg-type]


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(0, 3)), max_size=40), st.integers(1, 5))
def test_each_chat_in_order_side_by_side_and_never_too_many(
    sent: list[tuple[int, int]], most: int
) -> None:
    handled: dict[int, list[int]] = defaultdict(list)
    running: list[int] = []

    async def main() -> None:
        async def process(each: Update) -> None:
            assert each.effective_chat is not None
            chat_id = each.effective_chat.id
            assert chat_id not in running
            running.append(chat_id)
            assert len(running) <= most
            for _ in range(sent[each.update_id][1]):
                await asyncio.sleep(0)
            running.remove(chat_id)
            handled[chat_id].append(each.update_id)

        dispatch = dispatcher(process, max_in_flight=most)
        outcomes = [dispatch.submit(update(n, chat)) for n, (chat, _) in enumerate(sent)]
        assert all(await asyncio.gather(*outcomes))
        assert dispatch.in_flight == 0

    asyncio.run(main())
    assert handled == {
        chat: [n for n, (each, _) in enumerate(sent) if each == chat] for chat, _ in sent
    }


async def test_a_slow_chat_does_not_hold_up_another() -> None:
    released = asyncio.Event()

    async def process(each: Update) -> None:
        if each.update_id == 1:
            await released.wait()

    dispatch = dispatcher(process)
    slow, behind, other = (dispatch.submit(update(n, c)) for n, c in [(1, 1), (2, 1), (3, 2)])

    assert await other
    assert not slow.done() and not behind.done()
    released.set()
    assert await slow and await behind


async def test_an_update_is_handled_once_however_often_it_comes() -> None:
    handled: list[int] = []

    async def process(each: Update) -> None:
        handled.append(each.update_id)

    dispatch = dispatcher(process)
    first = dispatch.submit(update(1))

    assert dispatch.submit(update(1)) is first
    assert await first
    assert await dispatch.submit(update(1))
    assert handled == [1]


async def test_an_update_that_cannot_be_handled_counts_as_handled() -> None:
    async def process(_update: Update) -> None:
        raise RuntimeError

    dispatch = dispatcher(process)

    assert await dispatch.submit(update(1))
    assert await dispatch.submit(update(2))


async def test_closing_finishes_what_is_handled_and_leaves_the_rest() -> None:
    started, released = asyncio.Event(), asyncio.Event()

    async def process(_update: Update) -> None:
        started.set()
        await released.wait()

    dispatch = dispatcher(process)
    handled, waiting = dispatch.submit(update(1)), dispatch.submit(update(2))
    await started.wait()
    closing = asyncio.create_task(dispatch.close(timeout=5))
    await asyncio.sleep(0)
    late = dispatch.submit(update(3, 2))
    released.set()
    await closing

    assert (await handled, await waiting, await late) == (True, False, False)


async def test_closing_breaks_off_what_takes_too_long() -> None:
    async def process(_update: Update) -> None:
        await asyncio.Event().wait()

    dispatch = dispatcher(process)
    stuck = dispatch.submit(update(1))
    await dispatch.close(timeout=0.01)

    assert not await stuck


async def test_a_flood_is_passed_over_and_told_once() -> None:
    now = 0.0
    served: list[int] = []
    told: list[int] = []

    async def process(each: Update) -> None:
        served.append(each.update_id)

    async def tell(each: Update) -> None:
        told.append(each.update_id)

    # No patience at all: what is beyond the allowance has always waited too long.
    allowances = Allowances(burst=2, per_minute=60, patience=-1, now=lambda: now)
    dispatch = Dispatcher(process, tell_flooding=tell, allowances=allowances)
    flood = [dispatch.submit(update(n)) for n in range(1, 4)]

    assert all(await asyncio.gather(*flood))
    assert (served, told) == ([1, 2], [3])


@pytest.mark.parametrize("burst", [1, 5])
def test_a_chat_has_its_burst_and_then_its_rate(burst: int) -> None:
    now = 0.0
    allowances = Allowances(burst=burst, per_minute=60, patience=5, now=lambda: now)

    def turn(waited: float) -> Turn:
        return allowances.turn("chat", waited=waited)

    assert [turn(100) for _ in range(burst)] == [Turn.SERVE] * burst
    # Beyond it, what did not have to wait costs nobody anything.
    assert turn(4.9) is Turn.SERVE
    assert [turn(5.1), turn(0), turn(9)] == [Turn.TELL, Turn.PASS_OVER, Turn.PASS_OVER]
    assert allowances.turn("another chat", waited=9) is Turn.SERVE
    now = 1.0
    assert [turn(9), turn(9)] == [Turn.SERVE, Turn.PASS_OVER]
    now = 100.0
    assert turn(9) is Turn.SERVE
