"""The outbox: nothing is held twice, sent after it was withdrawn, or lost in a crash."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from bot.database import Database, open_database
from bot.delivery.model import Delivery, Lane, Outcome, Purpose, State
from bot.delivery.outbox import OutboxUnavailable, withdraw
from bot.delivery.outbox.rows import DELIVERY, lock
from tests.databases import PostgresqlDatabases
from tests.delivery.drafts import (
    AT,
    HOUR,
    add_chats,
    announcement,
    counted,
    draft,
    ids_in,
    outbox,
    plan,
    rows,
    states,
)

SENT = Outcome(state=State.SENT, message_id=7)


async def take_over(database: Database) -> None:
    """What a sender does when it becomes the one, and no more."""
    successor = outbox(database, sender_id="successor")
    assert await successor.take_over()
    await successor.step_down()


def recipients(deliveries: list[Delivery]) -> list[int]:
    return [delivery.recipient_id for delivery in deliveries]


async def test_what_is_due_is_claimed_longest_due_first(filled: Database) -> None:
    await plan(filled, draft(1), draft(2, due_at=AT - HOUR), draft(3, due_at=AT + HOUR))

    claimed = await outbox(filled).claim(Lane.NUDGE, limit=10)

    assert recipients(claimed) == [2, 1]
    assert {(d.state, d.leased_by, d.address) for d in claimed} == {
        (State.CLAIMED, "first", 101),
        (State.CLAIMED, "first", 102),
    }
    assert await states(filled) == [State.CLAIMED, State.CLAIMED, State.PLANNED]


async def test_no_more_than_the_limit_is_claimed(filled: Database) -> None:
    await plan(filled, *(draft(id_, purpose=Purpose.NOTE) for id_ in counted(5)))

    assert recipients(await outbox(filled).claim(Lane.NUDGE, limit=2)) == [1, 2]


async def test_all_nudges_due_for_one_recipient_are_claimed_together(filled: Database) -> None:
    await plan(
        filled,
        draft(1, due_at=AT - HOUR),
        draft(2, due_at=AT - HOUR),
        draft(1, "obligation/2"),
        draft(1, "obligation/3", due_at=AT + HOUR),
        draft(1, "note/1", purpose=Purpose.OVERDUE),
    )

    claimed = await outbox(filled).claim(Lane.NUDGE, limit=1)

    assert [delivery.subject for delivery in claimed] == ["obligation/1/2027-07-31", "obligation/2"]


async def test_a_lane_is_claimed_by_itself(filled: Database) -> None:
    await plan(filled, draft(1), announcement(2), draft(3, lane=Lane.ANSWER))

    assert recipients(await outbox(filled).claim(Lane.ANSWER, limit=10)) == [3]
    assert recipients(await outbox(filled).claim(Lane.ANNOUNCEMENT, limit=10)) == [2]


async def test_senders_at_the_same_time_never_hold_the_same_delivery(database: Database) -> None:
    await add_chats(database, 60)
    await plan(database, *(draft(id_) for id_ in counted(60)))
    senders = [outbox(database, sender_id=name) for name in "abcd"]

    claims = await asyncio.gather(
        *(sender.claim(Lane.NUDGE, limit=7) for sender in senders for _ in range(3))
    )

    claimed = [delivery.id for claim in claims for delivery in claim]
    assert len(claimed) == len(set(claimed)) == 60


async def test_what_is_claimed_can_be_withdrawn_and_is_then_not_begun(filled: Database) -> None:
    await plan(filled, draft(1), draft(2))
    sender = outbox(filled)
    ids = [delivery.id for delivery in await sender.claim(Lane.NUDGE, limit=10)]

    async with filled.writing() as session:
        assert await withdraw(session, "filed", recipient_ids=[1]) == 1

    assert await sender.begin_sending(ids) == {ids[1]}
    assert await states(filled) == [State.WITHDRAWN, State.SENDING]


async def test_what_is_being_sent_is_no_longer_withdrawn(filled: Database) -> None:
    await plan(filled, draft())
    sender = outbox(filled)
    (delivery,) = await sender.claim(Lane.NUDGE, limit=10)
    await sender.begin_sending([delivery.id])

    async with filled.writing() as session:
        assert await withdraw(session, "filed", recipient_ids=[1]) == 0

    await sender.settle({delivery.id: SENT})
    (sent,) = await rows(filled)
    assert (sent.state, sent.message_id, sent.sent_at) == (State.SENT, 7, AT)
    assert (sent.attempts, sent.leased_by, sent.reason) == (1, None, None)


async def test_beginning_twice_is_one_attempt(filled: Database) -> None:
    await plan(filled, draft())
    sender = outbox(filled)
    (delivery,) = await sender.claim(Lane.NUDGE, limit=10)

    assert await sender.begin_sending([delivery.id]) == {delivery.id}
    assert await sender.begin_sending([delivery.id]) == {delivery.id}
    (begun,) = await rows(filled)
    assert begun.attempts == 1


async def test_what_did_not_arrive_is_due_again_when_it_is_said_to_be(filled: Database) -> None:
    await plan(filled, draft())
    sender = outbox(filled)
    (delivery,) = await sender.claim(Lane.NUDGE, limit=10)
    await sender.begin_sending([delivery.id])
    again = Outcome(state=State.RETRY, due_at=AT + HOUR, reason="away" * 100, is_repeat=True)
    await sender.settle({delivery.id: again})

    assert await sender.claim(Lane.NUDGE, limit=10) == []
    assert await sender.next_due_at() == {Lane.NUDGE: AT + HOUR}
    (claimed,) = await outbox(filled, AT + HOUR).claim(Lane.NUDGE, limit=10)
    assert (claimed.attempts, claimed.is_repeat) == (1, True)
    assert claimed.reason == ("away" * 100)[:300]


async def test_a_crash_before_sending_costs_nothing(filled: Database) -> None:
    await plan(filled, draft(1), announcement(2))
    crashed = outbox(filled, sender_id="crashed")
    await crashed.claim(Lane.NUDGE, limit=10)
    await crashed.claim(Lane.ANNOUNCEMENT, limit=10)

    await take_over(filled)

    assert [(d.state, d.is_repeat, d.attempts) for d in await rows(filled)] == [
        (State.PLANNED, False, 0),
        (State.PLANNED, False, 0),
    ]


async def test_a_crash_while_sending_repeats_all_but_announcements(filled: Database) -> None:
    await plan(filled, draft(1), announcement(2), draft(3, lane=Lane.ANSWER))
    crashed = outbox(filled, sender_id="crashed")
    for lane in Lane:
        await crashed.begin_sending([d.id for d in await crashed.claim(lane, limit=10)])

    await take_over(filled)

    assert [(d.state, d.is_repeat, d.leased_by) for d in await rows(filled)] == [
        (State.PLANNED, True, None),
        (State.UNCERTAIN, False, None),
        (State.PLANNED, True, None),
    ]


async def test_a_crash_after_settling_changes_nothing(filled: Database) -> None:
    await plan(filled, draft(1), draft(2))
    crashed = outbox(filled, sender_id="crashed")
    first, second = [d.id for d in await crashed.claim(Lane.NUDGE, limit=10)]
    await crashed.begin_sending([first, second])
    await crashed.settle({first: SENT, second: Outcome(state=State.FAILED, reason="refused")})
    before = await rows(filled)

    await take_over(filled)
    assert await rows(filled) == before


async def test_a_sender_settles_nothing_that_was_taken_from_it(filled: Database) -> None:
    await plan(filled, draft(1), draft(2))
    slow = outbox(filled, sender_id="slow")
    first, second = [d.id for d in await slow.claim(Lane.NUDGE, limit=10)]
    await slow.begin_sending([first])
    await take_over(filled)
    await outbox(filled).claim(Lane.NUDGE, limit=10)

    assert await slow.begin_sending([first, second]) == frozenset()
    await slow.settle({first: SENT})
    assert {(d.state, d.leased_by) for d in await rows(filled)} == {(State.CLAIMED, "first")}


async def test_one_sender_at_a_time_has_a_database_and_the_next_takes_over(
    filled: Database,
) -> None:
    await plan(filled, draft())
    first, second = outbox(filled), outbox(filled, sender_id="second")

    assert await first.take_over()
    assert not await second.take_over()
    assert await first.is_sole()
    assert not await second.is_sole()
    await first.claim(Lane.NUDGE, limit=10)
    await first.step_down()

    assert await states(filled) == [State.PLANNED]
    assert await second.take_over()
    assert not await first.is_sole()
    await second.step_down()


async def test_a_sender_whose_lock_was_lost_leaves_what_the_next_one_sends_alone(
    postgresql: PostgresqlDatabases,
) -> None:
    """The server may close a connection; that which held the lock does not speak for it then."""
    database = await open_database(postgresql.ready())
    await add_chats(database, 1)
    await plan(database, draft())
    cut_off, second = outbox(database), outbox(database, sender_id="second")
    assert await cut_off.take_over()
    await close_other_connections(database)

    assert await second.take_over()
    claimed = await second.claim(Lane.NUDGE, limit=10)
    await second.begin_sending([each.id for each in claimed])
    with pytest.raises(OutboxUnavailable):
        await cut_off.is_sole()

    assert not await cut_off.take_over()
    assert await states(database) == [State.SENDING]
    assert {each.is_repeat for each in await rows(database)} == {False}
    await second.step_down()
    assert await cut_off.take_over()
    await cut_off.step_down()
    await database.close()


async def test_withdrawing_and_settling_at_one_instant_wait_for_each_other_in_one_order(
    postgresql: PostgresqlDatabases,
) -> None:
    """The server would end one of them otherwise: a filing would fail, and have to be repeated."""
    database = await open_database(postgresql.ready())
    await add_chats(database, 2)
    await plan(database, draft(1), draft(2))
    sender = outbox(database)
    first, second = [each.id for each in await sender.claim(Lane.NUDGE, limit=10)]

    async def withdrawing() -> None:
        async with database.writing() as session:
            await withdraw(session, "filed", ids=[first, second])

    async with database.writing() as session:
        await session.execute(lock(DELIVERY.c.id == first))
        filing = asyncio.create_task(withdrawing())
        await waiting_for_a_lock(database, 1)
        given_back = Outcome(state=State.PLANNED)
        settling = asyncio.create_task(sender.settle({second: given_back, first: given_back}))
        await waiting_for_a_lock(database, 2)
    await asyncio.gather(filing, settling)

    assert await states(database) == [State.WITHDRAWN] * 2
    await database.close()


async def waiting_for_a_lock(database: Database, count: int) -> None:
    """Wait until so many transactions wait for another."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
    async with asyncio.timeout(10):
        found = 0
        while found < count:
            async with database.reading() as session:
                found = await session.scalar(text(waiting)) or 0


