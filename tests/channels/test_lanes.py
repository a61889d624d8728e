"""Lanes: Telegram's limits are kept to at every instant, and who is urgent goes first."""

import asyncio
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.lanes import Lanes
from bot.delivery.model import Lane
from tests.channels import virtual_time

GROUP = -1


@dataclass(frozen=True)
class Arrival:
    """A message that wants to be sent, and how long its words take to be found."""

    at: float
    chat: int
    lane: Lane
    writing: float = 0.0


Sent = list[tuple[float, Arrival]]


async def send(arrivals: Sequence[Arrival], lanes: Lanes | None = None) -> Sent:
    """When each is sent, in the order in which they are."""
    loop = asyncio.get_running_loop()
    paced = lanes or Lanes(now=loop.time)
    sent: Sent = []

    async def one(arrival: Arrival) -> None:
        await asyncio.sleep(arrival.at)
        turn = await paced.turn(arrival.chat, arrival.lane)
        await asyncio.sleep(arrival.writing)
        await paced.wait(arrival.chat, turn)
        sent.append((loop.time(), arrival))

    await asyncio.gather(*map(one, arrivals))
    return sent


def sending(arrivals: Sequence[Arrival]) -> Sent:
    return virtual_time.run(send(arrivals))


def most_within(seconds: float, instants: Sequence[float]) -> int:
    """The most that are in any stretch of time so long."""
    return max((sum(at <= each < at + seconds for each in instants) for at in instants), default=0)


arrivals = st.lists(
    st.builds(
        Arrival,
        at=st.floats(0, 3),
        chat=st.integers(-2, 60).filter(bool),
        lane=st.sampled_from([Lane.NUDGE, Lane.ANNOUNCEMENT]),
        writing=st.sampled_from([0.0, 0.0, 0.01, 0.2, 0.5]),
    ),
    max_size=90,
)


@given(arrivals)
def test_no_stretch_of_time_holds_more_than_telegram_allows(wanted: list[Arrival]) -> None:
    sent = sending(wanted)

    assert len(sent) == len(wanted)
    assert most_within(1.0, [at for at, _ in sent]) <= 30
    for chat in {arrival.chat for arrival in wanted}:
        instants = [at for at, arrival in sent if arrival.chat == chat]
        assert most_within(1.0, instants) == 1
        assert chat > 0 or most_within(60.0, instants) <= 20


def test_a_thousand_take_hardly_longer_than_the_limit_makes_them() -> None:
    sent = sending([Arrival(0.0, chat, Lane.NUDGE, 0.02) for chat in range(1, 1001)])

    assert 1000 / 30 <= sent[-1][0] <= 1000 / 30 / 0.97


def test_a_group_gets_its_twenty_and_then_waits_for_the_minute_to_pass() -> None:
    sent = sending([Arrival(0.0, GROUP, Lane.NUDGE)] * 21)

    assert 60.0 < sent[20][0] - sent[0][0] < 62.0


def test_nudges_overtake_announcements() -> None:
    announcements = [Arrival(0.0, chat, Lane.ANNOUNCEMENT) for chat in range(1, 200)]
    nudges = [Arrival(2.0, chat, Lane.NUDGE) for chat in range(500, 530)]
    sent = sending([*announcements, *nudges])

    # They wait for no more than has had its turn by then.
    assert max(at for at, arrival in sent if arrival.lane is Lane.NUDGE) < 2.0 + 0.35 + 30 / 29.7


def test_an_answer_waits_for_its_own_chat_alone() -> None:
    busy = [Arrival(0.0, chat, Lane.ANNOUNCEMENT) for chat in range(1, 200)]
    sent = sending([*busy, Arrival(2.0, 500, Lane.ANSWER), Arrival(2.0, 500, Lane.ANSWER)])

    first, second = (at for at, arrival in sent if arrival.lane is Lane.ANSWER)
    assert first == 2.0
    assert 1.0 < second - first < 1.1


def test_what_is_less_urgent_yields_to_answers_that_are_sent_past_it() -> None:
    async def answering() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        lanes = Lanes(now=loop.time)
        for chat in range(1000, 1060):
            await lanes.answer(chat)
        ((at, _),) = await send([Arrival(0.0, 1, Lane.NUDGE)], lanes)
        await lanes.answer(2)
        ((later, _),) = await send([Arrival(0.0, 2, Lane.NUDGE)], lanes)
        return at, later - at

    waited, for_own_answer = virtual_time.run(answering())
    assert 60 / 30 <= waited < 60 / 29
    assert 1.0 < for_own_answer < 1.1


async def announcing_and_answering(asked_at: Sequence[float]) -> tuple[list[float], list[float]]:
    """When something goes out, and how long each answer waits, while 400 are announced to."""
    loop = asyncio.get_running_loop()
    lanes = Lanes(now=loop.time)
    instants: list[float] = []
    waits: list[float] = []

    async def announce(chat: int) -> None:
        turn = await lanes.turn(chat, Lane.ANNOUNCEMENT)
        await lanes.wait(chat, turn)
        instants.append(loop.time())

    async def answer(chat: int, at: float) -> None:
        await asyncio.sleep(at)
        await lanes.answer(chat)
        waits.append(loop.time() - at)
        instants.append(loop.time())

    answers = [answer(1000 + number, at) for number, at in enumerate(asked_at)]
    await asyncio.gather(*map(announce, range(1, 401)), *answers)
    return sorted(instants), waits


