"""Pacing: what is sent again, and what is given up, against what Telegram may answer."""

import asyncio
import time
from collections.abc import Iterator
from typing import Any

import pytest
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, RetryAfter

from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.pacing import AnswerPacing
from bot.channels.telegram.transport import NotSent
from bot.delivery.model import Lane


class Telegram:
    """Answers requests with what it was given, in order, then with success."""

    def __init__(self, *answers: Exception) -> None:
        self._answers: Iterator[Exception] = iter(answers)
        self.received: list[dict[str, Any]] = []

    async def take(self, _endpoint: str, data: dict[str, Any]) -> bool:
        self.received.append(dict(data))
        if (error := next(self._answers, None)) is not None:
            raise error
        return True


async def send(
    to: AnswerPacing, telegram: Telegram, chat: int = 1, method: str = "sendMessage"
) -> Any:
    data = {"chat_id": chat}
    return await to.process_request(telegram.take, (method, data), {}, method, data, None)


def impatient() -> AnswerPacing:
    return AnswerPacing(wait_after=lambda _failures: 0.0)


async def test_a_chat_that_is_told_to_wait_waits_and_no_other_does() -> None:
    answers, telegram = impatient(), Telegram(RetryAfter(1))
    started = time.monotonic()
    waiting = asyncio.create_task(send(answers, telegram, chat=1))
    await asyncio.sleep(0)

    await send(answers, telegram, chat=2)
    assert time.monotonic() - started < 0.5
    assert await waiting
    assert time.monotonic() - started >= 1
    assert [data["chat_id"] for data in telegram.received] == [1, 2, 1]


async def test_a_wait_of_hours_is_given_up() -> None:
    with pytest.raises(RetryAfter):
        await send(impatient(), Telegram(RetryAfter(10_072)))


async def test_a_group_that_moved_is_followed_from_then_on() -> None:
    answers, telegram = impatient(), Telegram(ChatMigrated(-1001))

    await send(answers, telegram, chat=-1)
    await send(answers, telegram, chat=-1)

    assert [data["chat_id"] for data in telegram.received] == [-1, -1001, -1001]


@pytest.mark.parametrize("error", [NotSent("refused"), NetworkError("Bad Gateway (502)")])
async def test_an_answer_is_sent_again_for_as_long_as_nothing_gets_through(
    error: NetworkError,
) -> None:
    telegram = Telegram(*[error] * 20)

    assert await send(impatient(), telegram)
    assert len(telegram.received) == 21


async def test_an_answer_that_alone_does_not_get_through_is_given_up() -> None:
    answers, failing = impatient(), Telegram(*[NetworkError("Bad Gateway (502)")] * 100)
    sending = asyncio.create_task(send(answers, failing))
    await asyncio.sleep(0)
    await send(answers, Telegram(), chat=2)

    with pytest.raises(NetworkError):
        await sending


@pytest.mark.parametrize("error", [Forbidden("blocked"), BadRequest("chat not found")])
async def test_a_refusal_is_not_repeated(error: Exception) -> None:
    telegram = Telegram(error)

    with pytest.raises(type(error)):
        await send(impatient(), telegram)
    assert len(telegram.received) == 1


async def test_what_nobody_waits_for_is_soon_given_up() -> None:
    telegram = Telegram(*[NotSent("refused")] * 9)

    with pytest.raises(NotSent):
        await send(impatient(), telegram, method="answerCallbackQuery")
    assert len(telegram.received) == 2


async def test_answers_take_from_the_allowance_of_what_is_less_urgent() -> None:
    lanes = Lanes(per_second=20)
    answers, telegram = AnswerPacing(lanes), Telegram()
    started = time.monotonic()
    for chat in range(1, 21):
        await send(answers, telegram, chat=chat)
    await send(answers, telegram, chat=1, method="answerCallbackQuery")

    turn = await lanes.turn(100, Lane.NUDGE)

    assert turn.at - started >= 1.0
