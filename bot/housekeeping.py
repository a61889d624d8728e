"""Housekeeping: what is done every so often, by itself, while the bot runs."""

from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

#: What is done every so often, by its name: how often, and how.
Chores = dict[str, tuple[timedelta, Callable[[], Awaitable[None]]]]


def housekeeping(chores: Chores) -> AsyncIOScheduler:
    """A scheduler, not yet started, that does these chores, a first time after the first while.

    They are coroutines: a plain function would be run in a thread, beside a question.
    """
    # A job that is a second late would by default be dropped, and the late ones be made up for.
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True}
    )
    for name, (every, chore) in chores.items():
        scheduler.add_job(chore, "interval", seconds=every.total_seconds(), id=name)
    return scheduler
