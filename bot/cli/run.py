"""`run`: the bot on Telegram, until it is told to stop."""

from bot import app
from bot.cli import options
from bot.cli.inputs import clock_of, language_option, read_knowledge, settings_of
from bot.cli.logs import configure_logs
from bot.cli.loop import run_until_done


def command(
    data: options.Data = None,
    now: options.Now = None,
    config: options.Config = None,
    lang: options.Lang = None,
) -> None:
    """Answer people on Telegram."""
    language_option(lang)
    settings = settings_of(config, data)
    settings.telegram.required_token()
    # Read once before anything is started, so that a file with mistakes is told in one line.
    knowledge = read_knowledge(settings.knowledge.path)
    configure_logs(settings.log.level)
    run_until_done(app.run(settings, clock_of(now, knowledge.zone)))
