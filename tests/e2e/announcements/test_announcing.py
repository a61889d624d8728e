"""Staff tell many something: written on a phone, seen first, agreed to, sent, accounted for."""

from pathlib import Path

import pytest

from bot.broadcasts.actions import AnnounceVerb
from bot.broadcasts.records import AnnouncementState
from bot.channels.telegram.buttons import Buttons
from bot.delivery.message import Action
from bot.directory.staff import Role
from bot.sandbox import Fault, Sandbox
from tests.e2e.announcements.telling import (
    MOVED,
    Json,
    anything_of,
    control,
    follow,
    followers,
    member,
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
from tests.e2e.nudging import Person, Zhouzhi


@pytest.fixture
async def colleague(zhouzhi: Zhouzhi) -> Person:
    """A second member of staff, who may approve."""
    return await member(zhouzhi, "林红", Role.PUBLISHER)


async def test_few_are_told_after_a_look_at_the_copy(zhouzhi: Zhouzhi) -> None:
    (reader,) = await followers(zhouzhi, 1)
    await zhouzhi.staff.says("/announce")
    await zhouzhi.staff.says(MOVED)
    await zhouzhi.staff.presses("预览")
    copy = next(text for text in reversed(texts(zhouzhi.staff)) if text.startswith(MOVED))

    await zhouzhi.staff.presses("提交")
    await zhouzhi.staff.presses("发给 1 人")
    await until_sent(zhouzhi)

    assert texts(reader) == [copy]
    await zhouzhi.until(lambda: "发送完毕" in control(zhouzhi.staff)["text"])
    assert "送达 1" in control(zhouzhi.staff)["text"]
    await zhouzhi.until(lambda: any("document" in each for each in zhouzhi.staff.messages()))


@pytest.fixture
async def crowd(zhouzhi: Zhouzhi) -> list[Person]:
    """More than one person may tell alone, one of whom has blocked the bot unnoticed."""
    people = await followers(zhouzhi, 51)
    zhouzhi.sandbox.service.world.chats[people[0].chat_id].is_blocked = True
    return people


async def test_many_are_told_once_a_second_person_agrees(
    zhouzhi: Zhouzhi, colleague: Person, crowd: list[Person]
) -> None:
    await written(zhouzhi, zhouzhi.staff)
    assert await state_of(zhouzhi) is AnnouncementState.SUBMITTED
    assert MOVED in texts(colleague)[-1]
    assert not any(map(texts, crowd[1:]))

    await colleague.presses("批准")
    await until_sent(zhouzhi)

    assert [len(texts(person)) for person in crowd] == [0] + [1] * 50
    await zhouzhi.until(lambda: "发送完毕" in control(zhouzhi.staff)["text"])
    shown = control(zhouzhi.staff)["text"]
    assert all(line in shown for line in ("送达 50", "联系不上 1", "共 51"))
    assert anything_of(zhouzhi.staff, "林红批准了公告 1")


async def test_its_author_cannot_approve_it(
    zhouzhi: Zhouzhi, colleague: Person, crowd: list[Person]
) -> None:
    await written(zhouzhi, zhouzhi.staff)
    message = control(zhouzhi.staff)
    approve = Buttons(zhouzhi.sandbox.token).pack(
        Action(AnnounceVerb.APPROVE, 1), zhouzhi.staff.chat_id
    )

    zhouzhi.sandbox.service.people.press_stale(zhouzhi.staff.chat_id, message, approve)
    await zhouzhi.settled()

    assert await state_of(zhouzhi) is AnnouncementState.SUBMITTED
    assert not any(map(texts, crowd))


async def test_of_two_who_approve_the_second_learns_that_it_is_done(
    zhouzhi: Zhouzhi, colleague: Person, crowd: list[Person]
) -> None:
    other = await member(zhouzhi, "何平", Role.PUBLISHER)
    await written(zhouzhi, zhouzhi.staff)

    await colleague.presses("批准")
    await other.presses("批准")
    await until_sent(zhouzhi)

    assert [len(texts(person)) for person in crowd[1:]] == [1] * 50
    assert anything_of(other, "已有人先处理")


async def test_what_is_sent_back_comes_with_its_reason_and_can_be_submitted_again(
    zhouzhi: Zhouzhi, colleague: Person, crowd: list[Person]
) -> None:
    await written(zhouzhi, zhouzhi.staff)
    await colleague.presses("退回")
    await colleague.says("地点写错了，是体育馆。")

    assert anything_of(zhouzhi.staff, "地点写错了")
    assert await state_of(zhouzhi) is AnnouncementState.DRAFT
    await zhouzhi.staff.presses("✓ 简体")
    await zhouzhi.staff.says("启动仪式改到体育馆。")
    await zhouzhi.staff.presses("提交")
    await zhouzhi.staff.presses("📨")
    await colleague.presses("批准")
    await until_sent(zhouzhi)

    assert texts(crowd[1])[0].startswith("启动仪式改到体育馆。")


async def test_an_editors_announcement_needs_approval_even_to_one(
    zhouzhi: Zhouzhi, colleague: Person
) -> None:
    editor = await member(zhouzhi, "小李", Role.EDITOR)
    (reader,) = await followers(zhouzhi, 1)

    await written(zhouzhi, editor)

    assert texts(reader) == []
    await colleague.presses("批准")
    await until_sent(zhouzhi)
    assert len(texts(reader)) == 1


async def test_it_goes_out_at_its_time(zhouzhi: Zhouzhi) -> None:
    (reader,) = await followers(zhouzhi, 1)
    await zhouzhi.staff.says("/announce")
    await zhouzhi.staff.says(MOVED)
    await zhouzhi.staff.presses("时间")
    await zhouzhi.staff.presses("指定时间")
    await zhouzhi.staff.says("7月27日 10:30")
    await zhouzhi.staff.presses("提交")
    await zhouzhi.staff.presses("📨")
    assert "7月27日" in control(zhouzhi.staff)["text"]

    await zhouzhi.jumps_to("07-27 10:00")
    assert texts(reader) == []
    await zhouzhi.jumps_to("07-27 10:30")
    await until_sent(zhouzhi)

    assert len(texts(reader)) == 1


async def test_what_was_sent_is_put_right_and_taken_away(zhouzhi: Zhouzhi) -> None:
    (reader,) = await followers(zhouzhi, 1)
    await written(zhouzhi, zhouzhi.staff)
    await until_sent(zhouzhi)
    await zhouzhi.until(lambda: "发送完毕" in control(zhouzhi.staff)["text"])

    await zhouzhi.staff.presses("更正")
    await zhouzhi.staff.presses("简体中文")
    await zhouzhi.jumps_to("07-24 10:01")
    await zhouzhi.staff.says("启动仪式改到体育馆。")
    await zhouzhi.until(lambda: texts(reader)[0].startswith("启动仪式改到体育馆。"))

    await zhouzhi.staff.presses("撤回")
    await zhouzhi.staff.presses("全部撤回")
    await zhouzhi.until(lambda: texts(reader) == [])


async def test_an_album_is_seen_sent_put_right_and_taken_away(zhouzhi: Zhouzhi) -> None:
    (reader,) = await followers(zhouzhi, 1)
    await zhouzhi.staff.says("/announce")
    files = {"门口.jpg": b"1", "会场.png": b"2", "路线.mp4": b"3"}
    zhouzhi.sandbox.send_files(zhouzhi.staff.chat_id, files, caption=MOVED)
    await zhouzhi.settled()
    await zhouzhi.staff.presses("预览")
    copies = [each for each in zhouzhi.staff.messages() if "media_group_id" in each]
    assert [kind_in(each) for each in copies] == ["photo", "photo", "video"]

    await zhouzhi.staff.presses("提交")
    await zhouzhi.staff.presses("📨")
    await until_sent(zhouzhi)
    album = reader.messages()
    assert [kind_in(each) for each in album] == ["photo", "photo", "video"]
    assert [each.get("caption") for each in album] == [each.get("caption") for each in copies]
    assert len({each["media_group_id"] for each in album}) == 1

    await zhouzhi.until(lambda: "发送完毕" in control(zhouzhi.staff)["text"])
    await zhouzhi.staff.presses("更正")
    await zhouzhi.staff.presses("简体中文")
    await zhouzhi.jumps_to("07-24 10:01")
    await zhouzhi.staff.says("启动仪式改到体育馆。")
    await zhouzhi.until(lambda: texts(reader)[0].startswith("启动仪式改到体育馆。"))
    assert [kind_in(each) for each in reader.messages()] == ["photo", "photo", "video"]

    await zhouzhi.staff.presses("撤回")
    await zhouzhi.staff.presses("全部撤回")
    await zhouzhi.until(lambda: reader.messages() == [])


def kind_in(message: Json) -> str | None:
    return next((kind for kind in ("photo", "video", "document") if kind in message), None)


async def test_staff_decide_about_what_may_have_arrived(zhouzhi: Zhouzhi) -> None:
    first, second = await followers(zhouzhi, 2)
    lost = Fault(kind="cut", method="sendMessage", chat_id=first.chat_id, is_applied=True)
    zhouzhi.sandbox.faults.planned.append(lost)
    await written(zhouzhi, zhouzhi.staff)
    await until_sent(zhouzhi)
    await zhouzhi.until(lambda: "不确定 1" in control(zhouzhi.staff)["text"])

    await zhouzhi.staff.presses("可能没收到")
    await zhouzhi.staff.presses("再发一次")
    await until_sent(zhouzhi)

    assert [len(texts(first)), len(texts(second))] == [2, 1]
    assert "补发" in texts(first)[1]
    await zhouzhi.until(lambda: "不确定" not in control(zhouzhi.staff)["text"])


async def test_a_button_under_it_asks_the_bot(zhouzhi: Zhouzhi) -> None:
    (reader,) = await followers(zhouzhi, 1)
    await zhouzhi.staff.says("/announce")
    await zhouzhi.staff.says(MOVED)
    await zhouzhi.staff.presses("🔘 按钮")
    await zhouzhi.staff.says("几点 = 启动仪式什么时候开始？")
    await zhouzhi.staff.presses("提交")
    await zhouzhi.staff.presses("📨")
    await until_sent(zhouzhi)

    await reader.presses("几点")

    assert "8月23日" in texts(reader)[-1]


async def test_a_pause_lasts_over_a_restart_and_nobody_is_told_twice(
    sandbox: Sandbox, knowledge_file: Path
) -> None:
    """The first process is paused, and ends; the next shows it in the same message."""
    people = [sandbox.add_person(f"听众{n}") for n in range(80)]
    author = sandbox.add_person("周静")
    settings = settings_for(sandbox, knowledge_file)
    staff = settings.staff.model_copy(update={"administrators": (author,)})
    # So many take a while to be told, and more than fifty would need a second person.
    alone = settings.announcements.model_copy(update={"second_person_beyond": len(people)})
    settings = settings.model_copy(update={"staff": staff, "announcements": alone})
    async with serving(settings):
        await follow(settings, people)
        await says(sandbox, author, "/announce")
        await says(sandbox, author, MOVED)
        await press(sandbox, author, "提交")
        await press(sandbox, author, "发给 80 人")
        await press(sandbox, author, "暂停")
        await until(lambda: "已暂停" in shown(sandbox, author))
        paused_at = sandbox.replies(author)[-1]["message_id"]

    async with serving(settings):
        assert "已暂停" in shown(sandbox, author)
        await press(sandbox, author, "继续")
        await until(lambda: "发送完毕" in sandbox.replies(author)[0]["text"])

    assert sandbox.replies(author)[0]["message_id"] == paused_at
    assert [len(sandbox.replies(person)) for person in people] == [1] * 80
    assert "共 80" in sandbox.replies(author)[0]["text"]


async def test_what_is_waited_for_is_waited_for_by_the_next_process(
    sandbox: Sandbox, knowledge_file: Path
) -> None:
    author = sandbox.add_person("周静")
    settings = settings_for(sandbox, knowledge_file)
    staff = settings.staff.model_copy(update={"administrators": (author,)})
    settings = settings.model_copy(update={"staff": staff})
    async with serving(settings):
        await says(sandbox, author, "/announce")

    async with serving(settings):
        await says(sandbox, author, MOVED)

    assert "✓ 简体中文：启动仪式改到省科技馆" in shown(sandbox, author)
