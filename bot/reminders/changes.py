"""Changes: where the outbox differs from a plan. Pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from bot.delivery.model import WAITING, Delivery, Draft, Purpose, State

#: Those that nobody is sending, and that are given their instants by the plan.
_MOVABLE = frozenset({State.PLANNED, State.RETRY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What has to be done to the outbox, so that it holds a plan."""

    planned: tuple[Draft, ...]  #: to be put in
    moved: tuple[Draft, ...]  #: to be put in, in place of what is planned otherwise
    withdrawn: tuple[int, ...]  #: ids of deliveries to be taken out


def changes(
    drafts: Iterable[Draft],
    history: Iterable[Delivery],
    purposes: Collection[Purpose] = frozenset(Purpose),
) -> Changes:
    """The difference between a plan and what the outbox holds.

    What was sent, or is being sent, is left as it is.

    Args:
        drafts: the plan.
        history: what the outbox holds about the same subjects.
        purposes: for which the plan is complete; what waits for another stays.
    """
    drafted = {(d.purpose, d.subject, d.recipient_id, d.rung): d for d in drafts}
    there = {(d.purpose, d.subject, d.recipient_id, d.rung): d for d in history}
    return Changes(
        planned=tuple(
            draft
            for key, draft in drafted.items()
            if key not in there or there[key].state is State.WITHDRAWN
        ),
        moved=tuple(
            draft
            for key, draft in drafted.items()
            if key in there and there[key].state in _MOVABLE and _differs(draft, there[key])
        ),
        withdrawn=tuple(
            delivery.id
            for key, delivery in there.items()
            if delivery.state in WAITING and delivery.purpose in purposes and key not in drafted
        ),
    )


def _differs(draft: Draft, delivery: Delivery) -> bool:
    """Whether a delivery is not as its draft has it.

    The sender puts off what it has tried, or may not send yet; that is no difference.
    """
    is_put_off = delivery.due_at > draft.due_at and (
        delivery.state is State.RETRY or delivery.attempts > 0
    )
    return (delivery.due_at != draft.due_at and not is_put_off) or (
        delivery.not_after_at,
        delivery.obligation_id,
        delivery.contact_id,
    ) != (draft.not_after_at, draft.obligation_id, draft.contact_id)
