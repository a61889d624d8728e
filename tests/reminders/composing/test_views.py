"""What a contact is shown in the chat, and what nobody else is."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

import pytest

from bot.delivery.message import Message
from bot.filings.actions import NotUs, Verb, item_of
from bot.filings.errors import NotYours
from tests.filings.world import NOW, Person
from tests.reminders.composing.conftest import BUREAU
from tests.reminders.composing.office import Office, buttons, shown

OFFICE = """\
如有疑问，请联系：省科技厅政策法规与创新体系建设处
联系人：杨璐、孟庆国、卢晓冬
电话：0431-88975471、0431-88950700
邮箱：jlskjtfgc@163.com"""


async def test_mine_shows_state_due_instant_and_what_is_open(
    office: Office, bureau: int, zhang: Person
) -> None:
    await office.filings.file((await office.duty(bureau)).id, zhang.actor, item="form_1")
    await office.filings.file((await office.duty(bureau, "summary")).id, zhang.actor)

    assert shown(await office.views.mine(zhang.chat_id)).startswith("""\
📋 您负责报送的事项

长春市科学技术局

报送备案表
截止：7月31日（周五），还有11天
部分已报送
• 参与开放活动的科研机构和大学备案表

提交活动周总结
✅ 已报送
由张伟于7月20日（周一）上午10:00登记

报送和咨询：省科技厅政策法规与创新体系建设处
""")


async def test_mine_names_a_duty_that_is_late(office: Office, bureau: int, zhang: Person) -> None:
    office.clock.at = datetime(2020, 8, 3, 1, tzinfo=UTC)

    assert "已于7月31日（周五）截止\n❗ 逾期未报齐" in shown(await office.views.mine(zhang.chat_id))


async def test_mine_tells_a_stranger_how_to_join(office: Office) -> None:
    stranger = await office.stranger()

    text = shown(await office.views.mine(stranger.chat_id))

    assert text == "您还不是任何单位的联系人。如需加入，请打开主办方发给您的邀请链接。"


async def test_mine_shows_nothing_of_a_unit_that_was_left(
    office: Office, bureau: int, zhang: Person
) -> None:
    await office.leaves(zhang)

    assert BUREAU not in shown(await office.views.mine(zhang.chat_id))


async def test_who_joins_reads_for_which_unit_what_is_owed_and_how_to_stop(
    office: Office, bureau: int, zhang: Person
) -> None:
    text = shown(await office.views.welcome(zhang.chat_id, (await office.duty(bureau)).unit))

    assert text.startswith(f"🤝 欢迎！您已成为{BUREAU}的联系人\n活动：2020年吉林省科技活动周\n")
    assert "报送备案表\n截止：7月31日（周五），还有11天\n未报送" in text
    assert "不再负责时，按“不归我们”即可退出。" in text
    assert text.endswith(f"{OFFICE}\n\n[📋 我的报送事项]\n[🚫 不归我们…]")


async def test_who_else_names_the_other_contacts_and_the_office(
    office: Office, bureau: int, zhang: Person
) -> None:
    await office.contact(bureau, "李娜", position=2, phone="0431-2222")
    await office.blocks(await office.contact(bureau, "周杰", position=3))
    await office.expected(bureau, "王芳", "0431-3333")

    text = shown(await office.views.who_else(zhang.chat_id, [(await office.duty(bureau)).id]))

    heading, contacts, asked = text.partition("\n")[0], text.split("\n\n")[0], text.split("\n\n")[1]
    assert heading == f"👥 {BUREAU}的联系人"
    assert set(contacts.splitlines()[1:]) == {
        "1. 张伟 0431-1111（您）",
        "2. 王芳 0431-3333（未加入）",
        "3. 李娜 0431-2222",
        "4. 周杰（联系不上）",
    }
    assert asked == OFFICE


async def test_one_can_be_reminded_on_days_before_the_deadline_alone(
    office: Office, bureau: int, zhang: Person
) -> None:
    duty = await office.duty(bureau)
    office.clock.at = datetime(2020, 7, 29, 2, tzinfo=UTC)  # the day after tomorrow is the last

    choices = await office.views.remind_choices(zhang.chat_id, [duty.id], Verb.REMIND, duty.id)

    assert [(b.label, b.action.argument) for b in buttons(choices)] == [
        ("明天上午", "1"),
        ("2天后", "2"),
    ]


async def test_on_the_last_day_there_is_no_later_reminder(
    office: Office, bureau: int, zhang: Person
) -> None:
    duty = await office.duty(bureau)
    office.clock.at = datetime(2020, 7, 31, 2, tzinfo=UTC)

    choices = await office.views.remind_choices(zhang.chat_id, [duty.id], Verb.REMIND, duty.id)

    assert shown(choices) == "马上就要截止了，来不及再提醒。请尽快报送。"


async def test_a_reminder_in_some_days_comes_at_the_next_opening(office: Office) -> None:
    assert office.views.remind_at(1) == datetime(2020, 7, 21, 1, tzinfo=UTC)
    # In five days is a Saturday.
    assert office.views.remind_at(5) == datetime(2020, 7, 27, 1, tzinfo=UTC)


async def test_who_asked_to_be_reminded_reads_when_and_of_what_not(
    office: Office, bureau: int, zhang: Person
) -> None:
    ids = [(await office.duty(bureau, each)).id for each in ("forms", "summary")]
    until_at = datetime(2020, 8, 4, 1, tzinfo=UTC)
    snoozed = await office.filings.snooze(ids, zhang.actor, until_at)

    assert shown(await office.views.snoozed(zhang.chat_id, snoozed)) == (
        "好的，8月4日（周二）上午9:00再提醒您。\n这些在那之前就截止，照原计划提醒：报送备案表"
    )


async def test_items_each_have_a_button_that_survives_their_order(
    office: Office, bureau: int, zhang: Person
) -> None:
    duty = await office.duty(bureau)

    pressable = buttons(await office.views.items(zhang.chat_id, duty.id))

    assert [item_of(duty.deadline, b.action.argument) for b in pressable] == [
        "form_1",
        "form_2",
        None,  # all of them
    ]
    assert pressable[-1].label == "✅ 全部已报送"


async def test_the_answer_to_a_filed_item_names_what_is_left(
    office: Office, bureau: int, zhang: Person
) -> None:
    filed = await office.filings.file((await office.duty(bureau)).id, zhang.actor, item="form_1")

    assert (
        shown(await office.views.filed(zhang.chat_id, filed))
        == """\
