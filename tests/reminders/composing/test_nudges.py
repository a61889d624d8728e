"""What a contact reads ahead of a deadline, and what is not sent at all."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.filings.actions import Verb
from bot.filings.standing import stated_due_at
from bot.knowledge.records import Deadline
from bot.knowledge.text import Text
from tests.filings.world import Person, with_deadline, without_deadline
from tests.reminders.composing.office import Office, buttons

IN_CHINESE = """\
⏰ 待办：报送备案表
截止：7月31日（周五），还有11天
单位：长春市科学技术局

请报送：
• 重点项目备案表
• 参与开放活动的科研机构和大学备案表

报送和咨询：省科技厅政策法规与创新体系建设处
联系人：杨璐、孟庆国、卢晓冬
电话：0431-88975471、0431-88950700
邮箱：jlskjtfgc@163.com

[✅ 全部已报送][📄 部分已报送]
[⏰ 稍后提醒…][👥 还有谁？]
[🚫 不归我们…]"""

IN_TRADITIONAL_CHINESE = """\
⏰ 待辦：報送備案表
截止：7月31日（週五），還有11天
單位：長春市科學技術局

請報送：
• 重點項目備案表
• 參與開放活動的科研機構和大學備案表

報送及洽詢：省科技廳政策法規與創新體系建設處
聯絡人：楊璐、孟慶國、盧曉冬
電話：0431-88975471、0431-88950700
電子郵件：jlskjtfgc@163.com

[✅ 全部已報送][📄 部分已報送]
[⏰ 稍後提醒…][👥 還有誰？]
[🚫 不歸我們…]"""

IN_ENGLISH = """\
⏰ To do: Registration forms
Due: Friday 31 July (11 days left)
Unit: Changchun Science and Technology Bureau

Please file:
• Registration form for key projects
• Registration form for institutes and universities that open their doors

Where to send it, and whom to ask: \
Department of Science and Technology, Division of Policy, Regulations and Innovation System
Contact: Yang Lu, Meng Qingguo, Lu Xiaodong
Phone: 0431-88975471, 0431-88950700
E-mail: jlskjtfgc@163.com

