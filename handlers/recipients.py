"""Recipients: staff choose which groups and channels get announcements."""

from collections.abc import Mapping

from telegram import Chat as TelegramChat
from telegram import Update
from telegram.ext import ContextTypes

from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action, Button, Message, Run
from bot.directory.recipients import Recipients, RecipientVerb
from bot.directory.records import Chat
from bot.directory.roles import Permission
from bot.reminders.wording import Wording
from handlers.desk import Desk


class RecipientHandlers:
    """Callbacks for /recipients; for staff alone.

    Args:
        desk: who asks.
        recipients: the groups and channels.
    """

    verbs: Mapping[str, Permission | None] = dict.fromkeys(
        RecipientVerb, Permission.MANAGE_RECIPIENTS
    )

    def __init__(self, desk: Desk, recipients: Recipients) -> None:
        self._desk = desk
        self._recipients = recipients

    async def recipients(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show the groups and channels, and which of them get announcements."""
        await self._desk.show(update, await self._list(update))

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Add one, or take it out."""
        actor = await self._desk.actor(update)
        is_added = action.verb == RecipientVerb.ADD
        chosen = await self._recipients.choose(action.id, is_recipient=is_added, by=actor.chat_id)
        if chosen is None:
            message = await self._list(update)
        else:
            key = "following.recipients.added" if is_added else "following.recipients.removed"
            message = self._desk.saying(update, key, title=chosen.title or "")
        return Pressed(self._desk.rendered(message, chat.id), keyboard=())

    async def _list(self, update: Update) -> Message:
        words = self._desk.words(update)
        listed = await self._recipients.listed()
        if not listed:
            return Message([[Run(words.say("following.recipients.none"))]])
        rows = [[_button(words, each)] for each in listed]
        return Message([[Run(words.say("following.recipients.which"))]], rows)


def _button(words: Wording, chat: Chat) -> Button:
    title = chat.title or ""
    if chat.is_recipient:
        label = words.say("following.recipients.remove", title=title)
        return Button(label, Action(RecipientVerb.REMOVE, chat.id))
    label = words.say("following.recipients.add", title=title)
    return Button(label, Action(RecipientVerb.ADD, chat.id))
