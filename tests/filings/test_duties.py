"""What units owe: by which deadlines, until when, and how it stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, event

from bot.delivery.model import State
from bot.filings.records import DutyState, Reach
from tests.filings.world import World, names, with_deadline, without_deadline

DUE_AT = datetime(2020, 7, 31, 16, tzinfo=UTC)  # the end of 31 July in Shanghai
GRACE = timedelta(hours=9)


async def test_a_unit_owes_what_the_deadlines_of_its_groups_ask(world: World) -> None:
    bureau = await world.unit("长春市科学技术局", "city_bureaus")
    press = await world.unit("日报社", "press")

    await world.filings.sync()

    assert names(await world.filings.duties([bureau])) == ["forms", "summary"]
    assert await world.filings.duties([press]) == []
    assert world.replanned == [None]


async def test_a_deadline_that_names_nobody_is_owed_by_every_unit(world: World) -> None:
    press = await world.unit("日报社", "press")
    world.knowledge = with_deadline(world.knowledge, "forms", units=())

    await world.filings.sync()

    assert names(await world.filings.duties([press])) == ["forms"]


async def test_syncing_again_changes_nothing(world: World, bureau: int) -> None:
    before = await world.filings.duties()

    await world.filings.sync()

    assert await world.filings.duties() == before


async def test_what_a_deadline_that_is_gone_had_planned_is_withdrawn_and_its_filings_stay(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, zhang.actor, item="form_1")
    nudge = await world.plan(duty, zhang)
    complete, world.knowledge = world.knowledge, without_deadline(world.knowledge, "forms")

    await world.filings.sync()

    assert names(await world.filings.duties([bureau])) == ["summary"]
    assert [each.state for each in await world.deliveries(id=nudge.id)] == [State.WITHDRAWN]

    world.knowledge = complete
    await world.filings.sync()

    assert (await world.duty(bureau)).state is DutyState.PARTLY


async def test_a_unit_off_the_list_owes_nothing_and_its_filings_stay(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    await world.filings.file((await world.duty(bureau)).id, zhang.actor)
    await world.remove_unit(bureau)
    await world.filings.sync()

    assert await world.filings.duties() == []

    await world.return_unit(bureau)
    await world.filings.sync()

    assert (await world.duty(bureau)).state is DutyState.FILED


async def test_an_item_that_is_asked_for_later_is_owed_by_who_had_filed_all(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟")
    duty = await world.duty(bureau)
    await world.filings.file(duty.id, zhang.actor)
    extra = duty.deadline.items[0].model_copy(update={"id": "form_3"})
    items = (*duty.deadline.items, extra)
    world.knowledge = with_deadline(world.knowledge, "forms", items=items)

    assert [item.id for item in (await world.duty(bureau)).open_items] == ["form_3"]


async def test_a_deadline_out_of_its_validity_is_not_owed(world: World, bureau: int) -> None:
    until = world.clock.at.date() - timedelta(days=1)
    world.knowledge = with_deadline(world.knowledge, "forms", valid_until=until)

    assert names(await world.filings.duties([bureau])) == ["summary"]


async def test_a_thousand_units_take_a_handful_of_statements(world: World) -> None:
    await world.many_units(1_000)

    with statements() as counted:
        await world.filings.sync()
        assert len(await world.filings.duties()) == 2_000

    assert len(counted) < 20


async def test_units_beyond_the_first_thousand_owe_as_well(world: World) -> None:
    await world.many_units(1_001)

    await world.filings.sync()

    assert len(await world.filings.duties()) == 2_002


async def test_the_board_says_how_each_unit_stands_and_whom_to_call(
    world: World, bureau: int
) -> None:
    zhang = await world.contact(bureau, "张伟", phone="0431-1111")
    association = await world.unit("长春市科协", "city_cast", region="长春市")
    university = await world.unit("北方大学", "units")
    await world.expected(association, "王芳")
    await world.blocks(await world.contact(university, "孙老师"))
    await world.filings.sync()
    await world.filings.file((await world.duty(bureau)).id, zhang.actor)
    world.clock.at = DUE_AT + GRACE

    board = await world.filings.board("forms")

    assert board.due_at == DUE_AT
    assert [(line.duty.unit.key, line.duty.state, line.reach) for line in board.lines] == [
        ("长春市科学技术局", DutyState.FILED, Reach.REACHED),
        ("长春市科协", DutyState.OVERDUE, Reach.NOT_JOINED),
        ("北方大学", DutyState.OVERDUE, Reach.UNREACHABLE),
    ]
    assert [line.contacts[0].phone for line in board.lines] == ["0431-1111", None, None]


async def test_boards_come_by_what_is_due_first(world: World, bureau: int) -> None:
    assert [board.deadline.id for board in await world.filings.boards()] == ["forms", "summary"]


@contextmanager
def statements() -> Iterator[list[str]]:
    """Every statement that is made meanwhile; one that is made for many rows counts once."""
    made: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        made.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield made
    finally:
        event.remove(Engine, "before_cursor_execute", note)
