"""How a bot gets its updates by polling, and what becomes of buttons and groups."""

import asyncio
import json
import time

import pytest
from telegram import Bot, InlineQueryResultArticle, InputTextMessageContent
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden

from bot.sandbox import Sandbox, Settings
from tests.sandbox.conftest import Ask, new_bot


async def texts(ask: Ask, **arguments: object) -> list[str]:
    _, answer = await ask("getUpdates", **arguments)
    return [update["message"]["text"] for update in answer["result"]]


async def test_an_update_stays_until_it_is_confirmed(
    ask: Ask, sandbox: Sandbox, person: int
) -> None:
    for text in "abc":
        sandbox.send(person, text)

    assert await texts(ask, offset=0) == ["a", "b", "c"]
    assert await texts(ask, offset=2) == ["b", "c"]
    assert sandbox.pending_count == 2
    assert await texts(ask, offset=4) == []
    assert sandbox.pending_count == 0


async def test_a_negative_offset_keeps_the_last_ones_alone(
    ask: Ask, sandbox: Sandbox, person: int
) -> None:
    for text in "abcd":
        sandbox.send(person, text)

    assert await texts(ask, offset=-2) == ["c", "d"]
    assert sandbox.pending_count == 2


async def test_a_batch_has_at_most_100(ask: Ask, sandbox: Sandbox, person: int) -> None:
    for number in range(120):
        sandbox.send(person, str(number))

    assert len(await texts(ask, offset=1, limit=1000)) == 100
    assert len(await texts(ask, offset=2, limit=7)) == 7


async def test_the_same_offset_at_once_gets_one_update(
    ask: Ask, sandbox: Sandbox, person: int
) -> None:
    for text in "abc":
        sandbox.send(person, text)

    assert await texts(ask, offset=1) == ["a", "b", "c"]
    assert await texts(ask, offset=1) == ["a"]


async def test_a_long_poll_ends_with_the_first_update(
    ask: Ask, sandbox: Sandbox, person: int
) -> None:
    started = time.monotonic()
    poll = asyncio.create_task(texts(ask, timeout=10))
    await sandbox.until(lambda: sandbox.service.polls.is_waiting)

    sandbox.send(person, "a")

    assert await poll == ["a"]
    assert time.monotonic() - started < 1


async def test_a_long_poll_ends_with_nothing_after_its_timeout(ask: Ask) -> None:
    started = time.monotonic()

    assert await texts(ask, offset=0, timeout=1) == []
    assert 0.9 < time.monotonic() - started < 2


