"""What becomes of an announcement once it has begun: stopped, pinned, held up, left unclear."""

from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select

from bot.broadcasts.records import AnnouncementState
from bot.clock import SystemClock
from bot.database import open_database
from bot.database.tables import DeliveryRow, PauseRow
from bot.sandbox import Fault, Sandbox
from bot.sandbox.api import LoggedCall
from bot.settings import Settings
from tests.e2e.announcements.telling import (
    MOVED,
    control,
    follow,
    followers,
    press,
    says,
    shown,
    state_of,
    texts,
    until,
    until_sent,
    written,
)
from tests.e2e.conftest import running as serving
from tests.e2e.conftest import settings_for
from tests.e2e.nudging import Person, Zhouzhi, buttons_of

HOUR = timedelta(hours=1)


async def shows(zhouzhi: Zhouzhi, words: str) -> None:
    """Wait until the author's message says something."""
    await zhouzhi.until(lambda: words in control(zhouzhi.staff)["text"])


async def group(zhouzhi: Zhouzhi, title: str) -> int:
    """A group that hears announcements; Telegram's address of it."""
    address = zhouzhi.sandbox.add_group(title)
    await zhouzhi.settled()
    found = {each.title: each for each in await zhouzhi.services.recipients.listed()}
    await zhouzhi.services.recipients.choose(found[title].id, is_recipient=True, by=None)
    return address


async def test_it_is_pinned_where_the_bot_may_and_nowhere_else(zhouzhi: Zhouzhi) -> None:
    (reader,) = await followers(zhouzhi, 1)
    open_group, closed_group = await group(zhouzhi, "联络群"), await group(zhouzhi, "公告群")
    pins: list[dict[str, Any]] = []
    zhouzhi.sandbox.listen(lambda event: pins.append(event) if event["event"] == "pinned" else None)
    refusal = Fault(kind="status", status=400, method="pinChatMessage", chat_id=closed_group)
    zhouzhi.sandbox.faults.add(refusal)
    await written(zhouzhi, zhouzhi.staff)
    await until_sent(zhouzhi)
    await shows(zhouzhi, "发送完毕")

    await zhouzhi.staff.presses("置顶")
    await zhouzhi.settled()

    await zhouzhi.until(lambda: len(asked_to_pin(zhouzhi)) >= 2 and bool(pins))
    posted = zhouzhi.sandbox.replies(open_group)[-1]
    assert [(each["chat_id"], each["message_id"]) for each in pins] == [
        (open_group, posted["message_id"])
    ]
    assert len(texts(reader)) == 1
    await zhouzhi.settled()
    assert len(asked_to_pin(zhouzhi)) == 2, "what Telegram refuses is not tried again"


def asked_to_pin(zhouzhi: Zhouzhi) -> list[LoggedCall]:
    return [call for call in zhouzhi.sandbox.calls if call.method == "pinchatmessage"]


