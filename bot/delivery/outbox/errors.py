"""What keeps the outbox from being read or written for now."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import InterfaceError, OperationalError


class OutboxUnavailable(Exception):
    """The database cannot be reached or written: its disk is full, its server is away.

    What was asked for may or may not have been done; asking again does it once.
    """


@contextmanager
def unavailable() -> Iterator[None]:
    """What passes by itself becomes `OutboxUnavailable`.

    Only its kind is told: the rest may hold a password or words of a message.
    """
    try:
        yield
    except (OperationalError, InterfaceError, OSError) as error:
        raise OutboxUnavailable(type(getattr(error, "orig", None) or error).__name__) from error
