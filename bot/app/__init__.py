"""The composition root: settings become a running bot.

`services` puts together what works on the database, `telegram` the bot on Telegram, `planning` what
is planned and sent by itself, and `serving` runs all of them.
"""

from bot.app.serving import open_knowledge, run, serve

__all__ = ["open_knowledge", "run", "serve"]
