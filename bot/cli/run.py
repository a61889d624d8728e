"""`run`: the bot on Telegram, until it is told to stop."""

from bot import app
from bot.cli import options
from bot.cli.inputs import (
    KnowledgeFileRefused,
    clock_of,
    content_of,
    language_option,
    settings_of,
)
from bot.cli.logs import configure_logs
from bot.cli.loop import run_until_done
from bot.knowledge.storage import KnowledgeStore
from bot.knowledge.validation import KnowledgeRefused
from bot.settings import Settings


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
    configure_logs(settings.log.level)
    # Before anything is started, so that a file with mistakes is told in one line.
    store = _open_knowledge(settings)
    run_until_done(app.run(settings, clock_of(now, store.knowledge.zone), store))


def _open_knowledge(settings: Settings) -> KnowledgeStore:
    """What the bot answers from: the file's knowledge, or the last good that was kept of it.

    Raises:
        SettingRefused: the file cannot be read, and nothing was kept.
        KnowledgeFileRefused: it is not a valid knowledge file, and nothing was kept.
    """
    try:
        return app.open_knowledge(settings)
    except KnowledgeRefused as refusal:
        path = settings.knowledge.path
        content_of(path)  # which has words of its own for a file that is not there
        raise KnowledgeFileRefused(path, refusal) from None
