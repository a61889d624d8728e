"""What the buttons about duties ask: the verb, the id and the argument of each `Action`.

Verbs are short, since a button holds 64 bytes with its signature. A verb in capitals means all the
duties that one message names: its id is that of a delivery, and the deliveries which went out in
the same message (the same recipient and message_id) say which obligations it is about.
"""

import base64
import hashlib
from enum import StrEnum

from bot.knowledge.records import Deadline

_TOKEN_BYTES = 6  # 8 characters, no padding


class Verb(StrEnum):
    """What is asked. The id is an obligation's, where nothing else is said."""

    FILED = "f"  #: argument: the token of an item, or empty for all that is left
    ITEMS = "i"  #: show a button for each item
    TAKE_BACK = "t"  #: argument: as above, of what was filed
    REMIND = "r"  #: argument: empty to be shown the choices, or in how many days: "1" is tomorrow
    REMIND_ALL = "R"  #: id: a delivery; argument as above
    NOT_US = "n"  #: argument: one of `NotUs`
    NOT_US_ALL = "N"  #: id: a delivery; argument as above, `NotUs.UNIT` excepted
    WHO_ELSE = "w"
    WHO_ELSE_ALL = "W"  #: id: a delivery
    MINE = "m"  #: show my duties; id 0
    STAFF_FILED = "sf"  #: staff: all of it was filed
    STAFF_WAIVE = "sw"  #: staff: it is not owed
    STAFF_KEEP = "sk"  #: staff: it is owed all the same, or after all
    STAFF_TAKE_BACK = "st"  #: staff: it was not filed after all


class NotUs(StrEnum):
    """The arguments of "not us"."""

    CHOOSE = ""  #: show the choices
    CONTACT = "c"  #: I am no longer the contact of the unit
    HAND_OVER = "h"  #: somebody else of the unit is to be it in my place
    UNIT = "u"  #: our unit does not owe this
    BACK = "b"  #: neither: show the duty again


def item_token(item_id: str) -> str:
    """What stands for an item in a button: its id may be too long, its place may change."""
    digest = hashlib.sha256(item_id.encode()).digest()[:_TOKEN_BYTES]
    return base64.urlsafe_b64encode(digest).decode()


def item_of(deadline: Deadline, token: str) -> str | None:
    """The id of the item that a button means; None when the deadline has it no longer."""
    return next((item.id for item in deadline.items if item_token(item.id) == token), None)
