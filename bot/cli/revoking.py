"""`revoke`: invitations that were lost, or went to the wrong person, let nobody in."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

import typer

from bot.cli import options
from bot.cli.contacts import chosen_contacts
from bot.cli.inputs import clock_of, language_option, read_knowledge, settings_of
from bot.cli.speech import Speech
from bot.clock import Clock
from bot.database import open_database
from bot.directory.invitations import Invitations
from bot.directory.repository.invitations import InvitationRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.units import Units
from bot.locales import Texts
from bot.settings import SettingRefused, Settings


def command(
    context: options.Context,
    everyone: Annotated[bool, typer.Option("--all")] = False,
    unit: Annotated[list[str] | None, typer.Option("--unit", metavar="WORDS")] = None,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Revoke open invitations."""
    if everyone is bool(unit):
        raise SettingRefused("revoke", fix_key="directory.cli.of-whom")
    speech: Speech = context.obj
    language_option(lang)
    settings = settings_of(config, data)
    zone = read_knowledge(settings.knowledge.path).zone
    asyncio.run(_revoke(unit or (), settings, clock_of(now, zone), speech.texts))


async def _revoke(words: Sequence[str], settings: Settings, clock: Clock, texts: Texts) -> None:
    database = await open_database(settings.database.url.get_secret_value())
    try:
        contacts = await chosen_contacts(
            Units(UnitRepository(database), clock), words, with_left=True
        )
        valid_for = timedelta(days=settings.invitations.valid_days)
        invitations = Invitations(InvitationRepository(database), clock, valid_for)
        revoked = [await invitations.revoke(contact.id) for contact in contacts]
        typer.echo(texts("directory.cli.revoked", n=sum(revoked)))
    finally:
        await database.close()
