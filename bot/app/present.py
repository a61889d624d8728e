"""The present: the knowledge, and the timetable that follows from it, as they are now."""

from bot.enquiries import Enquiries
from bot.knowledge.knowledge import Knowledge
from bot.reminders.rules import timetable_of
from bot.reminders.timetable import Timetable
from bot.settings import ReminderSettings


class Present:
    """Tells services what holds now; each question may be about another version than the last.

    Args:
        enquiries: knows the version that is answered from.
        settings: when units are nudged.
    """

    def __init__(self, enquiries: Enquiries, settings: ReminderSettings) -> None:
        self._enquiries = enquiries
        self._settings = settings
        self._timetable: tuple[Knowledge, Timetable] | None = None

    def knowledge(self) -> Knowledge:
        """What is known now."""
        return self._enquiries.knowledge

    def timetable(self) -> Timetable:
        """When messages are sent now; kept for a version, since it remembers what it worked out."""
        knowledge = self.knowledge()
        if self._timetable is None or self._timetable[0] is not knowledge:
            self._timetable = knowledge, timetable_of(knowledge, self._settings)
        return self._timetable[1]
