"""Rules: how units are reminded of a deadline, by the operator's settings and the knowledge."""

from datetime import timedelta

from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, OwnReminders
from bot.knowledge.working_days import WorkingDays
from bot.reminders.ladder import Ladder, SendingHours
from bot.reminders.planner import Rules
from bot.reminders.timetable import Timetable
from bot.settings import ReminderSettings


def timetable_of(knowledge: Knowledge, settings: ReminderSettings) -> Timetable:
    """On which days and at which hours an edition sends what nobody has asked for."""
    hours = SendingHours(settings.opens, settings.closes)
    return Timetable(WorkingDays.of(knowledge.edition), hours, knowledge.zone)


def rules_of(deadline: Deadline, settings: ReminderSettings, timetable: Timetable) -> Rules:
    """How units are reminded of one deadline: what it leaves open is as the operator set it."""
    own = deadline.reminders or OwnReminders()
    days_before = settings.days_before if own.days_before is None else own.days_before
    working_days = settings.working_days if own.working_days is None else own.working_days
    grace = settings.grace_minutes if own.grace_minutes is None else own.grace_minutes
    return Rules(
        timetable=timetable,
        ladder=Ladder(days_before, working_days),
        grace=timedelta(minutes=grace),
        next_contact_from=settings.next_contact_from,
        staff_from=settings.staff_from,
    )