async def close_other_connections(database: Database) -> None:
    """As a server does that is restarted."""
    async with database.writing() as session:
        await session.execute(
            text(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        )


async def test_writes_that_come_at_once_share_a_transaction(
    filled: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await plan(filled, *(draft(id_) for id_ in counted(10)))
    sender = outbox(filled)
    claimed = await sender.claim(Lane.NUDGE, limit=10)
    transactions = 0
    writing = filled.writing

    def counting() -> object:
        nonlocal transactions
        transactions += 1
        return writing()

    monkeypatch.setattr(filled, "writing", counting)
    begun = await asyncio.gather(*(sender.begin_sending([d.id]) for d in claimed))
    await asyncio.gather(*(sender.settle({d.id: SENT}) for d in claimed))

    assert begun == [{d.id} for d in claimed]
    assert await ids_in(filled, State.SENT) == [d.id for d in claimed]
    assert transactions == 2


async def test_the_next_due_instant_is_known_for_each_lane(filled: Database) -> None:
    await plan(
        filled,
        draft(1, due_at=AT + 2 * HOUR),
        draft(2, due_at=AT + HOUR),
        announcement(3),
    )

    assert await outbox(filled).next_due_at() == {Lane.NUDGE: AT + HOUR, Lane.ANNOUNCEMENT: AT}


async def test_a_pause_is_kept_until_it_is_replaced(filled: Database) -> None:
    sender = outbox(filled)
    await sender.pause(Lane.NUDGE, AT + HOUR, "retry after 3600 s")
    await sender.pause(Lane.NUDGE, AT + 2 * HOUR, "retry after 7200 s")

    assert await outbox(filled).pauses() == {Lane.NUDGE: AT + timedelta(hours=2)}
