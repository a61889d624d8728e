"""Drafting: the planner is asked, and what it cannot know is put aside. Pure."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bot.delivery.model import Draft, Purpose
from bot.knowledge.working_days import YearUnknown
from bot.reminders.planner import (
    DigestState,
    PlanState,
    plan_digests,
    plan_nudges,
    plan_overdue,
    plan_overdue_digests,
)

S = TypeVar("S")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What should stand about one obligation or deadline, as far as that can be known."""

    drafts: tuple[Draft, ...]
    purposes: frozenset[Purpose]  #: for which the drafts are all that should stand
    refused: YearUnknown | None = None  #: why they are not, for the others


def draft_nudges(state: PlanState) -> Drafted:
    """What units are to be told of one obligation."""
    return _drafted(state, ((Purpose.NUDGE, plan_nudges), (Purpose.OVERDUE, plan_overdue)))


def draft_digests(state: DigestState) -> Drafted:
    """What staff are to be told of one deadline."""
    return _drafted(state, ((Purpose.DIGEST, plan_digests), (Purpose.DIGEST, plan_overdue_digests)))


def _drafted(
    state: S, plans: Sequence[tuple[Purpose, Callable[[S], tuple[Draft, ...]]]]
) -> Drafted:
    # One after the other: that nobody knows when a note after the deadline may be sent, because it
    # is another year's, is no reason to be silent before.
    drafts: list[Draft] = []
    complete = {purpose for purpose, _ in plans}
    refused = None
    for purpose, plan in plans:
        try:
            drafts += plan(state)
        except YearUnknown as unknown:
            refused = unknown
            complete.discard(purpose)
    return Drafted(drafts=tuple(drafts), purposes=frozenset(complete), refused=refused)
