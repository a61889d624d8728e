"""Simulation: a clock runs over a plan, and all that is due is sent. Pure."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import TypeVar

from bot.delivery.model import Delivery, Draft, State
from bot.reminders.planner import DigestState, PlanState

S = TypeVar("S", PlanState, DigestState)


def simulate(
    state: S,
    plan: Callable[[S], tuple[Draft, ...]],
    *,
    until_at: datetime,
    ids: Iterator[int] | None = None,
) -> Iterator[Delivery]:
    """What is sent from the instant of a state on, if nothing changes but the time.

    The plan is made anew at each instant at which something is due, with all that was sent by then,
    as the service does at every start.

    Args:
        state: how it stands at first.
        plan: the planner.
        until_at: the first instant that is not looked at; aware.
        ids: for the deliveries; from 1 on if not given.

    Returns:
        As they were sent, rising.
    """
    numbers = ids if ids is not None else count(1)
    while drafts := plan(state):
        at = max(state.now, min(draft.due_at for draft in drafts))
        if at >= until_at:
            return
        sent: list[Delivery] = [
            _sent(draft, next(numbers), at) for draft in drafts if draft.due_at <= at
        ]
        yield from sent
        state = replace(state, now=at, history=[*state.history, *sent])


def _sent(draft: Draft, id: int, at: datetime) -> Delivery:
    return Delivery(
        id=id,
        purpose=draft.purpose,
        subject=draft.subject,
        recipient_id=draft.recipient_id,
        address=0,  # of nobody: it is never sent
        rung=draft.rung,
        lane=draft.lane,
        due_at=draft.due_at,
        not_after_at=draft.not_after_at,
        state=State.SENT,
        leased_by=None,
        attempts=1,
        is_repeat=False,
        sent_at=at,
        message_id=None,
        reason=None,
        obligation_id=draft.obligation_id,
        contact_id=draft.contact_id,
        content=draft.content,
        created_at=at,
    )
