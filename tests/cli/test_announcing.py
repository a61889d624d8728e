"""`announce`: the count first, then the announcement, which the running bot sends."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.database import open_database
from bot.database.tables import AnnouncementRow, ChatRow, SubscriptionRow
from tests.cli.conftest import MUSEUM, Bot

URL = "sqlite:///news.db"
NOW = datetime(2020, 7, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def configured(bot: Bot) -> None:
    """A text, and three who follow, of whom one has blocked the bot."""
    Path("config.toml").write_text(
        f"knowledge.path = {json.dumps(str(MUSEUM))}\ndatabase.url = '{URL}'\n"
    )
    Path("news.txt").write_text("The ceremony has moved to the Great Hall.\n", encoding="utf-8")
    asyncio.run(_follow())


async def _follow() -> None:
    database = await open_database(URL)
    async with database.writing() as session:
        for address in (1, 2, 3):
            row = ChatRow(
                address=address, created_at=NOW, unreachable_at=NOW if address == 3 else None
            )
            session.add(row)
            await session.flush()
            session.add(SubscriptionRow(chat_id=row.id, topic="", created_at=NOW))
    await database.close()


async def _announced() -> list[tuple[str, object, bool]]:
    database = await open_database(URL)
    async with database.reading() as session:
        rows = await session.scalars(select(AnnouncementRow))
        found = [(row.state, row.content["versions"], row.is_urgent) for row in rows]
    await database.close()
    return found


ARGUMENTS = ("announce", "--text-file", "news.txt", "--audience", "everyone")


def test_a_script_is_shown_the_count_and_told_how_to_agree(bot: Bot) -> None:
    outcome = bot(*ARGUMENTS)

    assert outcome.status == 2
    assert outcome.out.splitlines() == [
        "It would go to 2 recipients now.",
        "1 more cannot be reached.",
        "No text in: zh-Hans, zh-Hant. Their readers get the nearest one; nothing is translated.",
    ]
    assert outcome.err.startswith("--yes: Nothing was announced.")
    assert asyncio.run(_announced()) == []


def test_what_is_agreed_to_waits_for_the_bot_that_sends_it(bot: Bot) -> None:
    outcome = bot(*ARGUMENTS, "--yes", "--urgent")

    assert (outcome.status, outcome.err) == (0, "")
    assert outcome.out.splitlines()[-1] == (
        "Announcement 1 is approved; the bot sends it while it runs."
    )
    ((state, versions, is_urgent),) = asyncio.run(_announced())
    assert (state, is_urgent) == ("scheduled", True)
    text = "The ceremony has moved to the Great Hall."
    assert versions == {"en": {"text": text, "entities": [], "buttons": []}}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--audience", "all"), "--audience = “all”: Write one of everyone, "),
        (("--audience", "unit:x"), "There is no “x” to send it to any more."),
        (("--text-file", "nothing.txt"), "nothing.txt: "),
        (("--at", "1999-01-01T09:00"), "That time has passed."),
    ],
)
def test_what_cannot_be_announced_is_refused_in_a_line(
    bot: Bot, arguments: tuple[str, str], words: str
) -> None:
    outcome = bot(*ARGUMENTS, *arguments, "--yes")

    assert outcome.status == 2
    assert words in outcome.err
    assert outcome.err.count("\n") == 1
    assert asyncio.run(_announced()) == []
