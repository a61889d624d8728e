"""What contacts of units and staff are shown in the chat about duties.

Each view asks anew who reads it: what is not the reader's is refused as `NotYours`, whatever the
button or the id was.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.delivery.message import Block, Message, Run
from bot.directory.invitations import Invitation
from bot.directory.records import Contact, Unit
from bot.filings.actions import Verb
from bot.filings.errors import NotYours
from bot.filings.records import Actor, Duty, DutyState, Filed, Snoozed, TakenBack
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import begin_of
from bot.reminders import boards, keyboards
from bot.reminders.composing import nudge
from bot.reminders.readers import Reader, Readers
from bot.reminders.timetable import Timetable
from bot.reminders.wording import Wording

#: In how many days one can be reminded.
_DAYS = (1, 2, 3, 7)


class UnitViews:
    """Messages for contacts of units.

    Args:
        filings: how it stands.
        readers: to whom it is said.
        knowledge: gives the knowledge as it is now.
        timetable: gives the timetable as it is now.
        clock: tells the time.
    """

    def __init__(
        self,
        filings: Filings,
        readers: Readers,
        knowledge: Callable[[], Knowledge],
        timetable: Callable[[], Timetable],
        clock: Clock,
    ) -> None:
        self._filings = filings
        self._readers = readers
        self._knowledge = knowledge
        self._timetable = timetable
        self._clock = clock

    async def mine(self, chat_id: int) -> Message:
        """A contact's duties by unit: state, due instant, what is open, and buttons.

        Among these is for each unit one by which they leave it, or hand it over.
        """
        reader = await self._reader(chat_id)
        words = reader.words
        if not reader.memberships:
            return Message([[Run(words.say("units.mine.no-unit"))]])
        duties = await self._filings.duties([each.unit.id for each in reader.memberships])
        heading = words.heading(words.say("units.mine.heading"))
        if not duties:
            return Message([heading, [Run(words.say("units.mine.nothing"))]])
        still_open = [duty for duty in duties if duty.is_open]
        blocks = [heading, *_by_unit(words, duties), *words.where_to(still_open)]
        rows = keyboards.filed_each(words, still_open) + keyboards.leave_each(words, duties)
        return Message(blocks, rows)

    async def welcome(self, chat_id: int, unit: Unit) -> Message:
        """To somebody who has just joined: for which unit, what it owes, what will come."""
        reader = await self._reader(chat_id)
        if not reader.serves(unit.id):
            raise NotYours(0)
        words = reader.words
        edition = words.read(self._knowledge().edition.title)
        duties = await self._filings.duties([unit.id])
        still_open = [duty for duty in duties if duty.is_open]
        heading = words.heading(
            words.say("units.welcome.heading", unit=words.unit(unit)),
            words.say("units.welcome.edition", edition=edition),
        )
        owed = [_state(words, duty) for duty in duties]
        explained = [words.say("units.welcome.what"), words.say("units.welcome.stop")]
        blocks: list[Block] = [heading, *owed, [Run("\n".join(explained))]]
        blocks += words.office([duty.deadline for duty in still_open])
        rows = keyboards.mine(words)
        if still_open:
            rows += keyboards.leave(words, still_open[0])
        return Message(blocks, rows)

    async def again(self, chat_id: int, obligation_ids: Collection[int], id: int) -> Message:
        """The duties that a message named, as they stand now; `id` is its delivery's."""
        reader, duties = await self._own(chat_id, obligation_ids)
        still_open = [duty for duty in duties if duty.is_open]
        if not still_open or any(duty.due_at is None for duty in still_open):
            return Message([_state(reader.words, duty) for duty in duties])
        return nudge(reader.words, still_open, (), id)

    async def items(self, chat_id: int, obligation_id: int) -> Message:
        """A button for each item of a duty that is still open."""
        reader, (duty,) = await self._own(chat_id, [obligation_id])
        words = reader.words
        asked = [Run(words.say("units.items.ask"))] if duty.is_open else []
        blocks: list[Block] = [_state(words, duty), asked]
        return Message([block for block in blocks if block], keyboards.items(words, duty))

    async def filed(self, chat_id: int, filed: Filed) -> Message:
        """The answer to who filed: what was noted, what is left, or who had been first."""
        words = (await self._reader(chat_id)).words
        duty = filed.duty
        if not filed.is_new:
            lines = [words.say("units.filed.already")]
            if filed.at is not None:
                lines.append(words.filed_by(filed.by, filed.at))
            return Message([words.heading(_title(words, duty)), [Run("\n".join(lines))]])
        if not duty.is_open:
            return Message([words.heading(_title(words, duty), words.say("units.filed.whole"))])
        items = [item for item in duty.items if item.id in filed.items]
        titles = words.names(words.title(item.title) for item in items)
        noted = words.say("units.filed.item", items=titles)
        blocks = [words.heading(_title(words, duty), noted), *words.open_items(duty)]
        return Message(
            blocks, keyboards.items(words, duty) + keyboards.take_back_items(words, duty, items)
        )

    async def taken_back(self, chat_id: int, taken: TakenBack) -> Message:
        """The answer to who took a filing back."""
        words = (await self._reader(chat_id)).words
        if not taken.is_new:
            return Message([[Run(words.say("units.taken-back.nothing"))]])
        said = words.say("units.taken-back", title=_title(words, taken.duty))
        return Message([[Run(said)]], keyboards.filed(words, taken.duty))

    async def who_else(self, chat_id: int, obligation_ids: Collection[int]) -> Message:
        """The other contacts of the units, and whom to ask at the organisers' office."""
        reader, duties = await self._own(chat_id, obligation_ids)
        units = {duty.unit.id: duty.unit for duty in duties}
        blocks = [await self._contacts(reader, unit) for unit in units.values()]
        blocks += reader.words.office([duty.deadline for duty in duties])
        return Message(blocks)

    async def remind_choices(
        self, chat_id: int, obligation_ids: Collection[int], verb: Verb, id: int
    ) -> Message:
        """When one can be reminded again; `verb` and `id` are those of the button pressed."""
        reader, duties = await self._own(chat_id, obligation_ids)
        words = reader.words
        last = max((duty.due_at for duty in duties if duty.is_open and duty.due_at), default=None)
        days = [each for each in _DAYS if last is not None and self.remind_at(each) < last]
        if not days:
            return Message([[Run(words.say("units.remind.too-late"))]])
        asked: Block = [Run(words.say("units.remind.ask"))]
        return Message([asked], keyboards.remind(words, verb, id, days))

    def remind_at(self, days: int) -> datetime:
        """When somebody hears who wants to be reminded in so many days; 1 is tomorrow morning."""
        zone = self._knowledge().zone
        day = self._clock.now().astimezone(zone).date() + timedelta(days=days)
        return self._timetable().next_at(begin_of(day, zone))

    async def snoozed(self, chat_id: int, snoozed: Snoozed) -> Message:
        """The answer to who wants to be reminded later."""
        words = (await self._reader(chat_id)).words
        said = [words.say("units.remind.done", moment=words.moment(snoozed.until_at))]
        due_before = [duty for duty in snoozed.refused if duty.is_open]
        if due_before:
            titles = words.names(_title(words, duty) for duty in due_before)
            said.append(words.say("units.remind.refused", titles=titles))
        return Message([[Run("\n".join(said))]])

    async def not_us_choices(
        self, chat_id: int, obligation_ids: Collection[int], verb: Verb, id: int
    ) -> Message:
        """Which kind of "not us" is meant; `verb` and `id` are those of the button pressed."""
        reader, duties = await self._own(chat_id, obligation_ids)
        words = reader.words
        named = [
            words.heading(_title(words, duty), words.say("units.unit", unit=words.unit(duty.unit)))
            for duty in duties
        ]
        blocks: list[Block] = [*named, [Run(words.say("units.not-us.ask"))]]
        may_dispute = len(duties) == 1 and verb is Verb.NOT_US and duties[0].is_open
        return Message(blocks, keyboards.not_us(words, verb, id, may_dispute=may_dispute))

    async def handing_over(self, chat_id: int, invitation: Invitation, username: str) -> Message:
        """A successor's link, in words that a contact can hand on as they are.

        Args:
            chat_id: of the contact.
            invitation: for whoever takes their place.
            username: the bot's, without @.
        """
        words = (await self._reader(chat_id)).words
        said = words.say(
            "units.hand-over.link",
            unit=words.unit(invitation.unit),
            until=words.due_moment(invitation.expires_at),
            link=invitation.link(username),
        )
        return Message([[Run(said)]])

    async def handed_over(self, chat_id: int) -> Message:
        """The answer to who hands over: what to do with the link, and who is asked until then."""
        words = (await self._reader(chat_id)).words
        return Message([[Run(words.say("units.hand-over.then"))]])

    async def left(self, chat_id: int, units: Sequence[Unit]) -> Message:
        """The answer to who is no longer the contact of these units."""
        words = (await self._reader(chat_id)).words
        names = words.names(map(words.unit, units))
        return Message([[Run(words.say("units.not-us.left", unit=names))]])

    async def disputed(self, chat_id: int) -> Message:
        """The answer to who says that their unit does not owe something."""
        words = (await self._reader(chat_id)).words
        return Message([[Run(words.say("units.not-us.told"))]])

    async def _contacts(self, reader: Reader, unit: Unit) -> Block:
        words = reader.words
        lines = [
            _contact_line(words, number, contact, is_reachable, reader.chat.id)
            for number, (contact, is_reachable) in enumerate(
                await self._readers.contacts(unit.id), start=1
            )
        ]
        return words.heading(words.say("units.who-else.heading", unit=words.unit(unit)), *lines)

    async def _own(
        self, chat_id: int, obligation_ids: Collection[int]
    ) -> tuple[Reader, list[Duty]]:
        """The reader, and those of the duties that are of a unit they serve now.

        Raises:
            NotYours: none of them is.
        """
        reader = await self._reader(chat_id)
        found = await self._filings.find(obligation_ids)
        own = [duty for duty in found if reader.serves(duty.unit.id)]
        if not own:
            raise NotYours(min(obligation_ids, default=0))
        return reader, own

    async def _reader(self, chat_id: int) -> Reader:
        return await self._readers.reader(chat_id, self._clock.now())


