"""Chats: who has blocked the bot and who lets it in again, and groups that move."""

from collections.abc import Awaitable, Callable

import structlog
from telegram import ChatMember, Update
from telegram.constants import ChatType
from telegram.ext import ContextTypes

from bot.directory.chats import Chats
from bot.directory.recipients import Recipients

log = structlog.get_logger(__name__)

_GONE = (ChatMember.LEFT, ChatMember.BANNED)


class ChatHandlers:
    """Callbacks for what Telegram tells about chats.

    Args:
        chats: keeps it.
        recipients: told of groups and channels that the bot comes into.
        gone: told of a chat, by our id, that can be reached no more, and why.
        back: told of one that can be reached again.
    """

    def __init__(
        self,
        chats: Chats,
        recipients: Recipients,
        *,
        gone: Callable[[int, str], Awaitable[None]],
        back: Callable[[int], Awaitable[None]],
    ) -> None:
        self._chats = chats
        self._recipients = recipients
        self._gone = gone
        self._back = back

    async def membership(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Keep that somebody has blocked the bot or let it in again; also a group or channel."""
        change = update.my_chat_member
        assert change is not None
        was_gone = change.old_chat_member.status in _GONE
        is_gone = change.new_chat_member.status in _GONE
        if change.chat.type != ChatType.PRIVATE and was_gone and not is_gone:
            await self._recipients.came_into(
                change.chat.id,
                change.chat.type,
                change.chat.title or "",
                update_id=update.update_id,
            )
        chat = await self._chats.find(change.chat.id)
        if chat is None:
            return
        if is_gone:
            log.info("chat.unreachable", chat=chat.id)
            await self._gone(chat.id, "blocked")
        elif await self._chats.mark_reachable(chat.address) is not None:
            log.info("chat.reachable", chat=chat.id)
            await self._back(chat.id)

    async def moved(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Follow a group that became a supergroup."""
        message = update.effective_message
        assert message is not None
        if message.migrate_to_chat_id is not None:
            await self._chats.migrate(message.chat_id, message.migrate_to_chat_id)

    async def heard_from(self, update: Update) -> None:
        """Keep that somebody can be reached who writes again."""
        chat = update.effective_chat
        if chat is None or update.my_chat_member or not self._chats.is_unreachable(chat.id):
            return
        if (changed := await self._chats.mark_reachable(chat.id)) is not None:
            await self._back(changed.id)
