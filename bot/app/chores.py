"""Chores: what this program does every so often, and how often."""

from collections.abc import Callable
from datetime import timedelta

from bot.app.replanning import Replanning
from bot.app.services import Services
from bot.clock import Clock
from bot.housekeeping import Chores

#: Telegram gives no update again that is older than a day.
_HANDLED_KEPT = timedelta(days=7)


def chores(
    services: Services, replanning: Replanning, clock: Clock, menus_changed: Callable[[], None]
) -> Chores:
    """What is to be done, by its name.

    Args:
        services: which do it.
        replanning: told of what changes the plan.
        clock: tells the time.
        menus_changed: called when somebody's menu of commands may be another one.
    """
    planned_on, last_action = _today(services, clock), 0

    async def plan_a_new_day() -> None:
        # What was missed is put off to the next day; and this is for what nobody thought of.
        nonlocal planned_on
        if (today := _today(services, clock)) != planned_on:
            planned_on = today
            await replanning.units_changed(None)

    async def follow_operators() -> None:
        # Such as an import at the command line, which is a process of its own.
        nonlocal last_action
        if (latest := await services.audit.last_at_command_line()) != last_action:
            last_action = latest
            await replanning.knowledge_changed()
            menus_changed()

    async def forget_handled() -> None:
        before = clock.now() - _HANDLED_KEPT
        await services.filing_repository.forget_handled(before)
        # What this bot kept it has handled by now; what is left was another one's.
        await services.inbox.forget(before)

    return {
        "forget": (timedelta(minutes=5), services.enquiries.forget),
        "unanswered": (timedelta(seconds=30), services.unanswered.write),
        "day": (timedelta(minutes=1), plan_a_new_day),
        "staff": (timedelta(seconds=30), services.staff.load),
        "operators": (timedelta(seconds=10), follow_operators),
        "handled": (timedelta(hours=1), forget_handled),
    }


def _today(services: Services, clock: Clock) -> object:
    return clock.now().astimezone(services.enquiries.knowledge.zone).date()
