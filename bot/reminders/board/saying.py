"""What stands in the messages of the board, in the words of who reads them. Pure."""

from collections.abc import Callable, Sequence

from bot.delivery.message import Action, Block, Button
from bot.directory.records import Contact
from bot.filings.actions import item_token
from bot.filings.records import Board, BoardLine, Duty
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Organisation
from bot.reminders.board.actions import BoardVerb
from bot.reminders.board.parts import (
    Part,
    Standing,
    counts_of,
    groups_of,
    owing,
    parts_of,
    standing_of,
)
from bot.reminders.board.picture import Words
from bot.reminders.boards import open_lines
from bot.reminders.by_hand import Refusal
from bot.reminders.nudging import Tally
from bot.reminders.states import NudgeTimes
from bot.reminders.wording import Wording

Rows = list[Sequence[Button]]


def parts_in(words: Wording, knowledge: Knowledge, board: Board) -> list[Part]:
    """The parts of a board, in the reader's words."""
    return parts_of(board, _titles(words, knowledge), words.say("units.digest.elsewhere"))


def groups_in(words: Wording, knowledge: Knowledge, board: Board) -> list[Part]:
    """The same by group alone."""
    return groups_of(board, _titles(words, knowledge), words.say("units.digest.elsewhere"))


def summary(words: Wording, board: Board) -> Block:
    """Of what a board is, by when, and how many are how far."""
    heading = words.say("units.digest.heading", title=words.title(board.deadline.title))
    return words.heading(heading, _due(words, board), counted(words, board.lines))


def counted(words: Wording, lines: Sequence[BoardLine]) -> str:
    """How many are how far, in a line."""
    said = [
        words.say("board.count", what=words.say(f"board.standing.{standing}"), count=count)
        for standing, count in counts_of(lines).items()
        if count or standing is Standing.FILED
    ]
    return words.say("units.count.between").join(said)


def words_of_picture(words: Wording, board: Board) -> Words:
    """What is written in the picture of a board."""
    counts = counts_of(board.lines)
    filed, owed = counts[Standing.FILED], owing(counts)
    return Words(
        title=words.title(board.deadline.title),
        due=_due(words, board),
        as_of=words.say("board.as-of", moment=words.moment(words.voice.now)),
        filed=(
            words.say("board.filed", filed=filed, owed=owed, percent=filed * 100 // owed)
            if owed
            else words.say("board.filed-none-owed")
        ),
        none=words.say("units.digest.nobody"),
        others=words.say("units.digest.elsewhere"),
        legend={each: words.say(f"board.standing.{each}") for each in Standing},
    )


def under_picture(words: Wording, board: Board, parts: Sequence[Part]) -> Rows:
    """The buttons under the picture of a board."""
    if not board.lines:
        return []
    deadline, left = board.deadline, open_lines(board.lines)
    beside = [of_deadline(words, "sheet", BoardVerb.SHEET, deadline)]
    if len(parts) > 1:
        beside.insert(0, of_deadline(words, "groups", BoardVerb.GROUPS, deadline))
    if not left:
        return [beside]
    unfiled = of_deadline(words, "unfiled", BoardVerb.LIST, deadline, n=len(left))
    return [[unfiled], beside, [of_deadline(words, "nudge-all", BoardVerb.NUDGE_ALL, deadline)]]


def state(words: Wording, duty: Duty) -> Block:
    """How far a unit is: each item that is owed, and who filed it when."""
    said = []
    for item in duty.items:
        title = words.title(item.title)
        if item.filed_at is not None:
            filed = words.filed_by(item.filed_by, item.filed_at)
            said.append(words.say("board.item.filed", title=title, filed=filed))
        elif duty.is_open:
            said.append(words.say("board.item.open", title=title))
    if not duty.items and duty.obligation.filed_at is not None:
        said.append(words.filed_by(duty.filed_by, duty.obligation.filed_at))
    return words.heading(words.say(f"units.state.{duty.state}"), *said)


def contacts_of(words: Wording, contacts: Sequence[tuple[Contact, bool]]) -> Block:
    """Whom to call, and whether each can be written to."""
    lines = [
        words.say(
            "board.contact",
            person=words.person(contact),
            reach=words.say(_reach_key(contact.has_joined, is_reachable)),
        )
        for contact, is_reachable in contacts
    ]
    return words.heading(
        words.say("board.contacts"), *(lines or [words.say("units.digest.no-contact")])
    )


def nudges(words: Wording, times: NudgeTimes) -> str:
    """When a unit was reminded, and will be."""
    never = words.say("board.nudge.never")
    said = {"last": times.last_at, "next": times.next_at}
    return "\n".join(
        words.say(f"board.nudge.{name}", moment=words.moment(at) if at else never)
        for name, at in said.items()
    )


def not_nudged(words: Wording, tally: Tally) -> list[Block]:
    """Which units are not reminded, by why."""
    lines = [
        words.say("board.all.not", why=words.say(f"board.why-not.{reason}"), count=count)
        for reason, count in tally.refused.items()
    ]
    return [words.heading(words.say("board.all.others"), *lines)] if lines else []


def why(words: Wording, refusal: Refusal) -> str:
    """Why one unit is not."""
    moment = words.moment(refusal.at) if refusal.at is not None else ""
    return words.say(f"board.why.{refusal.reason}", moment=moment)


def marked(words: Wording, line: BoardLine) -> str:
    """A unit, with a mark of how far it is."""
    mark = words.say(f"board.mark.{standing_of(line)}")
    return f"{mark} {words.label(line.duty.unit.name)}"


def of_deadline(
    words: Wording, name: str, verb: BoardVerb, deadline: Deadline, **values: object
) -> Button:
    """A button that asks something about a deadline."""
    return Button(words.say(f"board.button.{name}", **values), about(verb, deadline))


def about(verb: BoardVerb, deadline: Deadline) -> Action:
    """What a button asks about a deadline."""
    return Action(verb, 0, item_token(deadline.id))


def _titles(words: Wording, knowledge: Knowledge) -> Callable[[str], str | None]:
    """What each group is called, by its id."""

    def title(id: str) -> str | None:
        organisation = knowledge.find(Organisation, id)
        return words.read(organisation.title) if organisation is not None else None

    return title


def _due(words: Wording, board: Board) -> str:
    return words.say("units.due.unknown") if board.due_at is None else words.due_at(board.due_at)


def _reach_key(has_joined: bool, is_reachable: bool) -> str:
    if is_reachable:
        return "board.reach.reached"
    return "board.reach.unreachable" if has_joined else "board.reach.not-joined"
