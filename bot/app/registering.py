"""Registering: which handler gets which updates."""

from collections.abc import Iterator
from typing import Any

from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ChatMemberHandler,
    CommandHandler,
    ExtBot,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.app.handlers import Handlers
from bot.channels.telegram.filters import Addressed, FirstOfAlbum
from bot.directory.staff import Permission, Staff
from handlers.commands import permission_for
from handlers.permitting import OfStaff, Permitting
from handlers.phrases import SaysFiled

TelegramApplication = Application[ExtBot[None], Any, Any, Any, Any, Any]

#: What follows /start in the link of an invitation, perhaps cut off where it was copied.
_INVITED = r"^/start(?:@\w+)?\s+u[A-Za-z0-9_-]{12,}$"
#: The same of an invitation to be of staff.
_ENLISTED = r"^/start(?:@\w+)?\s+s[A-Za-z0-9_-]{12,}$"


def register(application: TelegramApplication, handlers: Handlers, staff: Staff) -> None:
    """Say which callback gets which updates; the first that fits has it.

    What staff may do is, for everybody else, as if it did not exist.
    """
    public, units, chats, desk = handlers.public, handlers.units, handlers.chats, handlers.desk
    addressed, private = Addressed(), filters.ChatType.PRIVATE
    words = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
    new = filters.UpdateType.MESSAGE
    by_staff = new & OfStaff(staff)
    permitting = Permitting(staff)

    announcing = handlers.announcing.commands
    sent = filters.UpdateType.MESSAGES & OfStaff(staff) & ~filters.StatusUpdate.ALL
    # In a group of its own, before the others: what it does not take is theirs.
    application.add_handler(MessageHandler(sent & ~filters.COMMAND, announcing.take), group=-1)
    previewing = permitting.only(Permission.IMPORT_UNITS, desk.lists.preview, public.unreadable)
    application.add_handlers(
        [
            MessageHandler(new & private & ~filters.COMMAND & SaysFiled(), units.say_filed),
            MessageHandler(by_staff & filters.Document.ALL, previewing),
            MessageHandler(words & addressed, public.ask),
            CallbackQueryHandler(handlers.presses.press),
            MessageHandler(new & filters.Regex(_INVITED), units.join),
            MessageHandler(new & filters.Regex(_ENLISTED), desk.members.enlist),
            *_of_staff(handlers, permitting, by_staff),
            *_of_everybody(handlers, new & private, new),
            MessageHandler(filters.COMMAND & addressed, public.help),
            # Not of edited messages: a live location is edited every few seconds.
            MessageHandler(
                new & filters.ATTACHMENT & addressed & FirstOfAlbum(), public.unreadable
            ),
            InlineQueryHandler(public.inline),
            ChatMemberHandler(chats.membership, ChatMemberHandler.MY_CHAT_MEMBER),
            MessageHandler(filters.StatusUpdate.MIGRATE, chats.moved),
        ]
    )
    application.add_error_handler(handlers.errors.tell)


def _of_staff(
    handlers: Handlers, permitting: Permitting, by_staff: filters.BaseFilter
) -> Iterator[CommandHandler[Any, Any]]:
    """Commands for those of staff who may; the others of staff are told what everybody is."""
    desk, announcing = handlers.desk, handlers.announcing
    for name, callback in (
        ("board", desk.board.board),
        ("late", desk.staff.late),
        ("filed", desk.staff.filed),
        ("extend", desk.staff.extend),
        ("invite", desk.inviting.invite),
        ("staff", desk.members.staff),
        ("recipients", desk.recipients.recipients),
        ("audit", desk.members.audit),
        ("write", announcing.writing.write),
        ("announce", announcing.commands.announce),
        ("announcements", announcing.commands.announcements),
        ("cancel", announcing.commands.cancel),
    ):
        permitted = permitting.only(permission_for(name), callback, handlers.public.help)
        yield CommandHandler(name, permitted, by_staff)


def _of_everybody(
    handlers: Handlers, in_private: filters.BaseFilter, new: filters.BaseFilter
) -> Iterator[CommandHandler[Any, Any]]:
    """Commands for all people, contacts of units among them."""
    public, desk = handlers.public, handlers.desk
    yield CommandHandler("start", public.start)
    yield CommandHandler("help", public.help)
    yield CommandHandler("language", public.language)
    yield CommandHandler("ask", public.ask_by_command, new)
    for name, callback in (
        ("mine", handlers.units.mine),
        ("follow", desk.following.follow),
        ("unfollow", desk.following.unfollow),
        ("stop", desk.following.stop),
        ("mydata", desk.personal.mydata),
        ("forget", desk.personal.forget),
    ):
        yield CommandHandler(name, callback, in_private)
