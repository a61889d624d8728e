"""The outbox: every delivery, and which state it is in.

`planning` is for whoever decides what is owed, inside a transaction of theirs; `Outbox` is for the
sender. No other code makes a statement about deliveries.
"""

from bot.delivery.outbox.errors import OutboxUnavailable
from bot.delivery.outbox.outbox import Outbox
from bot.delivery.outbox.planning import history, put, withdraw

__all__ = ["Outbox", "OutboxUnavailable", "history", "put", "withdraw"]
