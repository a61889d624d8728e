"""Unanswered questions in the database."""

from collections.abc import Sequence

from sqlalchemy import delete, select

from bot.answering.model import Kind
from bot.database import Database
from bot.database.inserting import insert_for
from bot.database.tables import UnansweredRow
from bot.enquiries.unanswered import UnansweredQuestion
from bot.language import Language


class UnansweredRepository:
    """Unanswered questions, each text once; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def add(self, questions: Sequence[UnansweredQuestion]) -> None:
        """Add these to what is kept: their counts to those of the same texts."""
        rows = [
            {
                "text": each.text,
                "language": each.language,
                "kind": each.kind,
                "times": each.times,
                "first_at": each.first_at,
                "last_at": each.last_at,
            }
            for each in questions
        ]
        async with self._database.writing() as session:
            adding = insert_for(session, UnansweredRow)
            await session.execute(
                adding.on_conflict_do_update(
                    index_elements=["text"],
                    set_={
                        "times": UnansweredRow.times + adding.excluded.times,
                        "kind": adding.excluded.kind,
                        "last_at": adding.excluded.last_at,
                    },
                ),
                rows,
            )

    async def prune(self, keep: int) -> None:
        """Keep this many, those that were asked last."""
        kept = select(UnansweredRow.id).order_by(UnansweredRow.last_at.desc()).limit(keep)
        async with self._database.writing() as session:
            await session.execute(delete(UnansweredRow).where(UnansweredRow.id.not_in(kept)))

    async def most_asked(self, limit: int) -> list[UnansweredQuestion]:
        """The questions, most often asked first."""
        query = (
            select(UnansweredRow)
            .order_by(UnansweredRow.times.desc(), UnansweredRow.last_at.desc())
            .limit(limit)
        )
        async with self._database.reading() as session:
            return [_record(row) for row in await session.scalars(query)]


def _record(row: UnansweredRow) -> UnansweredQuestion:
    return UnansweredQuestion(
        text=row.text,
        language=Language(row.language),
        kind=Kind(row.kind),
        times=row.times,
        first_at=row.first_at,
        last_at=row.last_at,
    )
