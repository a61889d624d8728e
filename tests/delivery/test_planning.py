"""Planning: what is put into the outbox, and taken out of it."""

from datetime import timedelta

import pytest

from bot.database import Database
from bot.delivery.model import Lane, Outcome, Purpose, State
from bot.delivery.outbox import history, put, withdraw
from tests.delivery.drafts import AT, HOUR, draft, outbox, plan, rows, states


async def withdrawn(database: Database, **which: object) -> int:
    async with database.writing() as session:
        return await withdraw(session, "filed", **which)  # type: ignore[arg-type]


async def test_a_draft_is_planned_as_it_was_given(filled: Database) -> None:
    not_after_at = AT + timedelta(days=14)
    await plan(filled, draft(2, not_after_at=not_after_at, content={"deadline": "plan", "名": [1]}))

    (delivery,) = await rows(filled)
    assert delivery.state is State.PLANNED
    assert (delivery.recipient_id, delivery.address) == (2, 102)
    assert (delivery.purpose, delivery.lane, delivery.rung) == (Purpose.NUDGE, Lane.NUDGE, "14")
    assert (delivery.due_at, delivery.not_after_at) == (AT, not_after_at)
    assert delivery.content == {"deadline": "plan", "名": [1]}
    assert (delivery.attempts, delivery.is_repeat, delivery.created_at) == (0, False, AT)


async def test_planning_twice_plans_once(filled: Database) -> None:
    drafts = [draft(id_, rung=rung) for id_ in (1, 2) for rung in ("14", "7")]
    await plan(filled, *drafts, *drafts)
    once = await rows(filled)
    await plan(filled, *drafts)

    assert len(once) == 4
    assert await rows(filled) == once


async def test_more_drafts_than_one_statement_takes_are_planned(filled: Database) -> None:
    await plan(filled, *(draft(subject=f"obligation/{number}") for number in range(5_003)))

    assert len(await rows(filled)) == 5_003


async def test_a_planned_delivery_moves_with_its_draft(filled: Database) -> None:
    await plan(filled, draft(content={"left": 14}))
    await plan(filled, draft(due_at=AT + HOUR, lane=Lane.ANSWER, content={"left": 13}))

    (delivery,) = await rows(filled)
    assert (delivery.due_at, delivery.lane) == (AT + HOUR, Lane.ANSWER)
    assert delivery.content == {"left": 13}


async def test_what_is_to_be_tried_again_is_not_tried_sooner(filled: Database) -> None:
    await plan(filled, draft())
    await settle(filled, Outcome(state=State.RETRY, due_at=AT + HOUR, reason="away"))
    await plan(filled, draft(not_after_at=AT + 5 * HOUR))

    (delivery,) = await rows(filled)
    assert (delivery.state, delivery.due_at) == (State.RETRY, AT + HOUR)
    assert delivery.not_after_at == AT + 5 * HOUR
    assert delivery.attempts == 1


async def test_what_was_withdrawn_is_owed_again_once_it_is_planned_again(filled: Database) -> None:
    await plan(filled, draft(obligation_id=None))
    await withdrawn(filled, recipient_ids=[1])
    await plan(filled, draft(due_at=AT + HOUR))

    (delivery,) = await rows(filled)
    assert (delivery.state, delivery.due_at) == (State.PLANNED, AT + HOUR)
    assert (delivery.reason, delivery.attempts) == (None, 0)


@pytest.mark.parametrize("state", [State.SENT, State.FAILED, State.UNCERTAIN])
async def test_what_has_had_its_outcome_is_left_alone(filled: Database, state: State) -> None:
    await plan(filled, draft())
    await settle(filled, Outcome(state=state, reason="because"))
    before = await rows(filled)
    await plan(filled, draft(due_at=AT + HOUR))

    assert await rows(filled) == before
    assert await withdrawn(filled, recipient_ids=[1]) == 0


async def test_only_what_fits_everything_that_is_named_is_withdrawn(filled: Database) -> None:
    await plan(
        filled,
        draft(1),
        draft(2),
        draft(2, purpose=Purpose.RECEIPT, lane=Lane.ANSWER),
        draft(3),
    )

    assert await withdrawn(filled, recipient_ids=[2, 3], purposes=[Purpose.NUDGE]) == 2
    assert await withdrawn(filled, recipient_ids=[2], ids=[1]) == 0
    assert await states(filled) == [
        State.PLANNED,
        State.WITHDRAWN,
        State.PLANNED,
        State.WITHDRAWN,
    ]


async def test_nothing_named_withdraws_nothing(filled: Database) -> None:
    await plan(filled, draft())

    assert await withdrawn(filled, obligation_ids=[]) == 0
    with pytest.raises(ValueError, match="withdraw"):
        await withdrawn(filled, purposes=[Purpose.NUDGE])
    assert await states(filled) == [State.PLANNED]


async def test_what_fails_after_planning_has_planned_nothing(filled: Database) -> None:
    with pytest.raises(RuntimeError):
        async with filled.writing() as session:
            await put(session, [draft()], AT)
            raise RuntimeError

    assert await rows(filled) == []


async def test_the_history_of_an_obligation_is_all_that_was_ever_planned_for_it(
    owing: Database,
) -> None:
    await plan(
        owing,
        draft(1, rung="7", due_at=AT + HOUR, obligation_id=1),
        draft(1, rung="14", obligation_id=1),
        draft(2, "obligation/2", obligation_id=2),
    )
    await withdrawn(owing, obligation_ids=[1])
    await plan(owing, draft(1, rung="3", due_at=AT + 2 * HOUR, obligation_id=1))

    async with owing.reading() as session:
        found = await history(session, [1])
    assert [(delivery.rung, delivery.state) for delivery in found] == [
        ("14", State.WITHDRAWN),
        ("7", State.WITHDRAWN),
        ("3", State.PLANNED),
    ]


async def settle(database: Database, outcome: Outcome) -> None:
    """Have a sender take up the one delivery there is, and end so."""
    sender = outbox(database)
    (delivery,) = await sender.claim(Lane.NUDGE, limit=10)
    await sender.begin_sending([delivery.id])
    await sender.settle({delivery.id: outcome})
