"""How it stands with a deadline, said to staff: counts, and whom to call, by region."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.delivery.message import Block, Run
from bot.filings.records import BoardLine, DutyState, Reach
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Deadline, Organisation
from bot.knowledge.text import Text
from bot.reminders.wording import Wording

#: What a message holds with room to spare for its heading, in units of UTF-16.
_ROOM = 3_000
#: Contacts that are named for one unit.
_MOST_PERSONS = 2


@dataclass(frozen=True, slots=True)
class Group:
    """The units of a region, or of a group, in words."""

    name: str
    lines: Sequence[str]


def summary(
    words: Wording, deadline: Deadline, due_at: datetime | None, lines: Sequence[BoardLine]
) -> Block:
    """Of what this is, by when, and how many have filed."""
    title = words.say("units.digest.heading", title=words.title(deadline.title))
    due = words.say("units.due.unknown") if due_at is None else words.due_at(due_at)
    return words.heading(title, due, _counts(words, lines))


def closing(words: Wording, lines: Sequence[BoardLine]) -> Block:
    """What is said where there is nobody to call."""
    key = "units.digest.complete" if lines else "units.digest.nobody"
    return [Run(words.say(key))]


def groups(words: Wording, knowledge: Knowledge, lines: Iterable[BoardLine]) -> list[Group]:
    """A line for each unit with whom to call, by region, or by group where none is stated."""
    found: dict[str, list[str]] = {}
    for line in lines:
        found.setdefault(_place(words, knowledge, line), []).append(_line(words, line))
    return [Group(name, each) for name, each in found.items()]


def cut(words: Wording, found: Sequence[Group]) -> list[Block]:
    """As many lines as fit into one message, and how many more there are."""
    page = next(_pages(found), [])
    shown = sum(len(group.lines) for group in page)
    left = sum(len(group.lines) for group in found) - shown
    blocks = [block(words, group) for group in page]
    return [*blocks, [Run(words.say("units.digest.more", n=left))]] if left else blocks


def pages(words: Wording, found: Sequence[Group]) -> list[list[Block]]:
    """All lines, as the blocks of as many messages as they need."""
    return [[block(words, group) for group in page] for page in _pages(found)]


def block(words: Wording, group: Group) -> Block:
    """A group under its name."""
    return words.heading(group.name, *group.lines)


def open_lines(lines: Iterable[BoardLine]) -> list[BoardLine]:
    """The units of which something is still to be filed."""
    return [line for line in lines if line.duty.is_open]


def silent_lines(lines: Iterable[BoardLine]) -> list[BoardLine]:
    """The units that still owe something and have not reacted, or cannot be reached."""
    return [
        line
        for line in open_lines(lines)
        if line.duty.obligation.reacted_at is None or line.reach is not Reach.REACHED
    ]


def _pages(found: Sequence[Group]) -> Iterator[list[Group]]:
    page: list[Group] = []
    room = _ROOM
    for group in found:
        lines: list[str] = []
        for line in group.lines:
            # A group that begins a page, or a line, takes its name with it.
            needed = _length(line) + (0 if lines else _length(group.name))
            if needed > room and (page or lines):
                yield [*page, Group(group.name, lines)] if lines else page
                page, lines, room = [], [], _ROOM
                needed = _length(line) + _length(group.name)
            lines.append(line)
            room -= needed
        page.append(Group(group.name, lines))
    if page:
        yield page


def _length(text: str) -> int:
    """In units of UTF-16, with a line's end."""
    return len(text.encode("utf-16-le")) // 2 + 2


def _counts(words: Wording, lines: Sequence[BoardLine]) -> str:
    still_open = open_lines(lines)
    partly = [line for line in still_open if _is_begun(line)]
    counted = {
        "filed": sum(line.duty.state is DutyState.FILED for line in lines),
        "partly": len(partly),
        "missing": len(still_open) - len(partly),
        "waived": sum(line.duty.state is DutyState.WAIVED for line in lines),
        "unreachable": sum(line.reach is Reach.UNREACHABLE for line in still_open),
        "not-joined": sum(line.reach is Reach.NOT_JOINED for line in still_open),
    }
    said = [
        words.say(f"units.count.{name}", count=count)
        for name, count in counted.items()
        if count or name == "filed"
    ]
    return words.say("units.count.between").join(said)


def _is_begun(line: BoardLine) -> bool:
    return len(line.duty.open_items) < len(line.duty.items)


def _place(words: Wording, knowledge: Knowledge, line: BoardLine) -> str:
    unit = line.duty.unit
    if unit.region:
        return words.read(Text.of(unit.region))
    for id in line.duty.deadline.units:
        organisation = knowledge.find(Organisation, id)
        if id in unit.groups and organisation is not None:
            return words.read(organisation.title)
    return words.say("units.digest.elsewhere")


def _line(words: Wording, line: BoardLine) -> str:
    persons = [words.person(contact) for contact in line.contacts[:_MOST_PERSONS]]
    who = words.names(persons) if persons else words.say("units.digest.no-contact")
    unit = words.unit(line.duty.unit)
    marks = [words.say(f"units.mark.{mark}") for mark in _marks(line)]
    if not marks:
        return words.say("units.digest.line", unit=unit, who=who)
    return words.say("units.digest.line-marked", unit=unit, marks=words.names(marks), who=who)


def _marks(line: BoardLine) -> Iterator[str]:
    if _is_begun(line):
        yield "partly"
    if line.reach is Reach.UNREACHABLE:
        yield "unreachable"
    if line.reach is Reach.NOT_JOINED and line.contacts:
        yield "not-joined"
