"""What a bot sends, and what Telegram refuses of it."""

import json
from datetime import timedelta

import aiohttp
import pytest
from telegram import (
    Bot,
    BotCommandScopeAllGroupChats,
    BotCommandScopeChat,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    ReplyKeyboardMarkup,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.sandbox import Sandbox
from tests.sandbox.conftest import AT, Ask, new_bot


def keyboard(callback_data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data=callback_data)]])


async def test_a_message_is_what_telegram_makes_of_it(
    bot: Bot, sandbox: Sandbox, person: int
) -> None:
    first = await bot.send_message(person, "<b>你好</b>", parse_mode=ParseMode.HTML)
    second = await bot.send_message(person, "x", reply_markup=keyboard("d"))

    assert (first.text, first.entities[0].type, first.date) == ("你好", "bold", AT)
    assert second.message_id == first.message_id + 1
    assert second.reply_markup == keyboard("d")
    assert [m["text"] for m in sandbox.replies(person)] == ["你好", "x"]


async def test_dates_follow_the_clock(bot: Bot, sandbox: Sandbox, person: int) -> None:
    sandbox.clock.set(AT + timedelta(days=3))

    assert (await bot.send_message(person, "x")).date == AT + timedelta(days=3)


@pytest.mark.parametrize(
    ("text", "fits"),
    [("a" * 4096, True), ("a" * 4097, False), ("😀" * 2048, True), ("😀" * 2049, False)],
    ids=["4096", "4097", "emoji-4096", "emoji-4098"],
)
async def test_length_is_counted_in_utf16(bot: Bot, person: int, text: str, fits: bool) -> None:
    if fits:
        assert (await bot.send_message(person, text)).text == text
        return
    with pytest.raises(BadRequest, match="Message is too long"):
        await bot.send_message(person, text)


async def test_length_is_counted_without_the_markup(bot: Bot, person: int) -> None:
    message = await bot.send_message(person, f"<b>{'a' * 4096}</b>", parse_mode=ParseMode.HTML)

    assert message.text == "a" * 4096


@pytest.mark.parametrize(
    ("method", "arguments", "description"),
    [
        ("sendMessage", {"text": " \n"}, "message text is empty"),
        ("sendMessage", {}, "message text is empty"),
        ("sendMessage", {"text": "a", "chat_id": 1}, "chat not found"),
        ("sendMessage", {"text": "a", "chat_id": ""}, "chat_id is empty"),
        (
            "sendMessage",
            {"text": "a", "reply_parameters": {"message_id": 9}},
            "message to be replied not found",
        ),
        ("sendMessage", {"text": "a", "reply_markup": "{"}, "can't parse reply markup JSON object"),
        ("sendDocument", {}, "there is no document in the request"),
        ("sendVenue", {"latitude": 1, "longitude": 2, "title": "a"}, "address must be non-empty"),
        ("sendLocation", {"latitude": "x"}, "latitude is invalid or not specified"),
        ("sendChatAction", {"action": "dance"}, "wrong parameter action in request"),
        ("deleteMessage", {"message_id": 9}, "message to delete not found"),
        ("editMessageText", {"message_id": 9, "text": "a"}, "message to edit not found"),
        ("copyMessage", {"from_chat_id": 1, "message_id": 1}, "chat not found"),
        (
            "setMyCommands",
            {"commands": [{"command": "帮助", "description": "x"}]},
            "BOT_COMMAND_INVALID",
        ),
        (
            "setMyCommands",
            {"scope": []},
            "can't parse BotCommandScope: BotCommandScope must be an Object",
        ),
        (
            "getMyCommands",
            {"scope": {"type": "everybody"}},
            "can't parse BotCommandScope: Unsupported type specified",
        ),
        (
            "deleteMyCommands",
            {"scope": {"type": "chat"}},
            "can't parse BotCommandScope: Empty chat_id specified",
        ),
        ("setMyCommands", {"scope": {"type": "chat", "chat_id": 1}}, "chat not found"),
        ("setMyCommands", {"language_code": "zh-hans"}, "invalid language code specified"),
        ("getFile", {"file_id": "x"}, "invalid file_id"),
    ],
)
async def test_refusals_have_telegrams_shape_and_words(
    ask: Ask, person: int, method: str, arguments: dict[str, object], description: str
) -> None:
    assert await ask(method, **{"chat_id": person, **arguments}) == (
        400,
        {"ok": False, "error_code": 400, "description": f"Bad Request: {description}"},
    )


