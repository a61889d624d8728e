"""When the database cannot be written, the administrators hear of it all the same."""

import time
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import select

from bot.database import open_database
from bot.database.tables import ChatRow
from bot.delivery.outbox import put
from bot.filings.messages import problem_notes
from bot.language import Language
from bot.locales import load_texts
from bot.sandbox import Sandbox
from tests.disks import fill
from tests.e2e.conftest import NOW, running, settings_for

TOLD = load_texts()[Language.HANS]("telegram.database-unavailable")


async def test_a_full_disk_is_told_of_and_what_was_owed_is_sent_once_there_is_room(
    sandbox: Sandbox, knowledge_file: Path, small_disk: Path
) -> None:
    administrator, person = sandbox.add_person(), sandbox.add_person()
    settings = settings_for(sandbox, knowledge_file)
    url = f"sqlite:///{small_disk}/zhouzhi.db"
    settings = settings.model_copy(
        update={
            "database": settings.database.model_validate({"url": url}),
            "staff": settings.staff.model_validate({"administrators": [administrator]}),
        }
    )
    began = time.monotonic()

    async with running(settings):
        sandbox.send(person, "/start")
        await sandbox.reply(person, timeout=30)
        # The bot's clock began later than this one: what is due then is not due yet for it.
        at = NOW + timedelta(seconds=time.monotonic() - began + 2)
        await plan_note(url, administrator, at)
        fill(small_disk / "filler")
        told = await sandbox.reply(administrator, timeout=30)
        (small_disk / "filler").unlink()
        note = await sandbox.reply(administrator, timeout=30)

    assert told["text"] == TOLD
    assert "blocked" in note["text"]


async def plan_note(url: str, address: int, at: datetime) -> None:
    """Plan a note to somebody of staff, as another process would."""
    database = await open_database(url)
    async with database.writing() as session:
        recipient = await session.scalar(select(ChatRow.id).where(ChatRow.address == address))
        assert recipient is not None
        notes = problem_notes(
            contact_id=None,
            obligation_id=None,
            delivery_id=1,
            reason="blocked",
            recipient_ids=[recipient],
            now=at,
        )
        await put(session, notes, at)
    await database.close()
