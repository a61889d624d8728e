"""`rehearse`: every message that would be sent, before anything is."""

import asyncio
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.channels.telegram.languages import language_of
from bot.cli import options
from bot.cli.files import replacing
from bot.cli.inputs import clock_of, language_option, read_knowledge, settings_of
from bot.cli.instants import instant_of
from bot.cli.speech import Speech
from bot.clock import Clock
from bot.database import Database, open_database
from bot.directory.chats import Chats
from bot.directory.repository.chats import ChatRepository
from bot.directory.repository.staff import StaffRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.units import Units
from bot.filings.repository import FilingRepository
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.moments import end_of
from bot.knowledge.values import LATEST_YEAR
from bot.reminders.rehearsal.explaining import Explaining
from bot.reminders.rehearsal.records import Programme
from bot.reminders.rehearsal.rehearsing import Period, Rehearsal
from bot.reminders.repository import PlanRepository
from bot.reminders.rules import timetable_of
from bot.reminders.timetable import Timetable
from bot.reminders.wording import Wording
from bot.settings import SettingRefused, Settings

#: An hour, however it is written: 9:00, 9am, 9点.
_HOUR = re.compile(r"\d[T\s]?\d?:\d\d|\d\s*[ap]\.?m|[时點点]", re.IGNORECASE)


class Format(StrEnum):
    """How a rehearsal is written."""

    TEXT = "text"
    CSV = "csv"
    ICS = "ics"
    HTML = "html"


def command(
    context: options.Context,
    from_at: Annotated[str | None, typer.Option("--from", metavar="TIME")] = None,
    to_at: Annotated[str | None, typer.Option("--to", metavar="TIME")] = None,
    form: Annotated[str, typer.Option("--format", metavar="FORMAT")] = Format.TEXT,
    into: Annotated[Path | None, typer.Option("--out", metavar="FILE")] = None,
    joined_only: Annotated[bool, typer.Option("--joined-only")] = False,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Show what would be sent."""
    speech: Speech = context.obj
    language_option(lang)
    format = _format(form)
    settings = settings_of(config, data)
    knowledge = read_knowledge(settings.knowledge.path)
    clock = clock_of(now, knowledge.zone)
    period = _period(from_at, to_at, clock, knowledge, joined_only=joined_only)
    explaining = _explaining(speech, knowledge, clock)
    programme = asyncio.run(_rehearse(settings, knowledge, clock, speech, period))
    if to_at is None:
        programme = _to_the_last_message(programme, knowledge.zone)
    timetable = timetable_of(knowledge, settings.reminders)
    written = _write(format, programme, explaining, timetable, clock.now())
    if into is None:
        sys.stdout.buffer.write(written)
        sys.stdout.buffer.flush()
        return
    with replacing(into, fix_key="cli.file-unwritable") as file:
        file.write(written)
    heading = explaining.heading(programme)
    typer.echo(speech.texts("rehearsal.written", file=into, heading=heading))
    for warning in explaining.warnings(programme):
        typer.echo(warning)


def _format(written: str) -> Format:
    try:
        return Format(written.lower())
    except ValueError:
        raise SettingRefused("--format", written, fix_key="cli.option.form") from None


def _period(
    from_at: str | None, to_at: str | None, clock: Clock, knowledge: Knowledge, *, joined_only: bool
) -> Period:
    """What is to be rehearsed.

    Raises:
        SettingRefused: a time is none, or the end is not after the beginning.
    """
    zone = knowledge.zone
    now = clock.now()
    begins = now if from_at is None else instant_of(from_at, zone, field="--from")
    ends = datetime(LATEST_YEAR, 1, 1, tzinfo=UTC)
    if to_at is not None:
        ends = instant_of(to_at, zone, field="--to")
        if not _HOUR.search(to_at):
            ends = end_of(ends.astimezone(zone).date(), zone)
        if ends <= begins:
            raise SettingRefused("--to", to_at, fix_key="cli.option.to-before-from")
    return Period(now=now, from_at=begins, until_at=ends, joined_only=joined_only)


def _to_the_last_message(programme: Programme, zone: ZoneInfo) -> Programme:
    """The same, said to end on the day of its last message."""
    last_at = programme.messages[-1].at if programme.messages else programme.from_at
    return replace(programme, until_at=end_of(last_at.astimezone(zone).date(), zone))


def _explaining(speech: Speech, knowledge: Knowledge, clock: Clock) -> Explaining:
    words = Wording.at(clock.now(), speech.texts, knowledge)
    return Explaining(words.voice, words)


async def _rehearse(
    settings: Settings, knowledge: Knowledge, clock: Clock, speech: Speech, period: Period
) -> Programme:
    database = await open_database(settings.database.url.get_secret_value())
    try:
        members = await StaffRepository(database).members()
        named = settings.staff.administrators
        staff = [*named, *(each.address for each in members if not each.is_configured)]
        rehearsal = _rehearsal(settings, knowledge, clock, speech, database, staff)
        return await rehearsal.run(period)
    finally:
        await database.close()


def _rehearsal(
    settings: Settings,
    knowledge: Knowledge,
    clock: Clock,
    speech: Speech,
    database: Database,
    staff: Sequence[int],
) -> Rehearsal:
    return Rehearsal(
        PlanRepository(database),
        FilingRepository(database),
        Chats(ChatRepository(database), clock),
        Units(UnitRepository(database), clock),
        knowledge,
        settings.reminders,
        staff=staff,
        texts=speech.every,
        language_of=language_of,
        default=settings.answers.default_language,
    )


def _write(
    format: Format,
    programme: Programme,
    explaining: Explaining,
    timetable: Timetable,
    made_at: datetime,
) -> bytes:
    # Each is imported where it is wanted: a template engine for a list in a terminal is too much.
    match format:
        case Format.TEXT:
            from bot.reminders.rehearsal.text import as_text

            return as_text(programme, explaining).encode()
        case Format.CSV:
            from bot.reminders.rehearsal.sheet import as_csv

            return as_csv(programme, explaining).encode()
        case Format.ICS:
            from bot.reminders.rehearsal.calendar import as_icalendar

            return as_icalendar(programme, explaining, made_at)
        case Format.HTML:
            from bot.reminders.rehearsal.page import as_page

            return as_page(programme, explaining, timetable.is_working_day).encode()