async def test_the_older_of_two_polls_gives_way(sandbox: Sandbox, bot: Bot, person: int) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=5))
    await sandbox.until(lambda: sandbox.service.polls.is_waiting)

    async with new_bot(sandbox, sandbox.token) as other:
        younger = asyncio.create_task(other.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        sandbox.send(person, "a")
        assert [u.message.text for u in await younger if u.message] == ["a"]


async def test_a_poll_conflicts_with_a_webhook(ask: Ask, sandbox: Sandbox) -> None:
    poll = asyncio.create_task(ask("getUpdates", timeout=5))
    await sandbox.until(lambda: sandbox.service.polls.is_waiting)

    await ask("setWebhook", url="http://127.0.0.1:9/")

    assert (await poll)[1]["description"] == "Conflict: terminated by setWebhook request"
    assert (await ask("getUpdates"))[0] == 409


async def test_a_bot_gets_only_the_kinds_it_named(ask: Ask, sandbox: Sandbox, person: int) -> None:
    await ask("getUpdates", allowed_updates=json.dumps(["my_chat_member"]))

    sandbox.send(person, "a")
    sandbox.block(person)

    _, answer = await ask("getUpdates", offset=1)
    assert [set(update) - {"update_id"} for update in answer["result"]] == [{"my_chat_member"}]


async def test_a_blocked_bot_is_told(bot: Bot, sandbox: Sandbox, person: int) -> None:
    sandbox.block(person)
    sandbox.unblock(person)

    changes = [u.my_chat_member for u in await bot.get_updates(offset=1)]

    assert [c.new_chat_member.status for c in changes if c] == ["kicked", "member"]


async def test_commands_are_marked_as_such(bot: Bot, sandbox: Sandbox, person: int) -> None:
    sandbox.send(person, "/start unit-a")

    message = (await bot.get_updates(offset=1))[0].message

    assert message is not None
    assert [(e.type, e.offset, e.length) for e in message.entities] == [("bot_command", 0, 6)]


async def test_a_file_from_a_person_can_be_loaded(bot: Bot, sandbox: Sandbox, person: int) -> None:
    sandbox.send_file(person, "计划.txt", b"plan")

    message = (await bot.get_updates(offset=1))[0].message

    assert message is not None and message.document is not None
    loaded = await (await message.document.get_file()).download_as_bytearray()
    assert (message.document.file_name, bytes(loaded)) == ("计划.txt", b"plan")


async def test_an_edited_question_is_an_update(bot: Bot, sandbox: Sandbox, person: int) -> None:
    written = sandbox.send(person, "a")
    sandbox.service.people.edit(person, written["message_id"], "b")

    update = (await bot.get_updates(offset=1))[1]

    assert update.edited_message is not None and update.edited_message.text == "b"


async def press(ask: Ask, sandbox: Sandbox, person: int) -> str:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": "d"}]]}
    _, answer = await ask("sendMessage", chat_id=person, text="x", reply_markup=markup)
    return sandbox.press(person, answer["result"]["message_id"], "d")


async def test_a_pressed_button_is_answered_once(
    ask: Ask, bot: Bot, sandbox: Sandbox, person: int
) -> None:
    query_id = await press(ask, sandbox, person)
    query = (await bot.get_updates(offset=1))[0].callback_query

    assert query is not None and query.data == "d" and query.message is not None
    await query.answer("好的", show_alert=True)
    with pytest.raises(BadRequest, match="Query is too old"):
        await query.answer()
    assert (await sandbox.callback_answer(query_id))["text"] == "好的"


async def test_a_button_that_is_not_there_cannot_be_pressed(
    ask: Ask, sandbox: Sandbox, person: int
) -> None:
    await press(ask, sandbox, person)

    with pytest.raises(KeyError, match="no button"):
        sandbox.press(person, 1, "other")


async def test_an_old_press_can_no_longer_be_answered() -> None:
    settings = Settings(query_lifetime=0)
    async with Sandbox(settings=settings) as sandbox, new_bot(sandbox, sandbox.token) as bot:
        person = sandbox.add_person()
        message = sandbox.send(person, "a")
        query_id = sandbox.service.people.press_stale(person, message, "d")

        with pytest.raises(BadRequest, match="Query is too old"):
            await bot.answer_callback_query(query_id)


async def test_inline_queries_are_answered(bot: Bot, sandbox: Sandbox, person: int) -> None:
    query_id = sandbox.inline(person, "几点")
    query = (await bot.get_updates(offset=1))[0].inline_query

    assert query is not None and query.query == "几点"
    await query.answer([InlineQueryResultArticle("1", "t", InputTextMessageContent("x"))])
    assert (await sandbox.inline_answer(query_id))["results"][0]["title"] == "t"


async def test_a_group_that_moves_says_where_to(bot: Bot, sandbox: Sandbox, person: int) -> None:
    group = sandbox.add_group("单位", member_ids=[person])
    new_id = sandbox.migrate(group)

    updates = await bot.get_updates(offset=1)
    moved = [u.message.migrate_to_chat_id for u in updates if u.message]
    with pytest.raises(ChatMigrated) as error:
        await bot.send_message(group, "x")

    assert new_id in moved
    assert error.value.new_chat_id == new_id
    assert (await bot.send_message(new_id, "x")).chat.type == "supergroup"


async def test_a_bot_that_was_removed_from_a_group_is_refused(bot: Bot, sandbox: Sandbox) -> None:
    group = sandbox.add_group()
    sandbox.block(group)

    with pytest.raises(Forbidden, match="bot was kicked from the group chat"):
        await bot.send_message(group, "x")


async def test_privacy_mode_keeps_what_is_said_in_groups_from_the_bot() -> None:
    settings = Settings(reads_all_group_messages=False)
    async with Sandbox(settings=settings) as sandbox, new_bot(sandbox, sandbox.token) as bot:
        group = sandbox.add_group()
        sent = await bot.send_message(group, "x")
        sandbox.send(group, "hello")
        sandbox.send(group, "/help")
        sandbox.send(group, "yes", reply_to=sent.message_id)

        updates = await bot.get_updates(offset=1)

        assert [u.message.text for u in updates if u.message] == ["/help", "yes"]
