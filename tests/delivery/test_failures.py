"""Each way in which Telegram can fail ends as it should: over HTTP, against the sandbox."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest

from bot.delivery.model import Lane, Purpose, State
from bot.delivery.problems import ProblemKind
from bot.sandbox.faults import Fault
from tests.delivery.drafts import AT, HOUR, announcement, draft
from tests.delivery.rig import Rig

MINUTE = timedelta(minutes=1)


async def person(rig: Rig) -> tuple[int, int]:
    """Somebody: the address of their chat, and our id of it."""
    address = rig.sandbox.add_person()
    return address, await rig.chat(address)


async def test_a_nudge_arrives_with_its_buttons(rig: Rig) -> None:
    address, chat = await person(rig)
    await rig.plan(draft(chat, "plan <1>"))

    async with rig.sending():
        (sent,) = await rig.until_states(State.SENT)

    (message,) = rig.sandbox.replies(address)
    assert message["text"] == "plan <1>"
    assert sent.message_id == message["message_id"]
    ((button,),) = message["reply_markup"]["inline_keyboard"]
    assert rig.buttons.unpack(button["callback_data"], address) is not None
    assert rig.buttons.unpack(button["callback_data"], address + 1) is None


async def test_a_chat_that_is_told_to_wait_gets_it_then(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    address, chat = await person(rig)
    rig.sandbox.faults.add(Fault(kind="retry_after", seconds=1))
    await rig.plan(draft(chat))

    async with rig.sending():
        (waiting,) = await rig.until_states(State.RETRY)
        assert waiting.due_at == AT + timedelta(seconds=1)
        assert rig.received(address) == []
        rig.pass_time(timedelta(seconds=1))
        await rig.until_states(State.SENT)

    assert len(rig.received(address)) == 1


async def test_a_wait_becomes_no_longer_when_the_clock_is_put_back(rig: Rig) -> None:
    address, chat = await person(rig)
    rig.sandbox.faults.add(Fault(kind="retry_after", seconds=1))
    await rig.plan(draft(chat, "due"), draft(chat, "later", due_at=AT + HOUR))

    async with rig.sending():
        await rig.until_states(State.RETRY, State.PLANNED)
        rig.pass_time(-200 * HOUR)
        await rig.until_states(State.SENT, State.PLANNED)

    assert rig.received(address) == ["due"]


async def test_a_wait_of_hours_pauses_the_lane_and_the_next_process_obeys(rig: Rig) -> None:
    people = [await person(rig) for _ in range(4)]
    first, second, third, fourth = (chat for _, chat in people)
    rig.sandbox.faults.add(Fault(kind="retry_after", seconds=10_072))
    await rig.plan(draft(first))

    async with rig.sending():
        await rig.until_states(State.RETRY)
    async with rig.sending(sender_id="second"):
        await rig.plan(draft(second), announcement(third), draft(fourth, lane=Lane.ANSWER))
        await rig.until_states(State.RETRY, State.PLANNED, State.PLANNED, State.SENT)
        rig.pass_time(timedelta(seconds=10_071))
        await asyncio.sleep(0.1)
        await rig.until_states(State.RETRY, State.PLANNED, State.PLANNED, State.SENT)
        rig.pass_time(timedelta(seconds=1))
        await rig.until(lambda found: {d.state for d in found} == {State.SENT})

    assert [len(rig.received(address)) for address, _ in people] == [1, 1, 1, 1]


async def test_a_group_that_has_to_wait_makes_nobody_else_wait(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    _, chat = await person(rig)
    group = rig.sandbox.add_group()
    rig.sandbox.faults.add(Fault(kind="retry_after", seconds=40, chat_id=group))
    await rig.plan(draft(await rig.chat(group)), draft(chat))

    async with rig.sending():
        await rig.until_states(State.RETRY, State.SENT)


async def test_who_has_blocked_the_bot_is_unreachable(rig: Rig) -> None:
    address, chat = await person(rig)
    rig.sandbox.block(address)
    await rig.plan(draft(chat, "a"), draft(chat, "b"))

    async with rig.sending():
        failed = await rig.until_states(State.FAILED, State.FAILED)

    assert rig.heard.unreachable == [([chat, chat], "Forbidden: bot was blocked by the user")]
    assert rig.heard.problems == []
    assert {d.reason for d in failed} == {"unreachable: Forbidden: bot was blocked by the user"}


async def test_a_group_that_has_moved_is_followed(rig: Rig) -> None:
    group = rig.sandbox.add_group()
    chat = await rig.chat(group)
    new_address = rig.sandbox.migrate(group)
    await rig.plan(draft(chat))

    async with rig.sending():
        (sent,) = await rig.until_states(State.SENT)

    assert rig.heard.moved == [(group, new_address)]
    assert sent.address == new_address
    assert len(rig.received(new_address)) == 1


async def test_what_telegram_refuses_fails_and_is_told(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    await rig.plan(draft(await rig.chat(404)))

    async with rig.sending():
        (failed,) = await rig.until_states(State.FAILED)

    assert failed.reason == "Chat not found"
    (problem,) = rig.heard.problems
    assert (problem.kind, problem.reason) == (ProblemKind.REFUSED, failed.reason)
    assert [d.id for d in problem.deliveries] == [failed.id]


@pytest.mark.parametrize("status", [500, 502])
async def test_what_telegram_says_it_has_not_done_is_tried_again(
    sqlite_rig: Rig, status: int
) -> None:
    rig = sqlite_rig
    address, chat = await person(rig)
    rig.sandbox.faults.add(Fault(kind="status", status=status))
    await rig.plan(announcement(chat))

    async with rig.sending():
        (waiting,) = await rig.until_states(State.RETRY)
        assert AT < waiting.due_at < AT + MINUTE
        rig.pass_time(MINUTE)
        await rig.until_states(State.SENT)

    assert rig.received(address) == ["announcement/1"]


def lost(kind: str, *, is_applied: bool) -> Callable[[], Fault]:
    seconds = 5.0  # beyond any time-out
    return lambda: Fault(kind=kind, is_applied=is_applied, seconds=seconds)  # type: ignore[arg-type]


@pytest.mark.parametrize("is_applied", [True, False])
@pytest.mark.parametrize("kind", ["drop", "hang", "garbage", "cut"])
async def test_what_may_have_arrived_is_sent_again_and_says_so(
    sqlite_rig: Rig, kind: str, is_applied: bool
) -> None:
    rig = sqlite_rig
    address, chat = await person(rig)
    rig.sandbox.faults.add(lost(kind, is_applied=is_applied)())
    await rig.plan(draft(chat, "plan"))

    async with rig.sending():
        (uncertain,) = await rig.until_states(State.RETRY)
        assert uncertain.is_repeat
        rig.pass_time(MINUTE)
        (sent,) = await rig.until_states(State.SENT)

    assert sent.attempts == 2
    assert rig.received(address) == ["plan"] * is_applied + ["plan again"]


@pytest.mark.parametrize("kind", ["drop", "hang", "garbage", "cut"])
async def test_an_announcement_that_may_have_arrived_is_left_to_staff(
    sqlite_rig: Rig, kind: str
) -> None:
    rig = sqlite_rig
    address, chat = await person(rig)
    rig.sandbox.faults.add(lost(kind, is_applied=True)())
    await rig.plan(announcement(chat))

    async with rig.sending():
        await rig.until_states(State.UNCERTAIN)
        rig.pass_time(HOUR)
        await rig.until_states(State.UNCERTAIN)

    assert rig.received(address) == ["announcement/1"]


async def test_a_bot_api_that_is_away_costs_nothing_but_time(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    address, chat = await person(rig)
    await rig.sandbox.stop()
    await rig.plan(draft(chat, "plan"))

    async with rig.sending():
        (waiting,) = await rig.until_states(State.RETRY)
        assert not waiting.is_repeat
        await rig.sandbox.start()
        rig.pass_time(MINUTE)
        await rig.until_states(State.SENT)

    assert rig.received(address) == ["plan"]


async def test_what_makes_no_sense_any_more_is_not_sent(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    address, chat = await person(rig)
    rig.sandbox.faults.add(Fault(kind="status", status=500))
    await rig.plan(draft(chat, "tried", not_after_at=AT + HOUR))

    async with rig.sending():
        await rig.until_states(State.RETRY)
        await rig.plan(draft(chat, "untried", due_at=AT + HOUR, not_after_at=AT + HOUR))
        rig.pass_time(HOUR)
        await rig.until_states(State.FAILED, State.WITHDRAWN)

    assert rig.received(address) == []
    (problem,) = rig.heard.problems
    assert (problem.kind, len(problem.deliveries)) == (ProblemKind.GIVEN_UP, 1)


async def test_all_nudges_due_for_a_person_come_as_one_message(rig: Rig) -> None:
    address, chat = await person(rig)
    await rig.plan(
        draft(chat, "one"),
        draft(chat, "two"),
        draft(chat, "receipt", purpose=Purpose.RECEIPT, lane=Lane.ANSWER),
    )

    async with rig.sending(in_flight=2):
        one, two, _ = await rig.until_states(State.SENT, State.SENT, State.SENT)

    assert sorted(rig.received(address)) == ["one\n\ntwo", "receipt"]
    assert one.message_id == two.message_id
