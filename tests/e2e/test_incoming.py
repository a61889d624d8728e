"""No question is lost: whatever happens to the network, to Telegram, or to the process."""

import asyncio
import json
import os
import signal
import time
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from bot import app
from bot.channels.telegram.incoming import AlreadyRunning, TokenRefused
from bot.channels.telegram.repository import InboxRepository
from bot.clock import SettableClock
from bot.database import open_database
from bot.sandbox import Fault, FloodRules, Sandbox
from bot.settings import DatabaseSettings, load_settings
from tests.disks import fill
from tests.e2e.conftest import (
    NOW,
    SECRET,
    RunBot,
    bot_process,
    free_port,
    running,
    settings_for,
)

QUESTION = "启动仪式几点在哪？"


def counted(sandbox: Sandbox, chats: list[int]) -> list[int]:
    """How many messages the bot has in each chat."""
    return [len(sandbox.replies(chat)) for chat in chats]


def sends(sandbox: Sandbox) -> int:
    """How many messages the bot tried to send."""
    return sum(call.method == "sendmessage" for call in sandbox.calls)


async def kept_updates(config: Path) -> list[Any]:
    """The updates in the inbox of a bot that was run by this configuration."""
    settings = load_settings(config, {})
    database = await open_database(settings.database.url.get_secret_value())
    bot_id = int(settings.telegram.required_token().partition(":")[0])
    kept = await InboxRepository(database).kept(bot_id)
    await database.close()
    return [json.loads(each.content) for each in kept]


async def kept_chats(config: Path) -> set[int]:
    """Whose updates are in the inbox."""
    return {update["message"]["chat"]["id"] for update in await kept_updates(config)}


@pytest.fixture(params=["polling", "webhook"])
def config(
    request: pytest.FixtureRequest, sandbox: Sandbox, knowledge_file: Path, tmp_path: Path
) -> Path:
    """A configuration file, by polling and by webhook."""
    lines = [
        "[telegram]",
        f'token = "{sandbox.token}"',
        f'base_url = "{sandbox.base_url}"',
        f'mode = "{request.param}"',
    ]
    if request.param == "webhook":
        port = free_port()
        lines += ["[telegram.webhook]", f"port = {port}", f'secret = "{SECRET}"']
        lines += [f'url = "http://127.0.0.1:{port}/updates"']
    lines += ["[knowledge]", f'path = "{knowledge_file}"', "[answers]", 'embeddings = "off"']
    file = tmp_path / "config.toml"
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


async def test_killed_with_a_thousand_questions_pending_it_answers_every_one(
    sandbox: Sandbox, config: Path
) -> None:
    chats = [sandbox.add_person() for _ in range(100)]
    for number in range(1000):
        sandbox.send(chats[number % 100], QUESTION)

    async with bot_process(config) as process:
        await sandbox.until(lambda: sends(sandbox) >= 200, timeout=60)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
    assert min(counted(sandbox, chats)) < 10

    async with bot_process(config):
        await sandbox.until(lambda: min(counted(sandbox, chats)) >= 10, timeout=90)
        await sandbox.until(lambda: sandbox.pending_count == 0)


async def test_killed_far_from_telegram_what_it_has_handled_and_confirmed_is_answered_once(
    sandbox: Sandbox, config: Path
) -> None:
    sandbox.faults.latency = 0.1
    people = {sandbox.add_person() for _ in range(800)}
    for person in people:
        sandbox.send(person, QUESTION)

    async with bot_process(config) as process:
        await sandbox.until(lambda: sends(sandbox) >= 300, timeout=60)
        os.kill(process.pid, signal.SIGKILL)
        await process.wait()
    pending = {update.lane for update in sandbox.service.updates.pending.values()}
    kept = await kept_chats(config)
    assert kept - pending  # some are in nobody's hands but ours
    assert people - kept - pending

    async with bot_process(config):
        await sandbox.until(lambda: min(counted(sandbox, list(people))) >= 1, timeout=90)
        await sandbox.until(lambda: sandbox.pending_count == 0)
        while await kept_chats(config):
            await asyncio.sleep(0.05)

    answers = {person: len(sandbox.replies(person)) for person in people}
    assert {answers[person] for person in people - kept - pending} == {1}
    assert max(answers.values()) <= 2


