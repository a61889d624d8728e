"""The picture of a board: where its bars and words are. Pure; lengths in pixels.

As wide as a phone is sharp, and written large enough to be read there without opening it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from bot.reminders.board.parts import Part, Standing, counts_of, owing

WIDTH = 1080
MARGIN = 56
_INNER = WIDTH - 2 * MARGIN
_TITLE_SIZE, _TITLE_LINES = 52, 2
_NAME_SIZE, _NUMBER_SIZE, _SMALL_SIZE = 34, 34, 30
_BAR_HEIGHT, _ROW_HEIGHT = 38, 112
_GAP = 3
#: More than these make a picture that nobody reads to its end; the rest become one.
MOST_ROWS = 14
#: The least that a segment is wide, so that one unit of a thousand is seen.
_LEAST = 6

COLOURS: Mapping[Standing, str] = {
    Standing.FILED: "#1f9d6a",
    Standing.PARTLY: "#f5b841",
    Standing.MISSING: "#d9534f",
    Standing.OUT_OF_REACH: "#5b6472",
    Standing.WAIVED: "#d3d8df",
}
_ON_DARK, _ON_LIGHT = "#ffffff", "#3b424d"
_LIGHT = (Standing.PARTLY, Standing.WAIVED)
#: Letters that are half as wide as others.
_NARROW = " ijlftr.,:;'|!()[]/-I"
_INK, _PALE = "#1d232b", "#6a7380"


@dataclass(frozen=True, slots=True)
class Words:
    """What is written beside the bars, in the reader's language."""

    title: str
    due: str
    as_of: str
    filed: str  #: how many of how many
    none: str  #: where there is no unit
    others: str  #: what the groups beyond the most are called
    legend: Mapping[Standing, str]


@dataclass(frozen=True, slots=True)
class Label:
    """Words at a place."""

    text: str
    x: float
    y: float  #: of its baseline
    size: int
    colour: str = _INK
    anchor: str = "start"
    is_bold: bool = False


@dataclass(frozen=True, slots=True)
class Bar:
    """A coloured box."""

    x: float
    y: float
    width: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that is drawn."""

    width: int
    height: int
    bars: tuple[Bar, ...]
    labels: tuple[Label, ...]


def picture(words: Words, parts: Sequence[Part]) -> Picture:
    """A bar for all units, and one for each part, all as wide as the picture.

    Args:
        words: what is written.
        parts: of the board, in their order; what one bar is enough for has one part.
    """
    bars: list[Bar] = []
    labels: list[Label] = []
    y = MARGIN + _TITLE_SIZE
    for line in _wrapped(words.title, _INNER, _TITLE_SIZE, _TITLE_LINES):
        labels.append(Label(line, MARGIN, y, _TITLE_SIZE, is_bold=True))
        y += _TITLE_SIZE + 16
    for text in (words.due, words.as_of):
        labels.append(Label(_cut(text, _INNER, _SMALL_SIZE), MARGIN, y, _SMALL_SIZE, _PALE))
        y += _SMALL_SIZE + 14
    lines = [line for part in parts for line in part.lines]
    counts = counts_of(lines)
    if not lines:
        labels.append(Label(words.none, MARGIN, y + 60, _NAME_SIZE))
        return Picture(WIDTH, y + 60 + MARGIN, (), tuple(labels))
    labels.append(Label(words.filed, MARGIN, y + 54, 60, COLOURS[Standing.FILED], is_bold=True))
    y += 84
    bars += (bar for bar, _ in _segments(counts, y, 64))
    labels += _numbers(counts, y, 64, _NAME_SIZE)
    y = _legend(words, counts, y + 64 + 20, bars, labels) + 40
    for part in _few(parts, words.others) if len(parts) > 1 else ():
        _row(part, y, bars, labels)
        y += _ROW_HEIGHT
    return Picture(WIDTH, y + MARGIN - 40, tuple(bars), tuple(labels))


def text_width(text: str, size: int) -> float:
    """About how wide a text is in a sans serif, rather more than less."""
    return size * sum(map(_letter_width, text))


def _letter_width(letter: str) -> float:
    """In parts of the size."""
    if east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.33
    return 0.72 if letter.isupper() or letter in "mw—%@" else 0.57


def _row(part: Part, y: int, bars: list[Bar], labels: list[Label]) -> None:
    """A part under its name, with how many of how many have filed."""
    counts = part.counts
    number = f"{counts[Standing.FILED]}/{owing(counts)}"
    room = _INNER - text_width(number, _NUMBER_SIZE) - 24
    labels.append(Label(_cut(part.name, room, _NAME_SIZE), MARGIN, y + _NAME_SIZE, _NAME_SIZE))
    labels.append(Label(number, WIDTH - MARGIN, y + _NAME_SIZE, _NUMBER_SIZE, anchor="end"))
    y += _NAME_SIZE + 14
    bars += (bar for bar, _ in _segments(counts, y, _BAR_HEIGHT))
    labels += _numbers(counts, y, _BAR_HEIGHT, _SMALL_SIZE - 4)


def _segments(
    counts: Mapping[Standing, int], y: int, height: int
) -> Iterator[tuple[Bar, Standing]]:
    """A bar's segments, in proportion."""
    present = [(standing, count) for standing, count in counts.items() if count]
    total = sum(count for _, count in present)
    room = _INNER - _GAP * (len(present) - 1) - _LEAST * len(present)
    x = float(MARGIN)
    for standing, count in present:
        width = _LEAST + room * count / total
        yield Bar(x, y, width, height, COLOURS[standing]), standing
        x += width + _GAP


