"""The picture of a board: all of it is inside, nothing overlaps, widths are in proportion."""

from collections.abc import Mapping
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.directory.records import Unit
from bot.filings.records import Board, BoardLine, Duty, DutyState, ItemState, Obligation, Reach
from bot.knowledge.records import Deadline
from bot.knowledge.text import Text
from bot.language import Language
from bot.reminders.board.drawing import as_png, as_svg
from bot.reminders.board.parts import Part, Standing, counts_of, owing, parts_of, standing_of
from bot.reminders.board.picture import (
    COLOURS,
    MOST_ROWS,
    WIDTH,
    Label,
    Picture,
    Words,
    picture,
    text_width,
)
from tests.filings.world import NOW, edition

FORMS = edition().tables["deadline"]["forms"]
assert isinstance(FORMS, Deadline)
STATES = {Standing.FILED: DutyState.FILED, Standing.WAIVED: DutyState.WAIVED}


def line(
    standing: Standing = Standing.MISSING,
    *,
    groups: tuple[str, ...] = (),
    region: str | None = None,
) -> BoardLine:
    """A unit that is so far."""
    assert isinstance(FORMS, Deadline)
    state = STATES.get(standing, DutyState.OWED)
    obligation = Obligation(
        id=1,
        unit_id=1,
        deadline=FORMS.id,
        due_at=NOW,
        extended=False,
        waived_at=NOW if state is DutyState.WAIVED else None,
        filed_at=NOW if state is DutyState.FILED else None,
        reacted_at=None,
    )
    filed = {"filed": len(FORMS.items), "partly": 1}.get(standing, 0)
    items = tuple(
        ItemState(item=item, filed_at=NOW if n < filed else None, filed_by=None)
        for n, item in enumerate(FORMS.items)
    )
    unit = Unit(id=1, key="u", name=Text.of("局"), groups=frozenset(groups), region=region)
    duty = Duty(
        obligation=obligation, unit=unit, deadline=FORMS, items=items, state=state, filed_by=None
    )
    reach = Reach.NOT_JOINED if standing is Standing.OUT_OF_REACH else Reach.REACHED
    return BoardLine(duty=duty, contacts=(), reach=reach)


def part(name: str, counts: Mapping[Standing, int]) -> Part:
    return Part(name, [line(standing) for standing, count in counts.items() for _ in range(count)])


def words(title: str = "报送备案表") -> Words:
    return Words(
        title=title,
        due="截止：7月31日（周五），还有11天",
        as_of="统计时间：7月20日（周一）上午10:00",
        filed="已报送 1/3（33%）",
        none="还没有单位。",
        others="其他",
        legend={each: f"{each.value} and how far that is" for each in Standing},
    )


def box(label: Label) -> tuple[float, float]:
    """From where to where words reach, from the left."""
    width = text_width(label.text, label.size)
    match label.anchor:
        case "middle":
            return label.x - width / 2, label.x + width / 2
        case "end":
            return label.x - width, label.x
    return label.x, label.x + width


def rows(drawn: Picture) -> dict[float, list[tuple[float, float]]]:
    """Where the bars of each row are."""
    found: dict[float, list[tuple[float, float]]] = {}
    for bar in drawn.bars:
        found.setdefault(bar.y, []).append((bar.x, bar.x + bar.width))
    return found


names = st.text(st.characters(categories=["L", "N", "P", "Zs"]), min_size=1, max_size=60)
counts = st.dictionaries(st.sampled_from(Standing), st.integers(1, 40), min_size=1)


@given(names, st.lists(st.tuples(names, counts), max_size=MOST_ROWS + 3))
def test_all_of_it_is_inside_and_nothing_overlaps(
    title: str, parts: list[tuple[str, Mapping[Standing, int]]]
) -> None:
    drawn = picture(words(title), [part(name, counted) for name, counted in parts])

    for label in drawn.labels:
        begin, end = box(label)
        assert 0 <= begin <= end <= WIDTH, label
        assert label.size <= label.y <= drawn.height, label
    for bar in drawn.bars:
        assert bar.x >= 0 and bar.x + bar.width <= WIDTH + 0.01
        assert bar.y + bar.height <= drawn.height
    for segments in rows(drawn).values():
        assert all(one[1] < other[0] for one, other in pairwise(segments))
    for labels in by_line(drawn).values():
        assert all(box(one)[1] <= box(other)[0] for one, other in pairwise(labels)), labels


