"""Obligations and filings in the database: rows go in, records come out."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from sqlalchemy import delete

from bot.database import Database
from bot.database.tables import HandledUpdateRow
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

    async def forget_handled(self, before: datetime) -> None:
        """Forget which updates were carried out before an instant; none comes again so late."""
        async with self._database.writing() as session:
            await session.execute(
                delete(HandledUpdateRow).where(HandledUpdateRow.handled_at < before)
            )
