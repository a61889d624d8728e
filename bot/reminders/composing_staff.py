"""What staff are sent: digests of a deadline, and notes of what needs a person.

Each is one message. `ToStaff` sees to it that they go to those alone who are of staff when they are
sent, and in the sending hours.
"""

from collections.abc import Awaitable, Callable, Sequence
from datetime import date, datetime

from bot.delivery.composing import Composed, Composer
from bot.delivery.message import Action, Block, Button, Message, Run
from bot.delivery.model import Delivery
from bot.directory.recipients import RecipientVerb
from bot.directory.records import Chat, Membership
from bot.directory.units import Units
from bot.filings.errors import DeadlineUnknown
from bot.filings.messages import NoteKind
from bot.filings.records import BoardLine, Duty
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.reminders import boards, keyboards
from bot.reminders.ladder import last_day
from bot.reminders.planner import OVERDUE
from bot.reminders.readers import Readers
from bot.reminders.timetable import Timetable
from bot.reminders.wording import Wording

#: Whether somebody is of staff now.
IsStaff = Callable[[int], Awaitable[bool]]


class ToStaff:
    """A composer whose words are for staff alone, and wait for the sending hours.

    Args:
        composer: finds the words; is given one delivery at a time.
        is_staff: whether somebody is of staff now, by Telegram's address.
        timetable: gives the timetable as it is now.
    """

    def __init__(
        self, composer: Composer, is_staff: IsStaff, timetable: Callable[[], Timetable]
    ) -> None:
        self._composer = composer
        self._is_staff = is_staff
        self._timetable = timetable

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """The composer's words, unless the recipient has left the staff or it is no time for it."""
        (delivery,) = deliveries
        if not await self._is_staff(delivery.address):
            return Composed(withdrawn={delivery.id: "no longer staff"})
        opens_at = self._timetable().next_at(now)
        if opens_at > now:
            return Composed(deferred={delivery.id: opens_at})
        return await self._composer.compose(deliveries, now)


