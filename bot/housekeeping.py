"""Housekeeping: what is done every so often, by itself, while the bot runs."""

from datetime import UTC, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.enquiries import Enquiries


def housekeeping(
    enquiries: Enquiries, *, every: timedelta = timedelta(minutes=5)
) -> AsyncIOScheduler:
    """A scheduler, not yet started, that keeps no more of what people ask than is needed.

    Its jobs are coroutines: a plain function would be run in a thread, beside a question.
    """
    # A job that is a second late would by default be dropped, and the late ones be made up for.
    scheduler = AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True}
    )
    scheduler.add_job(enquiries.forget, "interval", seconds=every.total_seconds(), id="forget")
    return scheduler
