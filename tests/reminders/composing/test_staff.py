"""What staff read: who has not filed, and what needs a person."""

from datetime import UTC, datetime

import pytest

from bot.delivery.model import Purpose
from bot.delivery.problems import Problem, ProblemKind
from bot.filings.actions import Verb
from bot.filings.errors import NotStaff
from tests.filings.world import Person
from tests.reminders.composing.office import Office, buttons, shown

SUBJECT = "deadline/forms/2020-07-31"
DAY_BEFORE = datetime(2020, 7, 30, 2, tzinfo=UTC)
MONDAY_AFTER = datetime(2020, 8, 3, 2, tzinfo=UTC)


@pytest.fixture
async def staff(office: Office) -> Person:
    return await office.staff()


@pytest.fixture
async def units(office: Office, zhang: Person) -> dict[str, int]:
    """Four units: heard of, not joined, unreachable, and one with nobody on the list."""
    association = await office.unit("长春市科协", "city_cast", region="长春市")
    other_city = await office.unit("吉林市科技局", "city_bureaus", region="吉林市")
    university = await office.unit("北方大学", "units")
    await office.filings.sync()
    await office.blocks(await office.contact(other_city, "赵强", phone="0432-1"))
    await office.expected(university, "孙老师", phone="0431-444")
    return {"association": association, "other_city": other_city, "university": university}


async def test_ahead_of_a_deadline_staff_read_whom_to_call(
    office: Office, bureau: int, zhang: Person, staff: Person, units: dict[str, int]
) -> None:
    await office.filings.react([(await office.duty(bureau)).id], zhang.actor)
    await office.filings.file((await office.duty(units["association"])).id, staff.actor)
    office.clock.at = DAY_BEFORE

    assert (
        await office.read(await office.digest(staff, "1", SUBJECT))
        == """\
📋 报送备案表：报送情况
截止：明天，7月31日（周五）
已报送 1 · 未报送 3 · 联系不上 1 · 未加入 1

还没有回应、需要打电话的单位：

吉林市
• 吉林市科技局（联系不上）：赵强 0432-1

各有关单位
• 北方大学（未加入）：孙老师 0431-444

[📊 报送情况]"""
    )


