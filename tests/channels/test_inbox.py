"""The inbox: an update is confirmed once it is handled or kept; nothing is lost or done twice."""

import asyncio
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import partial

from hypothesis import given
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.channels.telegram.inbox import Confirmation, Limits, Load
from bot.channels.telegram.repository import KeptUpdate
from tests.channels.inboxes import Bench, MemoryStore, content, in_virtual_time, raw
from tests.channels.virtual_time import run

FEW = Limits(crowd=3, patience=1.0, most_kept=4, group=3)
HOUR = 3600.0
#: Longer than any life of the process needs.
LONG = 300.0


@in_virtual_time
async def test_what_is_handled_soon_is_never_written() -> None:
    bench = Bench(seconds=dict.fromkeys(range(10), 0.01), limits=Limits(crowd=3))
    async with bench.inbox.opened():
        confirmed = [bench.inbox.take(raw(n, n)) for n in range(10)]

        assert all(await asyncio.gather(*confirmed))
    assert sorted(bench.handled) == [*range(10)]
    assert bench.store.writes == []


@in_virtual_time
async def test_a_crowd_is_kept_by_one_write_and_confirmed_before_it_is_handled() -> None:
    bench = Bench(seconds=dict.fromkeys(range(3), 9.0), limits=FEW)
    async with bench.inbox.opened():
        confirmed = [bench.inbox.take(raw(n, n)) for n in range(3)]

        assert all(await asyncio.gather(*confirmed))
        assert bench.handled == []
        assert bench.store.writes == [([0, 1, 2], [])]
        await asyncio.sleep(10)
        assert bench.handled == [0, 1, 2]
        assert bench.store.writes[1:] == [([], [0, 1, 2])]


@in_virtual_time
async def test_one_that_takes_long_is_kept_though_there_is_no_crowd() -> None:
    bench = Bench(seconds={1: HOUR}, limits=FEW)
    async with bench.inbox.opened():
        slow = bench.inbox.take(raw(1))
        await asyncio.sleep(0.9)
        assert not slow.done() and not bench.store.rows
        await asyncio.sleep(0.2)
        assert slow.done() and bench.store.rows


@in_virtual_time
async def test_a_busy_process_keeps_no_crowd_since_it_could_not_handle_more() -> None:
    bench = Bench(seconds=dict.fromkeys(range(9), 0.5), limits=FEW, load=1.0)
    async with bench.inbox.opened():
        assert all(await asyncio.gather(*(bench.inbox.take(raw(n, n)) for n in range(9))))

    assert bench.store.writes == []


@in_virtual_time
async def test_no_more_are_kept_than_there_is_room_for() -> None:
    bench = Bench(seconds={n: 2.0 + n for n in range(9)}, limits=FEW)
    async with bench.inbox.opened():
        confirmed = [bench.inbox.take(raw(n, n)) for n in range(9)]
        await asyncio.sleep(1.5)
        assert [each.done() for each in confirmed] == [True] * 4 + [False] * 5
        await asyncio.sleep(2.0)
        assert [each.done() for each in confirmed] == [True] * 6 + [False] * 3
        assert len(bench.store.rows) == 4


@in_virtual_time
async def test_while_the_store_is_away_nothing_is_confirmed_early_and_that_is_told_once() -> None:
    bench = Bench(seconds=dict.fromkeys(range(5), 60.0), limits=FEW)
    bench.store.is_away = True
    with capture_logs() as logs:
        async with bench.inbox.opened():
            early = [bench.inbox.take(raw(n, n)) for n in range(5)]
            await asyncio.sleep(59)
            assert not any(each.done() for each in early)
            await asyncio.sleep(2)
            assert all(each.result() for each in early)

            bench.store.is_away = False
            await asyncio.sleep(60)
            late = [bench.inbox.take(raw(n, n)) for n in range(3)]
            assert all(await asyncio.gather(*late))
    assert [each["event"] for each in logs] == ["inbox.unavailable", "inbox.available"]


@in_virtual_time
async def test_what_a_write_that_seemed_to_fail_has_kept_is_forgotten_once_handled() -> None:
    bench = Bench(seconds=dict.fromkeys(range(3), 5.0), limits=FEW)
    bench.store.is_cut_off = True
    async with bench.inbox.opened():
        for n in range(3):
            bench.inbox.take(raw(n, n))
        await asyncio.sleep(1)
        assert len(bench.store.rows) == 3
        bench.store.is_cut_off = False
        await asyncio.sleep(HOUR)
        assert bench.handled == [0, 1, 2]
        assert bench.store.rows == {}


@in_virtual_time
async def test_what_was_kept_comes_first_in_order_and_once_though_it_is_given_again() -> None:
    store = MemoryStore()
    for update_id in (7, 5, 6):
        store.add(update_id, content(update_id))
    bench = Bench(store, seconds=dict.fromkeys(range(9), 0.1))
    async with bench.inbox.opened():
        again = bench.inbox.take(raw(6))
        new = bench.inbox.take(raw(8))
        assert again.done() and again.result()
        assert await new
        assert (await bench.inbox.take(raw(5)), bench.handled) == (True, [5, 6, 7, 8])
    assert store.rows == {}


