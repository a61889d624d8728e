"""The board: how it stands with one deadline, unit by unit."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from math import inf

from bot.directory.records import Contact
from bot.filings.records import Board, BoardLine, Duty, Reach
from bot.knowledge.records import Deadline


def make_board(
    deadline: Deadline,
    due_at: datetime | None,
    duties: Sequence[Duty],
    contacts: Mapping[int, tuple[Contact, ...]],
    unreachable: Collection[int],
) -> Board:
    """A line for each duty, by region, all in the order of the list; without a region, at the end.

    Args:
        deadline: of which they all are.
        due_at: for units without an extension of their own.
        duties: of every unit that owes it.
        contacts: by unit, in their order.
        unreachable: ids of the chats that cannot be written to.
    """
    lines = [
        BoardLine(
            duty=duty,
            contacts=contacts.get(duty.unit.id, ()),
            reach=_reach(contacts.get(duty.unit.id, ()), unreachable),
        )
        for duty in sorted(duties, key=_places(duties))
    ]
    return Board(deadline=deadline, due_at=due_at, lines=tuple(lines))


def _places(duties: Sequence[Duty]) -> Callable[[Duty], tuple[float, int]]:
    """Where a duty stands: its region where the first unit of it does, as those who list see it."""
    first: dict[str, int] = {}
    for duty in duties:
        if (region := duty.unit.region) is not None:
            first[region] = min(duty.unit.id, first.get(region, duty.unit.id))

    def place(duty: Duty) -> tuple[float, int]:
        region = duty.unit.region
        return (inf if region is None else first[region], duty.unit.id)

    return place


def _reach(contacts: Sequence[Contact], unreachable: Collection[int]) -> Reach:
    joined = [contact for contact in contacts if contact.has_joined]
    if not joined:
        return Reach.NOT_JOINED
    if all(contact.chat_id in unreachable for contact in joined):
        return Reach.UNREACHABLE
    return Reach.REACHED