async def test_on_a_full_disk_everybody_is_answered_all_the_same(
    sandbox: Sandbox, knowledge_file: Path, small_disk: Path
) -> None:
    sandbox.faults.latency = 0.1
    people = [sandbox.add_person() for _ in range(300)]
    url = SecretStr(f"sqlite:///{small_disk}/zhouzhi.db")
    settings = settings_for(sandbox, knowledge_file)
    settings = settings.model_copy(update={"database": DatabaseSettings(url=url)})
    with capture_logs() as logs:
        async with running(settings):
            await sandbox.until(lambda: sandbox.service.polls.is_waiting)
            fill(small_disk / "filler")
            for person in people:
                sandbox.send(person, QUESTION)
            # Nothing is confirmed, now, before it is answered.
            await sandbox.until(lambda: sandbox.pending_count == 0, timeout=60)
            answers = counted(sandbox, people)
            (small_disk / "filler").unlink()

    assert answers == [1] * 300
    assert [each["event"] for each in logs].count("inbox.unavailable") == 1


async def test_told_to_stop_it_finishes_and_confirms_what_it_handles(
    sandbox: Sandbox, config: Path
) -> None:
    chats = [sandbox.add_person() for _ in range(20)]
    async with bot_process(config) as process:
        for number in range(200):
            sandbox.send(chats[number % 20], QUESTION)
        await sandbox.until(lambda: sends(sandbox) >= 20, timeout=60)
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0

    # Nothing that was answered is pending or kept: a new start repeats no answer.
    kept = len(await kept_updates(config))
    assert sandbox.pending_count + kept == 200 - sum(counted(sandbox, chats))


async def test_started_while_telegram_is_away_it_waits_for_it(
    sandbox: Sandbox, knowledge_file: Path
) -> None:
    settings = settings_for(sandbox, knowledge_file)
    await sandbox.stop()
    async with running(settings):
        await asyncio.sleep(0.3)
        await sandbox.start()
        person = sandbox.add_person()
        sandbox.send(person, QUESTION)

        assert "9:30" in (await sandbox.reply(person, timeout=10))["text"]


async def test_stopped_while_telegram_is_away_it_stops(
    sandbox: Sandbox, knowledge_file: Path
) -> None:
    settings = settings_for(sandbox, knowledge_file)
    await sandbox.stop()
    started = time.monotonic()
    async with running(settings):
        await asyncio.sleep(0.1)

    assert time.monotonic() - started < 5


@pytest.mark.parametrize(
    "fault",
    [
        Fault(kind="status", status=502, times=2),
        Fault(kind="garbage"),
        Fault(kind="cut"),
        Fault(kind="drop"),
        Fault(kind="retry_after", seconds=1),
    ],
    ids=lambda fault: fault.kind,
)
@pytest.mark.parametrize("method", ["getUpdates", "sendMessage", "deleteWebhook"])
async def test_a_fault_delays_an_answer_and_no_more(
    sandbox: Sandbox, run_bot: RunBot, fault: Fault, method: str
) -> None:
    person = sandbox.add_person()
    sandbox.faults.add(
        Fault(
            kind=fault.kind,
            times=fault.times,
            status=fault.status,
            seconds=fault.seconds,
            method=method,
        )
    )
    sandbox.send(person, QUESTION)
    await run_bot()

    assert "9:30" in (await sandbox.reply(person, timeout=15))["text"]
    await sandbox.until(lambda: sandbox.pending_count == 0)


async def test_one_chat_in_order_though_others_fail(sandbox: Sandbox, run_bot: RunBot) -> None:
    person, troubled = sandbox.add_person(), sandbox.add_person()
    sandbox.faults.add(Fault(kind="status", method="sendMessage", chat_id=troubled, times=2))
    for language in ["/start", "/language"] * 5:
        sandbox.send(troubled, language)
        sandbox.send(person, language)
    await run_bot()
    await sandbox.until(lambda: counted(sandbox, [person, troubled]) == [10, 10], timeout=20)

    for chat in (person, troubled):
        texts = [message["text"] for message in sandbox.replies(chat)]
        assert len(set(texts[0::2])) == len(set(texts[1::2])) == 1


async def test_somebody_who_blocks_the_bot_holds_up_nobody(
    sandbox: Sandbox, run_bot: RunBot
) -> None:
    gone, person = sandbox.add_person(), sandbox.add_person()
    sandbox.send(gone, QUESTION)
    sandbox.block(gone)
    sandbox.send(person, QUESTION)
    await run_bot()

    assert await sandbox.reply(person)
    await sandbox.until(lambda: sandbox.pending_count == 0)
    assert not sandbox.replies(gone)


async def test_a_group_that_becomes_a_supergroup_is_followed(
    sandbox: Sandbox, run_bot: RunBot
) -> None:
    group = sandbox.add_group()
    sandbox.send(group, "/start")
    new = sandbox.migrate(group)
    await run_bot()

    assert await sandbox.reply(new)
    await sandbox.until(lambda: sandbox.pending_count == 0)


