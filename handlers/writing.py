"""Writing to one unit: an announcement whose audience is set before its first word."""

from collections.abc import Mapping

from telegram import Chat, Update
from telegram.ext import ContextTypes

from bot.broadcasts import writing_views
from bot.broadcasts.errors import AudienceUnknown
from bot.broadcasts.records import Audience, AudienceKind
from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action
from bot.directory.records import Unit
from bot.directory.staff import Permission
from bot.directory.units import Units
from bot.reminders.readers import Readers
from handlers.actions import StaffVerb
from handlers.announcing import AnnouncingHandlers
from handlers.desk import Desk, argument_of


class WritingHandlers:
    """Callbacks for /write and for the buttons that stand for it.

    Args:
        desk: who writes.
        announcing: takes what they write.
        units: to which of them.
        readers: knows who of a unit can be reached.
    """

    verbs: Mapping[str, Permission | None] = {StaffVerb.WRITE: Permission.WRITE_TO_UNIT}

    def __init__(
        self, desk: Desk, announcing: AnnouncingHandlers, units: Units, readers: Readers
    ) -> None:
        self._desk = desk
        self._announcing = announcing
        self._units = units
        self._readers = readers

    async def write(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Begin to write to the unit that is named."""
        written = argument_of(update)
        if not written:
            await self._desk.say(update, "announcing.write.how")
            return
        unit = await self._desk.which_unit(update, written, Action(StaffVerb.WRITE, 0))
        if unit is not None:
            await self._begin(unit, update)

    async def pressed(self, action: Action, update: Update, chat: Chat) -> Pressed:
        """Begin to write to the unit that a button stands for."""
        units = await self._units.all_units()
        unit = next((each for each in units if each.id == action.id), None)
        if unit is None:
            raise AudienceUnknown(str(action.id))
        await self._begin(unit, update)
        return Pressed()

    async def _begin(self, unit: Unit, update: Update) -> None:
        """Say whom of the unit it would not reach; wait for the text if it reaches anybody."""
        contacts = await self._readers.contacts(unit.id)
        reached = [contact for contact, is_reached in contacts if is_reached]
        if len(reached) < len(contacts) or not contacts:
            voice = self._desk.words(update).voice
            await self._desk.show(update, writing_views.out_of_reach(voice, unit, contacts))
        if reached:
            await self._announcing.begin(update, Audience(AudienceKind.UNIT, str(unit.id)))
