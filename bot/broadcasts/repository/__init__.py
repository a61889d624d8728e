"""Announcements in the database: rows go in, records come out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.broadcasts.repository.audience import Asked
from bot.broadcasts.repository.reading import BroadcastReads
from bot.broadcasts.repository.writing import BroadcastWrites
from bot.database import Database

__all__ = ["Asked", "BroadcastReads", "BroadcastRepository", "BroadcastWrites"]


class BroadcastRepository:
    """Makes transactions about announcements."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[BroadcastReads]:
        """A transaction that changes nothing."""
        async with self._database.reading() as session:
            yield BroadcastReads(session)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[BroadcastWrites]:
        """A transaction that is committed at the end, and undone by an error.

        It first locks the announcement that it is about, so that of two members of staff who press
        at one instant the second sees what the first did.
        """
        async with self._database.writing() as session:
            yield BroadcastWrites(session)