[✅ All filed already][📄 Some of it filed]
[⏰ Remind me…][👥 Who else?]
[🚫 Not us…]"""


@pytest.mark.parametrize(
    ("language", "text"),
    [("zh-Hans", IN_CHINESE), ("zh-Hant", IN_TRADITIONAL_CHINESE), ("en", IN_ENGLISH)],
)
async def test_a_nudge_says_what_by_when_how_much_is_left_and_whom_to_ask(
    office: Office, bureau: int, zhang: Person, language: str, text: str
) -> None:
    await office.speaks(zhang, language)

    nudge = await office.plan(await office.duty(bureau), zhang)

    assert await office.read(nudge) == text


async def test_only_what_is_still_open_is_named_with_its_limits(
    office: Office, bureau: int, zhang: Person
) -> None:
    summary = await office.duty(bureau, "summary")
    await office.filings.file(summary.id, zhang.actor, item="summary")

    text = await office.read(await office.plan(summary, zhang))

    assert "还需报送：\n• 影像资料（视频不超过3分钟）\n• 媒体报道资料（视频不超过3分钟）\n" in text
    assert "• 总结" not in text


@pytest.mark.parametrize(
    ("now", "line"),
    [
        (datetime(2020, 7, 30, 1, tzinfo=UTC), "截止：明天，7月31日（周五）"),
        (datetime(2020, 7, 31, 1, tzinfo=UTC), "截止：今天，7月31日（周五）"),
    ],
)
async def test_the_last_days_are_named(
    office: Office, bureau: int, zhang: Person, now: datetime, line: str
) -> None:
    office.clock.at = now

    assert line in await office.read(await office.plan(await office.duty(bureau), zhang))


async def test_an_extension_is_said_to_be_one(office: Office, bureau: int, zhang: Person) -> None:
    staff = await office.staff()
    duty = await office.duty(bureau)
    await office.filings.extend(duty.id, datetime(2020, 8, 5, 16, tzinfo=UTC), staff.actor)

    text = await office.read(await office.plan(duty, zhang))

    assert "截止：8月5日（周三），还有16天（已延期）" in text


async def test_several_duties_are_one_message_by_unit(
    office: Office, bureau: int, zhang: Person
) -> None:
    association = await office.unit("长春市科协", "city_cast")
    await office.filings.sync()
    await office.contact(association, "张伟", person=zhang)
    duties = [
        await office.duty(association, "summary"),
        await office.duty(bureau, "summary"),
        await office.duty(bureau),
    ]
    nudges = [await office.plan(duty, zhang, rung=str(duty.id)) for duty in duties]

    text = await office.read(*nudges)

    assert text.splitlines()[0] == "⏰ 3项待办，最近的7月31日（周五）截止"
    order = [
        "长春市科学技术局",
        "1. 报送备案表",
        "2. 提交活动周总结",
        "长春市科协",
        "3. 提交活动周总结",
    ]
    assert [line for line in text.splitlines() if line in order] == order
    assert text.count("省科技厅政策法规与创新体系建设处") == 1


async def test_of_several_duties_each_can_be_filed_and_the_rest_asks_of_the_whole_message(
    office: Office, bureau: int, zhang: Person
) -> None:
    forms, summary = await office.duty(bureau), await office.duty(bureau, "summary")
    nudges = [await office.plan(duty, zhang, rung=str(duty.id)) for duty in (summary, forms)]

    pressable = buttons((await office.compose(*nudges)).message)

    assert [(b.label, b.action.verb, b.action.id) for b in pressable] == [
        ("✅ 已报送：报送备案表", Verb.FILED, forms.id),
        ("✅ 已报送：提交活动周总结", Verb.FILED, summary.id),
        ("⏰ 稍后提醒…", Verb.REMIND_ALL, nudges[0].id),
        ("👥 还有谁？", Verb.WHO_ELSE_ALL, nudges[0].id),
        ("🚫 不归我们…", Verb.NOT_US_ALL, nudges[0].id),
    ]


async def test_the_next_contact_learns_that_the_first_has_not_responded(
    office: Office, bureau: int, zhang: Person
) -> None:
    li = await office.contact(bureau, "李娜", position=2)
    duty = await office.duty(bureau)
    remark = "前面的联系人还没有回应，所以也提醒您。"

    assert remark not in await office.read(await office.plan(duty, zhang))
    assert remark in await office.read(await office.plan(duty, li))


async def test_who_stands_in_for_a_contact_who_cannot_be_reached_is_not_told_of_silence(
    office: Office, bureau: int, zhang: Person
) -> None:
    li = await office.contact(bureau, "李娜", position=2)
    await office.blocks(zhang)

    text = await office.read(await office.plan(await office.duty(bureau), li))

    assert "还没有回应" not in text


async def test_a_repeat_says_that_it_is_one(office: Office, bureau: int, zhang: Person) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)

    text = await office.read(replace(nudge, is_repeat=True))

    assert "（补发，若已收到请忽略）" in text


async def test_a_reminder_that_was_asked_for_says_so(
    office: Office, bureau: int, zhang: Person
) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang, rung="snooze/2020-07-20T01:00Z")

    assert "这是您要的提醒。" in await office.read(nudge)


async def test_of_what_was_filed_meanwhile_nothing_is_sent(
    office: Office, bureau: int, zhang: Person
) -> None:
    forms, summary = await office.duty(bureau), await office.duty(bureau, "summary")
    nudges = [await office.plan(duty, zhang, rung=str(duty.id)) for duty in (forms, summary)]
    await office.filings.file(forms.id, zhang.actor)

    composed = await office.compose(*nudges)

    assert composed.withdrawn == {nudges[0].id: "filed"}
    assert composed.covered == [nudges[1].id]


async def test_what_was_waived_is_not_sent(office: Office, bureau: int, zhang: Person) -> None:
    staff = await office.staff()
    duty = await office.duty(bureau)
    nudge = await office.plan(duty, zhang)
    await office.filings.waive(duty.id, staff.actor)

    assert (await office.compose(nudge)).withdrawn == {nudge.id: "waived"}


async def test_nobody_who_has_left_is_nudged(office: Office, bureau: int, zhang: Person) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)
    await office.leaves(zhang)

    assert (await office.compose(nudge)).withdrawn == {nudge.id: "left"}


async def test_nothing_is_sent_of_a_deadline_that_is_gone(
    office: Office, bureau: int, zhang: Person
) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)
    office.knowledge = without_deadline(office.knowledge, "forms")

    assert (await office.compose(nudge)).withdrawn == {nudge.id: "no longer owed"}


async def test_nothing_is_sent_from_the_due_instant_on(
    office: Office, bureau: int, zhang: Person
) -> None:
    deadline = office.knowledge.find(Deadline, "forms")
    assert deadline is not None
    due_at = stated_due_at(deadline, office.knowledge)
    assert due_at is not None
    nudge = await office.plan(await office.duty(bureau), zhang)
    office.clock.at = due_at

    assert (await office.compose(nudge)).withdrawn == {nudge.id: "past due"}


@pytest.mark.parametrize(
    ("now", "opens_at"),
    [
        (datetime(2020, 7, 20, 12, tzinfo=UTC), datetime(2020, 7, 21, 1, tzinfo=UTC)),
        (datetime(2020, 7, 25, 4, tzinfo=UTC), datetime(2020, 7, 27, 1, tzinfo=UTC)),  # a Saturday
    ],
)
async def test_outside_of_sending_hours_it_waits_for_the_next_opening(
    office: Office, bureau: int, zhang: Person, now: datetime, opens_at: datetime
) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)
    office.clock.at = now

    composed = await office.compose(nudge)

    assert composed.message is None
    assert composed.deferred == {nudge.id: opens_at}


async def test_it_is_not_kept_for_an_opening_after_the_deadline(
    office: Office, bureau: int, zhang: Person
) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)
    office.clock.at = datetime(2020, 7, 31, 10, tzinfo=UTC)  # the last evening

    assert (await office.compose(nudge)).withdrawn == {nudge.id: "too late"}


async def test_a_title_keeps_a_name_that_is_not_the_editions(
    office: Office, bureau: int, zhang: Person
) -> None:
    title = Text.of("2020年其他活动周计划")
    office.knowledge = with_deadline(office.knowledge, "forms", title=title)

    assert "待办：2020年其他活动周计划" in await office.read(
        await office.plan(await office.duty(bureau), zhang)
    )


async def test_every_button_fits_into_what_telegram_takes(
    office: Office, bureau: int, zhang: Person
) -> None:
    duty = await office.duty(bureau)
    message = await office.views.items(zhang.chat_id, duty.id)

    for button in buttons(message):
        packed = f"{button.action.verb}{button.action.id}{button.action.argument}"
        assert len(packed.encode()) <= 64 - 12 - 20
