"""What is done by itself while the bot runs."""

import asyncio
from datetime import timedelta

from apscheduler.events import EVENT_JOB_EXECUTED

from bot.answering.words import known_ids
from bot.building import AnswererBuilder
from bot.clock import FixedClock
from bot.enquiries import CONVERSATION_LIFETIME, Enquiries
from bot.housekeeping import housekeeping
from bot.knowledge.validation import read
from bot.locales import load_texts
from bot.settings import Embeddings
from tests.e2e.conftest import DATA, NOW


def enquiries_at(clock: FixedClock) -> Enquiries:
    build = AnswererBuilder(load_texts(), Embeddings.OFF)
    return Enquiries(read(DATA.read_bytes(), known=known_ids()), build, clock)


async def test_conversations_that_are_over_are_forgotten_by_themselves() -> None:
    clock = FixedClock(NOW)
    enquiries = enquiries_at(clock)
    await enquiries.ask("启动仪式几点？", conversation="over")
    clock.at = NOW + timedelta(minutes=10)
    await enquiries.ask("启动仪式几点？", conversation="going on")
    clock.at = NOW + CONVERSATION_LIFETIME + timedelta(seconds=1)

    scheduler, kept_house = (
        housekeeping({"forget": (timedelta(milliseconds=10), enquiries.forget)}),
        asyncio.Event(),
    )
    scheduler.add_listener(lambda _event: kept_house.set(), EVENT_JOB_EXECUTED)
    scheduler.start()
    try:
        await asyncio.wait_for(kept_house.wait(), timeout=5)
    finally:
        scheduler.shutdown(wait=False)

    # Back at a time when both would still go on, had they been kept.
    clock.at = NOW + timedelta(minutes=10)
    over = await enquiries.ask("在哪？", conversation="over")
    going_on = await enquiries.ask("在哪？", conversation="going on")
    assert over.subjects != ("event/opening",)
    assert going_on.subjects == ("event/opening",)


async def test_a_job_that_is_late_is_done_nevertheless_and_once() -> None:
    enquiries = enquiries_at(FixedClock(NOW))
    scheduler = housekeeping({"forget": (timedelta(minutes=5), enquiries.forget)})
    scheduler.start(paused=True)
    try:
        jobs = scheduler.get_jobs()
    finally:
        scheduler.shutdown(wait=False)

    assert jobs
    assert all(job.misfire_grace_time is None and job.coalesce for job in jobs)