@pytest.mark.parametrize("callback_data", ["开" * 22, ""], ids=["66-bytes", "empty"])
async def test_button_data_has_1_to_64_bytes(ask: Ask, person: int, callback_data: str) -> None:
    markup = {"inline_keyboard": [[{"text": "x", "callback_data": callback_data}]]}

    _, answer = await ask("sendMessage", chat_id=person, text="x", reply_markup=markup)

    assert answer["description"] == "Bad Request: BUTTON_DATA_INVALID"


async def test_a_button_that_does_nothing_is_refused(ask: Ask, person: int) -> None:
    markup = {"inline_keyboard": [[{"text": "x"}]]}

    _, answer = await ask("sendMessage", chat_id=person, text="x", reply_markup=markup)

    assert answer["description"].endswith("text buttons are unallowed in the inline keyboard")


async def test_a_reply_keyboard_reaches_the_person(bot: Bot, sandbox: Sandbox, person: int) -> None:
    await bot.send_message(person, "x", reply_markup=ReplyKeyboardMarkup([["a", "b"]]))

    rows = sandbox.replies(person)[0]["reply_markup"]["keyboard"]
    assert [[button["text"] for button in row] for row in rows] == [["a", "b"]]


@pytest.mark.parametrize("encoding", ["json", "form", "multipart", "query"])
async def test_arguments_may_come_in_any_encoding(
    http: aiohttp.ClientSession, sandbox: Sandbox, person: int, encoding: str
) -> None:
    markup = json.dumps({"inline_keyboard": [[{"text": "按", "callback_data": "1+1=2 & %"}]]})
    arguments = {"chat_id": str(person), "text": "一 + 二 & 50%", "reply_markup": markup}
    url = f"/bot{sandbox.token}/sendmessage"

    match encoding:
        case "json":
            response = await http.post(url, json=arguments)
        case "form":
            response = await http.post(url, data=arguments)
        case "multipart":
            with aiohttp.MultipartWriter("form-data") as writer:
                for name, value in arguments.items():
                    writer.append(value).set_content_disposition("form-data", name=name)
            response = await http.post(url, data=writer)
        case _:
            response = await http.get(url, params=arguments)

    assert response.status == 200
    message = sandbox.replies(person)[0]
    assert message["text"] == "一 + 二 & 50%"
    assert message["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "1+1=2 & %"


async def test_an_edit_replaces_text_and_keyboard(bot: Bot, sandbox: Sandbox, person: int) -> None:
    sent = await bot.send_message(person, "a", reply_markup=keyboard("d"))

    edited = await bot.edit_message_text("b", person, sent.message_id)

    assert not isinstance(edited, bool)
    assert (edited.text, edited.reply_markup, edited.edit_date) == ("b", None, AT)
    assert [m["text"] for m in sandbox.messages(person)] == ["b"]


async def test_an_edit_that_changes_nothing_is_refused(bot: Bot, person: int) -> None:
    sent = await bot.send_message(person, "a", reply_markup=keyboard("d"))

    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text("a", person, sent.message_id, reply_markup=keyboard("d"))
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_reply_markup(person, sent.message_id, reply_markup=keyboard("d"))


async def test_what_people_wrote_cannot_be_edited(bot: Bot, sandbox: Sandbox, person: int) -> None:
    written = sandbox.send(person, "a")

    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("b", person, written["message_id"])


async def test_messages_can_be_deleted_for_two_days(
    bot: Bot, sandbox: Sandbox, person: int
) -> None:
    first, second = [await bot.send_message(person, text) for text in "ab"]

    await bot.delete_message(person, first.message_id)
    sandbox.clock.set(AT + timedelta(hours=49))

    with pytest.raises(BadRequest, match="can't be deleted"):
        await bot.delete_message(person, second.message_id)
    assert [m["text"] for m in sandbox.messages(person)] == ["b"]


async def test_files_go_there_and_back(bot: Bot, sandbox: Sandbox, person: int) -> None:
    content = "日历".encode()

    sent = await bot.send_document(
        person, content, filename="周.ics", caption="<b>a</b>", parse_mode=ParseMode.HTML
    )
    again = await bot.send_document(person, sent.document.file_id)  # type: ignore[union-attr]
    photo = await bot.send_photo(person, b"not really a picture")
    loaded = await (await bot.get_file(again.document)).download_as_bytearray()  # type: ignore[arg-type]

    assert (sent.document.file_name, sent.caption) == ("周.ics", "a")  # type: ignore[union-attr]
    assert photo.photo
    assert bytes(loaded) == content


async def test_venue_copy_and_forward(bot: Bot, sandbox: Sandbox, person: int) -> None:
    other = sandbox.add_person("Chen")

    venue = await bot.send_venue(person, 30.2, 120.1, "馆", "路")
    copied = await bot.copy_message(other, person, venue.message_id)
    forwarded = await bot.forward_message(other, person, venue.message_id)

    assert venue.venue is not None and venue.venue.title == "馆"
    assert sandbox.replies(other)[0]["message_id"] == copied.message_id
    assert forwarded.forward_origin is not None


async def test_profile_and_commands_are_kept(bot: Bot) -> None:
    await bot.set_my_commands([("start", "开始")])
    await bot.set_my_commands([("start", "Start")], language_code="en")
    await bot.set_my_description("d")
    await bot.set_my_short_description("s")
    await bot.set_my_name("n")

    assert [c.description for c in await bot.get_my_commands()] == ["开始"]
    assert [c.description for c in await bot.get_my_commands(language_code="en")] == ["Start"]
    assert (await bot.get_my_description()).description == "d"
    assert (await bot.get_my_short_description()).short_description == "s"
    assert (await bot.get_my_name()).name == "n"


async def test_a_chat_shows_the_menu_of_its_nearest_scope(
    bot: Bot, sandbox: Sandbox, person: int
) -> None:
    english = sandbox.add_person("Ann", language_code="en")
    group = sandbox.add_group(member_ids=[person])
    await bot.set_my_commands([("start", "开始")])
    await bot.set_my_commands([("start", "Start")], language_code="en")
    await bot.set_my_commands([("ask", "提问")], scope=BotCommandScopeAllGroupChats())
    await bot.set_my_commands([("late", "谁还没有")], scope=BotCommandScopeChat(person))

    assert sandbox.menu(person) == {"late": "谁还没有"}
    assert sandbox.menu(english) == {"start": "Start"}
    assert sandbox.menu(group) == {"ask": "提问"}

    await bot.delete_my_commands(scope=BotCommandScopeChat(person))
    assert sandbox.menu(person) == {"start": "开始"}
    assert await bot.get_my_commands(scope=BotCommandScopeChat(person)) == ()


async def test_a_chat_can_be_looked_up(bot: Bot, person: int) -> None:
    chat = await bot.get_chat(person)

    assert (chat.first_name, chat.type) == ("Li", "private")


async def test_a_wrong_token_is_unauthorized(sandbox: Sandbox, http: aiohttp.ClientSession) -> None:
    response = await http.get("/bot1:x/getMe")

    assert (response.status, (await response.json())["description"]) == (401, "Unauthorized")
    with pytest.raises(InvalidToken):
        await new_bot(sandbox, "1:x").initialize()


async def test_an_unknown_method_is_not_found(ask: Ask) -> None:
    status, answer = await ask("danceForMe")

    assert (status, answer["error_code"]) == (404, 404)


async def test_who_blocked_the_bot_cannot_be_written_to(
    bot: Bot, sandbox: Sandbox, person: int
) -> None:
    sandbox.block(person)

    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(person, "x")
    sandbox.unblock(person)
    assert (await bot.send_message(person, "x")).text == "x"
