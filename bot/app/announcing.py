"""Announcing: what takes announcements from staff and shows how they get on, put together."""

from collections.abc import Mapping
from dataclasses import dataclass

from bot.app.services import Services
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Replies
from bot.clock import Clock
from bot.delivery.post import Post
from bot.language import Language
from bot.locales import Texts
from handlers.announcing import AnnouncingHandlers
from handlers.announcing_desk import AnnouncingDesk
from handlers.announcing_drafts import DraftHandlers
from handlers.announcing_live import LiveMessages
from handlers.announcing_questions import AnnouncementQuestions
from handlers.announcing_reports import AnnouncementReports
from handlers.announcing_sending import SendingHandlers
from handlers.desk import Desk
from handlers.files import SendFile
from handlers.public import PublicHandlers
from handlers.writing import WritingHandlers


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcing:
    """Everything about announcements that updates are given to, and what runs beside it."""

    commands: AnnouncingHandlers
    drafts: DraftHandlers
    sending: SendingHandlers
    writing: WritingHandlers
    questions: AnnouncementQuestions
    live: LiveMessages


def make_announcing(
    services: Services,
    texts: Mapping[Language, Texts],
    renderer: Renderer,
    replies: Replies,
    public: PublicHandlers,
    office: Desk,
    clock: Clock,
    *,
    post: Post,
    send_file: SendFile,
) -> Announcing:
    """The handlers of announcements.

    Args:
        services: what they call.
        texts: the words of every language.
        renderer: gives messages their form.
        replies: sends what they have to say.
        public: answers what announcements ask.
        office: where staff deal with units.
        clock: tells the time.
        post: carries previews.
        send_file: carries reports.
    """
    desk = AnnouncingDesk(
        services.broadcasts,
        services.dialogues,
        services.staff,
        services.chats,
        voice=services.readers.voice,
        audiences=services.audience_views,
        renderer=renderer,
        replies=replies,
        clock=clock,
    )
    commands = AnnouncingHandlers(desk, services.units)
    reports = AnnouncementReports(desk, send_file, texts)
    return Announcing(
        commands=commands,
        drafts=DraftHandlers(desk, commands, services.letters, post),
        sending=SendingHandlers(desk, reports, renderer=renderer),
        writing=WritingHandlers(office, commands, services.units, services.readers),
        questions=AnnouncementQuestions(services.broadcasts, public),
        live=LiveMessages(desk, reports, services.chats),
    )
