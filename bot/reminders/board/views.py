"""What staff are shown of the board. Who reads it is asked anew by each view."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.clock import Clock
from bot.delivery.message import Action, Block, Button, Message, Run
from bot.filings.actions import item_token
from bot.filings.errors import DeadlineUnknown, NotStaff
from bot.filings.records import Actor, Board, BoardLine, Duty
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Organisation
from bot.language import Language
from bot.reminders import keyboards
from bot.reminders.board.actions import BoardVerb
from bot.reminders.board.parts import Part, Standing, counts_of, owing, parts_of, standing_of
from bot.reminders.board.picture import Picture, Words, picture
from bot.reminders.board.sheet import board_table
from bot.reminders.boards import open_lines
from bot.reminders.by_hand import Refusal
from bot.reminders.nudging import Nudged, Nudging, Tally
from bot.reminders.readers import Readers
from bot.reminders.states import NudgeTimes
from bot.reminders.wording import Wording

#: Units on a page: more buttons push the text off a phone.
_A_PAGE = 8
_TOKEN_LENGTH = 8
Rows = list[Sequence[Button]]


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
    title: str
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

    async def overview(self, actor: Actor) -> Message:
        """A line of counts for each deadline, and a button.

        Raises:
            NotStaff: the actor is not; so do all of these.
        """
        words = await self._words(actor)
        boards = await self._filings.boards()
        if not boards:
            return Message([[Run(words.say("units.late.nothing"))]])
        blocks: list[Block] = [[Run(words.say("board.heading"), "b")]]
        blocks += [_summary(words, board) for board in boards]
        rows: Rows = [
            [_button(words.label(b.deadline.title), BoardVerb.SHOW, b.deadline)] for b in boards
        ]
        return Message(blocks, rows)

    async def deadline(self, actor: Actor, token: str) -> Shown:
        """One deadline as a picture.

        Raises:
            DeadlineUnknown: there is none of this token; so do those below.
        """
        words, board, parts = await self._board(actor, token)
        drawn = picture(_words_of_picture(words, board), parts)
        caption = Message([_summary(words, board)], _rows(words, board, parts))
        return Shown(drawn, words.voice.language, caption)

    async def groups(self, actor: Actor, token: str) -> Message:
        """How it stands with each group, and a button to see who is missing of it."""
        words, board, parts = await self._board(actor, token)
        blocks: list[Block] = [_summary(words, board)]
        blocks += [words.heading(part.name, _counted(words, part.lines)) for part in parts]
        rows: Rows = [
            [
                Button(
                    words.say("board.button.part", name=part.name, n=len(open_lines(part.lines))),
                    Action(BoardVerb.LIST, 0, token + item_token(part.name)),
                )
            ]
            for part in parts
            if open_lines(part.lines)
        ]
        return Message(blocks, [*rows, [_back_to(words, board.deadline)]])

    async def unfiled(self, actor: Actor, argument: str, page: int) -> Message:
        """Who has not filed, of all or of one group: a button for each unit."""
        token, part_token = argument[:_TOKEN_LENGTH], argument[_TOKEN_LENGTH:]
        words, board, parts = await self._board(actor, token)
        part = next((each for each in parts if item_token(each.name) == part_token), None)
        lines = open_lines(part.lines if part is not None else board.lines)
        if not lines:
            return Message([_summary(words, board)], [[_back_to(words, board.deadline)]])
        pages = -(-len(lines) // _A_PAGE)
        page = max(0, min(page, pages - 1))
        shown = lines[page * _A_PAGE : (page + 1) * _A_PAGE]
        heading = words.heading(
            words.say("board.unfiled", title=words.title(board.deadline.title), n=len(lines)),
            *([part.name] if part is not None else []),
        )
        if pages > 1:
            said = words.say("board.page", page=page + 1, pages=pages)
            heading = [*heading, Run(f"\n{said}", "i")]
        rows: Rows = [
            [Button(_marked(words, line), Action(BoardVerb.UNIT, line.duty.id))] for line in shown
        ]
        turning = [
            Button(words.say(f"board.button.{name}"), Action(BoardVerb.LIST, to, argument))
            for name, to in (("earlier", page - 1), ("later", page + 1))
            if 0 <= to < pages
        ]
        rows += [turning] if turning else []
        return Message([heading], [*rows, [_back_to(words, board.deadline)]])

    async def unit(self, actor: Actor, obligation_id: int) -> Message:
        """One unit's duty: how it stands, whom to call, when it was reminded and will be.

        Raises:
            NotYours: there is no such duty.
        """
        words = await self._words(actor)
        duty = await self._filings.duty(obligation_id, actor)
        contacts = await self._readers.contacts(duty.unit.id)
        times = await self._nudging.times_of(obligation_id)
        lines = [
            words.say(
                "board.contact",
                person=words.person(contact),
                reach=words.say(_reach_key(contact.has_joined, is_reachable)),
            )
            for contact, is_reachable in contacts
        ] or [words.say("units.digest.no-contact")]
        blocks: list[Block] = [
            words.heading(words.unit(duty.unit), words.title(duty.deadline.title), words.due(duty)),
            _state(words, duty),
            words.heading(words.say("board.contacts"), *lines),
            [Run("\n".join(_nudges(words, times)))],
        ]
        nudge = Button(words.say("board.button.nudge"), Action(BoardVerb.NUDGE, duty.id))
        rows: Rows = [[nudge]] if duty.is_open else []
        rows += keyboards.decide(words, duty)
        list_of = Action(BoardVerb.LIST, 0, item_token(duty.deadline.id))
        return Message(blocks, [*rows, [Button(words.say("board.button.back"), list_of)]])

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
            said = words.say("board.refused", unit=unit, why=_why(words, nudged.refusal))
        return Message([[Run(said)]])

    async def asking(self, actor: Actor, token: str) -> Message:
        """How many would be nudged, and why the others would not; a button to do it."""
        words, board, _ = await self._board(actor, token)
        tally = await self._nudging.preview(board.deadline.id, actor)
        title = words.title(board.deadline.title)
        asked = words.say("board.all.ask" if tally.nudged else "board.all.nobody", n=tally.nudged)
        blocks: list[Block] = [words.heading(title, asked), *_refused(words, tally)]
        yes = Button(
            words.say("board.button.all-now", n=tally.nudged),
            Action(BoardVerb.NUDGE_ALL_NOW, 0, token),
        )
        rows: Rows = [[yes]] if tally.nudged else []
        return Message(blocks, [*rows, [_back_to(words, board.deadline)]])

    async def nudged_all(self, actor: Actor, token: str, tally: Tally) -> Message:
        """The answer to who had all nudged."""
        words, board, _ = await self._board(actor, token)
        if tally.at is None:
            said = words.say("board.all.nobody", n=0)
        else:
            now = tally.at <= self._clock.now()
            key = "board.all.now" if now else "board.all.at"
            said = words.say(key, n=tally.nudged, moment=words.moment(tally.at))
        heading = words.heading(words.title(board.deadline.title), said)
        return Message([heading, *_refused(words, tally)], [[_back_to(words, board.deadline)]])

    async def sheet(self, actor: Actor, token: str) -> Sheet:
        """One deadline as a table."""
        words, board, parts = await self._board(actor, token)
        table = board_table(words, parts, await self._nudging.times(board.deadline.id))
        title = words.title(board.deadline.title)
        day = words.voice.today.isoformat()
        return Sheet(table, title, words.say("board.sheet.file", day=day))

    def id_of(self, token: str) -> str:
        """The deadline that a button means."""
        return deadline_of(self._knowledge(), token).id

    async def _board(self, actor: Actor, token: str) -> tuple[Wording, Board, list[Part]]:
        words = await self._words(actor)
        knowledge = self._knowledge()
        board = await self._filings.board(deadline_of(knowledge, token).id)
        return words, board, parts_in(words, knowledge, board)

    async def _words(self, actor: Actor) -> Wording:
        if not actor.is_staff or actor.chat_id is None:
            raise NotStaff
        return (await self._readers.reader(actor.chat_id, self._clock.now())).words


def deadline_of(knowledge: Knowledge, token: str) -> Deadline:
    """The deadline of a token.

    Raises:
        DeadlineUnknown: there is none.
    """
    found = (each for each in knowledge.all(Deadline) if item_token(each.id) == token)
    deadline = next(found, None)
    if deadline is None:
        raise DeadlineUnknown(token)
    return deadline


def parts_in(words: Wording, knowledge: Knowledge, board: Board) -> list[Part]:
    """The parts of a board, in the reader's words."""

    def title(id: str) -> str | None:
        organisation = knowledge.find(Organisation, id)
        return words.read(organisation.title) if organisation is not None else None

    return parts_of(board, title, words.say("units.digest.elsewhere"))


