"""What contacts of units are sent: nudges, receipts, and that something is overdue.

Each composer reads anew how it stands: what was filed, waived or taken over since it was planned is
not sent, and what may not be sent now waits for the next sending hours.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from bot.delivery.composing import Composed
from bot.delivery.message import Block, Message, Run
from bot.delivery.model import Delivery
from bot.filings.records import Duty, DutyState
from bot.filings.service import Filings
from bot.reminders import keyboards
from bot.reminders.planner import SNOOZE
from bot.reminders.readers import Reader, Readers
from bot.reminders.timetable import Timetable
from bot.reminders.wording import Wording


class NudgeComposer:
    """Nudges: what to do, by when, how much is left, and whom to ask.

    Args:
        filings: how it stands.
        readers: to whom it is said.
        timetable: gives the timetable as it is now.
    """

    def __init__(
        self, filings: Filings, readers: Readers, timetable: Callable[[], Timetable]
    ) -> None:
        self._filings = filings
        self._readers = readers
        self._timetable = timetable

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """One message for all the nudges that one recipient is due."""
        duties = await _duties(self._filings, deliveries)
        reader = await self._readers.reader(deliveries[0].recipient_id, now)
        opens_at = self._timetable().next_at(now)
        due: list[tuple[Duty, Delivery]] = []
        withdrawn: dict[int, str] = {}
        deferred: dict[int, datetime] = {}
        for delivery in deliveries:
            duty = duties.get(delivery.obligation_id)
            if duty is None or (reason := _why_not(duty, reader, opens_at, now)):
                withdrawn[delivery.id] = reason if duty is not None else "no longer owed"
            elif opens_at > now:
                deferred[delivery.id] = opens_at
            else:
                due.append((duty, delivery))
        message = await self._message(reader, due) if due else None
        return Composed(
            message=message,
            covered=[delivery.id for _, delivery in due],
            withdrawn=withdrawn,
            deferred=deferred,
        )

    async def _message(self, reader: Reader, due: Sequence[tuple[Duty, Delivery]]) -> Message:
        duties = _by_unit({duty.id: duty for duty, _ in due}.values())
        remarks = await self._remarks(reader, due)
        return nudge(reader.words, duties, remarks, min(delivery.id for _, delivery in due))

    async def _remarks(self, reader: Reader, due: Sequence[tuple[Duty, Delivery]]) -> list[Block]:
        """What is to be said of the message itself."""
        words = reader.words
        remarks = []
        if any(delivery.is_repeat for _, delivery in due):
            remarks.append(words.note("units.nudge.repeat"))
        if all(delivery.rung.startswith(SNOOZE) for _, delivery in due):
            remarks.append(words.note("units.nudge.snoozed"))
        elif all([await self._is_escalated(duty, reader) for duty, _ in due]):
            remarks.append(words.note("units.nudge.escalated"))
        return remarks

    async def _is_escalated(self, duty: Duty, reader: Reader) -> bool:
        """Whether somebody before the reader was asked, and nobody has reacted."""
        if duty.obligation.reacted_at is not None:
            return False
        contacts = await self._readers.contacts(duty.unit.id)
        first = next((contact for contact, is_reachable in contacts if is_reachable), None)
        return first is not None and first.chat_id != reader.chat.id


class ReceiptComposer:
    """Receipts: that a duty was filed, by whom, and that nobody is nudged about it any more.

    Args:
        filings: how it stands.
        readers: to whom it is said.
    """

    def __init__(self, filings: Filings, readers: Readers) -> None:
        self._filings = filings
        self._readers = readers

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """At any hour, since it answers what somebody has just done."""
        (delivery,) = deliveries
        duty = (await _duties(self._filings, deliveries)).get(delivery.obligation_id)
        reader = await self._readers.reader(delivery.recipient_id, now)
        if duty is None or duty.state is not DutyState.FILED:
            return Composed(withdrawn={delivery.id: "taken back"})
        if not reader.serves(duty.unit.id):
            return Composed(withdrawn={delivery.id: "left"})
        return Composed(
            message=receipt(reader.words, duty, is_repeat=delivery.is_repeat),
            covered=[delivery.id],
        )


class OverdueComposer:
    """That a duty is past its deadline, to its unit.

    Args:
        filings: how it stands.
        readers: to whom it is said.
        timetable: gives the timetable as it is now.
    """

    def __init__(
        self, filings: Filings, readers: Readers, timetable: Callable[[], Timetable]
    ) -> None:
        self._filings = filings
        self._readers = readers
        self._timetable = timetable

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """What is missing, what is stated about being late, and whom to call."""
        (delivery,) = deliveries
        duty = (await _duties(self._filings, deliveries)).get(delivery.obligation_id)
        reader = await self._readers.reader(delivery.recipient_id, now)
        if duty is None or duty.state is not DutyState.OVERDUE:
            return Composed(withdrawn={delivery.id: duty.state if duty else "no longer owed"})
        if not reader.serves(duty.unit.id):
            return Composed(withdrawn={delivery.id: "left"})
        opens_at = self._timetable().next_at(now)
        if opens_at > now:
            return Composed(deferred={delivery.id: opens_at})
        message = overdue(reader.words, duty, is_repeat=delivery.is_repeat)
        return Composed(message=message, covered=[delivery.id])


def nudge(
    words: Wording, duties: Sequence[Duty], remarks: Sequence[Block], delivery_id: int
) -> Message:
    """What is to be filed.

    Args:
        words: of the reader.
        duties: those that are open, each with a due instant.
        remarks: what is to be said of the message itself.
        delivery_id: of one of the deliveries that go out in the message.
    """
    if len(duties) == 1:
        return _one(words, duties[0], remarks)
    return _several(words, duties, remarks, delivery_id)


def receipt(words: Wording, duty: Duty, *, is_repeat: bool = False) -> Message:
    """That a duty was filed: what, when and by whom."""
    filed_at = duty.obligation.filed_at
    assert filed_at is not None, "it was filed"
    heading = words.heading(
        words.say("units.receipt.heading", title=words.title(duty.deadline.title)),
        words.say("units.unit", unit=words.unit(duty.unit)),
        words.filed_by(duty.filed_by, filed_at),
    )
    blocks: list[Block] = [words.note("units.nudge.repeat")] if is_repeat else []
    blocks.append(heading)
    if duty.items:
        lines = [words.say("units.items.filed"), *words.item_lines(duty.items, limits=False)]
        blocks.append([Run("\n".join(lines))])
    blocks.append([Run(words.say("units.receipt.silence"))])
    return Message(blocks, keyboards.take_back(words, duty))


def overdue(words: Wording, duty: Duty, *, is_repeat: bool = False) -> Message:
    """That a duty is past its deadline."""
    blocks: list[Block] = [words.note("units.nudge.repeat")] if is_repeat else []
    blocks.append(
        words.heading(
            words.say("units.overdue.heading", title=words.title(duty.deadline.title)),
            words.due(duty),
            words.say("units.unit", unit=words.unit(duty.unit)),
        )
    )
    blocks += words.open_items(duty, "units.overdue.missing")
    if duty.deadline.late is not None:
        late = words.say("units.overdue.late", text=words.read(duty.deadline.late))
        blocks.append([Run(late)])
    blocks.append([Run(words.say("units.overdue.please"))])
    blocks += words.where_to([duty])
    return Message(blocks, keyboards.of_late_duty(words, duty))


def _one(words: Wording, duty: Duty, remarks: Sequence[Block]) -> Message:
    """The nudge about one duty."""
    heading = words.heading(
        words.say("units.nudge.heading", title=words.title(duty.deadline.title)),
        words.due(duty),
        words.say("units.unit", unit=words.unit(duty.unit)),
    )
    blocks = [heading, *remarks, *words.open_items(duty), *words.where_to([duty])]
    return Message(blocks, keyboards.of_duty(words, duty))


def _several(
    words: Wording, duties: Sequence[Duty], remarks: Sequence[Block], delivery_id: int
) -> Message:
    """The nudge about several duties: by unit, numbered throughout."""
    soonest = min(map(_due, duties))
    moment = words.due_moment(soonest)
    blocks: list[Block] = [
        words.heading(words.say("units.nudge.several", n=len(duties), moment=moment)),
        *remarks,
    ]
    unit_id = None
    for number, duty in enumerate(duties, start=1):
        if duty.unit.id != unit_id:
            unit_id = duty.unit.id
            blocks.append(words.heading(words.unit(duty.unit)))
        title = words.say("units.nudge.duty", number=number, title=words.title(duty.deadline.title))
        lines = [words.due(duty), *words.item_lines(duty.open_items)]
        blocks.append(words.heading(title, *lines))
    blocks += words.where_to(duties)
    return Message(blocks, keyboards.of_message(words, duties, delivery_id))


def _why_not(duty: Duty, reader: Reader, opens_at: datetime, now: datetime) -> str:
    """Why a nudge is not to be sent at all; empty where it is, now or later."""
    if not duty.is_open:
        return duty.state
    if not reader.serves(duty.unit.id):
        return "left"
    if duty.due_at is None:
        return "no longer due"
    if duty.is_past_due(now):
        return "past due"
    return "too late" if opens_at >= duty.due_at else ""


def _due(duty: Duty) -> datetime:
    assert duty.due_at is not None, "what has no due instant is not nudged about"
    return duty.due_at


def _by_unit(duties: Collection[Duty]) -> list[Duty]:
    """Duties of one unit together, those first of which something is due first."""
    first: dict[int, datetime] = {}
    for duty in sorted(duties, key=_due):
        first.setdefault(duty.unit.id, _due(duty))
    return sorted(duties, key=lambda duty: (first[duty.unit.id], duty.unit.id, _due(duty)))


async def _duties(filings: Filings, deliveries: Sequence[Delivery]) -> dict[int | None, Duty]:
    ids = {each.obligation_id for each in deliveries if each.obligation_id is not None}
    return {duty.id: duty for duty in await filings.find(ids)}
