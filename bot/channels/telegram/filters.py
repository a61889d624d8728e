"""Filters: which messages are meant for the bot."""

from collections import OrderedDict

from telegram import Message
from telegram.ext.filters import MessageFilter

_REMEMBERED = 1000


class Addressed(MessageFilter):
    """In a private chat everything; in a group what names the bot or replies to it."""

    def __init__(self) -> None:
        super().__init__(name="addressed")

    def filter(self, message: Message) -> bool:
        """Whether this message is for the bot."""
        bot = message.get_bot()
        # What somebody sent by inline mode is an answer already.
        if message.via_bot is not None and message.via_bot.id == bot.id:
            return False
        if message.chat.type == "private":
            return True
        replied = message.reply_to_message
        author = replied.from_user if replied is not None else None
        if author is not None and author.id == bot.id:
            return True
        text = message.text or message.caption or ""
        return f"@{bot.username}".lower() in text.lower()


class FirstOfAlbum(MessageFilter):
    """Of the messages that make up an album, the one that comes first."""

    def __init__(self) -> None:
        super().__init__(name="first_of_album")
        self._seen: OrderedDict[str, None] = OrderedDict()

    def filter(self, message: Message) -> bool:
        """Whether this message stands alone or begins an album."""
        album = message.media_group_id
        if album is None:
            return True
        if album in self._seen:
            return False
        self._seen[album] = None
        if len(self._seen) > _REMEMBERED:
            self._seen.popitem(last=False)
        return True
