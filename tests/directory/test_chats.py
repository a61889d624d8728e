"""Chats: what is kept of them, and what is not written twice."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.clock import FixedClock
from bot.database import Database
from bot.directory.chats import Chats
from bot.directory.repository.chats import ChatRepository, mark_unreachable
from bot.language import Language

NOW = datetime(2027, 5, 11, 1, 30, tzinfo=UTC)
PERSON, GROUP, SUPERGROUP = 1001, -200, -1_000_000_000_200


@pytest.fixture
def chats(database: Database) -> Chats:
    return Chats(ChatRepository(database), FixedClock(NOW))


async def test_a_chat_is_the_same_one_each_time_it_is_seen(chats: Chats) -> None:
    first = await chats.seen(PERSON, app_language="zh-hant")
    again = await chats.seen(PERSON)

    assert first == again == await chats.find(PERSON) == await chats.get(first.id)
    assert first.app_language == "zh-hant"


async def test_what_changed_since_it_was_seen_is_kept(chats: Chats) -> None:
    first = await chats.seen(PERSON, app_language="en")
    await chats.seen(PERSON, app_language="zh-hans")

    found = await chats.find(PERSON)
    assert found is not None
    assert (found.id, found.app_language) == (first.id, "zh-hans")


async def test_a_choice_of_language_stays_until_it_is_taken_back(chats: Chats) -> None:
    await chats.choose_language(PERSON, Language.EN)
    await chats.choose_language(GROUP, Language.HANT, kind="group")
    await chats.seen(PERSON, app_language="zh-hans")
    assert await chats.chosen_languages() == {PERSON: Language.EN, GROUP: Language.HANT}

    await chats.choose_language(PERSON, None)
    assert await chats.chosen_languages() == {GROUP: Language.HANT}


async def test_of_very_many_choices_the_latest_are_given(chats: Chats) -> None:
    for address in (1, 2, 3):
        await chats.choose_language(address, Language.EN)

    assert list(await chats.chosen_languages(limit=2)) == [2, 3]


async def test_who_cannot_be_reached_is_until_they_are_heard_of(
    chats: Chats, database: Database
) -> None:
    chat = await chats.seen(PERSON)

    async with database.writing() as session:
        reason = "Forbidden: " + "x" * 500
        marked = await mark_unreachable(session, chat.id, at=NOW, reason=reason)
        again = await mark_unreachable(session, chat.id, at=NOW + timedelta(1), reason="again")
    chats.remember_unreachable(PERSON)
    assert marked.unreachable_at == again.unreachable_at == NOW
    assert again.unreachable_reason == marked.unreachable_reason
    assert chats.is_unreachable(PERSON)

    reached = await chats.mark_reachable(PERSON)
    assert reached is not None
    assert reached.unreachable_at is None
    assert await chats.mark_reachable(PERSON) is None
    assert not chats.is_unreachable(PERSON)


async def test_who_cannot_be_reached_is_known_after_a_restart(
    chats: Chats, database: Database
) -> None:
    chat = await chats.seen(PERSON)
    async with database.writing() as session:
        await mark_unreachable(session, chat.id, at=NOW, reason="blocked")

    restarted = Chats(ChatRepository(database), FixedClock(NOW))
    assert not restarted.is_unreachable(PERSON)
    await restarted.load()
    assert restarted.is_unreachable(PERSON)


async def test_a_group_keeps_its_id_when_it_moves(chats: Chats) -> None:
    group = await chats.seen(GROUP, kind="group")

    await chats.migrate(GROUP, SUPERGROUP)

    moved = await chats.find(SUPERGROUP)
    assert moved is not None
    assert (moved.id, moved.kind) == (group.id, "supergroup")
    assert await chats.find(GROUP) is None


async def test_a_group_whose_new_address_is_known_stays_apart(chats: Chats) -> None:
    group = await chats.seen(GROUP, kind="group")
    moved = await chats.seen(SUPERGROUP, kind="supergroup")

    await chats.migrate(GROUP, SUPERGROUP)

    assert await chats.get(moved.id) == moved
    left = await chats.get(group.id)
    assert left is not None
    assert left.unreachable_at == NOW


async def test_a_group_nobody_knows_may_move(chats: Chats) -> None:
    assert await chats.migrate(GROUP, SUPERGROUP) is None
