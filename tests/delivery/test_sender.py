"""The sender: nothing kills it, nothing filed is sent, and it starts and stops in good order."""

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from bot.delivery.composing import Composed
from bot.delivery.message import Message, Outgoing, Run
from bot.delivery.model import Delivery, Lane, Purpose, State
from bot.delivery.outbox import withdraw
from bot.delivery.post import Turn
from bot.delivery.problems import ProblemKind
from bot.sandbox.faults import Fault, FloodRules
from tests.delivery.drafts import AT, HOUR, announcement, draft, rows
from tests.delivery.rig import Rig, Saying


class Filing(Saying):
    """A composer during whose first work a unit files."""

    def __init__(self, rig: Rig, subject: str) -> None:
        self._rig = rig
        self._subject = subject

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        filed = [d.id for d in await rows(self._rig.database, subject=self._subject)]
        async with self._rig.database.writing() as session:
            await withdraw(session, "filed", ids=filed)
        return await super().compose(deliveries, now)


class Failing(Saying):
    """A composer that has no words for some subjects."""

    def __init__(self, *subjects: str) -> None:
        self._subjects = subjects

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        if any(delivery.subject in self._subjects for delivery in deliveries):
            raise LookupError("王伟 13800000000")
        return await super().compose(deliveries, now)


class Forgetful:
    """A composer that forgets what it was asked about."""

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        return Composed(message=Message([[Run("?")]]), covered=[])


class Waiting:
    """A composer for which nothing is owed, or not yet."""

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        first, second = deliveries
        return Composed(withdrawn={first.id: "waived"}, deferred={second.id: now + HOUR})


class Exploding:
    """A post that fails in a way that nobody has thought of."""

    async def turn(self, address: int, lane: Lane) -> Turn:
        return Turn(lane, 0.0)

    async def send(self, address: int, message: Outgoing, turn: Turn) -> int:
        raise ZeroDivisionError


async def people(rig: Rig, count: int) -> list[int]:
    """The chats of so many people, by our ids."""
    return [await rig.chat(rig.sandbox.add_person()) for _ in range(count)]


async def test_what_is_filed_while_its_words_are_found_is_not_sent(rig: Rig) -> None:
    address = rig.sandbox.add_person()
    chat = await rig.chat(address)
    await rig.plan(draft(chat, "filed"), draft(chat, "owed"))

    async with rig.sending(composer=Filing(rig, "filed")):
        await rig.until_states(State.WITHDRAWN, State.SENT)

    assert rig.received(address) == ["owed"]


