"""The menu of commands in the running bot: there when it is due, and not asked for anew."""

from pathlib import Path

from bot.directory.staff import Role
from bot.sandbox import Fault, Sandbox
from tests.e2e.announcements.telling import member
from tests.e2e.conftest import running as serving
from tests.e2e.conftest import settings_for
from tests.e2e.nudging import running
from tests.e2e.test_permissions import START, UNIT


async def test_a_menu_comes_and_goes_with_what_somebody_may(knowledge_file: Path) -> None:
    async with running(settings_for, knowledge_file, START) as zhouzhi:
        sandbox, staff = zhouzhi.sandbox, zhouzhi.services.staff
        await zhouzhi.until(lambda: "audit" in sandbox.menu(zhouzhi.staff.chat_id))

        await zhouzhi.imports({UNIT: ["王敏"]})
        contact = await zhouzhi.joined(UNIT, "王敏")
        await zhouzhi.until(lambda: "mine" in sandbox.menu(contact.chat_id))

        publisher = await member(zhouzhi, "林红", Role.PUBLISHER)
        await zhouzhi.until(lambda: "invite" in sandbox.menu(publisher.chat_id))
        (added,) = [m for m in await staff.members() if m.address == publisher.chat_id]
        await zhouzhi.staff.says("/staff")
        await zhouzhi.staff.presses(f"移除：{added.name}")
        await zhouzhi.staff.presses(f"移除：{added.name}")
        await zhouzhi.until(lambda: "invite" not in sandbox.menu(publisher.chat_id))
        assert "follow" in sandbox.menu(publisher.chat_id)


async def test_a_refusal_to_take_menus_holds_up_no_answer_and_they_come_later(
    sandbox: Sandbox, knowledge_file: Path
) -> None:
    sandbox.faults.add(Fault(kind="retry_after", seconds=2, method="setMyCommands"))
    person = sandbox.add_person()

    async with serving(settings_for(sandbox, knowledge_file)):
        await sandbox.until(lambda: any(call.status == 429 for call in sandbox.calls))
        sandbox.send(person, "/start")
        message = await sandbox.reply(person, timeout=1.5)
        data = message["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        query = sandbox.press(person, message["message_id"], data)
        await sandbox.callback_answer(query, timeout=1.5)
        await sandbox.until(lambda: sandbox.menu(person))
