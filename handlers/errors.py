"""What a person sees when something goes wrong."""

from collections.abc import Mapping

import structlog
from telegram import Update
from telegram.error import Forbidden, TelegramError
from telegram.ext import ContextTypes

from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Reply
from bot.channels.telegram.replies import Replies
from bot.channels.telegram.splitting import split
from bot.delivery.message import Run
from bot.errors import ZhouzhiError, described
from bot.language import Language
from bot.locales import Texts

log = structlog.get_logger(__name__)


class ErrorHandlers:
    """Tells people about errors, and the log about those that are our fault.

    Args:
        texts: the words of every language.
        replies: sends the words.
        choices: in which language.
    """

    def __init__(
        self,
        texts: Mapping[Language, Texts],
        replies: Replies,
        choices: LanguageChoices,
    ) -> None:
        self._texts = texts
        self._replies = replies
        self._choices = choices

    async def tell(self, update: object, context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show an error to the person whose update caused it."""
        error = context.error
        update_id = update.update_id if isinstance(update, Update) else None
        if isinstance(error, Forbidden):
            # They have blocked the bot, or taken it out of the group: nobody is there to be told.
            log.info("person.unreachable", update_id=update_id)
            return
        if not isinstance(error, ZhouzhiError):
            log.error("update.failed", update_id=update_id, **_described(error))
        if not isinstance(update, Update) or update.effective_chat is None:
            return
        texts = self._texts[self._choices.of(update)]
        words = error.text(texts) if isinstance(error, ZhouzhiError) else texts("telegram.apology")
        await self._replies.send(update.effective_chat.id, Reply(split([[Run(words)]])))
        if update.callback_query is not None:
            await self._replies.acknowledge(update.callback_query)


def _described(error: Exception | None) -> Mapping[str, str]:
    """An error for the log; of Telegram's its own words as well."""
    reason = {"reason": error.message} if isinstance(error, TelegramError) else {}
    return {**described(error), **reason}
