"""Dialogues in the database: what members of staff are to send next."""

from collections.abc import Iterable

from sqlalchemy import delete, select

from bot.broadcasts.dialogues import Dialogue
from bot.database import Database
from bot.database.tables import DialogueRow


class DialogueRepository:
    """Dialogues, one for each chat; each method is one transaction."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def find(self, chat_id: int) -> Dialogue | None:
        """The dialogue with a chat."""
        async with self._database.reading() as session:
            row = await session.get(DialogueRow, chat_id)
            return None if row is None else _dialogue(row)

    async def put(self, dialogue: Dialogue) -> None:
        """Let this be the dialogue with its chat."""
        row = DialogueRow(
            chat_id=dialogue.chat_id,
            announcement_id=dialogue.announcement_id,
            awaits=dialogue.awaits,
            took=dialogue.took,
            message_id=dialogue.message_id,
            album=dialogue.album,
        )
        async with self._database.writing() as session:
            await session.merge(row)

    async def forget(self, chat_id: int) -> None:
        """There is no dialogue with a chat any more."""
        async with self._database.writing() as session:
            await session.execute(delete(DialogueRow).where(DialogueRow.chat_id == chat_id))

    async def about(self, announcement_id: int) -> list[Dialogue]:
        """The dialogues about an announcement."""
        query = select(DialogueRow).where(DialogueRow.announcement_id == announcement_id)
        async with self._database.reading() as session:
            return _dialogues(await session.scalars(query))


def _dialogues(rows: Iterable[DialogueRow]) -> list[Dialogue]:
    return [_dialogue(row) for row in rows]


def _dialogue(row: DialogueRow) -> Dialogue:
    return Dialogue(
        chat_id=row.chat_id,
        announcement_id=row.announcement_id,
        awaits=row.awaits,
        took=row.took,
        message_id=row.message_id,
        album=row.album,
    )
