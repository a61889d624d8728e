"""Handlers: each made from what it calls and what it speaks with."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from bot.app.announcing import Announcing, make_announcing
from bot.app.replanning import Replanning
from bot.app.services import Services
from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Replies
from bot.clock import Clock
from bot.delivery.post import Post
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from handlers.asking import AskingToFollow
from handlers.board import BoardHandlers
from handlers.chats import ChatHandlers
from handlers.desk import Desk
from handlers.errors import ErrorHandlers
from handlers.files import SendFile, SendPhoto
from handlers.following import FollowingHandlers
from handlers.inviting import InvitingHandlers
from handlers.lists import ListHandlers
from handlers.members import MemberHandlers
from handlers.menus import Menus
from handlers.permitting import Permitting
from handlers.personal import PersonalHandlers
from handlers.presses import ActionHandlers, PressHandlers
from handlers.public import PublicHandlers
from handlers.recipients import RecipientHandlers
from handlers.staff import StaffHandlers
from handlers.units import UnitHandlers

Changed = TypeVar("Changed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What handlers speak with.

    Attributes:
        texts: the words of every language.
        renderer: gives messages their form.
        buttons: writes and reads their data.
        replies: sends what there is to say.
        choices: in which language.
        clock: tells the time.
        post: carries what is to look as a delivery does.
        send_file: carries files.
        send_photo: carries pictures.
        menus: gives everybody theirs.
    """

    texts: Mapping[Language, Texts]
    renderer: Renderer
    buttons: Buttons
    replies: Replies
    choices: LanguageChoices
    clock: Clock
    post: Post
    send_file: SendFile
    send_photo: SendPhoto
    menus: Menus


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskHandlers:
    """What is done at the desk: by staff, and by whoever manages what is kept of them."""

    staff: StaffHandlers
    board: BoardHandlers
    lists: ListHandlers
    inviting: InvitingHandlers
    members: MemberHandlers
    following: FollowingHandlers
    recipients: RecipientHandlers
    personal: PersonalHandlers

    def by_buttons(self) -> tuple[ActionHandlers, ...]:
        """Those that buttons call; all of them."""
        return (
            self.staff,
            self.board,
            self.lists,
            self.inviting,
            self.members,
            self.following,
            self.recipients,
            self.personal,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Handlers:
    """Everything that updates are given to."""

    public: PublicHandlers
    units: UnitHandlers
    desk: DeskHandlers
    announcing: Announcing
    asking: AskingToFollow
    presses: PressHandlers
    chats: ChatHandlers
    errors: ErrorHandlers


def make_handlers(services: Services, tools: Tools, replanning: Replanning) -> Handlers:
    """The handlers.

    Args:
        services: what they call.
        tools: what they speak with.
        replanning: told of what changes the plan.
    """
    asking = AskingToFollow(
        services.subscriptions, renderer=tools.renderer, replies=tools.replies, texts=tools.texts
    )
    public = PublicHandlers(
        services.enquiries,
        tools.renderer,
        tools.replies,
        tools.choices,
        tools.menus,
        asking.answered,
    )
    units = _make_unit_handlers(services, tools, public, replanning)
    office = _make_desk(services, tools)
    desk = _make_desk_handlers(services, tools, replanning, office)
    announcing = make_announcing(
        services,
        tools.texts,
        tools.renderer,
        tools.replies,
        public,
        office,
        tools.clock,
        post=tools.post,
        send_file=tools.send_file,
    )
    presses = PressHandlers(
        tools.buttons,
        tools.replies,
        Permitting(services.staff),
        public,
        units,
        *desk.by_buttons(),
        announcing.drafts,
        announcing.sending,
        announcing.writing,
        anywhere=[announcing.questions],
    )
    return Handlers(
        public=public,
        units=units,
        desk=desk,
        announcing=announcing,
        asking=asking,
        presses=presses,
        chats=ChatHandlers(
            services.chats,
            services.recipients,
            gone=services.troubles.gone,
            back=_also_menus(tools, services.troubles.reach_changed),
        ),
        errors=ErrorHandlers(tools.texts, tools.replies, tools.choices),
    )


def _make_unit_handlers(
    services: Services, tools: Tools, public: PublicHandlers, replanning: Replanning
) -> UnitHandlers:
    return UnitHandlers(
        services.chats,
        services.units,
        services.invitations,
        services.filings,
        services.unit_views,
        renderer=tools.renderer,
        buttons=tools.buttons,
        replies=tools.replies,
        choices=tools.choices,
        public=public,
        staff=services.staff,
        changed=_also_menus(tools, replanning.units_changed),
    )


def _make_desk(services: Services, tools: Tools) -> Desk:
    return Desk(
        services.staff,
        services.chats,
        services.units,
        services.readers,
        renderer=tools.renderer,
        replies=tools.replies,
        choices=tools.choices,
        clock=tools.clock,
    )


def _make_desk_handlers(
    services: Services, tools: Tools, replanning: Replanning, desk: Desk
) -> DeskHandlers:
    def current() -> Knowledge:
        return services.enquiries.knowledge

    async def units_listed() -> None:
        tools.menus.changed()
        await replanning.knowledge_changed()

    return DeskHandlers(
        staff=StaffHandlers(
            desk,
            services.filings,
            services.staff_views,
            services.unit_views,
            knowledge=current,
            clock=tools.clock,
        ),
        board=BoardHandlers(
            desk,
            services.board_views,
            services.nudging,
            send_photo=tools.send_photo,
            send_file=tools.send_file,
        ),
        lists=ListHandlers(
            services.units,
            services.chats,
            renderer=tools.renderer,
            buttons=tools.buttons,
            replies=tools.replies,
            choices=tools.choices,
            texts=tools.texts,
            knowledge=current,
            changed=units_listed,
        ),
        inviting=InvitingHandlers(desk, services.units, services.invitations, knowledge=current),
        members=MemberHandlers(
            desk,
            services.staff,
            services.chats,
            services.audit,
            knowledge=current,
            menus=tools.menus,
            changed=replanning.units_changed,
        ),
        following=FollowingHandlers(desk, services.subscriptions, knowledge=current),
        recipients=RecipientHandlers(desk, services.recipients),
        personal=PersonalHandlers(
            desk,
            services.personal,
            choices=tools.choices,
            knowledge=current,
            menus=tools.menus,
            changed=replanning.units_changed,
        ),
    )


def _also_menus(
    tools: Tools, told: Callable[[Changed], Awaitable[None]]
) -> Callable[[Changed], Awaitable[None]]:
    """Tell of a change also the menus: somebody may have come to serve a unit, or no longer do."""

    async def tell(changed: Changed) -> None:
        tools.menus.changed()
        await told(changed)

    return tell
