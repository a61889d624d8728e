"""The chat page in a real browser, on a phone's and on a desk's screen."""

import asyncio
import io
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
import segno
from playwright.async_api import Browser, Page, Route, async_playwright, expect
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto
from telegram.constants import ParseMode

import bot.sandbox
from bot.locales import load_texts
from bot.sandbox import Sandbox
from bot.sandbox.texts import PAGE_KEYS
from tests.sandbox.conftest import Ask

PHONE, DESK = {"width": 390, "height": 844}, {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]
FLAGS += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
MEMBER, CONTACT = 1001, 2001


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser(chromium: str) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="module", autouse=True)
async def closed_pages(browser: Browser) -> AsyncIterator[None]:
    """Closes what a test opened: a page whose server is gone would look for it for ever."""
    yield
    for context in browser.contexts:
        await context.close()


async def open_page(
    browser: Browser, sandbox: Sandbox, screen: dict[str, int], *, locale: str = "zh-CN"
) -> Page:
    context = await browser.new_context(
        viewport={"width": screen["width"], "height": screen["height"]}, locale=locale
    )
    context.set_default_timeout(4000)
    page = await context.new_page()
    # What happens before the page listens is in no other chat's count of what is new.
    async with page.expect_response("**/sandbox/chats/*/messages"):
        await page.goto(sandbox.page_url)
    await expect(page.locator("#bot-name")).to_have_text("周知 Zhouzhi")
    return page


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["390", "1280"])
async def test_a_conversation(
    browser: Browser, sandbox: Sandbox, bot: Bot, screen: dict[str, int]
) -> None:
    page = await open_page(browser, sandbox, screen)
    log, field = page.locator("#log"), page.locator("#input")

    await page.locator("#start").click()
    await expect(log).to_contain_text("/start")
    keyboard = InlineKeyboardMarkup([[InlineKeyboardButton("几点", callback_data="when")]])
    await bot.send_chat_action(MEMBER, "typing")
    await expect(page.locator("#typing")).to_be_visible()
    sent = await bot.send_message(
        MEMBER, "<b>你好</b> <img>".replace("<img>", "&lt;img src=x onerror=alert(1)&gt;"),
        parse_mode=ParseMode.HTML, reply_markup=keyboard,
    )  # fmt: skip
    await expect(log.locator("strong")).to_have_text("你好")
    assert await log.locator("img").count() == 0  # what looks like HTML in a text stays text
    await expect(page.locator("#typing")).to_be_hidden()

    button = log.get_by_role("button", name="几点")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    query = (await bot.get_updates(offset=2))[0].callback_query
    assert query is not None and query.data == "when"
    await query.answer("九点")
    await expect(page.locator("#toast")).to_have_text("九点")
    await expect(button).to_have_attribute("aria-busy", "false")

    await bot.edit_message_text("改了", MEMBER, sent.message_id)
    await expect(log).to_contain_text("改了")
    await field.fill("第一行")
    await field.press("Shift+Enter")
    await field.press_sequentially("第二行")
    await field.press("Enter")
    await expect(log.locator(".from-me").last).to_contain_text("第一行\n第二行")

    await page.reload()
    await expect(log.locator(".message")).to_have_count(3)
    await bot.delete_message(MEMBER, sent.message_id)
    await expect(log.locator(".message")).to_have_count(2)
    overflow = "document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not await page.evaluate(overflow)


async def test_enter_does_not_send_while_characters_are_chosen(
    browser: Browser, sandbox: Sandbox
) -> None:
    page = await open_page(browser, sandbox, PHONE)
    await page.locator("#input").fill("ni hao")

    press = "new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true})"
    await page.evaluate(f"document.getElementById('input').dispatchEvent({press})")
    await page.wait_for_timeout(100)

    assert sandbox.pending_count == 0
    await expect(page.locator("#input")).to_have_value("ni hao")


