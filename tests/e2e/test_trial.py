"""All of it in a real browser, as `make try` starts it: from the list of units to who is late."""

import os
import re
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Page, async_playwright, expect

from bot.sandbox import PERSONAS
from tests.e2e.conftest import ROOT

STAFF = next(each.chat_id for each in PERSONAS if each.role == "staff")
CONTACT, OTHER_CONTACT = (each.chat_id for each in PERSONAS if each.role == "unit")
A_DAY_A_SECOND = '[data-rate="86400"]'


@pytest.fixture
def page_url() -> Iterator[str]:
    """Where the trial says that its page is."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "try", "--port", "0"],
        cwd=ROOT,
        env=os.environ
        | {"LANG": "zh_CN.UTF-8", "LC_ALL": "", "DISPLAY": "", "WAYLAND_DISPLAY": ""},
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with process:
        assert process.stdout is not None
        found = re.search(r"http://[^ ]+/", process.stdout.readline())
        assert found is not None
        yield found[0]
        process.terminate()


@pytest.fixture
async def page(chromium: str, page_url: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        flags = ["--no-sandbox", "--disable-gpu"]
        browser = await playwright.chromium.launch(executable_path=chromium, args=flags)
        context = await browser.new_context(locale="zh-CN")
        context.set_default_timeout(30_000)
        expect.set_options(timeout=30_000)
        page = await context.new_page()
        await page.goto(page_url)
        yield page
        await browser.close()


async def become(page: Page, persona: int) -> None:
    await page.locator(f'#personas [data-chat="{persona}"]').click()


async def write(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#input").press("Enter")


async def press(page: Page, label: str) -> None:
    await page.locator("#log").get_by_role("button", name=label).last.click()


async def let_in(page: Page, unit: str, contact: str, persona: int) -> None:
    """As staff, invite a contact; as the contact, open the link."""
    await become(page, STAFF)
    await write(page, f"/invite {unit}")
    await press(page, contact)
    invitation = page.locator("#log .message", has_text=f"{contact}您好")
    await invitation.get_by_role("link", name="start=u").click()
    await page.locator(f'#open-as-list [data-chat="{persona}"]').click()
    await expect(page.locator("#log")).to_contain_text("欢迎")


async def run_until(page: Page, day: str) -> None:
    """Let a day pass each second until a day is there."""
    await page.locator(A_DAY_A_SECOND).click()
    await expect(page.locator("#clock-day")).to_contain_text(re.compile(day))
    await page.locator('[data-rate="1"]').click()


async def test_from_the_list_of_units_to_who_is_late(page: Page) -> None:
    log = page.locator("#log")
    await become(page, STAFF)
    await page.locator("#file").set_input_files(ROOT / "data" / "units.example.xlsx")
    await page.locator(".send").click()
    await press(page, "✅ 导入")
    await expect(log).to_contain_text("已导入")
    await let_in(page, "长春市科技局", "王敏", CONTACT)
    await let_in(page, "长春市委宣传部", "赵强", OTHER_CONTACT)

    # The nudge comes on the 28th at nine; the day may be stopped at before that hour.
    await run_until(page, "7月29日")
    await become(page, CONTACT)
    await expect(log).to_contain_text("还有3天")
    await press(page, "全部已报送")
    await expect(log).to_contain_text("已登记报送")
    count = await log.locator(".message").count()

    # The deadline was a Friday; the next working day is the 3rd.
    await run_until(page, "8月[456]日")
    await expect(log.locator(".message")).to_have_count(count)
    await become(page, OTHER_CONTACT)
    await expect(log).to_contain_text("待办")
    await expect(log).to_contain_text("已过截止时间")

    await become(page, STAFF)
    await expect(log).to_contain_text("逾期未报齐的单位")
    digest = log.locator(".message", has_text="逾期未报齐的单位").last
    await expect(digest).to_contain_text("中共长春市委宣传部：赵强")
    await expect(digest).not_to_contain_text("长春市科技局：王敏")

    await press(page, "📊 报送情况")
    picture = log.locator("img").last
    await expect(picture).to_be_visible()
    await expect(picture).to_have_js_property("naturalWidth", 1080)
    await press(page, "分组查看")
    await press(page, "党委宣传部：")
    await press(page, "中共长春市委宣传部")
    unit = log.locator(".message", has_text="上次提醒").last
    await expect(unit).to_contain_text("赵强")
    await expect(unit).to_contain_text("逾期")
    await press(page, "现在提醒")
    await expect(log.locator(".message").last).to_contain_text("中共长春市委宣传部")