async def test_ahead_of_a_deadline_nothing_is_sent_when_everybody_has_reacted(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    await office.filings.react([(await office.duty(bureau)).id], zhang.actor)
    office.clock.at = DAY_BEFORE
    digest = await office.digest(staff, "1", SUBJECT)

    assert (await office.compose(digest)).withdrawn == {digest.id: "nobody to call"}


async def test_after_a_deadline_staff_read_who_is_late(
    office: Office, bureau: int, zhang: Person, staff: Person, units: dict[str, int]
) -> None:
    await office.filings.file((await office.duty(bureau)).id, zhang.actor, item="form_1")
    await office.filings.waive((await office.duty(units["association"])).id, staff.actor)
    await office.filings.file((await office.duty(units["university"])).id, staff.actor)
    office.clock.at = MONDAY_AFTER

    assert (
        await office.read(await office.digest(staff, "overdue", SUBJECT))
        == """\
📋 报送备案表：报送情况
已于7月31日（周五）截止
已报送 1 · 部分报送 1 · 未报送 1 · 无需报送 1 · 联系不上 1

逾期未报齐的单位：

长春市
• 长春市科学技术局（部分已报）：张伟 0431-1111

吉林市
• 吉林市科技局（联系不上）：赵强 0432-1

[📊 报送情况]"""
    )


async def test_after_a_deadline_that_all_kept_staff_read_that(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    await office.filings.file((await office.duty(bureau)).id, zhang.actor)
    office.clock.at = MONDAY_AFTER

    assert (
        await office.read(await office.digest(staff, "overdue", SUBJECT))
        == """\
📋 报送备案表：报送情况
已于7月31日（周五）截止
已报送 1

✅ 所有单位都已报送，无需再催。

[📊 报送情况]"""
    )


async def test_a_unit_with_an_extension_is_not_among_those_of_the_earlier_day(
    office: Office, bureau: int, staff: Person, units: dict[str, int]
) -> None:
    until_at = datetime(2020, 8, 10, 16, tzinfo=UTC)
    await office.filings.extend((await office.duty(bureau)).id, until_at, staff.actor)
    office.clock.at = MONDAY_AFTER

    text = await office.read(await office.digest(staff, "overdue", SUBJECT))

    assert "长春市科学技术局" not in text


async def test_a_long_digest_is_cut_to_one_message_and_says_how_many_more(
    office: Office, staff: Person
) -> None:
    await office.many_units(300)
    await office.filings.sync()
    office.clock.at = DAY_BEFORE

    text = await office.read(await office.digest(staff, "1", SUBJECT))

    listed = text.count("\n• ")
    assert 150 < listed < 300
    assert f"……另有{300 - listed}个单位，详见 /late" in text
    assert len(text.encode("utf-16-le")) // 2 < 4096


async def test_late_lists_every_unit_in_as_many_messages_as_it_needs(
    office: Office, staff: Person
) -> None:
    names = await office.many_units(300)
    await office.filings.sync()

    messages = [shown(each) for each in await office.staff_views.late(staff.actor)]

    assert len(messages) >= 4
    assert all(len(text.encode("utf-16-le")) // 2 < 4096 for text in messages)
    for_forms = "\n".join(messages[: len(messages) // 2])
    assert all(f"• {name}：" in for_forms for name in names)


async def test_late_is_for_staff(office: Office, zhang: Person) -> None:
    with pytest.raises(NotStaff):
        await office.staff_views.late(zhang.actor)


@pytest.mark.parametrize("purpose", [Purpose.DIGEST, Purpose.NOTE])
async def test_who_is_staff_no_longer_reads_nothing(
    office: Office, bureau: int, zhang: Person, purpose: Purpose
) -> None:
    delivery = await office.plan(await office.duty(bureau), zhang, purpose=purpose)

    assert (await office.compose(delivery)).withdrawn == {delivery.id: "no longer staff"}


async def test_a_digest_waits_for_working_hours(office: Office, bureau: int, staff: Person) -> None:
    digest = await office.digest(staff, "overdue", SUBJECT)
    office.clock.at = datetime(2020, 8, 1, 4, tzinfo=UTC)  # a Saturday

    deferred = (await office.compose(digest)).deferred

    assert deferred == {digest.id: datetime(2020, 8, 3, 1, tzinfo=UTC)}


async def test_staff_decide_when_a_unit_says_that_it_does_not_owe_something(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    duty = await office.duty(bureau)
    await office.filings.dispute(duty.id, zhang.actor)
    note = await office.latest(Purpose.NOTE)

    message = (await office.compose(note)).message

    assert (
        await office.read(note)
        == """\
🚫 长春市科学技术局表示不需要报送：报送备案表
截止：7月31日（周五），还有11天
反映人：张伟 0431-1111

请确认。确认之前，仍会照常提醒。

[无需报送][仍需报送]
[✅ 已报送]"""
    )
    verbs = [Verb.STAFF_WAIVE, Verb.STAFF_KEEP, Verb.STAFF_FILED]
    assert [(b.action.verb, b.action.id) for b in buttons(message)] == [
        (verb, duty.id) for verb in verbs
    ]


async def test_what_was_decided_meanwhile_needs_no_note(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    duty = await office.duty(bureau)
    await office.filings.dispute(duty.id, zhang.actor)
    note = await office.latest(Purpose.NOTE)
    await office.filings.waive(duty.id, staff.actor)

    assert (await office.compose(note)).withdrawn == {note.id: "settled"}


async def test_staff_learn_that_a_contact_cannot_be_reached_and_who_is_next(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    await office.contact(bureau, "李娜", position=2, phone="0431-2222")
    nudge = await office.plan(await office.duty(bureau), zhang)
    await office.troubles.unreachable([nudge], "blocked")
    await office.troubles.unreachable([nudge], "blocked")  # told twice, after a crash

    (note,) = await office.deliveries(purpose=Purpose.NOTE)

    assert (
        await office.read(note)
        == """\
⚠️ 联系不上：张伟 0431-1111
单位：长春市科学技术局

发给对方的消息被 Telegram 退回：对方屏蔽了机器人，或已注销账号。

之后改为提醒：李娜 0431-2222"""
    )


async def test_nobody_left_to_remind_is_said(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)
    await office.troubles.unreachable([nudge], "blocked")

    text = await office.read(await office.latest(Purpose.NOTE))

    assert "该单位没有其他能收到提醒的联系人，请打电话。" in text


async def test_who_can_be_reached_again_needs_no_note(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)
    await office.troubles.unreachable([nudge], "blocked")
    note = await office.latest(Purpose.NOTE)
    await office.chats.mark_reachable(nudge.address)

    assert (await office.compose(note)).withdrawn == {note.id: "settled"}


async def test_staff_learn_of_a_message_that_was_refused(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    nudge = await office.plan(await office.duty(bureau), zhang)
    await office.troubles.problem(Problem(ProblemKind.REFUSED, "Bad Request", [nudge]))

    assert (
        await office.read(await office.latest(Purpose.NOTE))
        == """\
⚠️ 一条消息没有送达
单位：长春市科学技术局
收件人：张伟 0431-1111
事项：报送备案表
原因：Bad Request"""
    )


async def test_a_note_that_fails_makes_no_note(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    await office.filings.dispute((await office.duty(bureau)).id, zhang.actor)
    note = await office.latest(Purpose.NOTE)

    await office.troubles.problem(Problem(ProblemKind.REFUSED, "Bad Request", [note]))

    assert await office.deliveries(purpose=Purpose.NOTE) == [note]


async def test_staff_see_one_duty_and_what_they_decided(
    office: Office, bureau: int, zhang: Person, staff: Person
) -> None:
    duty = await office.duty(bureau)

    seen = [shown(await office.staff_views.duty(staff.actor, duty))]
    waived = await office.filings.waive(duty.id, staff.actor)
    answer = shown(await office.staff_views.decided(staff.actor, waived))
    seen.append(shown(await office.staff_views.duty(staff.actor, waived)))
    filed = await office.filings.file(duty.id, staff.actor)
    seen.append(shown(await office.staff_views.duty(staff.actor, filed.duty)))

    assert answer == "好的：长春市科学技术局无需报送“报送备案表”，不再提醒。"
    assert [text.rpartition("\n\n")[2] for text in seen] == [
        "[无需报送][仍需报送]\n[✅ 已报送]",
        "[仍需报送]",
        "[↩️ 撤回]",
    ]
