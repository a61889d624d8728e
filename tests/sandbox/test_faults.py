"""Faults: what PTB makes of each, and whether the call had its effect."""

import asyncio
import time

import pytest
from telegram import Bot
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut

from bot.sandbox import Fault, FloodRules, Sandbox
from tests.sandbox.conftest import Ask

FAULTS: list[tuple[Fault, type[TelegramError]]] = [
    (Fault(kind="status", status=500), NetworkError),
    (Fault(kind="status", status=502), NetworkError),
    (Fault(kind="retry_after", seconds=7), RetryAfter),
    (Fault(kind="garbage"), TelegramError),
    (Fault(kind="cut"), TelegramError),
    (Fault(kind="drop"), NetworkError),
    (Fault(kind="hang"), TimedOut),
]


@pytest.mark.parametrize("is_applied", [False, True], ids=["refused", "applied"])
@pytest.mark.parametrize(
    ("fault", "error"), FAULTS, ids=[f"{f.kind}-{f.status}" for f, _ in FAULTS]
)
async def test_a_fault_spoils_one_call(
    bot: Bot,
    sandbox: Sandbox,
    person: int,
    fault: Fault,
    error: type[TelegramError],
    is_applied: bool,
) -> None:
    sandbox.faults.add(
        Fault(kind=fault.kind, status=fault.status, seconds=fault.seconds, is_applied=is_applied)
    )

    with pytest.raises(error):
        await bot.send_message(person, "a", read_timeout=0.3)

    assert len(sandbox.replies(person)) == is_applied
    assert (await bot.send_message(person, "b")).text == "b"


async def test_a_fault_may_be_about_one_method_and_one_chat(
    bot: Bot, sandbox: Sandbox, person: int
) -> None:
    other = sandbox.add_person()
    fault = Fault(kind="status", times=None, method="sendMessage", chat_id=person)
    sandbox.faults.add(fault)

    await bot.send_message(other, "a")
    await bot.get_me()
    for _ in range(2):
        with pytest.raises(NetworkError):
            await bot.send_message(person, "a")

    sandbox.faults.clear()
    await bot.send_message(person, "a")


async def test_latency_is_added_to_every_call(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.latency = 0.15
    started = time.monotonic()

    await bot.get_me()
    await bot.get_updates(offset=1)

    assert time.monotonic() - started >= 0.3


async def test_a_bot_that_dies_during_a_call_has_sent_it(
    ask: Ask, sandbox: Sandbox, person: int
) -> None:
    sandbox.faults.latency = 5

    with pytest.raises(TimeoutError):
        await asyncio.wait_for(ask("sendMessage", chat_id=person, text="a"), 0.2)

    assert [m["text"] for m in sandbox.replies(person)] == ["a"]


async def test_one_message_a_second_to_one_chat(bot: Bot, sandbox: Sandbox, person: int) -> None:
    sandbox.faults.flood = FloodRules()
    await bot.send_message(person, "a")

    with pytest.raises(RetryAfter, match="Retry in 1 seconds"):
        await bot.send_message(person, "b")

    assert len(sandbox.replies(person)) == 1
    assert (await bot.get_chat(person)).id == person


async def test_thirty_a_second_to_all(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.flood = FloodRules(per_second=5)
    people = [sandbox.add_person() for _ in range(7)]

    refused = 0
    for chat_id in people:
        try:
            await bot.send_message(chat_id, "a")
        except RetryAfter:
            refused += 1

    assert refused == sandbox.faults.refused_by_flood == 2


async def test_twenty_a_minute_to_a_group(bot: Bot, sandbox: Sandbox) -> None:
    sandbox.faults.flood = FloodRules(per_group_minute=2)
    group = sandbox.add_group()
    await bot.send_message(group, "a")
    await bot.send_message(group, "b")

    with pytest.raises(RetryAfter, match=r"Retry in (59|60) seconds"):
        await bot.send_message(group, "c")


async def test_every_call_is_logged_with_its_outcome(
    bot: Bot, sandbox: Sandbox, person: int
) -> None:
    sandbox.faults.add(Fault(kind="status", status=502, method="sendMessage"))
    with pytest.raises(NetworkError):
        await bot.send_message(person, "a")
    await bot.send_message(person, "a")

    calls = [(c.chat_id, c.status) for c in sandbox.calls if c.method == "sendmessage"]
    assert calls == [(person, 502), (person, 200)]