报送备案表
✅ 已登记：重点项目备案表

还需报送：
• 参与开放活动的科研机构和大学备案表

[✅ 已报送：参与开放活动的科研机构和大学备案表]
[↩️ 撤回：重点项目备案表]"""
    )


async def test_who_files_second_reads_who_was_first(
    office: Office, bureau: int, zhang: Person
) -> None:
    li = await office.contact(bureau, "李娜", position=2)
    duty = await office.duty(bureau)
    await office.filings.file(duty.id, zhang.actor)

    filed = await office.filings.file(duty.id, li.actor)

    assert shown(await office.views.filed(li.chat_id, filed)) == (
        "报送备案表\n\n这一项已登记报送，无需重复。\n由张伟于7月20日（周一）上午10:00登记"
    )


async def test_who_takes_back_reads_that_it_is_owed_again(
    office: Office, bureau: int, zhang: Person
) -> None:
    duty = await office.duty(bureau)
    await office.filings.file(duty.id, zhang.actor)

    taken = await office.filings.take_back(duty.id, zhang.actor)
    nothing = await office.filings.take_back(duty.id, zhang.actor)

    assert shown(await office.views.taken_back(zhang.chat_id, taken)).startswith(
        "↩️ 已撤回：报送备案表。仍需报送，会照常提醒。"
    )
    assert shown(await office.views.taken_back(zhang.chat_id, nothing)) == "没有可以撤回的登记。"


async def test_not_us_offers_what_it_can_mean(office: Office, bureau: int, zhang: Person) -> None:
    forms, summary = [(await office.duty(bureau, each)).id for each in ("forms", "summary")]

    one = await office.views.not_us_choices(zhang.chat_id, [forms], Verb.NOT_US, forms)
    several = await office.views.not_us_choices(zhang.chat_id, [forms, summary], Verb.NOT_US_ALL, 1)

    leaving = [NotUs.HAND_OVER, NotUs.CONTACT]
    assert [b.action.argument for b in buttons(one)] == [*leaving, NotUs.UNIT, NotUs.BACK]
    assert [b.action.argument for b in buttons(several)] == [*leaving, NotUs.BACK]


async def test_of_what_was_filed_nobody_says_that_it_is_not_owed(
    office: Office, bureau: int, zhang: Person
) -> None:
    forms = (await office.duty(bureau)).id
    await office.filings.file(forms, zhang.actor)

    choices = await office.views.not_us_choices(zhang.chat_id, [forms], Verb.NOT_US, forms)

    assert NotUs.UNIT not in [b.action.argument for b in buttons(choices)]


async def test_mine_lets_a_contact_of_several_units_leave_each(
    office: Office, bureau: int, zhang: Person
) -> None:
    other = await office.unit("吉林市科学技术局", "city_bureaus")
    await office.contact(other, "张伟", person=zhang)
    await office.filings.sync()

    mine = await office.views.mine(zhang.chat_id)

    leaving = [b for b in buttons(mine) if b.action.verb == Verb.NOT_US]
    assert [b.label for b in leaving] == [
        "👤 换联系人：长春市科学技术局",
        "👤 换联系人：吉林市科学技术局",
    ]
    assert [b.action.id for b in leaving] == [
        (await office.duty(unit)).id for unit in (bureau, other)
    ]


async def test_back_shows_the_duty_as_it_stands(office: Office, bureau: int, zhang: Person) -> None:
    duty = await office.duty(bureau)

    before = shown(await office.views.again(zhang.chat_id, [duty.id], 1))
    await office.filings.file(duty.id, zhang.actor)
    after = shown(await office.views.again(zhang.chat_id, [duty.id], 1))

    assert before.startswith("⏰ 待办：报送备案表")
    assert after.startswith("报送备案表\n✅ 已报送")


async def test_leaving_and_disputing_are_answered(
    office: Office, bureau: int, zhang: Person
) -> None:
    unit = (await office.duty(bureau)).unit

    assert shown(await office.views.left(zhang.chat_id, [unit])) == (
        f"您已不再是{BUREAU}的联系人，不会再收到提醒。谢谢！"
    )
    assert shown(await office.views.disputed(zhang.chat_id)) == (
        "已转告工作人员。他们确认之前，仍会照常提醒。"
    )


Look = Callable[[Office, int, int], Awaitable[Message]]
LOOKS: dict[str, Look] = {
    "again": lambda office, chat, id: office.views.again(chat, [id], id),
    "items": lambda office, chat, id: office.views.items(chat, id),
    "who else": lambda office, chat, id: office.views.who_else(chat, [id]),
    "remind": lambda office, chat, id: office.views.remind_choices(chat, [id], Verb.REMIND, id),
    "not us": lambda office, chat, id: office.views.not_us_choices(chat, [id], Verb.NOT_US, id),
}


@pytest.mark.parametrize("look", LOOKS)
@pytest.mark.parametrize("who", ["stranger", "former contact", "contact of another unit", "staff"])
async def test_nobody_else_looks_at_a_duty_by_a_stolen_button(
    office: Office, bureau: int, zhang: Person, look: str, who: str
) -> None:
    duty = await office.duty(bureau)
    if who == "stranger":
        person = await office.stranger()
    elif who == "staff":
        person = await office.staff()  # staff have views of their own
    elif who == "former contact":
        person = await office.contact(bureau, "王芳")
        await office.leaves(person)
    else:
        person = await office.contact(await office.unit("吉林市科技局", "city_bureaus"), "赵强")

    with pytest.raises(NotYours):
        await LOOKS[look](office, person.chat_id, duty.id)


async def test_nobody_is_welcomed_to_a_unit_they_do_not_serve(
    office: Office, bureau: int, zhang: Person
) -> None:
    stranger = await office.stranger()

    with pytest.raises(NotYours):
        await office.views.welcome(stranger.chat_id, (await office.duty(bureau)).unit)


async def test_of_several_duties_only_ones_own_are_shown(
    office: Office, bureau: int, zhang: Person
) -> None:
    other = await office.unit("吉林市科技局", "city_bureaus")
    await office.filings.sync()
    ids = [(await office.duty(unit)).id for unit in (bureau, other)]

    assert "吉林市科技局" not in shown(await office.views.who_else(zhang.chat_id, ids))


@pytest.mark.parametrize(
    ("chosen", "listed", "app", "heading"),
    [
        ("en", "zh-Hant", "zh-hans", "📋 What you file"),
        (None, "zh-Hant", "zh-hans", "📋 您負責報送的事項"),
        (None, None, "pt", "📋 What you file"),
        (None, None, None, "📋 您负责报送的事项"),
    ],
)
async def test_a_contact_reads_the_language_chosen_then_listed_then_of_the_app(
    office: Office,
    bureau: int,
    zhang: Person,
    chosen: str | None,
    listed: str | None,
    app: str | None,
    heading: str,
) -> None:
    await office.prefers(zhang, chosen=chosen, listed=listed, app=app)

    assert shown(await office.views.mine(zhang.chat_id)).startswith(heading)


async def test_the_clock_of_the_office_decides_what_today_is(
    office: Office, bureau: int, zhang: Person
) -> None:
    office.clock.at = NOW.replace(day=30, hour=17)  # past midnight in Shanghai

    assert "截止：今天，7月31日（周五）" in shown(await office.views.mine(zhang.chat_id))
