"""Registering: which handler gets which updates."""

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
from handlers.permitting import Callback, OfStaff, Permitting
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

    def command(name: str, callback: Callback) -> CommandHandler[Any, Any]:
        """A command for those who may; others are told what everybody is."""
        permitted = permitting.only(permission_for(name), callback, public.help)
        return CommandHandler(name, permitted, by_staff)

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
            command("late", desk.staff.late),
            command("filed", desk.staff.filed),
            command("extend", desk.staff.extend),
            command("invite", desk.inviting.invite),
            command("staff", desk.members.staff),
            command("recipients", desk.recipients.recipients),
            command("audit", desk.members.audit),
            command("write", handlers.announcing.writing.write),
            command("announce", announcing.announce),
            command("announcements", announcing.announcements),
            command("cancel", announcing.cancel),
            CommandHandler("start", public.start),
            CommandHandler("help", public.help),
            CommandHandler("language", public.language),
            CommandHandler("ask", public.ask_by_command, new),
            CommandHandler("mine", units.mine, new & private),
            CommandHandler("follow", desk.following.follow, new & private),
            CommandHandler("unfollow", desk.following.unfollow, new & private),
            CommandHandler("stop", desk.following.stop, new & private),
            CommandHandler("mydata", desk.personal.mydata, new & private),
            CommandHandler("forget", desk.personal.forget, new & private),
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
