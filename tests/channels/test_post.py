"""The post: what a message of the outbox looks like on Telegram."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.calls import Calls
from bot.channels.telegram.lanes import Lanes
from bot.channels.telegram.post import TelegramPost
from bot.channels.telegram.transport import AiohttpRequest
from bot.delivery.message import Action, Button, Message, Run
from bot.delivery.model import Lane
from bot.delivery.post import NotSent, Refused, TooFast, Uncertain
from bot.locales import load_texts
from bot.sandbox import Sandbox
from bot.sandbox.faults import Fault
from tests.channels.serving import Serve, answering


@pytest.fixture
async def transport() -> AsyncIterator[AiohttpRequest]:
    async with AiohttpRequest(connections=4, read_timeout=1) as opened:
        yield opened


@pytest.fixture
async def sandbox() -> AsyncIterator[Sandbox]:
    async with Sandbox() as running:
        yield running


def post_to(url: str, transport: AiohttpRequest) -> TelegramPost:
    return TelegramPost(Calls(url, transport), Buttons("1:a"), Lanes(None), load_texts())


@pytest.fixture
def post(sandbox: Sandbox, transport: AiohttpRequest) -> TelegramPost:
    return post_to(f"{sandbox.base_url}{sandbox.token}", transport)


async def send(post: TelegramPost, address: int, message: Message) -> int:
    return await post.send(address, message, await post.turn(address, Lane.NUDGE))


async def test_blocks_styles_and_buttons_are_shown(post: TelegramPost, sandbox: Sandbox) -> None:
    li = sandbox.add_person()
    action = Action("filed", 7)
    message = Message(
        [[Run("请报送 "), Run("<方案>", "b")], [Run("还剩 3 天", "i")]],
        [[Button("已报送", action)]],
    )

    message_id = await send(post, li, message)

    (shown,) = sandbox.replies(li)
    assert shown["message_id"] == message_id
    assert shown["text"] == "请报送 <方案>\n\n还剩 3 天"
    assert [entity["type"] for entity in shown["entities"]] == ["bold", "italic"]
    ((button,),) = shown["reply_markup"]["inline_keyboard"]
    assert button["text"] == "已报送"
    assert Buttons("1:a").unpack(button["callback_data"], li) == action


@pytest.mark.parametrize(
    ("words", "note"),
    [
        ("单位需要报送的材料。", "消息过长，后面的内容未能显示。"),
        ("單位需要報送的材料。", "訊息過長，後面的內容無法顯示。"),
        ("what is due. ", "This message was cut here because it is too long."),
    ],
)
async def test_a_message_that_is_too_long_says_so_in_its_language(
    post: TelegramPost, sandbox: Sandbox, words: str, note: str
) -> None:
    li = sandbox.add_person()

    await send(post, li, Message([[Run(words * 10)]] * 80))

    (shown,) = sandbox.replies(li)
    assert len(shown["text"]) <= 4096
    assert shown["text"].endswith(note)


async def test_a_message_with_nothing_to_read_is_not_sent(
    post: TelegramPost, sandbox: Sandbox
) -> None:
    li = sandbox.add_person()

    with pytest.raises(Refused):
        await send(post, li, Message([[Run("  ")]]))

    assert sandbox.replies(li) == []


@pytest.mark.parametrize(("seconds", "is_for_all"), [(3, False), (600, True)])
async def test_a_long_wait_of_a_private_chat_is_for_all(
    post: TelegramPost, sandbox: Sandbox, seconds: int, is_for_all: bool
) -> None:
    li = sandbox.add_person()
    sandbox.faults.add(Fault(kind="retry_after", seconds=seconds))

    with pytest.raises(TooFast) as refused:
        await send(post, li, Message([[Run("a")]]))

    assert (refused.value.retry_after, refused.value.is_for_all) == (seconds, is_for_all)


async def test_a_token_that_is_refused_is_no_fault_of_the_message(
    sandbox: Sandbox, transport: AiohttpRequest
) -> None:
    post = post_to(f"{sandbox.base_url}9:wrong", transport)

    with pytest.raises(NotSent, match="token"):
        await send(post, sandbox.add_person(), Message([[Run("a")]]))


@pytest.mark.parametrize("result", ["true", "{}", '{"message_id":"7"}', "[]"])
async def test_an_answer_without_a_message_leaves_it_uncertain(
    serve: Serve, transport: AiohttpRequest, result: str
) -> None:
    url = await serve(answering(b'{"ok":true,"result":%s}' % result.encode()))

    with pytest.raises(Uncertain):
        await send(post_to(url, transport), 1, Message([[Run("a")]]))