async def test_a_crowd_comes_and_presses_the_first_button_once(
    browser: Browser, sandbox: Sandbox, bot: Bot
) -> None:
    page = await open_page(browser, sandbox, DESK)

    await page.locator("#crowd button").click()
    await expect(page.locator("#toast")).to_contain_text("500")
    assert sandbox.pending_count == 500
    came = [update.message for update in await bot.get_updates(limit=2)]
    first, second = (message for message in came if message is not None)
    assert first.text == second.text == "/follow"
    keyboard = InlineKeyboardMarkup(
        [
            [InlineKeyboardButton("好", callback_data="yes")],
            [InlineKeyboardButton("不", callback_data="no")],
        ]
    )
    await bot.send_message(first.chat.id, "什么？", reply_markup=keyboard)
    await bot.send_message(first.chat.id, "还要吗？", reply_markup=keyboard)
    done = InlineKeyboardMarkup([[InlineKeyboardButton("✓ 好", callback_data="undo")]])
    await bot.send_message(second.chat.id, "好的", reply_markup=done)

    (pressed,) = [each.callback_query for each in await bot.get_updates(offset=501)]
    assert pressed is not None
    assert (pressed.data, pressed.from_user.id) == ("yes", first.chat.id)


async def test_every_persona_has_a_chat_of_their_own(
    browser: Browser, sandbox: Sandbox, bot: Bot
) -> None:
    page = await open_page(browser, sandbox, DESK)

    await bot.send_message(CONTACT, "for the unit")
    contact = page.locator(f'#personas [data-chat="{CONTACT}"]')
    await expect(contact.locator(".badge")).to_have_text("1")
    await expect(page.locator("#log")).not_to_contain_text("for the unit")
    await contact.click()

    await expect(page.locator("#log")).to_contain_text("for the unit")
    await expect(contact.locator(".badge")).to_have_count(0)


async def test_the_page_sets_the_clock(browser: Browser, sandbox: Sandbox) -> None:
    page = await open_page(browser, sandbox, PHONE)
    before = sandbox.clock.now()
    await page.locator("#panel-open").click()

    await page.locator('[data-seconds="86400"]').click()
    await page.locator('[data-rate="60"]').click()

    await expect(page.locator('[data-rate="60"]')).to_have_attribute("aria-pressed", "true")
    assert (sandbox.clock.now() - before).days == 1 and sandbox.clock.rate == 60
    await page.keyboard.press("Escape")
    await expect(page.locator("#panel")).not_to_have_class(re.compile("is-open"))


async def test_it_says_when_the_bot_is_not_running(
    browser: Browser, sandbox: Sandbox, ask: Ask
) -> None:
    page = await open_page(browser, sandbox, PHONE, locale="en-US")
    await expect(page.locator("#offline")).to_contain_text("not running")

    poll = asyncio.create_task(ask("getUpdates", timeout=20))
    await expect(page.locator("#offline")).to_be_hidden()

    poll.cancel()


