"""People follow, are asked once, stop, and have erased what is kept of them."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.telegram.calls import Calls
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Replies
from bot.channels.telegram.transport import AiohttpRequest
from bot.directory.staff import Role
from handlers.asking import AskingToFollow
from tests.e2e.conftest import NOW
from tests.handlers.house import House

QUESTION = "什么时候开始？"
ASKED = "时间、地点如有变动，要不要告诉您？"


class Watch:
    """Seconds, as this test says."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def watch() -> Watch:
    return Watch()


@pytest.fixture
async def asking(house: House, watch: Watch) -> AsyncIterator[AskingToFollow]:
    """That of the house, but for the time."""
    request = AiohttpRequest(connections=1)
    await request.initialize()
    token = house.sandbox.token
    replies = Replies(Calls(f"{house.sandbox.base_url}{token}", request))
    asking = AskingToFollow(
        house.services.subscriptions,
        renderer=Renderer(house.texts, house.buttons),
        replies=replies,
        texts=house.texts,
        now=watch,
    )
    yield asking
    await request.shutdown()


async def ask(house: House, asking: AskingToFollow, address: int, text: str = QUESTION) -> None:
    """Somebody's question is answered."""
    answer = await house.services.enquiries.ask(text, conversation=str(address))
    asking.answered(house.update_of(address), answer)


def times_asked(house: House, address: int) -> int:
    return [m.get("text") for m in house.sandbox.replies(address)].count(ASKED)


async def test_somebody_is_asked_once_they_have_read_their_first_answer(
    house: House, asking: AskingToFollow, watch: Watch
) -> None:
    ann = await house.actor("stranger")
    await ask(house, asking, ann)

    await asking.ask_next()
    assert times_asked(house, ann) == 0, "they are still reading"
    watch.seconds = 3.0
    await asking.ask_next()
    assert times_asked(house, ann) == 1

    for _ in range(2):
        await ask(house, asking, ann)
        watch.seconds += 3.0
        await asking.ask_next()
    assert times_asked(house, ann) == 1


async def test_whoever_goes_on_asking_is_not_interrupted(
    house: House, asking: AskingToFollow, watch: Watch
) -> None:
    ann = await house.actor("stranger")
    for _ in range(3):
        await ask(house, asking, ann)
        watch.seconds += 2.0
        await asking.ask_next()

    assert times_asked(house, ann) == 0


async def test_a_question_that_got_no_answer_asks_nobody(
    house: House, asking: AskingToFollow, watch: Watch
) -> None:
    ann = await house.actor("stranger")
    await ask(house, asking, ann, "qwrtpsdfg")
    watch.seconds = 3.0
    await asking.ask_next()

    assert times_asked(house, ann) == 0


@pytest.mark.parametrize("who", ["follower", "contact", Role.EDITOR])
async def test_who_follows_or_is_here_to_work_is_not_asked(
    house: House, asking: AskingToFollow, watch: Watch, who: str
) -> None:
    address = await house.actor(who)
    await ask(house, asking, address)
    watch.seconds = 3.0
    await asking.ask_next()

    assert times_asked(house, address) == 0


async def test_who_says_yes_follows_everything_and_who_says_no_nothing(
    house: House, asking: AskingToFollow, watch: Watch
) -> None:
    answers = {"好": True, "不用": False}
    for label, is_following in answers.items():
        address = await house.actor("stranger")
        await ask(house, asking, address)
        watch.seconds += 3.0
        await asking.ask_next()

        await house.presses_label(address, label)

        followed = await house.services.subscriptions.follows(address)
        assert followed.is_everything is is_following


async def test_an_answer_in_the_chat_leads_to_being_asked(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.asking._QUIET_SECONDS", 0.0)
    ann = await house.actor("stranger")
    assert len(await house.asks(ann, QUESTION)) == 1

    await house.handlers.asking.ask_next()

    assert times_asked(house, ann) == 1


async def test_following_ends_as_it_began_with_one_word(house: House) -> None:
    ann = await house.actor("stranger")

    await house.commands(ann, "follow")
    assert (await house.services.subscriptions.follows(ann)).is_everything
    await house.presses_label(ann, "English")
    followed = await house.services.subscriptions.follows(ann)
    assert str(followed.language) == "en"

    await house.commands(ann, "stop")
    assert not (await house.services.subscriptions.follows(ann)).topics


async def test_staff_choose_the_group_that_the_bot_came_into(house: House) -> None:
    publisher = await house.actor(Role.PUBLISHER)
    await house.commands(publisher, "recipients")

    await house.presses_label(publisher, "G")
    (group,) = await house.services.recipients.listed()
    assert group.is_recipient

    await house.commands(publisher, "recipients")
    await house.presses_label(publisher, "G")
    (group,) = await house.services.recipients.listed()
    assert not group.is_recipient
    actions = [line.action for line in await house.services.audit.lines()]
    assert actions[-2:] == ["recipient.add", "recipient.remove"]


async def test_nothing_is_kept_of_a_stranger(house: House) -> None:
    stranger = await house.actor("stranger")

    assert await house.commands(stranger, "mydata") == ["这里没有保存您的任何资料。"]
    assert await house.commands(stranger, "forget") == ["这里没有保存您的任何资料。"]


async def test_a_contact_sees_what_is_kept_and_has_it_erased(house: House) -> None:
    contact = await house.actor("contact")
    await house.commands(contact, "follow")
    chat = await house.services.chats.find(contact)
    assert chat is not None
    (shown,) = await house.commands(contact, "mydata")
    assert str(contact) in shown
    assert "王敏" in shown
    assert "全部公告" in shown
    (warned,) = await house.commands(contact, "forget")
    assert "长春市科技局" in warned

    await house.presses_label(contact, "全部清除")

    assert await house.services.chats.find(contact) is None
    assert await house.services.units.of_chat(chat.id) == []
    assert await house.commands(contact, "mydata") == ["这里没有保存您的任何资料。"]
    kept = await house.services.chats.get(chat.id)
    assert kept is not None
    assert (kept.address < -(2**61), kept.unreachable_at) == (True, NOW)


async def test_a_member_of_staff_is_kept(house: House) -> None:
    editor = await house.actor(Role.EDITOR)
    await house.commands(editor, "forget")

    told = await house.presses_label(editor, "全部清除")

    assert "您是工作人员" in told[0]
    assert await house.services.staff.role_of(editor) is Role.EDITOR
