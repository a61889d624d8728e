"""Reminding: what nudges units and shows how it stands with them, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.app.present import Present
from bot.clock import Clock
from bot.database import Database
from bot.delivery.composing import Composer
from bot.delivery.model import Purpose
from bot.directory.staff import Staff
from bot.directory.units import Units
from bot.filings.cases import Changed
from bot.filings.service import Filings
from bot.reminders.board.views import BoardViews
from bot.reminders.composing import NudgeComposer, OverdueComposer, ReceiptComposer
from bot.reminders.composing_staff import DigestComposer, NoteComposer, ToStaff
from bot.reminders.nudging import Nudging
from bot.reminders.readers import Readers
from bot.reminders.repository import PlanRepository
from bot.reminders.service import Reminders
from bot.reminders.views import StaffViews, UnitViews
from bot.settings import ReminderSettings


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminding:
    """Everything about nudges."""

    service: Reminders
    nudging: Nudging
    unit_views: UnitViews
    staff_views: StaffViews
    board_views: BoardViews
    composers: Mapping[Purpose, Composer]


def make_reminding(
    settings: ReminderSettings,
    database: Database,
    filings: Filings,
    readers: Readers,
    units: Units,
    staff: Staff,
    present: Present,
    clock: Clock,
    changed: Changed,
) -> Reminding:
    """What nudges units, on a database.

    Args:
        settings: when units are nudged.
        database: of today's version.
        filings: what they owe.
        readers: to whom something is said.
        units: who they are.
        staff: who is of it.
        present: the knowledge and the sending hours as they are now.
        clock: tells the time.
        changed: told of which units the plan may have changed.
    """
    plans, knowledge = PlanRepository(database), present.knowledge
    nudging = Nudging(plans, clock, knowledge, settings, changed)
    return Reminding(
        service=Reminders(plans, clock, knowledge, settings),
        nudging=nudging,
        unit_views=UnitViews(filings, readers, knowledge, present.timetable, clock),
        staff_views=StaffViews(filings, readers, knowledge, clock),
        board_views=BoardViews(filings, nudging, readers, knowledge, clock),
        composers=_composers(filings, readers, units, staff, present),
    )


def _composers(
    filings: Filings, readers: Readers, units: Units, staff: Staff, present: Present
) -> Mapping[Purpose, Composer]:
    """Who finds the words for what is sent about duties."""
    timetable = present.timetable
    digest = DigestComposer(filings, readers, present.knowledge)
    note = NoteComposer(filings, readers, units)
    return {
        Purpose.NUDGE: NudgeComposer(filings, readers, timetable),
        Purpose.RECEIPT: ReceiptComposer(filings, readers),
        Purpose.OVERDUE: OverdueComposer(filings, readers, timetable),
        Purpose.DIGEST: ToStaff(digest, staff.is_staff, timetable),
        Purpose.NOTE: ToStaff(note, staff.is_staff, timetable),
    }