def _numbers(counts: Mapping[Standing, int], y: int, height: int, size: int) -> Iterator[Label]:
    """The numbers of the segments that have room for theirs."""
    for bar, standing in _segments(counts, y, height):
        number = str(counts[standing])
        if bar.width >= text_width(number, size) + 12:
            colour = _ON_LIGHT if standing in _LIGHT else _ON_DARK
            middle = y + height / 2 + size * 0.36
            yield Label(number, bar.x + bar.width / 2, middle, size, colour, "middle")


def _legend(
    words: Words,
    counts: Mapping[Standing, int],
    y: int,
    bars: list[Bar],
    labels: list[Label],
) -> int:
    """What the colours mean, as many beside each other as there is room for; where it ends."""
    x = float(MARGIN)
    for standing, count in counts.items():
        if not count:
            continue
        text = f"{words.legend[standing]} {count}"
        width = 40 + text_width(text, _SMALL_SIZE) + 28
        if x + width > WIDTH - MARGIN and x > MARGIN:
            x, y = MARGIN, y + _SMALL_SIZE + 18
        bars.append(Bar(x, y + 6, 26, 26, COLOURS[standing]))
        labels.append(Label(text, x + 38, y + _SMALL_SIZE, _SMALL_SIZE))
        x += width
    return y + _SMALL_SIZE


def _few(parts: Sequence[Part], others: str) -> Sequence[Part]:
    if len(parts) <= MOST_ROWS:
        return parts
    rest = [line for part in parts[MOST_ROWS - 1 :] for line in part.lines]
    return [*parts[: MOST_ROWS - 1], Part(others, rest)]


def _cut(text: str, room: float, size: int) -> str:
    if text_width(text, size) <= room:
        return text
    while text and text_width(f"{text}…", size) > room:
        text = text[:-1]
    return f"{text.rstrip()}…"


def _wrapped(text: str, room: float, size: int, most: int) -> Iterator[str]:
    """A text in lines, broken between words where it has any; what does not fit is cut."""
    for number in range(1, most + 1):
        if number == most or text_width(text, size) <= room:
            yield _cut(text, room, size)
            return
        line = text
        while text_width(line, size) > room:
            line = line[:-1]
        space = line.rfind(" ")
        if space > 0 and text[len(line)] not in " " and text[len(line)].isascii():
            line = line[:space]
        yield line.rstrip()
        text = text[len(line) :].lstrip()
