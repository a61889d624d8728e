"""What the buttons of the board ask."""

from enum import StrEnum

from bot.delivery.message import Action

#: Stands in no token.
_PAGE = "."


class BoardVerb(StrEnum):
    """What is asked. A deadline, and a group of its units, are meant by their tokens."""

    OVERVIEW = "bo"  #: every deadline; id: the page, from 0
    SHOW = "bd"  #: the picture of one; id 0; argument: a deadline
    LIST = "bl"  #: who has not filed; id: the page; argument: a deadline, and a group or not
    GROUPS = "bg"  #: by group; id: the page; argument: a deadline
    UNIT = "bu"  #: id: an obligation's; argument: where in a list it stood, see `place`
    SHEET = "bx"  #: as a workbook; id 0; argument: a deadline
    NUDGE = "bn"  #: nudge one unit now; id and argument as of `UNIT`
    NUDGE_ALL = "bN"  #: ask first; id 0; argument: a deadline
    NUDGE_ALL_NOW = "bY"  #: id 0; argument: a deadline


def place(listed: Action) -> str:
    """Where in a list one is, as an argument: who has seen to one unit goes on with the next."""
    return f"{listed.argument}{_PAGE}{listed.id}"


def list_at(place: str) -> Action:
    """The list that one came from, at its page."""
    argument, _, page = place.partition(_PAGE)
    return Action(BoardVerb.LIST, int(page or 0), argument)
