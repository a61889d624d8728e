"""`announce`: an announcement by an operator, who approves it; the bot that runs sends it."""

import asyncio
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.app.broadcasting import Broadcasting, make_broadcasting
from bot.broadcasts.checking import check_complete
from bot.broadcasts.records import (
    Announcement,
    Audience,
    AudienceKind,
    Content,
    Progress,
    Version,
)
from bot.broadcasts.service import Broadcasts
from bot.cli import options
from bot.cli.inputs import clock_of, content_of, language_option, read_knowledge, settings_of
from bot.cli.instants import instant_of
from bot.cli.speech import Speech, language_of
from bot.database import open_database
from bot.language import Language, detect
from bot.locales import Texts
from bot.reminders.rules import timetable_of
from bot.settings import SettingRefused

#: Exit status when the person at the terminal said no.
DECLINED = 1
_LOOK_SECONDS = 0.5


def command(
    context: options.Context,
    text_file: Annotated[list[str], typer.Option("--text-file", metavar="[LANGUAGE=]FILE")],
    audience: Annotated[str, typer.Option("--audience", metavar="KIND[:WHICH]")],
    at: Annotated[str | None, typer.Option("--at", metavar="TIME")] = None,
    urgent: Annotated[bool, typer.Option("--urgent")] = False,
    yes: Annotated[bool, typer.Option("--yes")] = False,
    wait: Annotated[bool, typer.Option("--wait")] = False,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Announce what a file says."""
    speech: Speech = context.obj
    language_option(lang)
    settings = settings_of(config, data)
    knowledge = read_knowledge(settings.knowledge.path)
    content = Content(versions=dict(_version(each) for each in text_file))
    check_complete(content)
    send_at = None if at is None else instant_of(at, knowledge.zone, field="--at")
    to, clock = _audience(audience), clock_of(now, knowledge.zone)
    timetable = timetable_of(knowledge, settings.reminders)

    async def announce() -> None:
        database = await open_database(settings.database.url.get_secret_value())
        try:
            broadcasting = make_broadcasting(
                settings, database, lambda: knowledge, lambda: timetable, speech.every, clock
            )
            desk = _Desk(broadcasting, speech.texts)
            await desk.show(content, to)
            if not yes:
                _ask(speech.texts)
            announcement = await broadcasting.service.announce(
                content, to, send_at, is_urgent=urgent
            )
            typer.echo(speech.texts("broadcasts.cli.done", id=announcement.id))
            if wait:
                await desk.follow(announcement)
        finally:
            await database.close()

    asyncio.run(announce())


class _Desk:
    """Where the operator sees what would happen, and what does.

    Args:
        broadcasting: what announces.
        texts: in the operator's language.
    """

    def __init__(self, broadcasting: Broadcasting, texts: Texts) -> None:
        self._broadcasts: Broadcasts = broadcasting.service
        self._texts = texts

    async def show(self, content: Content, audience: Audience) -> None:
        """To how many it would go now, and what it lacks."""
        count = await self._broadcasts.count(audience)
        typer.echo(self._texts("broadcasts.cli.count", n=count.reachable))
        if count.unreachable:
            typer.echo(self._texts("broadcasts.cli.unreachable", n=count.unreachable))
        if content.missing:
            typer.echo(self._texts("broadcasts.cli.missing", languages=", ".join(content.missing)))

    async def follow(self, announcement: Announcement) -> None:
        """A bar, until it is over; to leave it changes nothing."""
        progress = await self._broadcasts.progress(announcement.id)
        with typer.progressbar(length=max(1, announcement.count_shown or 1)) as bar:
            while not progress.state.is_over:
                bar.length = max(1, progress.total) if progress.is_enqueued else bar.length
                bar.update(progress.total - progress.left - bar.pos)
                await asyncio.sleep(_LOOK_SECONDS)
                progress = await self._broadcasts.progress(announcement.id)
            bar.length = max(1, progress.total)
            bar.update(bar.length - bar.pos)
        typer.echo(self._outcome(progress))

    def _outcome(self, progress: Progress) -> str:
        numbers = {
            name: getattr(progress, name)
            for name in ("sent", "failed", "unreachable", "uncertain", "withdrawn")
        }
        return self._texts("broadcasts.cli.outcome", **numbers)


def _version(written: str) -> tuple[Language, Version]:
    """A file, and the language of its text: the one that is named, or that it is in.

    Raises:
        SettingRefused: it cannot be read, or is no text.
    """
    tag, separator, path = written.partition("=")
    named = language_of(tag) if separator else None
    file = Path(path if named is not None else written)
    try:
        text = content_of(file).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise SettingRefused("--text-file", str(file), fix_key="broadcasts.cli.utf8") from None
    return named or detect(text), Version(text=text)


def _audience(written: str) -> Audience:
    """The audience that is written, such as `group:museums`.

    Raises:
        SettingRefused: there is no such kind.
    """
    kind, _, argument = written.partition(":")
    if kind not in set(AudienceKind):
        kinds = ", ".join(AudienceKind)
        raise SettingRefused("--audience", written, fix_key="broadcasts.cli.kinds", kinds=kinds)
    return Audience(AudienceKind(kind), argument)


def _ask(texts: Texts) -> None:
    """Go on only if the person at the terminal agrees.

    Raises:
        SettingRefused: nobody is there to be asked.
    """
    if not sys.stdin.isatty():
        raise SettingRefused("--yes", fix_key="broadcasts.cli.yes")
    if not typer.confirm(texts("broadcasts.cli.ask")):
        typer.echo(texts("broadcasts.cli.not"))
        raise typer.Exit(DECLINED)
