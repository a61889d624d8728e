"""Identity: what the bot itself is called, for links to it."""

from telegram import Bot
from telegram.error import TelegramError

from bot.channels.telegram.transport import AiohttpRequest
from bot.errors import ZhouzhiError


class UsernameUnknown(ZhouzhiError):
    """Telegram could not be asked what the bot is called."""

    text_key = "directory.cli.username-unknown"


async def username_of(token: str, base_url: str) -> str:
    """The bot's username, without @.

    Args:
        token: of the bot.
        base_url: of the Bot API; the token is appended to it.

    Raises:
        UsernameUnknown: no answer, or the token is not valid.
    """
    request = AiohttpRequest(connections=1)
    try:
        async with Bot(
            token, base_url=base_url, request=request, get_updates_request=request
        ) as bot:
            return bot.username
    except TelegramError as error:
        # An error of PTB may repeat the address, and with it the token.
        reason = str(error).replace(token, "…")
        raise UsernameUnknown(f"getMe failed: {reason}", reason=reason) from None