def by_line(drawn: Picture) -> dict[float, list[Label]]:
    """Words that stand beside each other, from the left."""
    found: dict[float, list[Label]] = {}
    for label in sorted(drawn.labels, key=lambda each: box(each)[0]):
        found.setdefault(label.y, []).append(label)
    return found


@given(counts)
def test_segments_are_in_proportion_and_one_unit_is_seen(counted: Mapping[Standing, int]) -> None:
    drawn = picture(words(), [part("", counted)])

    widths = {bar.colour: bar.width for bar in drawn.bars if bar.height > 30}
    more = sorted(counted, key=counted.__getitem__)
    assert widths.keys() == {COLOURS[each] for each in counted}
    assert all(widths[COLOURS[a]] <= widths[COLOURS[b]] + 0.01 for a, b in pairwise(more))
    assert min(widths.values()) >= 6


def test_one_bar_is_enough_for_one_part_and_too_many_parts_become_one() -> None:
    one = picture(words(), [part("a", {Standing.FILED: 2})])
    many = picture(words(), [part(str(n), {Standing.FILED: 1}) for n in range(MOST_ROWS + 5)])

    assert len(one.bars) == 2  # and what its colour means
    texts = [label.text for label in many.labels]
    assert ("其他" in texts, texts.count("6/6")) == (True, 1)
    assert str(MOST_ROWS) not in texts


def test_without_units_it_says_so() -> None:
    drawn = picture(words(), [])

    assert [drawn.labels[-1].text, drawn.bars] == ["还没有单位。", ()]


def test_a_unit_is_counted_once_and_who_need_not_file_owes_nothing() -> None:
    lines = [line(each) for each in Standing]

    assert [standing_of(each) for each in lines] == list(Standing)
    assert counts_of(lines) == dict.fromkeys(Standing, 1)
    assert owing(counts_of(lines)) == 4


def test_parts_are_groups_in_the_order_of_the_deadline() -> None:
    titles = {"a": "局", "b": "部"}
    board = board_of(
        ["b", "a"],
        line(groups=("a",)),
        line(groups=("a", "b")),
        line(groups=("other",)),
        line(),
    )

    parts = parts_of(board, titles.get, "其他")

    assert [(each.name, len(each.lines)) for each in parts] == [("部", 1), ("局", 1), ("其他", 2)]


def test_where_all_are_of_one_group_parts_are_regions() -> None:
    board = board_of(["a"], *(line(groups=("a",), region=each) for each in ("长春", "吉林", None)))

    parts = parts_of(board, {"a": "局"}.get, "其他")

    assert [each.name for each in parts] == ["长春", "吉林", "其他"]


def board_of(units: list[str], *lines: BoardLine) -> Board:
    assert isinstance(FORMS, Deadline)
    deadline = FORMS.model_copy(update={"units": units})
    return Board(deadline=deadline, due_at=NOW, lines=lines)


def test_what_units_are_called_cannot_break_the_drawing() -> None:
    drawn = picture(words("<b>&"), [part("</svg>\"'", {Standing.FILED: 1}), part("b", {})])

    root = ElementTree.fromstring(as_svg(drawn, Language.EN))

    assert {"<b>&", "</svg>\"'"} <= {each.text for each in root.iter()}


@pytest.mark.parametrize("language", Language)
def test_it_is_drawn_as_png_as_large_as_it_is(language: Language) -> None:
    drawn = picture(words(), [part("科技局", {Standing.FILED: 1, Standing.MISSING: 2})])

    png = as_png(drawn, language)

    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    size = (int.from_bytes(png[16:20]), int.from_bytes(png[20:24]))
    assert size == (drawn.width, drawn.height)
    # What is written is drawn, too: a picture without words is another.
    assert png != as_png(Picture(drawn.width, drawn.height, drawn.bars, ()), language)
