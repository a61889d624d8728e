"""What the buttons of staff ask, beside what `bot/filings/actions.py` has about duties."""

from enum import StrEnum


class FollowVerb(StrEnum):
    """What anybody asks about announcements and what is kept of them; the id is 0."""

    YES = "yf"  #: asked whether to follow: everything
    NO = "yn"
    FOLLOW = "ya"  #: argument: a topic's id, or empty for everything
    UNFOLLOW = "yu"  #: argument: as above
    STOP = "ys"
    LANGUAGE = "yl"  #: argument: a language's tag, or empty for that of the answers
    FORGET = "yd"  #: erase what is kept of me


class MemberVerb(StrEnum):
    """What administrators ask about staff; the id is a member's, where nothing else is said."""

    LIST = "ml"  #: id 0
    INVITE = "mi"  #: id 0; argument: a role, or empty to be shown the choices
    CHANGE = "mc"  #: argument: as above
    REMOVE = "mr"  #: argument: "y", or empty to be asked once more
    REVOKE = "mk"  #: id: an open invitation's


class StaffVerb(StrEnum):
    """What is asked, beside `Verb.STAFF_…`."""

    IMPORT = "si"  #: the list that this message answers to; argument: "r" also removes the missing
    CANCEL = "sx"  #: forget that list; id 0
    SHEET = "ss"  #: invitations for all who have none, as a page to print; id 0
    CONTACTS = "su"  #: whom of a unit to invite; id: the unit's
    INVITE = "sv"  #: id: a contact's
    DUTIES = "sd"  #: what a unit owes; id: the unit's
    WRITE = "sm"  #: write to the contacts of a unit; id: the unit's
    EXTEND = "se"  #: id: an obligation's; argument: the last day, such as 20270531
    EXTEND_ALL = "sE"  #: id 0; argument: the last day, and the token of a deadline