class StaffViews:
    """Messages for staff.

    Args:
        filings: how it stands.
        readers: to whom it is said.
        knowledge: gives the knowledge as it is now.
        clock: tells the time.
    """

    def __init__(
        self,
        filings: Filings,
        readers: Readers,
        knowledge: Callable[[], Knowledge],
        clock: Clock,
    ) -> None:
        self._filings = filings
        self._readers = readers
        self._knowledge = knowledge
        self._clock = clock

    async def late(self, actor: Actor) -> list[Message]:
        """How it stands with each deadline: every unit that has not filed, and whom to call.

        Raises:
            NotStaff: the actor is not.
        """
        words = await self._words(actor)
        messages = []
        for board in await self._filings.boards():
            summary = boards.summary(words, board.deadline, board.due_at, board.lines)
            lines = boards.open_lines(board.lines)
            if not lines:
                messages.append(Message([summary, boards.closing(words, board.lines)]))
                continue
            found = boards.groups(words, self._knowledge(), lines)
            first, *rest = boards.pages(words, found)
            heading: Block = [Run(words.say("units.digest.open"))]
            messages.append(Message([summary, heading, *first]))
            messages += [Message(page) for page in rest]
        if messages:
            messages[-1] = replace(messages[-1], buttons=[[keyboards.to_board(words)]])
        return messages or [Message([[Run(words.say("units.late.nothing"))]])]

    async def duty(self, actor: Actor, duty: Duty) -> Message:
        """One unit's duty, with what staff can decide about it.

        Raises:
            NotStaff: the actor is not.
        """
        words = await self._words(actor)
        unit = words.heading(words.unit(duty.unit))
        return Message([unit, _state(words, duty)], keyboards.decide(words, duty))

    async def decided(self, actor: Actor, duty: Duty) -> Message:
        """The answer to who decided whether a unit owes something.

        Raises:
            NotStaff: the actor is not.
        """
        words = await self._words(actor)
        key = "waived" if duty.state is DutyState.WAIVED else "kept"
        unit, title = words.unit(duty.unit), _title(words, duty)
        return Message([[Run(words.say(f"units.staff.{key}", unit=unit, title=title))]])

    async def _words(self, actor: Actor) -> Wording:
        return await self._readers.staff_words(actor, self._clock.now())


