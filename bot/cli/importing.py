"""`import`: a list of units and their contacts, looked through first."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.inputs import clock_of, content_of, language_option, read_knowledge, settings_of
from bot.cli.speech import Speech
from bot.clock import Clock
from bot.database import open_database
from bot.directory.lists import Groups, ListRefused, UnitList, read_list
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.units import Units
from bot.errors import ZhouzhiError
from bot.knowledge.knowledge import Knowledge
from bot.locales import Texts
from bot.settings import SettingRefused

#: Exit status when the person at the terminal said no.
DECLINED = 1


class ListFileRefused(ZhouzhiError):
    """The file is no list, told in one line."""

    def __init__(self, file: Path, refusal: ListRefused) -> None:
        super().__init__(f"{file}: {refusal}")
        self._file, self._refusal = file, refusal

    def text(self, texts: Texts) -> str:
        """The file, and what to do about it."""
        return texts("cli.refused", field=self._file, fix=self._refusal.text(texts))


def command(
    context: options.Context,
    what: Annotated[str, typer.Argument(metavar="units", show_default=False)],
    file: Annotated[Path, typer.Argument(metavar="FILE", show_default=False)],
    yes: Annotated[bool, typer.Option("--yes")] = False,
    remove_missing: Annotated[bool, typer.Option("--remove-missing")] = False,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Import units and their contacts from a table."""
    if what != "units":
        raise SettingRefused("import", what, fix_key="directory.cli.import-what")
    speech: Speech = context.obj
    language_option(lang)
    settings = settings_of(config, data)
    knowledge = read_knowledge(settings.knowledge.path)
    listed = _read(file, knowledge)
    clock = clock_of(now, knowledge.zone)
    url = settings.database.url.get_secret_value()
    asyncio.run(
        _import(listed, url, clock, speech.texts, is_agreed=yes, remove_missing=remove_missing)
    )


def _read(file: Path, knowledge: Knowledge) -> UnitList:
    """What the file lists.

    Raises:
        SettingRefused: it cannot be read.
        ListFileRefused: it is no list at all.
        ListRefused: it is one with mistakes.
    """
    try:
        return read_list(content_of(file), Groups(knowledge))
    except ListRefused as refusal:
        if refusal.problems[0].place is None:
            raise ListFileRefused(file, refusal) from None
        raise


async def _import(
    listed: UnitList,
    url: str,
    clock: Clock,
    texts: Texts,
    *,
    is_agreed: bool,
    remove_missing: bool,
) -> None:
    """Show what would change, and change it once that is agreed to."""
    database = await open_database(url)
    try:
        units = Units(UnitRepository(database), clock)
        preview = await units.preview(listed, remove_missing=remove_missing)
        for line in preview.lines(texts):
            typer.echo(line)
        if preview.changes_nothing:
            typer.echo(texts("directory.cli.import-same"))
            return
        if not is_agreed:
            _ask(texts)
        await units.import_list(listed, remove_missing=remove_missing)
        typer.echo(texts("directory.cli.import-done"))
    finally:
        await database.close()


def _ask(texts: Texts) -> None:
    """Go on only if the person at the terminal agrees.

    Raises:
        SettingRefused: nobody is there to be asked.
    """
    if not sys.stdin.isatty():
        raise SettingRefused("--yes", fix_key="directory.cli.import-yes")
    if not typer.confirm(texts("directory.cli.import-ask")):
        typer.echo(texts("directory.cli.import-not"))
        raise typer.Exit(DECLINED)
