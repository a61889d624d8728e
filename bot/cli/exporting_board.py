"""`export board`: who has filed and who has not, as a table, or as a picture of one deadline."""

import asyncio
from collections.abc import Collection, Mapping, Sequence
from datetime import timedelta
from pathlib import Path

import typer

from bot.cli.files import replacing
from bot.cli.inputs import clock_of, read_knowledge
from bot.cli.speech import Speech
from bot.clock import Clock
from bot.database import open_database
from bot.directory.sheets import Table, as_csv, as_xlsx
from bot.filings.records import Board
from bot.filings.repository import FilingRepository
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.reminders.board import saying
from bot.reminders.board.drawing import as_png
from bot.reminders.board.picture import picture
from bot.reminders.board.sheet import BOARD_WIDTHS, board_table
from bot.reminders.repository import PlanRepository
from bot.reminders.states import NudgeTimes
from bot.reminders.wording import Wording
from bot.settings import SettingRefused, Settings

CSV, XLSX, PNG = ".csv", ".xlsx", ".png"

Times = Mapping[int, NudgeTimes]


def export_board(
    speech: Speech, settings: Settings, which: str | None, into: Path | None, now: str | None
) -> None:
    """Write the board of one deadline, or of all.

    Args:
        speech: the operator's.
        settings: where everything is.
        which: a deadline's id; None: all of them.
        into: a file whose name says what it is; None: CSV, to standard output.
        now: the time, if it is not now.

    Raises:
        ZhouzhiError: something that was given cannot be used.
    """
    suffix = CSV if into is None else into.suffix.lower()
    if suffix not in (CSV, XLSX, PNG):
        raise SettingRefused("--out", str(into), fix_key="board.cli.out")
    knowledge = read_knowledge(settings.knowledge.path)
    clock = clock_of(now, knowledge.zone)
    boards = _chosen(asyncio.run(_boards(settings, knowledge, clock)), which)
    words = Wording.at(clock.now(), speech.texts, knowledge)
    if suffix == PNG:
        if len(boards) > 1:
            raise SettingRefused("--out", str(into), fix_key="board.cli.one", known=_ids(boards))
        content, count = _picture(words, knowledge, boards[0][0]), len(boards[0][0].lines)
    else:
        table = _table(words, knowledge, boards)
        count = len(table) - 1
        title = words.say("board.sheet.title")
        content = as_csv(table) if suffix == CSV else as_xlsx(table, title, BOARD_WIDTHS)
    if into is None:
        typer.echo(content.decode("utf-8-sig"), nl=False)
        return
    with replacing(into, fix_key="cli.file-unwritable") as file:
        file.write(content)
    typer.echo(speech.texts("board.cli.exported", n=count, path=into), err=True)


def _chosen(
    boards: Sequence[tuple[Board, Times]], which: str | None
) -> Sequence[tuple[Board, Times]]:
    """The board of one deadline, or all of them: one at the least."""
    if not boards:
        raise SettingRefused("export", "board", fix_key="board.cli.none")
    chosen = [each for each in boards if which in (None, each[0].deadline.id)]
    if not chosen:
        known = _ids(boards)
        raise SettingRefused("export board", which, fix_key="board.cli.deadline", known=known)
    return chosen


def _ids(boards: Sequence[tuple[Board, Times]]) -> str:
    """The deadlines, as one names them."""
    return ", ".join(board.deadline.id for board, _ in boards)


async def _boards(
    settings: Settings, knowledge: Knowledge, clock: Clock
) -> list[tuple[Board, Times]]:
    """Each deadline's board, and when its units were and will be reminded."""
    database = await open_database(settings.database.url.get_secret_value())
    try:
        filings = Filings(
            FilingRepository(database),
            clock,
            lambda: knowledge,
            changed=_unchanged,
            grace=timedelta(minutes=settings.reminders.grace_minutes),
        )
        boards = await filings.boards()
        async with PlanRepository(database).reading() as plans:
            return [(each, await plans.nudge_times(deadline=each.deadline.id)) for each in boards]
    finally:
        await database.close()


async def _unchanged(_unit_ids: Collection[int] | None) -> None:
    """Nothing is changed by reading."""


def _picture(words: Wording, knowledge: Knowledge, board: Board) -> bytes:
    parts = saying.parts_in(words, knowledge, board)
    return as_png(picture(saying.words_of_picture(words, board), parts), words.voice.language)


def _table(words: Wording, knowledge: Knowledge, boards: Sequence[tuple[Board, Times]]) -> Table:
    rows: list[Sequence[str]] = []
    for board, times in boards:
        groups = saying.groups_in(words, knowledge, board)
        rows += board_table(words, groups, times, header=not rows)
    return rows
