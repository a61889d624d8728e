"""The board: staff see a picture, who is missing and whom to call, and nudge or write to a unit."""

import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import update

from bot.database.tables import UnitGroupRow, UnitRow
from bot.delivery.message import Action
from bot.directory.staff import Role
from bot.filings.actions import item_token
from bot.filings.records import Actor
from bot.language import Language
from bot.reminders.board.actions import BoardVerb
from tests.databases import SqliteDatabases
from tests.e2e.conftest import DATA, NOW
from tests.handlers.conftest import opened
from tests.handlers.house import House

UNIT = "长春市科技局"
FORMS = "报送备案表"


@pytest.fixture
async def editor(house: House) -> int:
    """Who may look at the board, and have units nudged."""
    return await house.actor(Role.EDITOR)


def last(house: House, address: int) -> dict[str, Any]:
    """The last message that somebody got, or that was changed."""
    found: dict[str, Any] = house.sandbox.replies(address)[-1]
    return found


def content(house: House, file: dict[str, Any]) -> bytes:
    _, found = house.sandbox.service.world.files[file["file_id"]]
    return found.content


def buttons(message: dict[str, Any]) -> list[str]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


async def test_the_overview_leads_to_a_picture_with_the_numbers_under_it(
    house: House, editor: int
) -> None:
    (overview,) = await house.commands(editor, "board")
    await house.presses_label(editor, FORMS)

    assert FORMS in overview
    shown = last(house, editor)
    assert "未报送且联系不上 1" in shown["caption"]
    assert buttons(shown) == ["未报齐 1 家", "Excel", "🔔 全部提醒一次"]
    assert content(house, shown["photo"][-1]).startswith(b"\x89PNG")


async def test_while_no_unit_takes_part_it_says_what_comes_first(house: House, editor: int) -> None:
    async with house.database.writing() as session:
        await session.execute(update(UnitRow).values(removed_at=NOW))

    (told,) = await house.commands(editor, "board")

    assert told == house.texts[Language.HANS]("board.nothing")


async def test_from_the_picture_to_a_unit_and_back_in_one_message(
    house: House, editor: int
) -> None:
    await house.actor("contact")
    await shows(house, editor)
    await house.presses_label(editor, "未报齐")
    listed = last(house, editor)
    before = len(house.sandbox.replies(editor))

    await house.presses_label(editor, UNIT)
    unit = last(house, editor)
    await house.presses_label(editor, "‹ 返回")

    assert buttons(listed) == [f"🔴 {UNIT}", "📊 报送情况"]
    assert "王敏" in unit["text"]
    assert "上次提醒：无" in unit["text"]
    assert last(house, editor)["text"] == listed["text"]
    assert len(house.sandbox.replies(editor)) == before


async def test_a_unit_is_nudged_once_a_day_and_its_message_then_says_when(
    house: House, editor: int
) -> None:
    await house.actor("contact")
    unit = Action(BoardVerb.UNIT, house.obligation_id)
    await house.presses(editor, unit)

    nudge = Action(BoardVerb.NUDGE, house.obligation_id)
    first = await house.presses(editor, nudge)
    second = await house.presses(editor, nudge)

    assert f"正在提醒{UNIT}" in "".join(first)
    assert f"没有提醒{UNIT}" in "".join(second)
    await house.presses(editor, unit)
    assert "下次提醒：7月24日" in last(house, editor)["text"]


async def test_to_nudge_all_is_asked_once_more_with_how_many(house: House, editor: int) -> None:
    await house.actor("contact")
    await shows(house, editor)

    await house.presses_label(editor, "全部提醒一次")
    asked = last(house, editor)
    await house.presses_label(editor, "提醒 1 家")
    done = last(house, editor)

    assert "将提醒 1 家单位，确定吗？" in asked["text"]
    assert "正在提醒 1 家单位" in done["text"]
    assert done["message_id"] == asked["message_id"]
    await house.presses(editor, Action(BoardVerb.NUDGE_ALL, 0, house.argument_for("bN")))
    assert "已排定提醒：1" in last(house, editor)["text"]


async def test_one_tap_begins_a_letter_to_the_unit(house: House, editor: int) -> None:
    await house.actor("contact")
    await house.presses(editor, Action(BoardVerb.UNIT, house.obligation_id))

    (draft,) = await house.presses_label(editor, "给他们写消息")

    assert f"发给：{UNIT}的联系人（现有 1 人）" in draft