async def test_pinning_is_not_offered_where_no_group_can_have_got_it(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.staff.says("/announce")
    await zhouzhi.staff.says(MOVED)
    await zhouzhi.staff.presses("发给谁")
    await zhouzhi.staff.presses("工作人员")
    await zhouzhi.staff.presses("提交")
    await zhouzhi.staff.presses("📨")
    await until_sent(zhouzhi)
    await shows(zhouzhi, "发送完毕")

    labels = "".join(buttons_of(control(zhouzhi.staff)))
    assert "更正" in labels
    assert "置顶" not in labels


async def test_stopped_for_good_nobody_else_hears_it_and_the_numbers_add_up(
    zhouzhi: Zhouzhi,
) -> None:
    people = await followers(zhouzhi, 3)
    held = Fault(kind="retry_after", seconds=3600, method="sendMessage", chat_id=people[1].chat_id)
    zhouzhi.sandbox.faults.add(held)
    await written(zhouzhi, zhouzhi.staff)
    await shows(zhouzhi, "要等到")

    await zhouzhi.staff.presses("不再发送")
    await zhouzhi.staff.presses("不再发送")
    await shows(zhouzhi, "已停止发送")
    zhouzhi.clock.set(zhouzhi.clock.now() + 2 * HOUR)
    await zhouzhi.settled()

    assert await state_of(zhouzhi) is AnnouncementState.CANCELLED
    told = sum(len(texts(person)) for person in people)
    progress = await zhouzhi.services.broadcasts.progress(1)
    assert (progress.sent, progress.sent + progress.withdrawn, progress.left) == (told, 3, 0)
    assert told < 3


async def uncertain(zhouzhi: Zhouzhi) -> list[Person]:
    """An announcement of which nobody knows whether it reached the first of two."""
    people = await followers(zhouzhi, 2)
    lost = Fault(kind="cut", method="sendMessage", chat_id=people[0].chat_id, is_applied=True)
    zhouzhi.sandbox.faults.add(lost)
    await written(zhouzhi, zhouzhi.staff)
    await until_sent(zhouzhi)
    await shows(zhouzhi, "不确定 1")
    return people


async def test_what_is_left_uncertain_is_not_sent_again_and_still_counted(
    zhouzhi: Zhouzhi,
) -> None:
    people = await uncertain(zhouzhi)

    await zhouzhi.staff.presses("可能没收到")
    await zhouzhi.staff.presses("不再发")
    await zhouzhi.settled()

    assert [len(texts(person)) for person in people] == [1, 1]
    assert await state_of(zhouzhi) is AnnouncementState.SENT
    progress = await zhouzhi.services.broadcasts.progress(1)
    assert (progress.sent, progress.total) == (1, 2)


async def test_an_hour_that_telegram_asks_for_is_shown_stored_and_obeyed_by_the_next_process(
    sandbox: Sandbox, knowledge_file: Path
) -> None:
    people = [sandbox.add_person(f"听众{n}") for n in range(3)]
    author, stranger = sandbox.add_person("周静"), sandbox.add_person()
    settings = settings_for(sandbox, knowledge_file)
    staff = settings.staff.model_copy(update={"administrators": (author,)})
    settings = settings.model_copy(update={"staff": staff})
    asked = Fault(kind="retry_after", seconds=3600, method="sendMessage", chat_id=people[1])
    sandbox.faults.add(asked)

    def told() -> list[int]:
        return [len(sandbox.replies(person)) for person in people]

    async with serving(settings):
        await follow(settings, people)
        await says(sandbox, author, "/announce")
        await says(sandbox, author, MOVED)
        await press(sandbox, author, "加急")
        await press(sandbox, author, "提交")
        await press(sandbox, author, "📨")
        await until(lambda: "要等到" in shown(sandbox, author))
        waits = line_of(shown(sandbox, author), "要等到")
        sandbox.send(stranger, "启动仪式什么时候开始？")
        assert "8月23日" in (await sandbox.reply(stranger))["text"]
    before = told()  # what was on its way when the process ended has arrived
    assert sum(before) < 3

    async with serving(settings):
        sandbox.send(stranger, "启动仪式在哪里？")
        await sandbox.reply(stranger, timeout=30)
        assert line_of(shown(sandbox, author), "要等到") == waits
        assert told() == before

    await let_an_hour_pass(settings)
    async with serving(settings):
        await until(lambda: "发送完毕" in sandbox.replies(author)[0]["text"])
    assert told() == [1, 1, 1]


def line_of(text: str, words: str) -> str:
    return next(line for line in text.splitlines() if words in line)


async def let_an_hour_pass(settings: Settings) -> None:
    """What Telegram asked for ends by the machine's own clock, which no test can set."""
    database = await open_database(settings.database.url.get_secret_value())
    async with database.writing() as session:
        for pause in await session.scalars(select(PauseRow)):
            assert timedelta(minutes=58) < pause.until_at - SystemClock().now() <= HOUR
            pause.until_at -= HOUR
        for delivery in await session.scalars(select(DeliveryRow)):
            delivery.due_at -= 2 * HOUR
    await database.close()
