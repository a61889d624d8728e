"""Handlers: each made from what it calls, and which of them gets which updates."""

from collections.abc import Mapping
from dataclasses import dataclass
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

from bot.app.announcing import Announcing, make_announcing
from bot.app.replanning import Replanning
from bot.app.services import Services
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.filters import Addressed, FirstOfAlbum
from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Replies
from bot.clock import Clock
from bot.delivery.post import Post
from bot.directory.staff import Permission, Staff
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from handlers.announcing_reports import SendFile
from handlers.asking import AskingToFollow
from handlers.chats import ChatHandlers
from handlers.desk import Desk
from handlers.errors import ErrorHandlers
from handlers.following import FollowingHandlers
from handlers.inviting import InvitingHandlers
from handlers.lists import ListHandlers
from handlers.members import MemberHandlers
from handlers.permitting import Callback, OfStaff, Permitting
from handlers.personal import PersonalHandlers
from handlers.phrases import SaysFiled
from handlers.presses import PressHandlers
from handlers.public import PublicHandlers
from handlers.recipients import RecipientHandlers
from handlers.staff import StaffHandlers
from handlers.units import UnitHandlers

TelegramApplication = Application[ExtBot[None], Any, Any, Any, Any, Any]

#: What follows /start in the link of an invitation, perhaps cut off where it was copied.
_INVITED = r"^/start(?:@\w+)?\s+u[A-Za-z0-9_-]{12,}$"
#: The same of an invitation to be of staff.
_ENLISTED = r"^/start(?:@\w+)?\s+s[A-Za-z0-9_-]{12,}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """Everything that updates are given to."""

    public: PublicHandlers
    units: UnitHandlers
    staff: StaffHandlers
    lists: ListHandlers
    inviting: InvitingHandlers
    members: MemberHandlers
    following: FollowingHandlers
    recipients: RecipientHandlers
    personal: PersonalHandlers
    announcing: Announcing
    asking: AskingToFollow
    presses: PressHandlers
    chats: ChatHandlers
    errors: ErrorHandlers


def make_handlers(
    services: Services,
    texts: Mapping[Language, Texts],
    buttons: Buttons,
    replies: Replies,
    choices: LanguageChoices,
    clock: Clock,
    replanning: Replanning,
    *,
    post: Post,
    send_file: SendFile,
) -> Handlers:
    """The handlers.

    Args:
        services: what they call.
        texts: the words of every language.
        buttons: writes and reads their data.
        replies: sends what they have to say.
        choices: in which language.
        clock: tells the time.
        replanning: told of what changes the plan.
        post: carries what is to look as a delivery does.
        send_file: carries files.
    """
    renderer, permitting = Renderer(texts, buttons), Permitting(services.staff)

    def current() -> Knowledge:
        return services.enquiries.knowledge

    asking = AskingToFollow(services.subscriptions, renderer=renderer, replies=replies, texts=texts)
    public = PublicHandlers(services.enquiries, renderer, replies, choices, asking.answered)
    units = UnitHandlers(
        services.chats,
        services.units,
        services.invitations,
        services.filings,
        services.unit_views,
        renderer=renderer,
        buttons=buttons,
        replies=replies,
        choices=choices,
        public=public,
        staff=services.staff,
        changed=replanning.units_changed,
    )
    desk = Desk(
        services.staff,
        services.chats,
        services.units,
        services.readers,
        renderer=renderer,
        replies=replies,
        choices=choices,
        clock=clock,
    )
    at_desk = StaffHandlers(
        desk,
        services.filings,
        services.staff_views,
        services.unit_views,
        renderer=renderer,
        choices=choices,
        knowledge=current,
        clock=clock,
    )
    lists = ListHandlers(
        services.units,
        services.chats,
        renderer=renderer,
        buttons=buttons,
        replies=replies,
        choices=choices,
        texts=texts,
        knowledge=current,
        changed=replanning.knowledge_changed,
    )
    inviting = InvitingHandlers(
        desk,
        services.units,
        services.invitations,
        renderer=renderer,
        choices=choices,
        texts=texts,
        knowledge=current,
    )
    members = MemberHandlers(
        desk,
        services.staff,
        services.chats,
        services.audit,
        renderer=renderer,
        choices=choices,
        texts=texts,
        knowledge=current,
        changed=replanning.units_changed,
    )
    following = FollowingHandlers(
        desk, services.subscriptions, renderer=renderer, knowledge=current
    )
    recipients = RecipientHandlers(desk, services.recipients, renderer=renderer)
    personal = PersonalHandlers(
        desk,
        services.personal,
        renderer=renderer,
        choices=choices,
        knowledge=current,
        changed=replanning.units_changed,
    )
    announcing = make_announcing(
        services, texts, renderer, replies, public, clock, post=post, send_file=send_file
    )
    return Handlers(
        public=public,
        units=units,
        staff=at_desk,
        lists=lists,
        inviting=inviting,
        members=members,
        following=following,
        recipients=recipients,
        personal=personal,
        announcing=announcing,
        asking=asking,
        presses=PressHandlers(
            buttons,
            replies,
            permitting,
            public,
            units,
            at_desk,
            lists,
            inviting,
            members,
            following,
            recipients,
            personal,
            announcing.drafts,
            announcing.sending,
            anywhere=[announcing.questions],
        ),
        chats=ChatHandlers(
            services.chats,
            services.recipients,
            gone=services.troubles.gone,
            back=services.troubles.reach_changed,
        ),
        errors=ErrorHandlers(texts, replies, choices),
    )


def register(application: TelegramApplication, handlers: Handlers, staff: Staff) -> None:
    """Say which callback gets which updates; the first that fits has it.

    What staff may do is, for everybody else, as if it did not exist.
    """
    public, units, chats = handlers.public, handlers.units, handlers.chats
    addressed, private = Addressed(), filters.ChatType.PRIVATE
    words = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
    new = filters.UpdateType.MESSAGE
    by_staff = new & OfStaff(staff)
    permitting = Permitting(staff)

    def command(name: str, permission: Permission, callback: Callback) -> CommandHandler[Any, Any]:
        """A command for those who may; others are told what everybody is."""
        return CommandHandler(name, permitting.only(permission, callback, public.help), by_staff)

    announcing = handlers.announcing.commands
    sent = filters.UpdateType.MESSAGES & OfStaff(staff) & ~filters.StatusUpdate.ALL
    # In a group of its own, before the others: what it does not take is theirs.
    application.add_handler(MessageHandler(sent & ~filters.COMMAND, announcing.take), group=-1)
    previewing = permitting.only(Permission.IMPORT_UNITS, handlers.lists.preview, public.unreadable)
    application.add_handlers(
        [
            MessageHandler(new & private & ~filters.COMMAND & SaysFiled(), units.say_filed),
            MessageHandler(by_staff & filters.Document.ALL, previewing),
            MessageHandler(words & addressed, public.ask),
            CallbackQueryHandler(handlers.presses.press),
            MessageHandler(new & filters.Regex(_INVITED), units.join),
            MessageHandler(new & filters.Regex(_ENLISTED), handlers.members.enlist),
            command("late", Permission.READ_BOARD, handlers.staff.late),
            command("filed", Permission.FILE_FOR_UNIT, handlers.staff.filed),
            command("extend", Permission.EXTEND, handlers.staff.extend),
            command("invite", Permission.INVITE_UNITS, handlers.inviting.invite),
            command("staff", Permission.READ_BOARD, handlers.members.staff),
            command("recipients", Permission.MANAGE_RECIPIENTS, handlers.recipients.recipients),
            command("audit", Permission.EXPORT_AUDIT, handlers.members.audit),
            command("announce", Permission.DRAFT, announcing.announce),
            command("announcements", Permission.DRAFT, announcing.announcements),
            command("cancel", Permission.DRAFT, announcing.cancel),
            CommandHandler("start", public.start),
            CommandHandler("help", public.help),
            CommandHandler("language", public.language),
            CommandHandler("ask", public.ask_by_command, new),
            CommandHandler("mine", units.mine, new & private),
            CommandHandler("follow", handlers.following.follow, new & private),
            CommandHandler("unfollow", handlers.following.unfollow, new & private),
            CommandHandler("stop", handlers.following.stop, new & private),
            CommandHandler("mydata", handlers.personal.mydata, new & private),
            CommandHandler("forget", handlers.personal.forget, new & private),
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