@in_virtual_time
async def test_what_cannot_be_read_is_dropped_and_holds_up_nothing() -> None:
    store = MemoryStore()
    store.add(1, "{")
    store.add(2, '{"update_id": 2, "message": {"chat": 7}}')
    store.add(3, "[]")
    store.add(4, content(4))
    bench = Bench(store)
    with capture_logs() as logs:
        async with bench.inbox.opened():
            unreadable = {"update_id": 5, "message": {"chat": 7}}
            assert await bench.inbox.take(unreadable)

    assert bench.handled == [4]
    assert store.rows == {}
    assert [each["update_id"] for each in logs if each["event"] == "update.unreadable"] == [
        1, 2, 3, 5,
    ]  # fmt: skip


@in_virtual_time
async def test_closed_it_leaves_what_is_kept_and_what_is_not_confirmed() -> None:
    bench = Bench(seconds={**dict.fromkeys(range(6), HOUR), 0: 2.0}, limits=FEW)
    async with bench.inbox.opened():
        confirmed = [bench.inbox.take(raw(n, n)) for n in range(6)]
        await asyncio.sleep(1)

    # What is being handled is given a while, in which the first made room for another.
    assert [each.result() for each in confirmed] == [True] * 5 + [False]
    assert bench.handled == [0]
    assert sorted(bench.store.rows) == [1, 2, 3, 4]


@dataclass
class World:
    """What outlives the process: Telegram's queue, and the store; and what was handled in all."""

    pending: dict[int, int]  #: chats, by update
    rows: dict[int, KeptUpdate] = field(default_factory=dict)
    handled: list[int] = field(default_factory=list)

    @property
    def remembered(self) -> set[int]:
        return {*self.pending, *self.rows}


async def live(world: World, seconds: dict[int, float], faults: list[int], until: float) -> World:
    """A process until it is killed; what there is then."""
    bench = Bench(MemoryStore(world.rows), seconds=seconds, limits=FEW)
    pending = dict(world.pending)
    loop = asyncio.get_running_loop()
    end = loop.time() + until

    def hear(update_id: int, confirmed: Confirmation) -> None:
        # Telegram hears of it a little later, and gives the update again until then.
        if confirmed.result():
            loop.call_later(0.1, pending.pop, update_id, None)

    async with bench.inbox.opened():
        while loop.time() < end and (pending or bench.store.rows):
            fault = faults[len(bench.store.writes) % len(faults)] if faults else 0
            bench.store.is_away, bench.store.is_cut_off = fault == 1, fault == 2
            for update_id, chat in [*pending.items()]:
                confirmed = bench.inbox.take(raw(update_id, chat))
                confirmed.add_done_callback(partial(hear, update_id))
            await asyncio.sleep(min(0.13, max(0.001, end - loop.time())))
        # All that happens from here on, the inbox's being closed, is after the kill.
        return World(dict(pending), dict(bench.store.rows), world.handled + bench.handled)


@given(
    chats=st.lists(st.integers(1, 4), min_size=1, max_size=25),
    seconds=st.lists(st.sampled_from([0.0, 0.03, 0.3, 1.5]), min_size=25, max_size=25),
    kills=st.lists(st.floats(0, 2), max_size=3),
    faults=st.lists(st.sampled_from([0, 1, 2]), max_size=4),
)
def test_however_often_it_is_killed_nothing_is_lost_and_what_it_let_go_of_is_not_repeated(
    chats: list[int], seconds: list[float], kills: list[float], faults: list[int]
) -> None:
    takes = dict(enumerate(seconds))
    world = World(dict(enumerate(chats)))
    for until in kills:
        world = run(live(world, takes, faults, until))
        let_go = {*range(len(chats))} - world.remembered
        assert let_go <= {*world.handled}
        before = Counter(world.handled)
        after = Counter(run(live(world, takes, [], LONG)).handled)
        assert {n: after[n] for n in let_go} == {n: before[n] for n in let_go}
    world = run(live(world, takes, [], LONG))

    assert {*world.handled} == {*range(len(chats))}
    assert world.remembered == set()
    order: dict[int, list[int]] = defaultdict(list)
    for update_id in dict.fromkeys(world.handled):
        order[chats[update_id]].append(update_id)
    assert all(ids == sorted(ids) for ids in order.values())


def test_the_load_is_the_share_of_the_time_that_was_computed() -> None:
    now, used = 0.0, 0.0
    load = Load(over=1.0, now=lambda: now, used=lambda: used)

    now, used = 1.0, 1.0
    assert load.share() == 1.0
    now = 1.5
    assert load.share() == 0.5
    now = 9.0
    assert load.share() == 0.0
