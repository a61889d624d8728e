"""Questions under announcements: a button that asks the bot, for whoever got the announcement."""

from collections.abc import Mapping

from telegram import Chat, Update

from bot.broadcasts.letters import ASK
from bot.broadcasts.service import Broadcasts
from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action
from bot.directory.staff import Permission
from handlers.public import PublicHandlers


class AnnouncementQuestions:
    """Callbacks for the buttons with a question, in chats of every kind.

    Args:
        broadcasts: knows the question.
        public: answers it.
    """

    verbs: Mapping[str, Permission | None] = {ASK: None}

    def __init__(self, broadcasts: Broadcasts, public: PublicHandlers) -> None:
        self._broadcasts = broadcasts
        self._public = public

    async def pressed(self, action: Action, update: Update, chat: Chat) -> Pressed:
        """Answer the question as if it had been typed."""
        asked = await self._broadcasts.question(action.id, action.argument)
        if asked is None:
            return await self._public.pressed(None, update, chat)
        question, language = asked
        return Pressed(await self._public.answer(question, language, update, chat))
