"""The service around announcements: written, approved, sent, and accounted for.

Each action is one transaction: it locks the announcement, asks whether its author may, and whether
it is still in a state in which this can be done, so that of two members of staff who press at once
the second learns what the first did. An action that came with an update is carried out once.
"""

from bot.broadcasts.controlling import Controlling
from bot.broadcasts.deciding import Deciding
from bot.broadcasts.drafting import Drafting
from bot.broadcasts.reading import Accounting


class Broadcasts(Drafting, Deciding, Controlling, Accounting):
    """Announcements; `Cases` says what it is made from."""