@pytest.mark.parametrize(
    ("locale", "language"), [("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("en-GB", "en")]
)
async def test_it_speaks_the_browsers_language(
    browser: Browser, sandbox: Sandbox, locale: str, language: str
) -> None:
    page = await open_page(browser, sandbox, DESK, locale=locale)

    texts = {str(name): text for name, text in load_texts().items()}
    await expect(page.locator("html")).to_have_attribute("lang", language)
    await expect(page.locator("#start")).to_have_text(texts[language]("sandbox.start"))


async def test_a_link_to_the_bot_is_opened_as_whom_one_chooses(
    browser: Browser, sandbox: Sandbox, bot: Bot
) -> None:
    page = await open_page(browser, sandbox, DESK)
    link = f"https://t.me/{bot.username}?start=invited"
    await bot.send_message(MEMBER, f"{link} tel: 0571-87654321")
    await expect(page.locator('#log a[href="tel:057187654321"]')).to_be_visible()

    await page.get_by_role("link", name=link).click()
    await page.locator(f'#open-as-list [data-chat="{CONTACT}"]').click()

    await expect(page.locator("#log")).to_contain_text("/start invited")
    assert sandbox.messages(CONTACT)[0]["text"] == "/start invited"


@pytest.mark.parametrize("scheme", ["https://", ""])
async def test_a_link_that_is_pasted_is_opened_by_whom_one_is(
    browser: Browser, sandbox: Sandbox, bot: Bot, scheme: str
) -> None:
    page = await open_page(browser, sandbox, PHONE)

    await page.locator("#input").fill(f"{scheme}t.me/{bot.username}?start=invited")
    await page.locator("#input").press("Enter")

    await expect(page.locator("#log")).to_contain_text("/start invited")
    assert sandbox.messages(MEMBER)[0]["text"] == "/start invited"


async def test_a_file_that_is_sent_can_be_had_by_the_bot(
    browser: Browser, sandbox: Sandbox, bot: Bot
) -> None:
    page = await open_page(browser, sandbox, PHONE)

    content = "单位,联系人".encode()
    upload = {"name": "单位.csv", "mimeType": "text/csv", "buffer": content}
    await page.locator("#file").set_input_files(upload)  # type: ignore[arg-type]
    await expect(page.locator("#tray")).to_contain_text("单位.csv")
    await page.locator(".send").click()
    await expect(page.locator("#log")).to_contain_text("单位.csv")

    (update,) = await bot.get_updates()
    assert update.message is not None and update.message.document is not None
    assert update.message.document.file_name == "单位.csv"
    file = await update.message.document.get_file()
    assert bytes(await file.download_as_bytearray()) == content


async def test_an_album_is_sent_shown_and_taken_away(
    browser: Browser, sandbox: Sandbox, bot: Bot
) -> None:
    page = await open_page(browser, sandbox, PHONE)
    picture = io.BytesIO()
    segno.make("周知").save(picture, kind="png", scale=8)
    file = {"mimeType": "image/png", "buffer": picture.getvalue()}

    await page.locator("#file").set_input_files(
        [{"name": f"{n}.png", **file} for n in "abc"]  # type: ignore[arg-type]
    )
    await page.locator("#tray").get_by_role("button", name="c.png").click()
    await page.locator("#input").fill("两张图")
    await page.locator(".send").click()

    mine = page.locator(".from-me")
    await expect(mine.locator(".tile")).to_have_count(2)
    await expect(mine).to_contain_text("两张图")
    await expect(page.locator("#tray")).to_be_hidden()
    first, second = [u.message for u in await bot.get_updates()]
    assert first is not None and second is not None
    assert first.media_group_id == second.media_group_id

    album = [InputMediaPhoto(first.photo[0].file_id), InputMediaPhoto(second.photo[0].file_id)]
    sent = await bot.send_media_group(MEMBER, album, caption="谢谢")
    theirs = page.locator(".message:not(.from-me)")
    await expect(theirs).to_have_count(1)
    await bot.edit_message_caption(MEMBER, sent[0].message_id, caption="多谢")
    await expect(theirs).to_contain_text("多谢")
    await bot.delete_message(MEMBER, sent[1].message_id)
    await expect(theirs.locator(".picture")).to_have_count(1)
    await bot.delete_message(MEMBER, sent[0].message_id)
    await expect(theirs).to_have_count(0)


async def test_what_is_written_while_the_messages_are_under_way_is_not_lost(
    browser: Browser, sandbox: Sandbox, bot: Bot
) -> None:
    page = await open_page(browser, sandbox, DESK)
    await bot.send_message(MEMBER, "早")

    async def write_meanwhile(route: Route) -> None:
        messages = await route.fetch()
        await bot.send_message(MEMBER, "晚")
        await page.wait_for_timeout(300)  # so that the page hears of it before
        await route.fulfill(response=messages)

    await page.route("**/sandbox/chats/*/messages", write_meanwhile, times=1)
    async with page.expect_response("**/sandbox/chats/*/messages"):
        await page.locator("#personas button").first.click()
    await bot.send_message(MEMBER, "好")

    await expect(page.locator(".words")).to_contain_text(["早", "晚", "好"])


async def test_words_are_shown_whole_and_in_the_letters_of_their_script(
    browser: Browser, sandbox: Sandbox, bot: Bot
) -> None:
    page = await open_page(browser, sandbox, PHONE)
    row = [
        InlineKeyboardButton(each, callback_data="x")
        for each in ("✓ 与回答相同", "简体", "繁體", "English")
    ]
    await bot.send_message(
        MEMBER, "✗ 繁體中文：没写，读者会看到简体中文", reply_markup=InlineKeyboardMarkup([row])
    )

    # It names the other script, and is written in this one.
    await expect(page.locator(".words")).to_have_attribute("lang", "zh-Hans")
    lines = await page.evaluate(
        "key => { const range = document.createRange();"
        " range.selectNodeContents(key); return range.getClientRects().length; }",
        await page.get_by_role("button", name="English").element_handle(),
    )
    assert lines == 1


def test_the_page_holds_no_words_of_its_own() -> None:
    folder = Path(bot.sandbox.__file__).parent / "page"
    source = "".join(file.read_text(encoding="utf-8") for file in folder.iterdir())
    used = set(re.findall(r'["`](sandbox\.[a-z.-]+[a-z])["`]', source))

    assert used == {key for key in PAGE_KEYS if not key.startswith("sandbox.role.")}