async def test_the_sheet_has_a_row_for_each_unit(house: House, editor: int) -> None:
    await house.actor("contact")
    await shows(house, editor)

    (name,) = await house.presses_label(editor, "Excel")

    file = io.BytesIO(content(house, last(house, editor)["document"]))
    header, row = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert name == "报送情况-2020-07-24.xlsx"
    told = dict(zip(header, row, strict=True))
    assert told["单位"] == UNIT
    assert told["状态"] == "未报送"
    assert told["截止"] == "2020-08-01 00:00"
    assert str(told["联系人"]).startswith("王敏")


async def test_by_group_it_leads_to_who_is_missing_of_each(house: House, editor: int) -> None:
    await another_unit(house, "吉林省博物院", "units")
    await shows(house, editor)

    await house.presses_label(editor, "分组查看")
    groups = last(house, editor)
    await house.presses_label(editor, "各有关单位：1")

    assert "各市（州）科技局" in groups["text"]
    assert buttons(last(house, editor)) == ["⚫ 吉林省博物院", "📊 报送情况"]
    assert last(house, editor)["message_id"] == groups["message_id"]


async def test_a_long_list_is_turned_page_by_page(house: House, editor: int) -> None:
    for number in range(8):
        await another_unit(house, f"第{number}科", "city_bureaus")
    await shows(house, editor)

    await house.presses_label(editor, "未报齐 9 家")
    first = last(house, editor)
    await house.presses_label(editor, "下一页")
    second = last(house, editor)
    await house.presses_label(editor, "上一页")

    assert len(buttons(first)) == 8 + 2
    assert "第 2/2 页" in second["text"]
    assert len(buttons(second)) == 1 + 2
    assert last(house, editor)["text"] == first["text"]


async def test_who_has_seen_to_a_unit_is_back_where_it_stood(house: House, editor: int) -> None:
    for number in range(9):
        await another_unit(house, f"第{number}局", "city_bureaus")
    await another_unit(house, "吉林省博物院", "units")
    await shows(house, editor)
    await house.presses_label(editor, "分组查看")
    await house.presses_label(editor, "各市（州）科技局：10")
    await house.presses_label(editor, "下一页")
    listed = last(house, editor)

    await house.presses_label(editor, "第8局")
    await house.presses_label(editor, "现在提醒")
    await house.presses_label(editor, "‹ 返回")

    (changed,) = [
        each for each in house.sandbox.replies(editor) if each["message_id"] == listed["message_id"]
    ]
    assert "第 2/2 页" in changed["text"]
    assert (changed["text"], buttons(changed)) == (listed["text"], buttons(listed))


async def test_more_groups_than_telegram_takes_buttons_are_turned_page_by_page(
    house: House, editor: int
) -> None:
    for number in range(120):
        await another_unit(
            house, f"第{number}局", "city_bureaus", region=f"第{number}市", owes=False
        )
    await house.services.filings.sync()
    await shows(house, editor)

    await house.presses_label(editor, "分组查看")
    first = last(house, editor)
    await house.presses_label(editor, "下一页")
    second = last(house, editor)

    assert buttons(first) == [f"第{n}市：1" for n in range(8)] + ["下一页 ›", "📊 报送情况"]
    assert "第 2/16 页" in second["text"]
    assert "第8市：1" in buttons(second)
    assert second["message_id"] == first["message_id"]


async def test_a_long_name_of_a_group_leaves_room_for_how_many_are_missing(
    house: House, editor: int
) -> None:
    await another_unit(house, "一局", "city_bureaus", region="延边朝鲜族自治州" * 5)
    await shows(house, editor)

    await house.presses_label(editor, "分组查看")

    label = buttons(last(house, editor))[0]
    assert label.startswith("延边朝鲜族自治州") and label.endswith("…：1")
    assert len(label) < 30


async def test_the_sheet_tells_groups_from_regions(house: House, editor: int) -> None:
    await another_unit(house, "四平市科技局", "city_bureaus", region="四平市")
    await shows(house, editor)

    await house.presses_label(editor, "Excel")

    file = io.BytesIO(content(house, last(house, editor)["document"]))
    _, *rows = CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python()
    assert [row[:3] for row in rows] == [
        ["四平市科技局", "四平市", "各市（州）科技局"],
        [UNIT, "", "各市（州）科技局"],
    ]


