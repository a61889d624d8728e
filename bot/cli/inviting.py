"""`invite`: links by which contacts join, to print, to send, or to read here."""

import asyncio
import re
from collections.abc import Sequence
from datetime import timedelta, tzinfo
from pathlib import Path
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.contacts import chosen_contacts
from bot.cli.files import replacing
from bot.cli.inputs import clock_of, language_option, read_knowledge, settings_of
from bot.cli.speech import Speech
from bot.clock import Clock
from bot.database import Database, open_database
from bot.directory.invitations import Invitation, Invitations
from bot.directory.repository.invitations import InvitationRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.sheets import as_csv, as_xlsx, invitation_page, invitation_table
from bot.directory.units import Units
from bot.knowledge.knowledge import Knowledge
from bot.locales import Texts
from bot.settings import SettingRefused, Settings

_USERNAME = re.compile(r"@?([A-Za-z][A-Za-z0-9_]{3,31})")
_SUFFIXES = (".html", ".csv", ".xlsx")


def command(
    context: options.Context,
    everyone: Annotated[bool, typer.Option("--all")] = False,
    unit: Annotated[list[str] | None, typer.Option("--unit", metavar="WORDS")] = None,
    missing: Annotated[bool, typer.Option("--missing")] = False,
    again: Annotated[bool, typer.Option("--again")] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    username: Annotated[str | None, typer.Option("--username", metavar="NAME")] = None,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Invite contacts of units."""
    if not (everyone or unit or missing):
        raise SettingRefused("invite", fix_key="directory.cli.whom")
    if out is not None and out.suffix.lower() not in _SUFFIXES:
        raise SettingRefused("--out", str(out), fix_key="directory.cli.out")
    speech: Speech = context.obj
    language = language_option(lang)
    settings = settings_of(config, data)
    knowledge = read_knowledge(settings.knowledge.path)
    inviting = _Inviting(
        settings,
        knowledge,
        clock_of(now, knowledge.zone),
        said_in=speech.texts,
        # What contacts read is in the edition's language, whatever the operator's is.
        written_in=speech.every[language or settings.answers.default_language],
    )
    asyncio.run(inviting.run(unit or (), out, username, again=again, only_missing=missing))


class _Inviting:
    """One run of the command.

    Args:
        settings: what the operator decides.
        knowledge: of the edition.
        clock: for when invitations expire.
        said_in: the words for the terminal.
        written_in: the words for the sheet.
    """

    def __init__(
        self,
        settings: Settings,
        knowledge: Knowledge,
        clock: Clock,
        *,
        said_in: Texts,
        written_in: Texts,
    ) -> None:
        self._settings = settings
        self._knowledge = knowledge
        self._clock = clock
        self._texts = said_in
        self._written_in = written_in

    async def run(
        self,
        words: Sequence[str],
        out: Path | None,
        username: str | None,
        *,
        again: bool,
        only_missing: bool,
    ) -> None:
        """Invite the contacts of the units with these words, of every unit if there are none."""
        name = await self._username(username)
        database = await open_database(self._settings.database.url.get_secret_value())
        try:
            contacts = await chosen_contacts(
                Units(UnitRepository(database), self._clock), words, with_left=again
            )
            invitations = self._invitations(database)
            invited = await invitations.to_invite(contacts, again=again, only_missing=only_missing)
            if not invited:
                typer.echo(self._texts("directory.cli.nobody"), err=True)
                return
            fresh = await invitations.to_invite(invited, again=True, only_missing=True)
            ids = [contact.id for contact in invited]
            if out is None:
                issued = await invitations.issue_all(ids)
                for row in self._table(issued, name):
                    typer.echo("\t".join(row))
            else:
                # Opened first: nobody's invitation is revoked for a file that cannot be written.
                with replacing(out, fix_key="directory.cli.out-unwritable") as file:
                    issued = await invitations.issue_all(ids)
                    file.write(self._written(issued, name, out.suffix.lower()))
            self._report(len(issued), len(invited) - len(fresh), out)
        finally:
            await database.close()

    def _invitations(self, database: Database) -> Invitations:
        valid_for = timedelta(days=self._settings.invitations.valid_days)
        return Invitations(InvitationRepository(database), self._clock, valid_for)

    def _report(self, issued: int, reissued: int, out: Path | None) -> None:
        """Say what was done, beside what may be piped to elsewhere."""
        days = self._settings.invitations.valid_days
        typer.echo(self._texts("directory.cli.invited", n=issued, days=days), err=True)
        if reissued:
            typer.echo(self._texts("directory.cli.reissued", n=reissued), err=True)
        if out is not None:
            typer.echo(self._texts("directory.cli.written", path=out), err=True)

    async def _username(self, given: str | None) -> str:
        """The bot's username: as given, or as Telegram says.

        Raises:
            SettingRefused: what was given cannot be one, or there is no token to ask with.
            UsernameUnknown: Telegram did not say.
        """
        if given is None:
            # Here, because Telegram takes half a second to import.
            from bot.channels.telegram.identity import username_of

            telegram = self._settings.telegram
            return await username_of(telegram.required_token(), telegram.base_url)
        found = _USERNAME.fullmatch(given.strip())
        if not found:
            raise SettingRefused("--username", given, fix_key="directory.cli.username")
        return found[1]

    def _written(self, issued: Sequence[Invitation], username: str, suffix: str) -> bytes:
        """The content of a file that ends so."""
        title = self._written_in("directory.sheet.title")
        if suffix == ".csv":
            return as_csv(self._table(issued, username))
        if suffix == ".xlsx":
            return as_xlsx(self._table(issued, username), title)
        page = invitation_page(
            issued,
            username=username,
            edition=self._knowledge.edition.title,
            zone=self._zone,
            texts=self._written_in,
        )
        return page.encode()

    def _table(self, issued: Sequence[Invitation], username: str) -> Sequence[Sequence[str]]:
        return invitation_table(issued, username=username, zone=self._zone, texts=self._written_in)

    @property
    def _zone(self) -> tzinfo:
        return self._knowledge.zone
