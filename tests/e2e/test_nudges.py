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

    notice = await contact.presses("都已报送")
    assert notice is not None
    assert "已登记" in notice
    await zhouzhi.runs_to("08-10 12:00")

    assert contact.heard() == ["receipt"]
    assert colleague.heard() == ["welcome"]
    assert other.nudged_at() == RUNGS