def _by_unit(words: Wording, duties: Sequence[Duty]) -> list[Block]:
    """How it stands with duties, under the names of their units."""
    blocks: list[Block] = []
    unit_id = None
    for duty in duties:
        if duty.unit.id != unit_id:
            unit_id = duty.unit.id
            blocks.append(words.heading(words.unit(duty.unit)))
        blocks.append(_state(words, duty))
    return blocks


def _state(words: Wording, duty: Duty) -> Block:
    """A duty: by when, how it stands, and what is still open."""
    lines = [words.say(f"units.state.{duty.state}")]
    if duty.is_open:
        lines.insert(0, words.due(duty))
    elif duty.obligation.filed_at is not None:
        lines.append(words.filed_by(duty.filed_by, duty.obligation.filed_at))
    return words.heading(_title(words, duty), *lines, *words.item_lines(duty.open_items))


def _contact_line(
    words: Wording, number: int, contact: Contact, is_reachable: bool, reader_id: int
) -> str:
    person = words.person(contact)
    if contact.chat_id == reader_id:
        return words.say("units.who-else.you", number=number, person=person)
    if is_reachable:
        return words.say("units.who-else.line", number=number, person=person)
    mark = words.say(f"units.mark.{'unreachable' if contact.has_joined else 'not-joined'}")
    return words.say("units.who-else.marked", number=number, person=person, mark=mark)


def _title(words: Wording, duty: Duty) -> str:
    return words.title(duty.deadline.title)