async def test_the_sheet_names_who_filed_last(house: House, editor: int) -> None:
    contact = await house.services.chats.seen(await house.actor("contact"))
    staff = await house.services.chats.seen(editor)
    summary = (await house.services.filings.duties())[1]
    first, second, _ = (item.id for item in summary.items)
    file = house.services.filings.file
    await file(summary.id, Actor(chat_id=contact.id), item=first)
    house.clock.set(NOW + timedelta(hours=2))
    await file(summary.id, Actor(chat_id=staff.id, is_staff=True), item=second)
    await house.presses(editor, Action(BoardVerb.SHEET, 0, item_token(summary.deadline.id)))

    sheet = io.BytesIO(content(house, last(house, editor)["document"]))
    header, row = CalamineWorkbook.from_filelike(sheet).get_sheet_by_index(0).to_python()

    told = dict(zip(header, row, strict=True))
    assert told["状态"] == "部分报送"
    assert (told["报送时间"], told["登记人"]) == ("2020-07-24 11:00", "工作人员")


async def test_of_a_unit_that_need_not_file_nothing_stands_open(house: House, editor: int) -> None:
    boss = await house.services.chats.seen(editor)
    actor = Actor(chat_id=boss.id, is_staff=True)
    await house.services.filings.waive(house.obligation_id, actor)

    await house.presses(editor, Action(BoardVerb.UNIT, house.obligation_id))

    shown = last(house, editor)["text"]
    assert "无需报送" in shown and "⬜" not in shown


async def test_outside_sending_hours_it_is_said_when_all_would_be_nudged(
    house: House, editor: int
) -> None:
    await house.actor("contact")
    house.clock.set(NOW + timedelta(hours=12))

    (asked,) = await house.presses(
        editor, Action(BoardVerb.NUDGE_ALL, 0, house.argument_for(BoardVerb.NUDGE_ALL))
    )

    assert "将于7月27日（周一）上午9:00提醒 1 家单位" in asked


async def test_where_all_are_waived_the_picture_says_so_and_no_share(
    house: House, editor: int
) -> None:
    boss = await house.services.chats.seen(editor)
    actor = Actor(chat_id=boss.id, is_staff=True)
    await house.services.filings.waive(house.obligation_id, actor)

    token = house.argument_for(BoardVerb.SHOW)
    shown = await house.services.board_views.deadline(actor, token)

    texts = [label.text for label in shown.picture.labels]
    assert "都无需报送" in texts
    assert not any("%" in text for text in texts)


async def test_a_title_that_is_longer_than_a_caption_is_cut(
    sqlite: SqliteDatabases, tmp_path: Path
) -> None:
    written = json.loads(DATA.read_text("utf-8"))
    for deadline in written["deadline"].values():
        deadline["title"] = "请<务必>报送" * 200
    path = tmp_path / "knowledge.json"
    path.write_text(json.dumps(written), "utf-8")
    async with opened(sqlite, path) as house:
        editor = await house.actor(Role.EDITOR)
        await shows(house, editor)
        shown = last(house, editor)
        await house.presses_label(editor, "Excel")

    assert shown["photo"] and len(shown["caption"]) <= 1024
    assert len(last(house, editor)["caption"]) <= 1024


async def another_unit(
    house: House, name: str, group: str, *, region: str | None = None, owes: bool = True
) -> None:
    """A unit more; `owes`: at once, and not when all are synchronised."""
    async with house.database.writing() as session:
        unit = UnitRow(key=name, name={"zh-Hans": name}, region=region, created_at=NOW)
        session.add(unit)
        await session.flush()
        session.add(UnitGroupRow(unit_id=unit.id, group=group))
    if owes:
        await house.services.filings.sync()


async def test_once_all_have_filed_nobody_is_left_to_be_nudged(house: House, editor: int) -> None:
    boss = await house.services.chats.seen(editor)
    await house.services.filings.file(house.obligation_id, Actor(chat_id=boss.id, is_staff=True))

    await shows(house, editor)

    assert "已报送 1" in last(house, editor)["caption"]
    assert buttons(last(house, editor)) == ["Excel"]


async def test_a_deadline_that_is_gone_is_refused_in_words(house: House, editor: int) -> None:
    (told,) = await house.presses(editor, Action(BoardVerb.SHOW, 0, "AAAAAAAA"))

    assert told == house.texts[Language.HANS]("units.error.deadline-unknown")


async def test_of_a_unit_that_has_gone_staff_are_told_that_nothing_is_owed(
    house: House, editor: int
) -> None:
    await shows(house, editor)
    await house.presses_label(editor, "未报齐")
    async with house.database.writing() as session:
        await session.execute(update(UnitRow).values(removed_at=NOW))

    (told,) = await house.presses_label(editor, UNIT)

    assert told == house.texts[Language.HANS]("units.error.not-owed")


async def shows(house: House, address: int) -> None:
    """Show the picture of the deadline that the unit owes first."""
    await house.presses(address, Action(BoardVerb.SHOW, 0, house.argument_for(BoardVerb.SHOW)))