@given(st.lists(st.floats(0, 12), max_size=60))
def test_with_answers_among_them_no_second_holds_more_either(asked_at: list[float]) -> None:
    instants, _ = virtual_time.run(announcing_and_answering(asked_at))

    assert most_within(1.0, instants) <= 30


def test_an_answer_beside_an_announcement_waits_for_a_moment_and_the_next_not_at_all() -> None:
    asked_at = [1.5 + number / 5 for number in range(50)]
    _, waits = virtual_time.run(announcing_and_answering(asked_at))

    assert max(waits[:10]) < 0.1
    assert max(waits[10:]) == 0.0


@given(
    st.lists(
        st.tuples(st.sampled_from([0.0, 0.0, 0.0, 0.01, 0.03, 0.1]), st.floats(0, 0.05)),
        min_size=100,
        max_size=150,
    ),
    st.sampled_from([0.0, 0.05, 0.3]),
)
def test_what_is_held_up_on_its_way_makes_no_second_too_full(
    delays: list[tuple[float, float]], distance: float
) -> None:
    """Each is held up on its way to Telegram, and its answer on the way back."""

    async def sending() -> list[float]:
        loop = asyncio.get_running_loop()
        lanes = Lanes(now=loop.time)
        arrived_at = []

        async def one(chat: int, there: float, back: float) -> None:
            turn = await lanes.turn(chat, Lane.ANNOUNCEMENT)
            departure = await lanes.wait(chat, turn)
            await asyncio.sleep(distance + there)
            arrived_at.append(loop.time())
            await asyncio.sleep(distance + back)
            departure.answered()

        # So that it is known how quick a journey can be.
        await one(1000, 0.0, 0.0)
        await asyncio.sleep(1.1)
        arrived_at.clear()
        await asyncio.gather(*(one(chat, *delay) for chat, delay in enumerate(delays)))
        return arrived_at

    assert most_within(1.0, sorted(virtual_time.run(sending()))) <= 30


def test_where_telegram_answers_nothing_messages_still_go() -> None:
    async def sending() -> float:
        loop = asyncio.get_running_loop()
        lanes = Lanes(now=loop.time)
        (await lanes.wait(1000, await lanes.turn(1000, Lane.NUDGE))).answered()
        await send([Arrival(0.0, chat, Lane.NUDGE) for chat in range(1, 61)], lanes)
        return loop.time()

    assert virtual_time.run(sending()) < 40


def test_answers_alone_are_not_held_back_until_telegram_refuses_one() -> None:
    async def answering() -> tuple[float, float, float]:
        loop = asyncio.get_running_loop()
        lanes = Lanes(now=loop.time)
        ended_at = []
        for refused in (False, True):
            if refused:
                lanes.refused()
            for chat in range(200):
                await lanes.answer(chat)
            ended_at.append(loop.time())
        await asyncio.sleep(60)
        for chat in range(200):
            await lanes.answer(chat)
        return ended_at[0], ended_at[1], loop.time() - 60 - ended_at[1]

    alone, refused, later = virtual_time.run(answering())
    assert alone == 0.0
    assert 200 / 30 <= refused < 200 / 28
    assert later < 1e-9


def test_a_message_that_comes_after_many_answers_waits_until_the_second_has_room_for_it() -> None:
    async def answering() -> tuple[float, list[float]]:
        loop = asyncio.get_running_loop()
        lanes = Lanes(now=loop.time)
        for chat in range(1000, 1100):
            await lanes.answer(chat)
        ((at, _),) = await send([Arrival(0.0, 1, Lane.NUDGE)], lanes)
        asked_at = loop.time()
        waits = []
        for chat in range(2000, 2040):
            await lanes.answer(chat)
            waits.append(loop.time() - asked_at)
        return at, waits

    at, waits = virtual_time.run(answering())
    assert at >= 1.0
    assert most_within(1.0, [0.0, *waits]) <= 30


def test_a_chat_that_is_held_waits_and_no_other_does() -> None:
    async def holding() -> Sent:
        lanes = Lanes(now=asyncio.get_running_loop().time)
        lanes.hold(1, 600)
        return await send([Arrival(0.0, 1, Lane.ANSWER), Arrival(0.0, 2, Lane.NUDGE)], lanes)

    (first_at, first), (second_at, _) = virtual_time.run(holding())
    assert first.chat == 2
    assert first_at < 0.1
    assert second_at >= 600


def test_who_gives_up_waiting_takes_no_turn() -> None:
    async def giving_up() -> Sent:
        lanes = Lanes(now=asyncio.get_running_loop().time)
        leaving: list[Coroutine[Any, Any, Sent]] = [
            send([Arrival(0.0, chat, Lane.NUDGE)], lanes) for chat in range(2, 300)
        ]
        tasks = [asyncio.create_task(each) for each in leaving]
        await asyncio.sleep(0.01)
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)
        return await send([Arrival(0.0, 1, Lane.NUDGE)], lanes)

    ((at, _),) = virtual_time.run(giving_up())
    assert at < 0.5


def test_without_a_limit_nobody_waits_but_for_their_own_chat() -> None:
    async def unlimited() -> Sent:
        lanes = Lanes(None, now=asyncio.get_running_loop().time)
        return await send([Arrival(0.0, chat, Lane.NUDGE) for chat in range(1, 500)], lanes)

    assert virtual_time.run(unlimited())[-1][0] == 0.0