def _summary(words: Wording, board: Board) -> Block:
    due = words.say("units.due.unknown") if board.due_at is None else words.due_at(board.due_at)
    heading = words.say("units.digest.heading", title=words.title(board.deadline.title))
    return words.heading(heading, due, _counted(words, board.lines))


def _counted(words: Wording, lines: Sequence[BoardLine]) -> str:
    said = [
        words.say("board.count", what=words.say(f"board.standing.{standing}"), count=count)
        for standing, count in counts_of(lines).items()
        if count or standing is Standing.FILED
    ]
    return words.say("units.count.between").join(said)


def _rows(words: Wording, board: Board, parts: Sequence[Part]) -> Rows:
    deadline, left = board.deadline, open_lines(board.lines)
    sheet = _button(words.say("board.button.sheet"), BoardVerb.SHEET, deadline)
    if not board.lines:
        return []
    beside = [sheet]
    if len(parts) > 1:
        beside.insert(0, _button(words.say("board.button.groups"), BoardVerb.GROUPS, deadline))
    if not left:
        return [beside]
    unfiled = words.say("board.button.unfiled", n=len(left))
    nudge_all = words.say("board.button.nudge-all")
    return [
        [_button(unfiled, BoardVerb.LIST, deadline)],
        beside,
        [_button(nudge_all, BoardVerb.NUDGE_ALL, deadline)],
    ]


