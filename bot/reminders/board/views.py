"""What staff are shown of the board. Who reads it is asked anew by each view."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.message import Action, Block, Button, Message, Run
from bot.filings.actions import item_token
from bot.filings.errors import DeadlineUnknown
from bot.filings.records import Actor, Board
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline
from bot.language import Language
from bot.reminders import keyboards
from bot.reminders.board import saying
from bot.reminders.board.actions import BoardVerb, list_at, place
from bot.reminders.board.paging import page_of
from bot.reminders.board.parts import Part
from bot.reminders.board.picture import Picture, picture
from bot.reminders.board.saying import Rows
from bot.reminders.board.sheet import board_table
from bot.reminders.boards import open_lines
from bot.reminders.nudging import Nudged, Nudging, Tally
from bot.reminders.readers import Readers
from bot.reminders.wording import Wording

_TOKEN_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A deadline as a picture, with the words and buttons under it."""

    picture: Picture
    language: Language
    caption: Message


@dataclass(frozen=True, slots=True)
class Sheet:
    """A deadline as a table."""

    table: Sequence[Sequence[str]]
    title: str  #: of the deadline
    file_name: str


class BoardViews:
    """Messages for staff.

    Args:
        filings: how it stands.
        nudging: when units are reminded.
        readers: to whom it is said.
        knowledge: gives the knowledge as it is now.
        clock: tells the time.
    """

    def __init__(
        self,
        filings: Filings,
        nudging: Nudging,
        readers: Readers,
        knowledge: Callable[[], Knowledge],
        clock: Clock,
    ) -> None:
        self._filings = filings
        self._nudging = nudging
        self._readers = readers
        self._knowledge = knowledge
        self._clock = clock

    async def overview(self, actor: Actor, page: int = 0) -> Message:
        """A line of counts for each deadline, and a button.

        Raises:
            NotStaff: the actor is not; so do all of these.
        """
        words = await self._words(actor)
        boards = await self._filings.boards()
        if not boards:
            return Message([[Run(words.say("board.nothing"))]])
        found = page_of(boards, Action(BoardVerb.OVERVIEW, page))
        blocks: list[Block] = [[Run(words.say("board.heading"), "b"), *found.number(words)]]
        blocks += [saying.summary(words, board) for board in found.shown]
        rows: Rows = [
            [Button(words.label(b.deadline.title), saying.about(BoardVerb.SHOW, b.deadline))]
            for b in found.shown
        ]
        return Message(blocks, [*rows, *found.turning(words)])

    async def deadline(self, actor: Actor, token: str) -> Shown:
        """One deadline as a picture.

        Raises:
            DeadlineUnknown: there is none of this token; so do those below.
        """
        words, board, parts = await self._board(actor, token)
        drawn = picture(saying.words_of_picture(words, board), parts)
        rows = saying.under_picture(words, board, parts)
        return Shown(drawn, words.voice.language, Message([saying.summary(words, board)], rows))

    async def groups(self, actor: Actor, token: str, page: int = 0) -> Message:
        """How it stands with each group, and a button to see who is missing of it."""
        words, board, parts = await self._board(actor, token)
        found = page_of(parts, Action(BoardVerb.GROUPS, page, token))
        blocks: list[Block] = [[*saying.summary(words, board), *found.number(words)]]
        rows: Rows = []
        for part in found.shown:
            blocks.append(words.heading(part.name, saying.counted(words, part.lines)))
            if count := len(open_lines(part.lines)):
                label = words.say("board.button.part", name=words.brief(part.name), count=count)
                listed = Action(BoardVerb.LIST, 0, token + item_token(part.name))
                rows.append([Button(label, listed)])
        return Message(blocks, [*rows, *found.turning(words), [keyboards.to_board(words)]])

    async def unfiled(self, actor: Actor, argument: str, page: int) -> Message:
        """Who has not filed, of all or of one group: a button for each unit."""
        token, part_token = argument[:_TOKEN_LENGTH], argument[_TOKEN_LENGTH:]
        words, board, parts = await self._board(actor, token)
        part = next((each for each in parts if item_token(each.name) == part_token), None)
        lines = open_lines(part.lines if part is not None else board.lines)
        if not lines:
            return Message([saying.summary(words, board)], [[keyboards.to_board(words)]])
        found = page_of(lines, Action(BoardVerb.LIST, page, argument))
        heading = words.heading(
            words.say("board.unfiled", title=words.title(board.deadline.title), n=len(lines)),
            *([part.name] if part is not None else []),
        )
        rows: Rows = [
            [
                Button(
                    saying.marked(words, line),
                    Action(BoardVerb.UNIT, line.duty.id, place(found.shows)),
                )
            ]
            for line in found.shown
        ]
        rows += found.turning(words)
        return Message([[*heading, *found.number(words)]], [*rows, [keyboards.to_board(words)]])

    async def unit(self, actor: Actor, obligation_id: int, at: str, *, writing: str) -> Message:
        """One unit's duty: how it stands, whom to call, when it was reminded and will be.

        Args:
            actor: who reads it.
            obligation_id: of the duty.
            at: the place of the list that leads back.
            writing: the verb of the button that begins a letter to the unit.

        Raises:
            NotOwed: there is no such duty, or no longer.
        """
        words = await self._words(actor)
        duty = await self._filings.duty(obligation_id, actor)
        contacts = await self._readers.contacts(duty.unit.id)
        times = await self._nudging.times_of(obligation_id)
        blocks: list[Block] = [
            words.heading(words.unit(duty.unit), words.title(duty.deadline.title), words.due(duty)),
            saying.state(words, duty),
            saying.contacts_of(words, contacts),
            [Run(saying.nudges(words, times))],
        ]
        nudge = Button(words.say("board.button.nudge"), Action(BoardVerb.NUDGE, duty.id, at))
        write = Button(words.say("board.button.write"), Action(writing, duty.unit.id))
        rows: Rows = [[nudge, write]] if duty.is_open else [[write]]
        rows += keyboards.decide(words, duty)
        back = Button(words.say("board.button.back"), list_at(at))
        return Message(blocks, [*rows, [back]])

    async def nudged(self, actor: Actor, nudged: Nudged) -> Message:
        """The answer to who had a unit nudged: when it goes out, or why it does not."""
        words = await self._words(actor)
        unit = words.unit(nudged.duty.unit)
        if nudged.at is not None:
            now = nudged.at <= self._clock.now()
            key = "board.nudged.now" if now else "board.nudged.at"
            said = words.say(key, unit=unit, moment=words.moment(nudged.at))
        elif nudged.refusal is None:
            said = words.say("board.nudged.done", unit=unit)
        else:
            said = words.say("board.refused", unit=unit, why=saying.why(words, nudged.refusal))
        return Message([[Run(said)]])

    async def asking(self, actor: Actor, token: str) -> Message:
        """How many would be nudged, and why the others would not; a button to do it."""
        words, board, _ = await self._board(actor, token)
        tally = await self._nudging.preview(board.deadline.id, actor)
        title = words.title(board.deadline.title)
        if tally.at is None:
            asked = words.say("board.all.nobody")
        elif tally.at <= self._clock.now():
            asked = words.say("board.all.ask", n=tally.nudged)
        else:
            asked = words.say("board.all.ask-at", n=tally.nudged, moment=words.moment(tally.at))
        yes = saying.of_deadline(
            words, "all-now", BoardVerb.NUDGE_ALL_NOW, board.deadline, n=tally.nudged
        )
        rows: Rows = [[yes]] if tally.nudged else []
        rows.append([keyboards.to_board(words)])
        return Message([words.heading(title, asked), *saying.not_nudged(words, tally)], rows)

    async def nudged_all(self, actor: Actor, token: str, tally: Tally) -> Message:
        """The answer to who had all nudged."""
        words, board, _ = await self._board(actor, token)
        if tally.at is None:
            said = words.say("board.all.nobody")
        else:
            now = tally.at <= self._clock.now()
            key = "board.all.now" if now else "board.all.at"
            said = words.say(key, n=tally.nudged, moment=words.moment(tally.at))
        heading = words.heading(words.title(board.deadline.title), said)
        rows: Rows = [[keyboards.to_board(words)]]
        return Message([heading, *saying.not_nudged(words, tally)], rows)

    async def sheet(self, actor: Actor, token: str) -> Sheet:
        """One deadline as a table."""
        words, board, _ = await self._board(actor, token)
        groups = saying.groups_in(words, self._knowledge(), board)
        times = await self._nudging.times(board.deadline.id)
        # In a thread: of ten thousand units it takes a second.
        table = await asyncio.to_thread(board_table, words, groups, times)
        title = words.title(board.deadline.title)
        day = words.voice.today.isoformat()
        return Sheet(table, title, words.say("board.sheet.file", day=day))

    def id_of(self, token: str) -> str:
        """The deadline that a button means.

        Raises:
            DeadlineUnknown: there is none.
        """
        deadlines = self._knowledge().all(Deadline)
        found = next((each.id for each in deadlines if item_token(each.id) == token), None)
        if found is None:
            raise DeadlineUnknown(token)
        return found

    async def _board(self, actor: Actor, token: str) -> tuple[Wording, Board, list[Part]]:
        words = await self._words(actor)
        board = await self._filings.board(self.id_of(token))
        return words, board, saying.parts_in(words, self._knowledge(), board)

    async def _words(self, actor: Actor) -> Wording:
        return await self._readers.staff_words(actor, self._clock.now())
