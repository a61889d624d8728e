"""Units are nudged ahead of their deadlines, until they have filed, and not once more.

The edition is the first one: two registration forms by 31 July, a summary by 1 September 2020.
"""

import json
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.telegram import lanes
from tests.e2e.conftest import settings_for
from tests.e2e.nudging import Zhouzhi, running

START = datetime.fromisoformat("2020-07-15T10:00+08:00")
FIRST, SECOND = "长春市科技局", "吉林市科技局"
RUNGS = ["07-17 09:00", "07-24 09:00", "07-28 09:00", "07-30 09:00", "07-31 09:00"]

FORMS, SUMMARY = "报送备案表", "提交活动周总结"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Days pass here within a second, in which Telegram would take one message a chat."""
    monkeypatch.setattr(lanes, "_CHAT_SECONDS", 0.0)


@pytest.fixture
async def zhouzhi(knowledge_file: Path) -> AsyncIterator[Zhouzhi]:
    async with running(settings_for, knowledge_file, START) as zhouzhi:
        yield zhouzhi


async def test_a_unit_is_nudged_on_each_rung_and_told_once_when_it_is_late(
    zhouzhi: Zhouzhi,
) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")

    await zhouzhi.runs_to("08-10 12:00")

    assert contact.nudged_at() == RUNGS
    assert contact.heard() == ["welcome", *["nudge"] * 5, "overdue"]


async def test_a_unit_that_has_filed_is_left_alone_and_the_other_is_not(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏", "李华"], SECOND: ["赵强"]})
    contact, colleague = await zhouzhi.joined(FIRST, "王敏"), await zhouzhi.joined(FIRST, "李华")
    other = await zhouzhi.joined(SECOND, "赵强")
    await zhouzhi.runs_to("07-24 12:00")
    assert contact.heard() == ["welcome", "nudge", "nudge"]

    notice = await contact.presses("全部已报送")
    assert notice is not None
    assert "✅" in notice
    await zhouzhi.runs_to("08-10 12:00")

    assert contact.heard() == ["receipt"]
    assert colleague.heard() == ["welcome"]
    assert other.nudged_at() == RUNGS


async def test_what_was_filed_can_be_taken_back_and_is_nudged_about_again(
    zhouzhi: Zhouzhi,
) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.runs_to("07-24 12:00")
    await contact.presses("全部已报送")
    await zhouzhi.runs_to("07-29 12:00")
    assert contact.heard() == ["welcome", "nudge", "nudge", "receipt"]

    await contact.presses("撤回")
    await zhouzhi.runs_to("07-30 12:00")

    (answer, nudge) = contact.heard()
    assert answer.startswith("↩️")
    assert nudge == "nudge"


async def test_one_item_filed_leaves_the_other(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.runs_to("07-24 12:00")
    await contact.presses("部分已报送")
    await contact.presses("重点项目备案表")
    await zhouzhi.runs_to("07-28 12:00")

    nudge = contact.messages()[-1]["text"]
    assert "重点项目备案表" not in nudge
    assert "科研机构和大学备案表" in nudge


async def test_words_file_the_one_thing_that_is_owed(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await contact.says("已经报送了！")
    assert contact.heard() == ["welcome", "mine"]  # two things are: which one?

    await contact.presses(f"已报送：{FORMS}")
    await zhouzhi.runs_to("08-10 12:00")
    await contact.says("报送了")

    assert contact.heard()[-1] == "receipt"
    await zhouzhi.runs_to("09-10 12:00")
    assert contact.heard() == []


async def test_words_of_somebody_who_files_for_nobody_are_a_question(zhouzhi: Zhouzhi) -> None:
    person = zhouzhi.person()

    await person.says("报送了")

    (answer,) = person.messages()
    assert "7月31日" in answer["text"]


async def test_a_contact_is_reminded_when_they_asked_to_be(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.runs_to("07-17 12:00")

    await contact.presses("稍后提醒")
    await contact.presses("3天后")  # Monday 20 July
    await zhouzhi.runs_to("07-27 12:00")

    assert contact.nudged_at() == ["07-17 09:00", "07-20 09:00", "07-24 09:00"]


async def test_the_next_contact_is_asked_when_one_has_blocked_the_bot(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏", "李华"]})
    contact, colleague = await zhouzhi.joined(FIRST, "王敏"), await zhouzhi.joined(FIRST, "李华")
    zhouzhi.staff.heard()
    zhouzhi.sandbox.service.world.chats[contact.chat_id].is_blocked = True  # and nobody is told

    await zhouzhi.runs_to("07-17 12:00")

    assert colleague.nudged_at() == ["07-17 09:00"]
    (note,) = zhouzhi.staff.heard()
    assert note == "note"
    assert "王敏" in zhouzhi.staff.messages()[-1]["text"]


async def test_who_lets_the_bot_in_again_is_nudged_again(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏", "李华"]})
    contact, colleague = await zhouzhi.joined(FIRST, "王敏"), await zhouzhi.joined(FIRST, "李华")
    zhouzhi.sandbox.block(contact.chat_id)
    await zhouzhi.runs_to("07-18 12:00")
    zhouzhi.sandbox.unblock(contact.chat_id)
    await zhouzhi.runs_to("07-25 12:00")

    assert colleague.nudged_at() == ["07-17 09:00"]
    assert contact.nudged_at() == ["07-24 09:00"]


async def test_near_the_end_the_next_contact_and_then_staff_hear_of_silence(
    zhouzhi: Zhouzhi,
) -> None:
    await zhouzhi.imports({FIRST: ["王敏", "李华"]})
    contact, colleague = await zhouzhi.joined(FIRST, "王敏"), await zhouzhi.joined(FIRST, "李华")
    zhouzhi.staff.heard()

    await zhouzhi.runs_to("07-29 12:00")
    assert contact.nudged_at() == RUNGS[:3]
    assert colleague.nudged_at() == RUNGS[2:3]
    assert zhouzhi.staff.heard() == []

    await zhouzhi.runs_to("07-31 12:00")
    assert zhouzhi.staff.heard() == ["digest", "digest"]


async def test_the_day_after_staff_see_who_is_late(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"], SECOND: ["赵强"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.joined(SECOND, "赵强")
    await zhouzhi.runs_to("07-28 12:00")
    await contact.presses("全部已报送")
    zhouzhi.staff.heard()

    await zhouzhi.runs_to("08-03 12:00")  # the deadline was on a Friday

    assert zhouzhi.staff.heard()[-1] == "digest"
    digest = zhouzhi.staff.messages()[-1]["text"]
    assert SECOND in digest
    assert FIRST not in digest


async def test_who_joins_late_hears_of_what_is_to_come_alone(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    await zhouzhi.runs_to("07-29 12:00")

    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.runs_to("08-01 12:00")

    assert contact.nudged_at() == RUNGS[3:]
    assert FORMS in contact.messages()[0]["text"]


async def test_missed_rungs_become_one_and_none_comes_after_the_deadline(
    zhouzhi: Zhouzhi,
) -> None:
    await zhouzhi.imports({FIRST: ["王敏"], SECOND: ["赵强"]})
    contact = await zhouzhi.joined(FIRST, "王敏")

    await zhouzhi.jumps_to("07-29 12:00")
    assert contact.heard() == ["welcome", "nudge"]

    await zhouzhi.jumps_to("08-02 12:00")  # a Sunday
    assert contact.heard() == []


async def test_a_clock_that_is_set_back_repeats_nothing(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.runs_to("07-24 12:00")

    await zhouzhi.jumps_to("07-16 12:00")
    await zhouzhi.runs_to("07-29 12:00")

    assert contact.heard() == ["welcome", *["nudge"] * 3]


async def test_a_deadline_that_moves_is_nudged_about_anew(
    zhouzhi: Zhouzhi, knowledge_file: Path
) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.runs_to("07-29 12:00")

    moved = json.loads(knowledge_file.read_text("utf-8"))
    (forms,) = (each for each in moved["deadline"].values() if each["due"] == {"on": "2020-07-31"})
    forms["due"] = {"on": "2020-08-07"}
    before = zhouzhi.services.enquiries.knowledge
    knowledge_file.write_text(json.dumps(moved, ensure_ascii=False), "utf-8")
    await zhouzhi.until(lambda: zhouzhi.services.enquiries.knowledge is not before)
    await zhouzhi.runs_to("08-12 12:00")

    # The one of 24 July, which has passed, comes late; then those ahead of 7 August.
    late, *rungs = contact.nudged_at()[3:]
    assert late == "07-30 09:00"
    assert rungs == ["07-31 09:00", "08-04 09:00", "08-06 09:00", "08-07 09:00"]
    assert contact.heard()[-1] == "overdue"


async def test_one_person_who_serves_two_units_gets_one_message(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"], SECOND: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await contact.says(f"/start {await zhouzhi.invitation(SECOND, '王敏')}")

    await zhouzhi.runs_to("07-17 12:00")
    assert contact.nudged_at() == ["07-17 09:00"]
    nudge = contact.messages()[-1]["text"]
    assert FIRST in nudge
    assert SECOND in nudge

    await contact.presses(f"已报送：{FIRST}")
    await zhouzhi.runs_to("07-24 12:00")
    assert FIRST not in contact.messages()[-1]["text"]


async def test_who_leaves_hears_nothing_more_and_the_next_contact_does(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏", "李华"]})
    contact, colleague = await zhouzhi.joined(FIRST, "王敏"), await zhouzhi.joined(FIRST, "李华")
    await zhouzhi.runs_to("07-17 12:00")

    await contact.presses("不归我们")
    await contact.presses("不再是联系人")
    contact.heard()
    await zhouzhi.runs_to("07-24 12:00")

    assert contact.heard() == []
    assert colleague.nudged_at() == ["07-17 12:00", "07-24 09:00"]


async def test_staff_decide_what_a_unit_says_that_it_does_not_owe(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    await zhouzhi.runs_to("07-17 12:00")
    zhouzhi.staff.heard()

    await contact.presses("不归我们")
    await contact.presses("我们单位不需要报")
    assert zhouzhi.staff.heard() == ["note"]
    await zhouzhi.staff.presses("无需报送")
    contact.heard()
    await zhouzhi.runs_to("08-10 12:00")

    assert contact.heard() == []


async def test_staff_file_for_a_unit_and_its_contact_gets_the_receipt(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"], SECOND: ["赵强"]})
    contact = await zhouzhi.joined(FIRST, "王敏")
    contact.heard()

    await zhouzhi.staff.says("/filed 长春")
    await zhouzhi.staff.presses("已报送")
    await zhouzhi.runs_to("08-10 12:00")

    assert contact.heard().count("receipt") == 1


async def test_staff_give_one_unit_more_time_and_then_every_unit(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({FIRST: ["王敏"], SECOND: ["赵强"]})
    contact, other = await zhouzhi.joined(FIRST, "王敏"), await zhouzhi.joined(SECOND, "赵强")

    await zhouzhi.staff.says("/extend 8月5日 长春")
    await zhouzhi.staff.presses(FORMS)
    await zhouzhi.staff.says("/extend 8月4日 全部")
    await zhouzhi.staff.presses(FORMS)
    await zhouzhi.runs_to("08-10 12:00")

    assert contact.nudged_at()[-1] == "08-05 09:00"
    assert other.nudged_at()[-1] == "08-04 09:00"
