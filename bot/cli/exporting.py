"""`export`: the audit, which is what was done, by whom and when; or the board."""

import asyncio
from datetime import datetime, timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.exporting_board import export_board
from bot.cli.files import replacing
from bot.cli.inputs import language_option, read_knowledge, settings_of
from bot.cli.instants import instant_of
from bot.cli.speech import Speech
from bot.database import open_database
from bot.directory.audit import AUDIT_WIDTHS, audit_table
from bot.directory.records import AuditLine
from bot.directory.repository.audit import AuditRepository
from bot.directory.sheets import Table, as_csv, as_xlsx
from bot.locales import Texts
from bot.settings import SettingRefused, Settings

_AUDIT, _BOARD = "audit", "board"
_CSV, _XLSX = ".csv", ".xlsx"


def command(
    context: options.Context,
    what: Annotated[str, typer.Argument(metavar="WHAT")],
    which: Annotated[str | None, typer.Argument(metavar="[DEADLINE]")] = None,
    from_on: Annotated[str | None, typer.Option("--from", metavar="DAY")] = None,
    to_on: Annotated[str | None, typer.Option("--to", metavar="DAY")] = None,
    into: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Export what is kept."""
    if what == _BOARD:
        language_option(lang)
        for option, day in (("--from", from_on), ("--to", to_on)):
            if day is not None:
                raise SettingRefused(option, day, fix_key="board.cli.days")
        export_board(context.obj, settings_of(config, data), which, into, now)
        return
    if what != _AUDIT:
        raise SettingRefused("export", what, fix_key="members.cli.what")
    if which is not None:
        raise SettingRefused("export audit", which, fix_key="board.cli.audit")
    if into is not None and into.suffix.lower() not in (_CSV, _XLSX):
        raise SettingRefused("--out", str(into), fix_key="members.cli.out")
    speech: Speech = context.obj
    language_option(lang)
    settings = settings_of(config, data)
    zone = read_knowledge(settings.knowledge.path).zone
    starts_at = None if from_on is None else _day(from_on, zone, "--from")
    ends_at = None if to_on is None else _day(to_on, zone, "--to") + timedelta(days=1)
    lines = asyncio.run(_lines(settings, starts_at, ends_at))
    table = audit_table(lines, zone=zone, texts=speech.texts)
    if into is None:
        typer.echo(as_csv(table).decode("utf-8-sig"), nl=False)
        return
    with replacing(into, fix_key="directory.cli.out-unwritable") as file:
        file.write(_written(table, into.suffix.lower(), speech.texts))
    typer.echo(speech.texts("members.cli.exported", n=len(lines), path=into), err=True)


def _day(written: str, zone: tzinfo, field: str) -> datetime:
    """The beginning of a day."""
    at = instant_of(written, zone, field=field).astimezone(zone)
    return at.replace(hour=0, minute=0, second=0, microsecond=0)


async def _lines(
    settings: Settings, since: datetime | None, until: datetime | None
) -> list[AuditLine]:
    database = await open_database(settings.database.url.get_secret_value())
    try:
        return await AuditRepository(database).lines(since, until)
    finally:
        await database.close()


def _written(table: Table, suffix: str, texts: Texts) -> bytes:
    if suffix == _CSV:
        return as_csv(table)
    return as_xlsx(table, texts("members.audit.title"), AUDIT_WIDTHS)