def _words_of_picture(words: Wording, board: Board) -> Words:
    counts = counts_of(board.lines)
    filed, owed = counts[Standing.FILED], owing(counts)
    percent = filed * 100 // owed if owed else 100
    due = words.say("units.due.unknown") if board.due_at is None else words.due_at(board.due_at)
    return Words(
        title=words.title(board.deadline.title),
        due=due,
        as_of=words.say("board.as-of", moment=words.moment(words.voice.now)),
        filed=words.say("board.filed", filed=filed, owed=owed, percent=percent),
        none=words.say("units.digest.nobody"),
        others=words.say("units.digest.elsewhere"),
        legend={each: words.say(f"board.standing.{each}") for each in Standing},
    )


def _state(words: Wording, duty: Duty) -> Block:
    """How far a unit is: each item, and who filed it when."""
    said = []
    for item in duty.items:
        filed = words.filed_by(item.filed_by, item.filed_at) if item.filed_at is not None else None
        key = "board.item.filed" if filed else "board.item.open"
        said.append(words.say(key, title=words.title(item.title), filed=filed or ""))
    if not duty.items and duty.obligation.filed_at is not None:
        said.append(words.filed_by(duty.filed_by, duty.obligation.filed_at))
    return words.heading(words.say(f"units.state.{duty.state}"), *said)


def _nudges(words: Wording, times: NudgeTimes) -> list[str]:
    never = words.say("board.nudge.never")
    return [
        words.say(
            "board.nudge.last", moment=words.moment(times.last_at) if times.last_at else never
        ),
        words.say(
            "board.nudge.next", moment=words.moment(times.next_at) if times.next_at else never
        ),
    ]


def _refused(words: Wording, tally: Tally) -> list[Block]:
    lines = [
        words.say("board.all.not", why=words.say(f"board.why-not.{reason}"), count=count)
        for reason, count in tally.refused.items()
    ]
    return [words.heading(words.say("board.all.others"), *lines)] if lines else []


def _why(words: Wording, refusal: Refusal) -> str:
    moment = words.moment(refusal.at) if refusal.at is not None else ""
    return words.say(f"board.why.{refusal.reason}", moment=moment)


def _reach_key(has_joined: bool, is_reachable: bool) -> str:
    if is_reachable:
        return "board.reach.reached"
    return "board.reach.unreachable" if has_joined else "board.reach.not-joined"


def _marked(words: Wording, line: BoardLine) -> str:
    mark = words.say(f"board.mark.{standing_of(line)}")
    return f"{mark} {words.label(line.duty.unit.name)}"


def _button(label: str, verb: BoardVerb, deadline: Deadline) -> Button:
    return Button(label, Action(verb, 0, item_token(deadline.id)))


def _back_to(words: Wording, deadline: Deadline) -> Button:
    return _button(words.say("board.button.back"), BoardVerb.SHOW, deadline)
