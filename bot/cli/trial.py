"""`try`: the bot and a sandbox in one process, to be tried in a browser with no token."""

import errno
import os
import sys
import webbrowser
from datetime import datetime, time, timedelta
from tempfile import TemporaryDirectory
from typing import Annotated

import typer
from pydantic import SecretStr

from bot import app
from bot.cli import options
from bot.cli.inputs import language_option, read_knowledge, settings_of
from bot.cli.instants import instant_of
from bot.cli.logs import configure_logs
from bot.cli.loop import run_until_done
from bot.cli.speech import Speech
from bot.clock import SettableClock
from bot.knowledge.knowledge import Knowledge
from bot.locales import Texts
from bot.sandbox import PERSONAS, Sandbox
from bot.settings import (
    DatabaseSettings,
    LogLevel,
    SettingRefused,
    Settings,
    StaffSettings,
    TelegramSettings,
)

#: Where the page is unless that port is taken.
PORT = 8765

#: The clock starts this long before the edition, when people begin to ask.
LEAD = timedelta(days=30)
HOUR = time(9)


def command(
    context: options.Context,
    port: Annotated[int | None, typer.Option("--port", metavar="PORT", min=0, max=65535)] = None,
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Try the bot in a browser."""
    speech: Speech = context.obj
    language_option(lang)
    settings = settings_of(config, data)
    knowledge = read_knowledge(settings.knowledge.path)
    at = trial_start(knowledge) if now is None else instant_of(now, knowledge.zone)
    # Someone who tries it looks at the page; on the terminal they want to see trouble alone.
    quiet = settings.log.level is LogLevel.INFO
    configure_logs(LogLevel.WARNING if quiet else settings.log.level)
    sandbox = Sandbox(
        clock=SettableClock(at), port=PORT if port is None else port, zone=knowledge.edition.zone
    )
    run_until_done(_try(sandbox, settings, speech.texts, is_port_free=port is None))


def trial_start(knowledge: Knowledge) -> datetime:
    """When the clock of a trial starts, if nothing else was asked for; aware."""
    day = knowledge.edition.starts_on - LEAD
    return datetime.combine(day, HOUR, tzinfo=knowledge.zone)


async def _try(sandbox: Sandbox, settings: Settings, texts: Texts, *, is_port_free: bool) -> None:
    """Run both until they are told to stop.

    Args:
        sandbox: not yet started.
        settings: all of them but those of Telegram, which are the sandbox's.
        texts: what to say on the terminal in.
        is_port_free: whether another port may be taken where the sandbox's own is in use.

    Raises:
        SettingRefused: the port is in use, and no other may be taken.
    """
    try:
        await sandbox.start()
    except OSError as error:
        await sandbox.stop()
        if error.errno != errno.EADDRINUSE or not is_port_free:
            fix = "cli.try.port"
            raise SettingRefused("--port", str(sandbox.port), fix_key=fix) from None
        sandbox.port = 0
        await sandbox.start()
    telegram = TelegramSettings(token=SecretStr(sandbox.token), base_url=sandbox.base_url)
    try:
        typer.echo(texts("cli.try.ready", url=sandbox.page_url))
        typer.echo(texts("cli.try.stop"))
        _open(sandbox.page_url)
        # The page's members of staff are told what an operator is told.
        staff = StaffSettings(
            administrators=tuple(each.chat_id for each in PERSONAS if each.role == "staff")
        )
        with TemporaryDirectory(prefix="zhouzhi-try-") as folder:
            # As new as the chats are, each time; an operator's own is left alone.
            database = DatabaseSettings(url=SecretStr(f"sqlite:///{folder}/zhouzhi.db"))
            tried = settings.model_copy(
                update={"telegram": telegram, "staff": staff, "database": database}
            )
            await app.run(tried, sandbox.clock, app.open_knowledge(settings))
    finally:
        await sandbox.stop()


def _open(url: str) -> None:
    """Show the page, where there is a screen to show it on."""
    has_screen = sys.platform in ("darwin", "win32") or any(
        map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))
    )
    # Without one, `webbrowser` would start a browser in the terminal.
    if has_screen:
        webbrowser.open(url)
