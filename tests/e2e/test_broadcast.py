"""Never twice, never lost: a broadcast is killed, paused, refused and held, and adds up."""

import asyncio
import random
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.broadcasts.records import AnnouncementState
from bot.delivery.model import State
from bot.sandbox import Sandbox
from bot.sandbox.faults import Fault, FloodRules
from tests.e2e.broadcasting import Station, station

SEED = 20200724


@pytest.fixture
async def office(sandbox: Sandbox, tmp_path: Path) -> AsyncIterator[Station]:
    async with station(sandbox, tmp_path) as opened:
        yield opened


async def test_killed_twice_each_gets_it_once_and_the_report_adds_up(office: Station) -> None:
    seed = random.Random(SEED)
    office.sandbox.faults.flood = FloodRules()
    office.sandbox.faults.latency = 0.05
    crowd = await office.crowd(116, blocked=3, migrated=1)
    announcement = await office.announce()
    for _ in range(2):
        async with office.running() as process:
            await office.kill_at_random(process, seed, most=30)
    office.sandbox.faults.add(Fault(kind="status", times=8, status=500, method="sendMessage"))
    async with office.running():
        progress = await office.until(announcement, lambda each: each.state.is_over)

    report = await office.broadcasts.report(announcement.id, by=None)
    accepted = office.accepted()
    uncertain = await office.addresses(State.UNCERTAIN)
    assert progress.total == crowd.size == 117
    assert (progress.failed, progress.withdrawn, progress.left) == (0, 0, 0)
    assert progress.unreachable == 3
    assert set(accepted.values()) == {1}, "nobody twice"
    assert set(crowd.written_to) - set(accepted) <= set(uncertain), "nobody lost"
    assert len(uncertain) == progress.uncertain <= 2 * 20, "no more than were on their way"
    assert len(report.undelivered) == 3 + progress.uncertain
    assert office.sandbox.faults.refused_by_flood == 0


async def test_paused_at_random_instants_nothing_more_begins_until_it_goes_on(
    office: Station,
) -> None:
    seed = random.Random(SEED)
    crowd = await office.crowd(100)
    async with office.running():
        announcement = await office.announce()
        for _ in range(3):
            await office.until_accepted(office.accepted().total() + seed.randint(1, 20))
            await asyncio.sleep(seed.uniform(0, 0.05))
            await office.broadcasts.pause(announcement.id, by=None)
            # What is on its way is asked for first: it may arrive between the two questions.
            begun = set(await office.addresses(State.SENDING))
            begun |= set(await office.addresses(State.SENT))
            await asyncio.sleep(0.6)
            assert set(await office.addresses(State.SENT)) == begun
            assert set(office.accepted()) == begun
            await office.broadcasts.resume(announcement.id, by=None)
        progress = await office.until(announcement, lambda each: each.state.is_over)

    assert (progress.state, progress.sent) == (AnnouncementState.SENT, 100)
    assert office.accepted() == dict.fromkeys(crowd.reachable, 1)


async def test_an_hour_that_telegram_asks_for_is_kept_over_a_restart_and_answers_go_on(
    office: Station,
) -> None:
    crowd = await office.crowd(30)
    stranger = office.sandbox.add_person()
    fault = Fault(kind="retry_after", seconds=3600, chat_id=crowd.reachable[9])
    office.sandbox.faults.add(fault)
    announcement = await office.announce()
    async with office.running():
        held = await office.until(announcement, lambda each: each.held_until_at is not None)
        await asyncio.sleep(0.5)
    before = office.accepted().total()
    async with office.running():
        office.sandbox.send(stranger, "什么时候开始？")
        answer = await office.sandbox.reply(stranger, timeout=30)  # it has to start first
        await asyncio.sleep(1.0)
        still = await office.broadcasts.progress(announcement.id)

    assert "8月" in answer["text"]
    assert office.accepted().total() == before < 30
    assert still.held_until_at == held.held_until_at
    assert (still.state, still.total) == (AnnouncementState.SENDING, 30)
