"""Obligations and filings in the database: rows go in, records come out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bot.database import Database
from bot.filings.repository.reading import FilingReads
from bot.filings.repository.writing import FilingWrites

__all__ = ["FilingReads", "FilingRepository", "FilingWrites"]


class FilingRepository:
    """Makes transactions about obligations."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[FilingReads]:
        """A transaction that changes nothing."""
        async with self._database.reading() as session:
            yield FilingReads(session)

    @asynccontextmanager
    async def transaction(self) -> AsyncIterator[FilingWrites]:
        """A transaction that is committed at the end, and undone by an error.

        It first locks the obligations that it is about, so that of two contacts who file at one
        instant the second sees what the first did.
        """
        async with self._database.writing() as session:
            yield FilingWrites(session)
