"""Calls: the Bot API's methods over HTTP, past PTB's own."""

import json
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.transport import AiohttpRequest, Unavailable, Uncertain, may_have_arrived
from tests.channels.serving import Serve, answering


@pytest.fixture
async def transport() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=1) as transport:
        yield transport


async def test_arguments_arrive_as_json_without_those_that_are_none(
    serve: Serve, transport: AiohttpRequest
) -> None:
    received: list[tuple[str, object]] = []

    async def note(request: web.Request) -> web.Response:
        received.append((request.path, json.loads(await request.read())))
        return web.json_response({"ok": True, "result": [7]})

    calls = Calls(f"{await serve(note)}bot", transport)
    arguments = {"chat_id": 1, "text": "几点？ 😀", "reply_markup": {"a": [True]}, "other": None}

    assert await calls.call("sendMessage", arguments) == [7]
    assert received == [
        (
            "/bot/sendMessage",
            {"chat_id": 1, "text": "几点？ 😀", "reply_markup": {"a": [True]}},
        )
    ]


async def test_half_an_emoji_arrives_as_a_question_mark(
    serve: Serve, transport: AiohttpRequest
) -> None:
    async def echo(request: web.Request) -> web.Response:
        return web.json_response({"ok": True, "result": (await request.json())["text"]})

    assert await Calls(await serve(echo), transport).call("echo", {"text": "a\ud83d"}) == "a?"


@pytest.mark.parametrize(
    ("status", "content", "kind"),
    [
        (400, {"description": "Bad Request: chat not found"}, BadRequest),
        (400, {"parameters": {"migrate_to_chat_id": -1007}}, ChatMigrated),
        (401, {"description": "Unauthorized"}, InvalidToken),
        (403, {"description": "Forbidden: bot was blocked by the user"}, Forbidden),
        (404, {"description": "Not Found"}, InvalidToken),
        (409, {"description": "Conflict: terminated"}, Conflict),
        (429, {"parameters": {"retry_after": 3}}, RetryAfter),
        (418, {}, NetworkError),
    ],
)
async def test_a_refusal_is_the_error_that_ptb_has_for_it(
    serve: Serve,
    transport: AiohttpRequest,
    status: int,
    content: dict[str, object],
    kind: type[TelegramError],
) -> None:
    url = await serve(answering(json.dumps({"ok": False, **content}).encode(), status))

    with pytest.raises(TelegramError) as ours:
        await Calls(url, transport).call("sendMessage", {})
    with pytest.raises(TelegramError) as theirs:
        await transport.post(url)

    assert type(ours.value) is type(theirs.value) is kind


async def test_what_the_bot_api_itself_says_has_failed_has_not_arrived(
    serve: Serve, transport: AiohttpRequest
) -> None:
    url = await serve(answering(b'{"ok":false,"description":"Internal Server Error"}', 500))

    with pytest.raises(Unavailable, match="Internal Server Error") as caught:
        await Calls(url, transport).call("sendMessage", {})

    assert not may_have_arrived(caught.value)


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b'{"ok":true}', b"\xff"])
async def test_an_answer_that_is_none_is_uncertain(
    serve: Serve, transport: AiohttpRequest, body: bytes
) -> None:
    with pytest.raises(Uncertain):
        await Calls(await serve(answering(body)), transport).call("sendMessage", {})


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"description":7}', b'{"parameters":[1]}'])
async def test_a_garbled_refusal_is_a_network_error_after_which_all_is_uncertain(
    serve: Serve, transport: AiohttpRequest, body: bytes
) -> None:
    with pytest.raises(NetworkError) as caught:
        await Calls(await serve(answering(body, 502)), transport).call("sendMessage", {})

    assert may_have_arrived(caught.value)
