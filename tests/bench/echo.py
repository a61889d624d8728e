"""A bare python-telegram-bot echo bot, to compare with."""

import sys

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


async def echo(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
    """Send back what came."""
    assert update.message is not None and update.message.text is not None
    await update.message.reply_text(update.message.text)


def main(base_url: str, token: str, concurrent_updates: int, pool_size: int) -> None:
    """Echo until interrupted."""
    builder = Application.builder().token(token).base_url(base_url)
    if concurrent_updates:
        builder = builder.concurrent_updates(concurrent_updates)
    application = builder.connection_pool_size(pool_size).pool_timeout(60.0).build()
    application.add_handler(MessageHandler(filters.TEXT, echo))
    application.run_polling(allowed_updates=[Update.MESSAGE])


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
