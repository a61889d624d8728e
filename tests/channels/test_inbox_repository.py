"""The inbox in the database, of either kind."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.channels.telegram.repository import InboxRepository, KeptUpdate
from bot.database import Database

AT = datetime(2027, 5, 11, 1, 30, tzinfo=UTC)
BOT, OTHER = 7_654_321_098, 2
#: What a careless encoding would spoil: quotes, a backslash, half of an emoji, and NUL.
CONTENT = r'{"text":"\u51e0\u70b9 \ud83d \u0000 \\ \" %s :x"}'


@pytest.fixture
def inbox(database: Database) -> InboxRepository:
    return InboxRepository(database)


def update(update_id: int) -> KeptUpdate:
    return KeptUpdate(update_id, CONTENT, AT)


async def test_each_bot_has_its_own_in_order_as_they_came(inbox: InboxRepository) -> None:
    await inbox.write(BOT, came=[update(n) for n in (9, 2**40, 1)], gone=[])
    await inbox.write(OTHER, came=[update(1)], gone=[])

    assert await inbox.kept(BOT) == [update(n) for n in (1, 9, 2**40)]
    assert await inbox.kept(OTHER) == [update(1)]


async def test_some_come_while_others_go(inbox: InboxRepository) -> None:
    await inbox.write(BOT, came=[update(1), update(2)], gone=[])
    await inbox.write(OTHER, came=[update(1)], gone=[])
    await inbox.write(BOT, came=[update(3)], gone=[1])

    assert await inbox.kept(BOT) == [update(2), update(3)]
    assert await inbox.kept(OTHER) == [update(1)]


async def test_a_repeated_write_changes_nothing(inbox: InboxRepository) -> None:
    for _ in range(2):
        await inbox.write(BOT, came=[update(1), update(2)], gone=[5])

    assert await inbox.kept(BOT) == [update(1), update(2)]


async def test_thousands_come_and_go_at_once(inbox: InboxRepository) -> None:
    await inbox.write(BOT, came=[update(n) for n in range(12_000)], gone=[])
    await inbox.write(BOT, came=[], gone=range(11_999))

    assert await inbox.kept(BOT) == [update(11_999)]


async def test_what_is_too_old_is_forgotten_whoever_kept_it(inbox: InboxRepository) -> None:
    await inbox.write(BOT, came=[update(1)], gone=[])
    await inbox.write(OTHER, came=[KeptUpdate(2, CONTENT, AT - timedelta(seconds=1))], gone=[])

    await inbox.forget(AT)

    assert await inbox.kept(BOT) == [update(1)]
    assert await inbox.kept(OTHER) == []