class DigestComposer:
    """Digests: of the units that have not reacted ahead of a deadline, or are late after it.

    Args:
        filings: how it stands.
        readers: to whom it is said.
        knowledge: gives the knowledge as it is now.
    """

    def __init__(
        self,
        filings: Filings,
        readers: Readers,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        self._filings = filings
        self._readers = readers
        self._knowledge = knowledge

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """Counts, and whom to call by region; after a deadline also that all have filed."""
        (delivery,) = deliveries
        deadline_id, due_on = _of(delivery.subject)
        try:
            board = await self._filings.board(deadline_id)
        except DeadlineUnknown:
            return Composed(withdrawn={delivery.id: "no longer valid"})
        lines = [line for line in board.lines if _is_due_on(line, due_on)]
        is_late = delivery.rung == OVERDUE
        shown = boards.open_lines(lines) if is_late else boards.silent_lines(lines)
        if not lines or (not shown and not is_late):
            return Composed(withdrawn={delivery.id: "nobody to call"})
        words = (await self._readers.reader(delivery.recipient_id, now)).words
        blocks: list[Block] = [words.note("units.nudge.repeat")] if delivery.is_repeat else []
        blocks.append(boards.summary(words, board.deadline, lines[0].duty.due_at, lines))
        if shown:
            key = "units.digest.late" if is_late else "units.digest.silent"
            blocks.append([Run(words.say(key))])
            blocks += boards.cut(words, boards.groups(words, self._knowledge(), shown))
        else:
            blocks.append(boards.closing(words, lines))
        rows = [[keyboards.to_board(words, board.deadline)]]
        return Composed(message=Message(blocks, rows), covered=[delivery.id])


class NoteComposer:
    """Notes: of one matter that needs a person; `NoteKind` says which.

    Args:
        filings: how it stands.
        readers: to whom it is said.
        units: whom it is about.
    """

    def __init__(
        self,
        filings: Filings,
        readers: Readers,
        units: Units,
    ) -> None:
        self._filings = filings
        self._readers = readers
        self._units = units

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """Who, about what, why, and what staff can do."""
        (delivery,) = deliveries
        words = (await self._readers.reader(delivery.recipient_id, now)).words
        message = await self._message(words, delivery)
        if message is None:
            return Composed(withdrawn={delivery.id: "settled"})
        repeat = [words.note("units.nudge.repeat")] if delivery.is_repeat else []
        blocks = [*repeat, *message.blocks]
        return Composed(message=Message(blocks, message.buttons), covered=[delivery.id])

    async def _message(self, words: Wording, delivery: Delivery) -> Message | None:
        """What the note says; None where it is no longer true."""
        content = delivery.content or {}
        obligation_id = delivery.obligation_id or content.get("obligation")
        found = await self._filings.find([obligation_id]) if obligation_id else []
        duty = next(iter(found), None)
        membership = None
        if delivery.contact_id is not None:
            membership = await self._units.membership(delivery.contact_id)
        kind = content.get("kind")
        if kind == NoteKind.RECIPIENT:
            return _recipient(words, await self._readers.chat(int(content["chat"])))
        if kind == NoteKind.NOT_OWED:
            return _not_owed(words, duty, membership)
        if kind == NoteKind.UNREACHABLE:
            return await self._unreachable(words, membership)
        return _problem(words, duty, membership, str(content.get("reason", "")))

    async def _unreachable(self, words: Wording, membership: Membership | None) -> Message | None:
        """That a contact cannot be written to; nothing where they can again, or have left."""
        if membership is None:
            return None
        contacts = await self._readers.contacts(membership.unit.id)
        reachable = [contact for contact, is_reachable in contacts if is_reachable]
        contact = membership.contact
        if contact.left_at is not None or contact.id in {each.id for each in reachable}:
            return None
        heading = words.say("units.note.unreachable", name=words.person(contact))
        unit = words.say("units.unit", unit=words.unit(membership.unit))
        after = words.say("units.note.nobody")
        if reachable:
            after = words.say("units.note.next", person=words.person(reachable[0]))
        return Message(
            [
                words.heading(heading, unit),
                [Run(words.say("units.note.blocked"))],
                [Run(after)],
            ]
        )


def _not_owed(words: Wording, duty: Duty | None, membership: Membership | None) -> Message | None:
    """That a unit says it does not owe this; nothing where it is settled."""
    if duty is None or not duty.is_open:
        return None
    unit, title = words.unit(duty.unit), words.title(duty.deadline.title)
    lines = [words.due(duty)]
    if membership is not None:
        person = words.person(membership.contact)
        lines.append(words.say("units.note.said-by", person=person))
    return Message(
        [
            words.heading(words.say("units.note.not-owed", unit=unit, title=title), *lines),
            [Run(words.say("units.note.until-then"))],
        ],
        keyboards.decide(words, duty),
    )


def _recipient(words: Wording, chat: Chat | None) -> Message | None:
    """That the bot came into a group or channel; nothing where it is settled, or out again."""
    if chat is None or chat.is_recipient or chat.unreachable_at is not None:
        return None
    heading = words.heading(words.say("following.note.recipient", title=chat.title or ""))
    adding = Action(RecipientVerb.ADD, chat.id)
    button = Button(words.say("following.note.recipient-add"), adding)
    return Message([heading, [Run(words.say("following.note.recipient-ask"))]], [[button]])


def _problem(
    words: Wording, duty: Duty | None, membership: Membership | None, reason: str
) -> Message:
    """That a message was not delivered."""
    lines = []
    if membership is not None:
        lines.append(words.say("units.unit", unit=words.unit(membership.unit)))
        person = words.person(membership.contact)
        lines.append(words.say("units.note.recipient", person=person))
    if duty is not None:
        lines.append(words.say("units.note.about", title=words.title(duty.deadline.title)))
    if reason:
        lines.append(words.say("units.note.reason", reason=reason))
    return Message([words.heading(words.say("units.note.problem"), *lines)])


def _of(subject: str) -> tuple[str, date]:
    """The deadline and the last day that a digest is about; see `DigestState.subject`."""
    deadline, _, due_on = subject.removeprefix("deadline/").rpartition("/")
    return deadline, date.fromisoformat(due_on)


def _is_due_on(line: BoardLine, day: date) -> bool:
    due_at = line.duty.due_at
    return due_at is not None and last_day(due_at) == day
