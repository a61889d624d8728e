"""Permitting: what staff may do is, for everybody else, as if it did not exist."""

from collections.abc import Callable, Coroutine
from typing import Any

from telegram import Message, Update
from telegram.ext import filters

from bot.directory.staff import Permission, Staff

Callback = Callable[[Update, Any], Coroutine[Any, Any, None]]


class OfStaff(filters.MessageFilter):
    """Admits private messages of those who may be of staff: a first look, which permits nothing.

    Args:
        staff: knows who they are.
    """

    def __init__(self, staff: Staff) -> None:
        super().__init__()
        self._staff = staff

    def filter(self, message: Message) -> bool:
        """Whether whoever wrote is on the list."""
        return message.chat.type == "private" and self._staff.is_listed(message.chat.id)


class Permitting:
    """Lets those act who may when they do; nobody else learns that there is anything to be done.

    Args:
        staff: knows who may do what.
    """

    def __init__(self, staff: Staff) -> None:
        self._staff = staff

    def only(self, permission: Permission, callback: Callback, otherwise: Callback) -> Callback:
        """A callback for those who may do something; all others get what everybody gets."""

        async def permitted(update: Update, context: Any) -> None:
            chat = update.effective_chat
            is_theirs = chat is not None and await self._staff.may(chat.id, permission)
            await (callback if is_theirs else otherwise)(update, context)

        return permitted

    async def may(self, update: Update, permission: Permission) -> bool:
        """Whether who acts may do this; it is a private chat, since no group is of staff."""
        chat = update.effective_chat
        return chat is not None and await self._staff.may(chat.id, permission)
