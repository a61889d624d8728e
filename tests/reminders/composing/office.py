"""An office that writes to units and staff: the composers and views over a world of units."""

from collections.abc import Mapping, Sequence
from datetime import time, timedelta

from bot.app.troubles import Troubles
from bot.channels.telegram.languages import language_of
from bot.database import Database
from bot.database.tables import ChatRow, ContactRow
from bot.delivery.composing import Composed, Composer
from bot.delivery.message import Button, Message, Outgoing
from bot.delivery.model import Delivery, Draft, Lane, Purpose, State
from bot.directory.chats import Chats
from bot.directory.repository.chats import ChatRepository
from bot.directory.repository.staff import StaffRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.staff import Staff
from bot.directory.units import Units
from bot.filings.repository import FilingRepository
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.working_days import WorkingDays
from bot.language import Language
from bot.locales import load_texts
from bot.reminders.composing import NudgeComposer, OverdueComposer, ReceiptComposer
from bot.reminders.composing_staff import DigestComposer, NoteComposer, ToStaff
from bot.reminders.ladder import SendingHours
from bot.reminders.readers import Readers
from bot.reminders.timetable import Timetable
from bot.reminders.views import StaffViews, UnitViews
from tests.filings.world import Person, World


class Office(World):
    """A world whose messages can be read."""

    def __init__(self, database: Database, knowledge: Knowledge) -> None:
        super().__init__(database, knowledge)
        units = Units(UnitRepository(database), self.clock)
        readers = Readers(
            Chats(ChatRepository(database), self.clock),
            units,
            load_texts(),
            self.current,
            language_of=language_of,
            default=Language.HANS,
        )
        filings = self.filings
        staff = Staff(StaffRepository(database), self.clock, timedelta(days=30))
        is_staff = staff.is_staff
        self.composers: Mapping[Purpose, Composer] = {
            Purpose.NUDGE: NudgeComposer(filings, readers, self.timetable),
            Purpose.RECEIPT: ReceiptComposer(filings, readers),
            Purpose.OVERDUE: OverdueComposer(filings, readers, self.timetable),
            Purpose.DIGEST: ToStaff(
                DigestComposer(filings, readers, self.current), is_staff, self.timetable
            ),
            Purpose.NOTE: ToStaff(NoteComposer(filings, readers, units), is_staff, self.timetable),
        }
        self.views = UnitViews(filings, readers, self.current, self.timetable, self.clock)
        self.staff_views = StaffViews(filings, readers, self.current, self.clock)
        self.chats = Chats(ChatRepository(database), self.clock)
        self.troubles = Troubles(
            FilingRepository(database), self.chats, units, self.clock, self._note_change
        )

    def current(self) -> Knowledge:
        """The knowledge as it is now."""
        return self.knowledge

    def timetable(self) -> Timetable:
        """From nine to half past five on the edition's working days."""
        hours = SendingHours(time(9), time(17, 30))
        return Timetable(WorkingDays.of(self.knowledge.edition), hours, self.knowledge.zone)

    async def speaks(self, person: Person, language: str) -> None:
        """A person has chosen a language."""
        await self.set(ChatRow, person.chat_id, language=language)

    async def prefers(
        self, person: Person, *, chosen: str | None, listed: str | None, app: str | None
    ) -> None:
        """What is known of a person's language."""
        await self.set(ChatRow, person.chat_id, language=chosen, app_language=app)
        await self.set(ContactRow, person.contact_id, language=listed)

    async def compose(self, *deliveries: Delivery) -> Composed:
        """What the composer of their purpose makes of deliveries, now."""
        composer = self.composers[deliveries[0].purpose]
        return await composer.compose(deliveries, self.clock.now())

    async def read(self, *deliveries: Delivery) -> str:
        """What the recipient of deliveries reads, now."""
        composed = await self.compose(*deliveries)
        assert isinstance(composed.message, Message), composed
        assert set(composed.covered) == {delivery.id for delivery in deliveries}
        return shown(composed.message)

    async def latest(self, purpose: Purpose) -> Delivery:
        """The delivery of a purpose that was put into the outbox last and is still to be sent."""
        found = await self.deliveries(purpose=purpose)
        return [each for each in found if each.state is State.PLANNED][-1]

    async def digest(self, staff: Person, rung: str, subject: str) -> Delivery:
        """A digest that is due now."""
        draft = Draft(
            purpose=Purpose.DIGEST,
            subject=subject,
            recipient_id=staff.chat_id,
            rung=rung,
            lane=Lane.NUDGE,
            due_at=self.clock.now(),
        )
        return await self.put(draft)


def shown(message: Message) -> str:
    """A message as a person reads it, its buttons in brackets."""
    blocks = ["".join(run.text for run in block) for block in message.blocks]
    rows = ["".join(f"[{button.label}]" for button in row) for row in message.buttons]
    return "\n\n".join([*blocks, "\n".join(rows)] if rows else blocks)


def buttons(message: Outgoing | None) -> Sequence[Button]:
    """All buttons of a message."""
    assert isinstance(message, Message)
    return [button for row in message.buttons for button in row]
