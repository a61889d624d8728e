"""What the tests of announcements share: who writes them, who hears them, and how far they are."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from bot.broadcasts import running as running_announcements
from bot.broadcasts.records import AnnouncementState
from bot.channels.telegram import lanes
from bot.clock import SystemClock
from bot.database import open_database
from bot.directory.repository.subscriptions import SubscriptionRepository
from bot.directory.staff import Role
from bot.directory.subscriptions import Subscriptions
from bot.sandbox import Sandbox
from bot.settings import Settings
from handlers import announcing_live
from tests.e2e.nudging import Person, Zhouzhi, buttons_of

MOVED = "启动仪式改到省科技馆，时间不变。"

Json = dict[str, Any]


def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Wait in real time for nothing that a person would not see either."""
    monkeypatch.setattr(lanes, "_CHAT_SECONDS", 0.0)
    monkeypatch.setattr(announcing_live, "_EVERY_SECONDS", 0.05)
    monkeypatch.setattr(running_announcements, "_EVERY_SECONDS", 0.05)


async def member(zhouzhi: Zhouzhi, name: str, role: Role) -> Person:
    """Somebody who has opened an invitation to be of staff."""
    invitation = await zhouzhi.services.staff.invite(role, by=None)
    person = zhouzhi.person(name)
    link = invitation.link("bot")
    await person.says(f"/start {link.partition('start=')[2]}")
    return person


async def followers(
    zhouzhi: Zhouzhi, number: int, *, language_code: str = "zh-hans"
) -> list[Person]:
    """People who follow everything."""
    people = [zhouzhi.person(f"听众{n}", language_code=language_code) for n in range(number)]
    for person in people:
        await zhouzhi.services.subscriptions.follow(person.chat_id, app_language=language_code)
    return people


def control(person: Person) -> Json:
    """The message that shows the announcement: the last with a button of it."""
    return next(each for each in reversed(person.messages()) if each.get("text", " ")[0] in "📝📣")


def texts(person: Person) -> list[str]:
    return [each.get("text") or each.get("caption", "") for each in person.messages()]


async def state_of(zhouzhi: Zhouzhi, number: int = 1) -> AnnouncementState:
    return (await zhouzhi.services.broadcasts.get(number)).state


async def until_sent(zhouzhi: Zhouzhi, number: int = 1) -> None:
    while await state_of(zhouzhi, number) is not AnnouncementState.SENT:
        await zhouzhi.settled()
    await zhouzhi.settled()


async def written(zhouzhi: Zhouzhi, author: Person) -> None:
    """An announcement is written and submitted."""
    await author.says("/announce")
    await author.says(MOVED)
    await author.presses("提交")
    await author.presses("📨")


def anything_of(person: Person, words: str) -> bool:
    return any(words in text for text in texts(person))


# -- with a process of its own for each part


async def follow(settings: Settings, addresses: list[int]) -> None:
    database = await open_database(settings.database.url.get_secret_value())
    following = Subscriptions(SubscriptionRepository(database), SystemClock())
    for address in addresses:
        await following.follow(address, app_language="zh-hans")
    await database.close()


def shown(sandbox: Sandbox, author: int) -> str:
    """The message below all others."""
    text: str = sandbox.replies(author)[-1]["text"]
    return text


async def says(sandbox: Sandbox, author: int, text: str) -> None:
    """Write, and wait until the message that shows the draft has changed."""
    before = [(each["message_id"], each["text"]) for each in sandbox.replies(author)]
    sandbox.send(author, text)
    await until(
        lambda: [(each["message_id"], each["text"]) for each in sandbox.replies(author)] != before
    )
    await until(lambda: len(sandbox.replies(author)) == 1)


async def press(sandbox: Sandbox, author: int, label: str) -> None:
    """Press a button as soon as it is there."""
    found: list[tuple[int, str]] = []

    def is_there() -> bool:
        found[:] = [
            (message["message_id"], data)
            for message in sandbox.replies(author)
            for words, data in buttons_of(message).items()
            if label in words
        ]
        return bool(found)

    await until(is_there)
    await sandbox.callback_answer(sandbox.press(author, *found[-1]))


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not condition():
            await asyncio.sleep(0.01)
