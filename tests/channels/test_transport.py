"""The transport, against servers that answer, refuse, hang, cut and garble."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest, NetworkError, RetryAfter, TimedOut

from bot.channels.telegram.transport import (
    AiohttpRequest,
    NotSent,
    NotSentInTime,
    TooLarge,
    Uncertain,
    UncertainInTime,
    may_have_arrived,
)
from tests.channels.serving import Serve, answering


@pytest.fixture
async def request_() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=1, read_timeout=0.3, pool_timeout=0.1) as request:
        yield request


async def test_an_answer_gives_its_result(serve: Serve, request_: AiohttpRequest) -> None:
    url = await serve(answering(b'{"ok":true,"result":{"message_id":7}}'))

    assert await request_.post(url) == {"message_id": 7}


async def test_arguments_arrive_as_a_form_and_files_as_multipart(serve: Serve) -> None:
    received: list[dict[str, object]] = []

    async def note(request: web.Request) -> web.Response:
        fields = await request.post()
        received.append(
            {k: v.file.read() if isinstance(v, web.FileField) else v for k, v in fields.items()}
        )
        result = b'{"ok":true,"result":{"message_id":1,"date":0,"chat":{"id":1,"type":"private"}}}'
        return web.Response(body=result)

    url = await serve(note)
    request = AiohttpRequest(connections=1)
    await request.initialize()
    bot = Bot("1:a", base_url=url, request=request)

    await bot.send_message(1, "几点？ <b>&=+%\n😀", disable_notification=True)
    await bot.send_document(1, b"content", filename="表.pdf", caption="表")
    await request.shutdown()

    text, document = received
    assert text == {
        "chat_id": "1",
        "text": "几点？ <b>&=+%\n😀",
        "disable_notification": "true",
    }
    assert document["caption"] == "表"
    assert b"content" in document.values()


async def test_a_refused_connection_was_surely_not_sent(request_: AiohttpRequest) -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]

    with pytest.raises(NotSent) as caught:
        await request_.post(f"http://127.0.0.1:{port}/")

    assert not may_have_arrived(caught.value)


async def test_an_unknown_host_was_surely_not_sent(request_: AiohttpRequest) -> None:
    with pytest.raises(NotSent):
        await request_.post("http://nowhere.invalid/")


async def test_waiting_for_a_free_connection_too_long_was_surely_not_sent(serve: Serve) -> None:
    async def hang(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    url = await serve(hang)
    request = AiohttpRequest(connections=1, read_timeout=2, pool_timeout=0.05, connect_timeout=0.05)
    async with request:
        first = asyncio.create_task(request.post(url))
        await asyncio.sleep(0.05)

        with pytest.raises(NotSentInTime) as caught:
            await request.post(url)
        first.cancel()
        await asyncio.wait({first})

    assert isinstance(caught.value, TimedOut)
    assert not may_have_arrived(caught.value)


@pytest.mark.parametrize("is_compressed", [False, True])
async def test_an_answer_without_an_end_is_not_taken_in(serve: Serve, is_compressed: bool) -> None:
    """Whatever it says of its length: nothing here, or that of what is packed."""

    async def endless(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        if is_compressed:
            response.enable_compression()
        await response.prepare(request)
        with suppress(ConnectionError):
            for _ in range(1000):
                await response.write(b"0" * 10_000)
        return response

    async with AiohttpRequest(connections=1, largest_answer=25_000) as request:
        with pytest.raises(TooLarge):
            await request.retrieve(await serve(endless))
        assert await request.retrieve(await serve(answering(b"0" * 25_000))) == b"0" * 25_000
        with pytest.raises(TooLarge):
            await request.retrieve(await serve(answering(b"0" * 25_001)))


async def test_no_answer_in_time_is_uncertain(serve: Serve, request_: AiohttpRequest) -> None:
    async def hang(_request: web.Request) -> web.Response:
        await asyncio.sleep(5)
        return web.Response()

    with pytest.raises(UncertainInTime) as caught:
        await request_.post(await serve(hang))

    assert may_have_arrived(caught.value)


async def test_a_connection_closed_under_the_request_is_uncertain(
    serve: Serve, request_: AiohttpRequest
) -> None:
    async def drop(request: web.Request) -> web.Response:
        assert request.transport is not None
        request.transport.close()
        return web.Response()

    with pytest.raises(Uncertain):
        await request_.post(await serve(drop))


async def test_a_cut_answer_is_uncertain(serve: Serve, request_: AiohttpRequest) -> None:
    async def cut(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Length": "100"})
        await response.prepare(request)
        await response.write(b'{"ok":true,"resu')
        assert request.transport is not None
        request.transport.close()
        return response

    with pytest.raises(Uncertain):
        await request_.post(await serve(cut))


@pytest.mark.parametrize("body", [b"<html>", b"", b"[]", b"7", b"null", b'{"ok":true}', b"\xff"])
async def test_an_answer_that_is_none_is_uncertain(
    serve: Serve, request_: AiohttpRequest, body: bytes
) -> None:
    with pytest.raises(Uncertain):
        await request_.post(await serve(answering(body)))


@pytest.mark.parametrize(
    "body",
    [
        b"<html>",
        b"[]",
        b'{"description":7}',
        b'{"parameters":[1]}',
        b'{"parameters":{"retry_after":"soon"}}',
    ],
)
async def test_a_garbled_refusal_is_still_a_network_error(
    serve: Serve, request_: AiohttpRequest, body: bytes
) -> None:
    with pytest.raises(NetworkError) as caught:
        await request_.post(await serve(answering(body, 502)))

    assert may_have_arrived(caught.value)


async def test_refusals_keep_their_meaning(serve: Serve, request_: AiohttpRequest) -> None:
    too_many = b'{"ok":false,"description":"Too Many","parameters":{"retry_after":3}}'
    bad = b'{"ok":false,"description":"Bad Request: chat not found"}'

    with pytest.raises(RetryAfter):
        await request_.post(await serve(answering(too_many, 429)))
    with pytest.raises(BadRequest):
        await request_.post(await serve(answering(bad, 400)))


async def test_an_error_does_not_name_the_address(request_: AiohttpRequest) -> None:
    with pytest.raises(NotSent) as caught:
        await request_.post("http://nowhere.invalid/bot1:secret/getMe")

    assert "secret" not in str(caught.value)
