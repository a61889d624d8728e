"""Staff send a list of units in the chat: looked through first, imported when they agree."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest

from bot.channels.telegram import lanes
from tests.e2e.conftest import ROOT, settings_for
from tests.e2e.nudging import Zhouzhi, buttons_of, running

START = datetime.fromisoformat("2020-07-15T10:00+08:00")
UNIT = "长春市科技局"
HEADER = "单位,组别,联系人\n"
LIST = f"{HEADER}{UNIT},各市（州）科技局,王敏\n"
OTHER = "吉林市科技局,各市（州）科技局,赵强\n"


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lanes, "_CHAT_SECONDS", 0.0)


@pytest.fixture
async def zhouzhi(knowledge_file: Path) -> AsyncIterator[Zhouzhi]:
    async with running(settings_for, knowledge_file, START) as zhouzhi:
        yield zhouzhi


async def names(zhouzhi: Zhouzhi) -> list[str]:
    return [str(unit.name) for unit in await zhouzhi.services.units.all_units()]


def last_text(zhouzhi: Zhouzhi) -> str:
    text: str = zhouzhi.staff.messages()[-1]["text"]
    return text


async def test_a_list_changes_nothing_until_somebody_agrees(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.staff.sends("units.csv", LIST.encode())
    assert UNIT in last_text(zhouzhi)
    assert await names(zhouzhi) == []

    await zhouzhi.staff.presses("取消")
    assert await names(zhouzhi) == []
    assert not any(buttons_of(message) for message in zhouzhi.staff.messages())


async def test_the_example_list_is_imported_and_again_changes_nothing(zhouzhi: Zhouzhi) -> None:
    example = (ROOT / "data" / "units.example.xlsx").read_bytes()
    await zhouzhi.staff.sends("单位.xlsx", example)
    await zhouzhi.staff.presses("导入")
    imported = await names(zhouzhi)
    assert len(imported) > 60

    await zhouzhi.staff.sends("单位.xlsx", example)

    assert "不需要导入" in last_text(zhouzhi)
    assert await names(zhouzhi) == imported


async def test_every_mistake_is_told_with_its_row(zhouzhi: Zhouzhi) -> None:
    wrong = f"{HEADER}{UNIT},没有的组别,王敏\n,各市（州）科技局,\n吉林市科技局,,赵强\n"
    await zhouzhi.staff.sends("units.csv", wrong.encode())

    told = last_text(zhouzhi)
    assert "第2行" in told
    assert "没有的组别" in told
    assert "第4行" in told
    assert not buttons_of(zhouzhi.staff.messages()[-1])


async def test_very_many_mistakes_come_as_a_file(zhouzhi: Zhouzhi) -> None:
    rows = "".join(f"单位{number},没有的组别,某人\n" for number in range(60))
    await zhouzhi.staff.sends("units.csv", (HEADER + rows).encode())

    message = zhouzhi.staff.messages()[-1]
    assert message["document"]["file_name"] == "名单问题.txt"
    _, file = zhouzhi.sandbox.service.world.files[message["document"]["file_id"]]
    assert file.content.decode("utf-8-sig").count("没有的组别") >= 60


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02", "您好".encode()])
async def test_what_is_no_list_is_refused_in_a_sentence(zhouzhi: Zhouzhi, content: bytes) -> None:
    await zhouzhi.staff.sends("units.xlsx", content)

    assert last_text(zhouzhi)
    assert await names(zhouzhi) == []


@pytest.mark.parametrize("is_size_told", [True, False])
@pytest.mark.parametrize("size", [10_000_001, 21_000_000])
async def test_a_file_that_is_too_large_is_refused_whether_or_not_its_size_is_told(
    zhouzhi: Zhouzhi, monkeypatch: pytest.MonkeyPatch, size: int, is_size_told: bool
) -> None:
    world, described = zhouzhi.sandbox.service.world, zhouzhi.sandbox.service.world.described
    if not is_size_told:
        monkeypatch.setattr(world, "described", lambda id: {**described(id), "file_size": None})

    await zhouzhi.staff.sends("units.csv", LIST.encode().ljust(size))

    assert "10" in last_text(zhouzhi)
    assert "MB" in last_text(zhouzhi)
    assert await names(zhouzhi) == []


async def test_of_two_lists_the_one_is_imported_that_was_agreed_to(zhouzhi: Zhouzhi) -> None:
    """Nothing of them is remembered: the answer quotes its list, which Telegram still has."""
    await zhouzhi.staff.sends("units.csv", LIST.encode())
    await zhouzhi.staff.sends("other.csv", (LIST + OTHER).encode())
    first, _ = (m for m in zhouzhi.staff.messages() if "导入" in "".join(buttons_of(m)))
    data = next(data for label, data in buttons_of(first).items() if "导入" in label)

    await zhouzhi.staff.presses_data(first["message_id"], data)

    assert len(await names(zhouzhi)) == 1


async def test_what_a_list_lacks_goes_only_if_that_is_wanted(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.staff.sends("units.csv", (LIST + OTHER).encode())
    await zhouzhi.staff.presses("导入")
    await zhouzhi.staff.sends("units.csv", LIST.encode())
    await zhouzhi.staff.presses("移除")

    assert len(await names(zhouzhi)) == 1


async def test_the_sheet_of_invitations_lets_everybody_in(zhouzhi: Zhouzhi) -> None:
    await zhouzhi.imports({UNIT: ["王敏"], "吉林市科技局": ["赵强"]})
    await zhouzhi.staff.says("/invite")
    await zhouzhi.staff.presses("邀请单")

    (document,) = (m["document"] for m in zhouzhi.staff.messages() if "document" in m)
    _, file = zhouzhi.sandbox.service.world.files[document["file_id"]]
    assert file.content.decode().count("start=u") >= 2
    await zhouzhi.staff.says("/invite")
    assert "都已加入，或已有有效的邀请" in last_text(zhouzhi)
