"""The board: how it stands with one deadline, unit by unit."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

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
    """A line for each duty, by region and in the order of the list.

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
        for duty in sorted(duties, key=_place)
    ]
    return Board(deadline=deadline, due_at=due_at, lines=tuple(lines))


def _place(duty: Duty) -> tuple[bool, str, int]:
    """Units of which no region is stated come last."""
    return duty.unit.region is None, duty.unit.region or "", duty.unit.id


def _reach(contacts: Sequence[Contact], unreachable: Collection[int]) -> Reach:
    joined = [contact for contact in contacts if contact.has_joined]
    if not joined:
        return Reach.NOT_JOINED
    if all(contact.chat_id in unreachable for contact in joined):
        return Reach.UNREACHABLE
    return Reach.REACHED
