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

from bot.app.services import Services
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.filters import Addressed, FirstOfAlbum
from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Replies
from bot.filings.cases import Changed
from bot.language import Language
from bot.locales import Texts
from handlers.chats import ChatHandlers
from handlers.errors import ErrorHandlers
from handlers.phrases import SaysFiled
from handlers.presses import PressHandlers
from handlers.public import PublicHandlers
from handlers.units import UnitHandlers

TelegramApplication = Application[ExtBot[None], Any, Any, Any, Any, Any]

#: What follows /start in the link of an invitation, perhaps cut off where it was copied.
_INVITED = r"^/start(?:@\w+)?\s+u[A-Za-z0-9_-]{12,}$"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """Everything that updates are given to."""

    public: PublicHandlers
    units: UnitHandlers
    presses: PressHandlers
    chats: ChatHandlers
    errors: ErrorHandlers


def make_handlers(
    services: Services,
    texts: Mapping[Language, Texts],
    buttons: Buttons,
    replies: Replies,
    choices: LanguageChoices,
    changed: Changed,
) -> Handlers:
    """The handlers.

    Args:
        services: what they call.
        texts: the words of every language.
        buttons: writes and reads their data.
        replies: sends what they have to say.
        choices: in which language.
        changed: told of which units the plan may have changed.
    """
    renderer = Renderer(texts, buttons)
    public = PublicHandlers(services.enquiries, renderer, replies, choices)
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
        changed=changed,
    )
    return Handlers(
        public=public,
        units=units,
        presses=PressHandlers(buttons, replies, public, units),
        chats=ChatHandlers(services.chats, services.troubles.reach_changed),
        errors=ErrorHandlers(texts, replies, choices),
    )


def register(application: TelegramApplication, handlers: Handlers) -> None:
    """Say which callback gets which updates; the first that fits has it."""
    public, units, chats = handlers.public, handlers.units, handlers.chats
    addressed, private = Addressed(), filters.ChatType.PRIVATE
    words = (filters.TEXT | filters.CAPTION) & ~filters.COMMAND
    new = filters.UpdateType.MESSAGE
    application.add_handlers(
        [
            MessageHandler(new & private & SaysFiled(), units.say_filed),
            MessageHandler(words & addressed, public.ask),
            CallbackQueryHandler(handlers.presses.press),
            MessageHandler(new & filters.Regex(_INVITED), units.join),
            CommandHandler("start", public.start),
            CommandHandler("help", public.help),
            CommandHandler("language", public.language),
            CommandHandler("mine", units.mine, new & private),
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