async def test_under_floods_limits_everybody_is_answered(sandbox: Sandbox, run_bot: RunBot) -> None:
    sandbox.faults.flood = FloodRules(per_second=20)
    people = [sandbox.add_person() for _ in range(30)]
    for person in people:
        sandbox.send(person, QUESTION)
    await run_bot()

    await sandbox.until(lambda: min(counted(sandbox, people)) > 0, timeout=30)
    await sandbox.until(lambda: sandbox.pending_count == 0)
    assert counted(sandbox, people) == [1] * 30


async def test_another_poller_is_waited_for(sandbox: Sandbox, run_bot: RunBot) -> None:
    await run_bot()
    await sandbox.until(lambda: sandbox.service.polls.is_waiting)
    started = time.monotonic()
    async with aiohttp.ClientSession() as session:
        url = f"{sandbox.base_url}{sandbox.token}/getUpdates"
        async with session.get(url, params={"timeout": 0}) as response:
            assert (await response.json())["ok"]
    polls = [call for call in sandbox.calls if call.method == "getupdates" and call.at > started]
    await asyncio.sleep(1)

    assert len(polls) <= 2  # the other one, and no storm of ours against it
    conflicts = [call for call in sandbox.calls if call.status == 409]
    assert len(conflicts) == 1


async def test_when_idle_it_waits_and_does_not_spin(sandbox: Sandbox, run_bot: RunBot) -> None:
    await run_bot()
    person = sandbox.add_person()
    sandbox.send(person, QUESTION)
    await sandbox.reply(person)
    await sandbox.until(lambda: sandbox.service.polls.is_waiting)
    # The menus of commands come a second after the start.
    await sandbox.until(lambda: sandbox.menu(sandbox.add_group()))
    await asyncio.sleep(0.5)
    before = len(sandbox.calls)
    await asyncio.sleep(1)

    assert len(sandbox.calls) == before


async def test_while_one_answer_is_held_up_new_questions_are_fetched_without_haste(
    sandbox: Sandbox, run_bot: RunBot
) -> None:
    held, person = sandbox.add_person(), sandbox.add_person()
    sandbox.faults.add(Fault(kind="retry_after", seconds=3, method="sendMessage", chat_id=held))
    sandbox.send(held, QUESTION)
    await run_bot()
    await sandbox.until(lambda: sends(sandbox) == 1)
    sandbox.send(person, QUESTION)

    assert await sandbox.reply(person, timeout=2)
    assert await sandbox.reply(held)
    assert sum(call.method == "getupdates" for call in sandbox.calls) < 15


async def test_a_second_poller_on_the_machine_is_refused(
    sandbox: Sandbox, knowledge_file: Path, run_bot: RunBot
) -> None:
    await run_bot()
    await sandbox.until(lambda: sandbox.service.polls.is_waiting)

    settings = settings_for(sandbox, knowledge_file)
    store = app.open_knowledge(settings)

    with pytest.raises(AlreadyRunning):
        await app.serve(settings, SettableClock(NOW), store, asyncio.Event())


async def test_an_unknown_token_ends_the_bot_with_a_clear_word(
    sandbox: Sandbox, config: Path
) -> None:
    config.write_text(config.read_text().replace(sandbox.token, "1:unknown"))
    async with bot_process(config) as process:
        _, stderr = await process.communicate()

    assert process.returncode == 2
    assert b"BotFather" in stderr
    assert b"1:unknown" not in stderr
    assert b"Traceback" not in stderr


async def test_a_token_that_is_revoked_ends_the_bot(sandbox: Sandbox, knowledge_file: Path) -> None:
    settings = settings_for(sandbox, knowledge_file)
    store = app.open_knowledge(settings)
    serving = asyncio.create_task(app.serve(settings, SettableClock(NOW), store, asyncio.Event()))
    await sandbox.until(lambda: sandbox.service.polls.is_waiting)
    sandbox.faults.add(Fault(kind="status", status=401, method="getUpdates", times=None))
    sandbox.send(sandbox.add_person(), QUESTION)

    with pytest.raises(TokenRefused):
        await asyncio.wait_for(serving, 10)


async def test_an_edit_of_the_knowledge_is_answered_from_at_once(
    sandbox: Sandbox, knowledge_file: Path, run_bot: RunBot
) -> None:
    await run_bot()
    person = sandbox.add_person()
    before = knowledge_file.read_text(encoding="utf-8")

    knowledge_file.write_text(before.replace("09:30", "10:45"), encoding="utf-8")

    async with asyncio.timeout(10):
        while True:
            sandbox.send(person, QUESTION)
            if "10:45" in (await sandbox.reply(person))["text"]:
                break
            await asyncio.sleep(0.2)
    knowledge_file.write_text(before[:1000], encoding="utf-8")
    await asyncio.sleep(2.5)
    sandbox.send(person, QUESTION)

    assert "10:45" in (await sandbox.reply(person))["text"]
