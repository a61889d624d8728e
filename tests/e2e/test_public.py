"""What a person sees who writes to the bot, by polling and by webhook alike."""

from typing import Any

import pytest

from bot.sandbox import Sandbox

QUESTION = "启动仪式几点在哪？"


def buttons(message: dict[str, Any]) -> dict[str, str]:
    """The data of a message's buttons by their labels."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return {button["text"]: button["callback_data"] for row in rows for button in row}


async def test_a_question_is_answered_with_its_source(bot: Sandbox) -> None:
    person = bot.add_person()

    bot.send(person, QUESTION)
    answer = await bot.reply(person)

    assert "9:30" in answer["text"]
    assert "长春中医药大学" in answer["text"]
    assert "二（一）" in answer["text"].splitlines()[-1]
    assert {"bold", "italic"} <= {entity["type"] for entity in answer["entities"]}


async def test_the_source_is_shown_in_full_on_request(bot: Sandbox) -> None:
    person = bot.add_person()
    bot.send(person, QUESTION)
    answer = await bot.reply(person)

    query = bot.press(person, answer["message_id"], list(buttons(answer).values())[-1])
    source = await bot.reply(person)

    assert "2020年7月23日" in source["text"]
    assert "二（一）" in source["text"]
    assert await bot.callback_answer(query)


@pytest.mark.parametrize(
    "code, words", [("zh-hans", "直接问我"), ("zh-hant", "直接問我"), ("de", "Ask me")]
)
async def test_start_greets_in_the_language_of_the_app(bot: Sandbox, code: str, words: str) -> None:
    person = bot.add_person(language_code=code)

    bot.send(person, "/start from-a-poster")
    greeting = await bot.reply(person)

    assert words in greeting["text"]
    assert buttons(greeting)


async def test_a_starter_can_be_pressed_and_a_double_press_is_one(bot: Sandbox) -> None:
    person = bot.add_person()
    bot.send(person, "/start")
    greeting = await bot.reply(person)
    data = next(iter(buttons(greeting).values()))

    queries = [bot.press(person, greeting["message_id"], data) for _ in range(2)]
    for query in queries:
        await bot.callback_answer(query)
    bot.send(person, "/help")
    await bot.until(lambda: bot.pending_count == 0)

    assert len(bot.replies(person)) == 3  # the greeting, one answer, the help


async def test_a_chosen_language_is_kept(bot: Sandbox) -> None:
    person = bot.add_person()
    bot.send(person, "/language")
    choice = await bot.reply(person)

    bot.press(person, choice["message_id"], buttons(choice)["English"])
    confirmed = await bot.reply(person)
    bot.send(person, QUESTION)
    answer = await bot.reply(person)

    assert "English" in confirmed["text"]
    assert "Changchun University of Chinese Medicine" in answer["text"]


@pytest.mark.parametrize("data", ["", "x", "forged-data:event/opening", "a" * 64, "\u0000é中"])
async def test_a_forged_button_leads_to_the_help(bot: Sandbox, data: str) -> None:
    person = bot.add_person()
    bot.send(person, "/start")
    greeting = await bot.reply(person)

    query = bot.service.people.press_stale(person, greeting, data)

    assert "失效" in (await bot.callback_answer(query))["text"]
    assert "/language" in (await bot.reply(person))["text"]


async def test_a_button_of_another_chat_is_refused(bot: Sandbox) -> None:
    person, other = bot.add_person(), bot.add_person()
    for each in (person, other):
        bot.send(each, "/start")
    greeting, others = await bot.reply(person), await bot.reply(other)

    foreign = next(iter(buttons(greeting).values()))
    query = bot.service.people.press_stale(other, others, foreign)

    assert "失效" in (await bot.callback_answer(query))["text"]


async def test_a_file_is_answered_that_only_text_is_read(bot: Sandbox) -> None:
    person = bot.add_person()

    bot.send_file(person, "photo.jpg", b"content")

    assert "文字" in (await bot.reply(person))["text"]


async def test_a_caption_is_a_question(bot: Sandbox) -> None:
    person = bot.add_person()

    bot.send_file(person, "photo.jpg", b"content", caption=QUESTION)

    assert "9:30" in (await bot.reply(person))["text"]


async def test_an_edited_question_is_answered_anew(bot: Sandbox) -> None:
    person = bot.add_person()
    question = bot.send(person, "你好")
    await bot.reply(person)

    bot.service.people.edit(person, question["message_id"], QUESTION)

    assert "9:30" in (await bot.reply(person))["text"]


async def test_in_a_group_only_those_who_address_the_bot_are_answered(bot: Sandbox) -> None:
    group = bot.add_group()
    username = bot.service.world.bot["username"]

    bot.send(group, QUESTION)
    bot.send(group, "/start@another_bot")
    bot.send(group, f"@{username} {QUESTION}")
    answer = await bot.reply(group)
    bot.send(group, "在哪？", reply_to=answer["message_id"])
    followed = await bot.reply(group)

    assert "9:30" in answer["text"]
    assert "长春中医药大学" in followed["text"]
    assert len(bot.replies(group)) == 2


async def test_inline_a_question_has_one_result(bot: Sandbox) -> None:
    person = bot.add_person()

    answer = await bot.inline_answer(bot.inline(person, QUESTION))
    empty = await bot.inline_answer(bot.inline(person, " "))

    (result,) = answer["results"]
    assert "9:30" in result["input_message_content"]["message_text"]
    assert empty["results"] == []


@pytest.mark.parametrize(
    "text", ["<b>&lt; </i>", "😀" * 2000, "?" * 4096, "\u200b", "/", "/\u0000"]
)
async def test_any_text_gets_a_reply(bot: Sandbox, text: str) -> None:
    person = bot.add_person()

    bot.send(person, text)

    assert (await bot.reply(person))["text"]
    assert not [call for call in bot.calls if call.status == 400]
