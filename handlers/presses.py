"""Presses: what a pressed button says, and whose affair that is."""

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from telegram import Chat, Update
from telegram.ext import ContextTypes

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.replies import Pressed, RecentPresses, Replies
from bot.delivery.message import Action
from bot.directory.staff import Permission
from handlers.permitting import Permitting
from handlers.public import PublicHandlers


class ActionHandlers(Protocol):
    """Does what some of the buttons say."""

    #: the verbs that are this one's affair, and what one has to be permitted to press them; None:
    #: it is asked where it is done, since anybody may be somebody's contact
    verbs: Mapping[str, Permission | None]

    async def pressed(self, action: Action, update: Update, chat: Chat) -> Pressed:
        """Do it, or refuse it."""
        ...


class PressHandlers:
    """Gives every pressed button to whom it concerns.

    Args:
        buttons: reads what was pressed.
        replies: sends what that brings.
        permitting: knows who may press what.
        public: answers what everybody may press, and what nobody knows any more.
        others: answer the actions in private chats, each its own verbs.
        anywhere: answer theirs in groups and channels as well.
    """

    def __init__(
        self,
        buttons: Buttons,
        replies: Replies,
        permitting: Permitting,
        public: PublicHandlers,
        *others: ActionHandlers,
        anywhere: Iterable[ActionHandlers] = (),
    ) -> None:
        self._buttons = buttons
        self._replies = replies
        self._permitting = permitting
        self._public = public
        anywhere = tuple(anywhere)
        self._anywhere = _by_verb(anywhere)
        self._by_verb = _by_verb((*others, *anywhere))
        self._recent = RecentPresses()

    @property
    def verbs(self) -> Collection[str]:
        """Every verb that is anybody's affair."""
        return self._by_verb.keys()

    async def press(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Do what a button says, once for a double press."""
        query = update.callback_query
        assert query is not None
        if query.message is None or self._recent.has(query):
            await self._replies.acknowledge(query)
            return
        pressed = await self._pressed(query.data, update)
        await self._replies.answer(query, pressed)
        # Where the message has become another, its buttons are others, though they may look alike.
        if pressed.edited is None:
            self._recent.add(query)

    async def _pressed(self, data: str | None, update: Update) -> Pressed:
        chat = update.effective_chat
        assert chat is not None  # of the message
        press = self._buttons.unpack(data, chat.id)
        if not isinstance(press, Action):
            return await self._public.pressed(press, update, chat)
        # No group is somebody's contact or of staff, and its members have duties of their own.
        by_verb = self._by_verb if chat.type == Chat.PRIVATE else self._anywhere
        handlers = by_verb.get(press.verb)
        permission = handlers.verbs[press.verb] if handlers is not None else None
        is_theirs = permission is None or await self._permitting.may(update, permission)
        # To others, and to who was of staff once, it is as if the button did not exist.
        if handlers is None or not is_theirs:
            return await self._public.pressed(None, update, chat)
        return await handlers.pressed(press, update, chat)


def _by_verb(handlers: Iterable[ActionHandlers]) -> Mapping[str, ActionHandlers]:
    found: dict[str, ActionHandlers] = {}
    for each in handlers:
        for verb in each.verbs:
            assert verb not in found, f"{verb!r} is the affair of two"
            found[verb] = each
    return found
