"""What the buttons of the board ask."""

from enum import StrEnum


class BoardVerb(StrEnum):
    """What is asked. A deadline, and a group of its units, are meant by their tokens."""

    OVERVIEW = "bo"  #: every deadline; id 0
    SHOW = "bd"  #: the picture of one; id 0; argument: a deadline
    LIST = (
        "bl"  #: who has not filed; id: the page, from 0; argument: a deadline, and a group or not
    )
    GROUPS = "bg"  #: by group; id 0; argument: a deadline
    UNIT = "bu"  #: id: an obligation's
    SHEET = "bx"  #: as a workbook; id 0; argument: a deadline
    NUDGE = "bn"  #: nudge one unit now; id: an obligation's
    NUDGE_ALL = "bN"  #: ask first; id 0; argument: a deadline
    NUDGE_ALL_NOW = "bY"  #: id 0; argument: a deadline