async def test_nothing_is_sent_when_all_of_it_is_filed_meanwhile(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    address = rig.sandbox.add_person()
    await rig.plan(draft(await rig.chat(address), "filed"))

    async with rig.sending(composer=Filing(rig, "filed")):
        await rig.until_states(State.WITHDRAWN)

    assert rig.received(address) == []


async def test_what_a_composer_withdraws_or_puts_off_is_not_sent(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    address = rig.sandbox.add_person()
    chat = await rig.chat(address)
    await rig.plan(draft(chat, "waived"), draft(chat, "closed"))

    async with rig.sending(composer=Waiting()):
        waived, closed = await rig.until_states(State.WITHDRAWN, State.PLANNED)

    assert (waived.reason, closed.due_at) == ("waived", AT + HOUR)
    assert rig.received(address) == []


async def test_what_has_no_words_fails_after_a_few_tries_and_keeps_nothing_else(
    sqlite_rig: Rig, capsys: pytest.CaptureFixture[str]
) -> None:
    rig = sqlite_rig
    address = rig.sandbox.add_person()
    chat = await rig.chat(address)
    await rig.plan(draft(chat, "bad"), draft(chat, "good"))

    async with rig.sending(composer=Failing("bad")):
        await rig.until_states(State.RETRY, State.SENT)
        for attempts in (1, 2):
            await rig.until(lambda found, n=attempts: found[0].attempts == n)  # type: ignore[misc]
            rig.pass_time(timedelta(minutes=1))
        failed, _ = await rig.until_states(State.FAILED, State.SENT)

    assert rig.received(address) == ["good"]
    (problem,) = rig.heard.problems
    assert (problem.kind, problem.reason) == (ProblemKind.WORDLESS, "no words: LookupError")
    assert [d.id for d in problem.deliveries] == [failed.id]
    assert "王伟" not in capsys.readouterr().out


async def test_a_composer_that_forgets_a_delivery_loses_it_not(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    address = rig.sandbox.add_person()
    await rig.plan(draft(await rig.chat(address)))

    async with rig.sending(composer=Forgetful()):
        (waiting,) = await rig.until_states(State.RETRY)

    assert waiting.reason == "no words: ValueError"
    assert rig.received(address) == []


async def test_a_post_that_fails_unforeseen_counts_as_uncertain(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    one, two = await people(rig, 2)
    await rig.plan(draft(one), announcement(two))

    async with rig.sending(post=Exploding()):
        repeated, _ = await rig.until_states(State.RETRY, State.UNCERTAIN)

    assert repeated.is_repeat


async def test_what_is_planned_later_is_noticed_without_being_woken(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    (chat,) = await people(rig, 1)

    async with rig.sending():
        await rig.plan(draft(chat, due_at=AT + HOUR))
        await asyncio.sleep(0.1)
        rig.clock.at += HOUR  # and nobody says so
        await rig.until_states(State.SENT)


async def test_a_second_sender_waits_and_takes_over(rig: Rig) -> None:
    chats = await people(rig, 2)

    async with rig.sending(sender_id="second"):
        await rig.plan(draft(chats[0]))
        await rig.until_states(State.SENT)
        async with rig.sending(sender_id="standby"):
            await asyncio.sleep(0.1)
            assert await rows(rig.database, leased_by="standby") == []

    async with rig.sending(sender_id="third"):
        await rig.plan(draft(chats[1]))
        await rig.until_states(State.SENT, State.SENT)


async def test_a_sender_takes_over_what_a_killed_one_was_sending(rig: Rig) -> None:
    address = rig.sandbox.add_person()
    await rig.plan(draft(await rig.chat(address), "plan"))
    async with rig.database.writing() as session:
        await session.execute(text("UPDATE delivery SET state = 'sending', leased_by = 'killed'"))

    async with rig.sending():
        await rig.until_states(State.SENT)

    assert rig.received(address) == ["plan again"]


async def test_stopping_settles_what_is_being_sent_and_gives_back_the_rest(rig: Rig) -> None:
    chats = await people(rig, 6)
    rig.sandbox.faults.latency = 0.3
    await rig.plan(*(draft(chat) for chat in chats))

    async with rig.sending(post=rig.post(per_second=4)):
        await rig.until(lambda found: any(d.state is State.SENDING for d in found))

    stopped = await rows(rig.database)
    states = {d.state for d in stopped}
    assert states == {State.SENT, State.PLANNED}
    assert not any(d.leased_by or d.is_repeat for d in stopped)

    async with rig.sending():
        await rig.until_states(*[State.SENT] * 6)
    received = [rig.received(d.address) for d in await rows(rig.database)]
    assert received == [["obligation/1/2027-07-31"]] * 6


async def test_a_sender_that_has_lost_its_server_takes_over_anew(postgresql_rig: Rig) -> None:
    rig = postgresql_rig
    chats = await people(rig, 2)

    async with rig.sending():
        await rig.plan(draft(chats[0]))
        await rig.until_states(State.SENT)
        async with rig.database.writing() as session:
            await session.execute(
                text(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            )
        await rig.plan(draft(chats[1]))
        await rig.until_states(State.SENT, State.SENT)

    assert rig.heard.problems == []  # it was over at once


async def test_the_clock_may_jump_back_and_nothing_is_sent_twice(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    address = rig.sandbox.add_person()
    chat = await rig.chat(address)
    await rig.plan(draft(chat, "first"), draft(chat, "later", due_at=AT + HOUR))

    async with rig.sending():
        await rig.until_states(State.SENT, State.PLANNED)
        rig.pass_time(-5 * HOUR)
        await asyncio.sleep(0.1)
        rig.pass_time(6 * HOUR)
        await rig.until_states(State.SENT, State.SENT)

    assert rig.received(address) == ["first", "later"]


async def test_many_chats_at_once_draw_no_refusal_at_the_limits_of_telegram(
    sqlite_rig: Rig,
) -> None:
    rig = sqlite_rig
    rig.sandbox.faults.flood = FloodRules()
    chats = await people(rig, 40)
    drafts = [draft(chat, "one") for chat in chats[:20]]
    drafts += [draft(chats[0], "note", purpose=Purpose.NOTE)]
    drafts += [announcement(chat) for chat in chats[20:]]
    await rig.plan(*drafts)

    async with rig.sending(post=rig.post(per_second=27)):
        await rig.until(lambda found: all(d.state is State.SENT for d in found))

    assert rig.sandbox.faults.refused_by_flood == 0
    sent = [call for call in rig.sandbox.calls if call.method == "sendmessage"]
    assert len(sent) == len(drafts)


async def test_one_chat_that_hangs_holds_up_nobody(sqlite_rig: Rig) -> None:
    rig = sqlite_rig
    hanging = rig.sandbox.add_person()
    chats = [await rig.chat(hanging), *await people(rig, 8)]
    rig.sandbox.faults.add(Fault(kind="hang", seconds=5, times=None, chat_id=hanging))
    await rig.plan(*(draft(chat) for chat in chats))

    async with rig.sending():
        await rig.until_states(State.RETRY, *[State.SENT] * 8)
