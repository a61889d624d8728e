"""What a contact reads once something was filed, or is late."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.model import Purpose
from bot.knowledge.text import Text
from tests.filings.world import NOW, Person, with_deadline
from tests.reminders.composing.office import Office


async def test_a_receipt_tells_what_was_filed_when_and_by_whom(
    office: Office, bureau: int, zhang: Person
) -> None:
    await office.filings.file((await office.duty(bureau)).id, zhang.actor)

    assert (
        await office.read(await office.latest(Purpose.RECEIPT))
        == """\
✅ 已登记报送：报送备案表
单位：长春市科学技术局
由张伟于7月20日（周一）上午10:00登记

已报送：
• 重点项目备案表
• 参与开放活动的科研机构和大学备案表

这一项不会再提醒贵单位的任何人，谢谢！如果登记有误，可以撤回。

[↩️ 撤回]"""
    )


async def test_a_receipt_for_what_staff_filed_names_staff(
    office: Office, bureau: int, zhang: Person
) -> None:
    staff = await office.staff()
    await office.filings.file((await office.duty(bureau)).id, staff.actor)

    text = await office.read(await office.latest(Purpose.RECEIPT))

    assert "由工作人员于7月20日（周一）上午10:00登记" in text


async def test_a_receipt_comes_at_night_as_well(office: Office, bureau: int, zhang: Person) -> None:
    office.clock.at = NOW + timedelta(hours=12)
    await office.filings.file((await office.duty(bureau)).id, zhang.actor)

    assert "✅" in await office.read(await office.latest(Purpose.RECEIPT))


async def test_of_what_was_taken_back_there_is_no_receipt(
    office: Office, bureau: int, zhang: Person
) -> None:
    duty = await office.duty(bureau)
    await office.filings.file(duty.id, zhang.actor)
    receipt = await office.latest(Purpose.RECEIPT)
    await office.filings.take_back(duty.id, zhang.actor)

    assert (await office.compose(receipt)).withdrawn == {receipt.id: "taken back"}


async def test_a_unit_that_is_late_reads_what_is_missing_and_whom_to_call(
    office: Office, bureau: int, zhang: Person
) -> None:
    duty = await office.duty(bureau)
    await office.filings.file(duty.id, zhang.actor, item="form_2")
    overdue = await office.plan(duty, zhang, purpose=Purpose.OVERDUE)
    office.clock.at = datetime(2020, 8, 3, 1, tzinfo=UTC)

    assert (
        await office.read(overdue)
        == """\
📌 已过截止时间：报送备案表
已于7月31日（周五）截止
单位：长春市科学技术局

目前还没有登记报送：
• 重点项目备案表

如果已经报送，请按“已报送”告诉我们；如果还没有，请尽快报送，有困难请及时联系。

报送和咨询：省科技厅政策法规与创新体系建设处
联系人：杨璐、孟庆国、卢晓冬
电话：0431-88975471、0431-88950700
邮箱：jlskjtfgc@163.com

[✅ 已报送]
[👥 还有谁？][🚫 不归我们…]"""
    )


async def test_what_is_stated_about_being_late_is_said_and_nothing_else(
    office: Office, bureau: int, zhang: Person
) -> None:
    late = Text.of("逾期不再受理")
    office.knowledge = with_deadline(office.knowledge, "forms", late=late)
    overdue = await office.plan(await office.duty(bureau), zhang, purpose=Purpose.OVERDUE)
    office.clock.at = datetime(2020, 8, 3, 1, tzinfo=UTC)

    assert "关于逾期：逾期不再受理" in await office.read(overdue)


@pytest.mark.parametrize("done", ["file", "extend"])
async def test_what_is_late_no_longer_is_not_called_late(
    office: Office, bureau: int, zhang: Person, done: str
) -> None:
    staff = await office.staff()
    duty = await office.duty(bureau)
    overdue = await office.plan(duty, zhang, purpose=Purpose.OVERDUE)
    office.clock.at = datetime(2020, 8, 3, 1, tzinfo=UTC)
    if done == "file":
        await office.filings.file(duty.id, zhang.actor)
    else:
        await office.filings.extend(duty.id, datetime(2020, 8, 10, 16, tzinfo=UTC), staff.actor)

    composed = await office.compose(overdue)

    assert composed.message is None
    assert list(composed.withdrawn) == [overdue.id]


async def test_an_overdue_note_waits_for_working_hours(
    office: Office, bureau: int, zhang: Person
) -> None:
    overdue = await office.plan(await office.duty(bureau), zhang, purpose=Purpose.OVERDUE)
    office.clock.at = datetime(2020, 8, 1, 4, tzinfo=UTC)  # a Saturday

    composed = await office.compose(overdue)

    assert composed.deferred == {overdue.id: datetime(2020, 8, 3, 1, tzinfo=UTC)}
