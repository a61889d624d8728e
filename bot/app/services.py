"""Services: what the handlers call, put together on one database."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from bot.app.broadcasting import make_broadcasting
from bot.app.present import Present
from bot.app.reminding import make_reminding
from bot.app.troubles import Troubles
from bot.broadcasts.audience_views import AudienceViews
from bot.broadcasts.letters import Letters
from bot.broadcasts.notice_composing import NoticeComposer
from bot.broadcasts.repository.dialogues import DialogueRepository
from bot.broadcasts.running import Runner
from bot.broadcasts.service import Broadcasts
from bot.building import AnswererBuilder
from bot.channels.telegram.languages import language_of
from bot.channels.telegram.repository import InboxRepository
from bot.clock import Clock
from bot.database import Database
from bot.delivery.composing import Composer
from bot.delivery.model import Purpose
from bot.delivery.outbox import Outbox
from bot.directory.chats import Chats
from bot.directory.invitations import Invitations
from bot.directory.personal import Personal
from bot.directory.recipients import Recipients
from bot.directory.repository.audit import AuditRepository
from bot.directory.repository.chats import ChatRepository
from bot.directory.repository.invitations import InvitationRepository
from bot.directory.repository.menus import MenuRepository
from bot.directory.repository.personal import PersonalRepository
from bot.directory.repository.recipients import RecipientRepository
from bot.directory.repository.staff import StaffRepository
from bot.directory.repository.subscriptions import SubscriptionRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.staff import Staff
from bot.directory.subscriptions import Subscriptions
from bot.directory.units import Units
from bot.enquiries import Enquiries, Unanswered
from bot.enquiries.repository import UnansweredRepository
from bot.filings.cases import Changed
from bot.filings.repository import FilingRepository
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from bot.reminders.board.views import BoardViews
from bot.reminders.nudging import Nudging
from bot.reminders.readers import Readers
from bot.reminders.service import Reminders
from bot.reminders.views import StaffViews, UnitViews
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that works on the database."""

    enquiries: Enquiries
    unanswered: Unanswered
    chats: Chats
    units: Units
    invitations: Invitations
    staff: Staff
    subscriptions: Subscriptions
    recipients: Recipients
    personal: Personal
    filings: Filings
    filing_repository: FilingRepository
    reminders: Reminders
    readers: Readers
    unit_views: UnitViews
    staff_views: StaffViews
    nudging: Nudging
    board_views: BoardViews
    broadcasts: Broadcasts
    broadcast_runner: Runner
    dialogues: DialogueRepository
    audience_views: Callable[[], Awaitable[AudienceViews]]
    letters: Letters
    composers: Mapping[Purpose, Composer]
    outbox: Outbox
    troubles: Troubles
    audit: AuditRepository
    menus: MenuRepository
    inbox: InboxRepository


def make_services(
    settings: Settings,
    database: Database,
    knowledge: Knowledge,
    build: AnswererBuilder,
    texts: Mapping[Language, Texts],
    clock: Clock,
    changed: Changed,
) -> Services:
    """The services on a database.

    Args:
        settings: what the operator decides.
        database: of today's version.
        knowledge: to begin with.
        build: makes an answerer for a version of the knowledge.
        texts: the words of every language.
        clock: tells the time.
        changed: told of which units the plan may have changed.
    """
    unanswered = Unanswered(UnansweredRepository(database), clock)
    enquiries = Enquiries(
        knowledge, build, clock, offload=build.uses_embeddings, unanswered=unanswered
    )
    present = Present(enquiries, settings.reminders)
    chats = Chats(ChatRepository(database), clock)
    units = Units(UnitRepository(database), clock)
    valid_for = timedelta(days=settings.invitations.valid_days)
    staff = Staff(StaffRepository(database), clock, valid_for)
    filing_repository = FilingRepository(database)
    grace = timedelta(minutes=settings.reminders.grace_minutes)
    filings = Filings(filing_repository, clock, present.knowledge, changed=changed, grace=grace)
    default = settings.answers.default_language
    readers = Readers(
        chats, units, texts, present.knowledge, language_of=language_of, default=default
    )
    broadcasting = make_broadcasting(
        settings, database, present.knowledge, present.timetable, texts, clock
    )

    async def audience_views() -> AudienceViews:
        return AudienceViews(present.knowledge(), await units.all_units())

    reminding = make_reminding(
        settings.reminders, database, filings, readers, units, staff, present, clock, changed
    )
    reviewing = NoticeComposer(broadcasting.service, staff, readers.voice, audience_views)
    return Services(
        enquiries=enquiries,
        unanswered=unanswered,
        chats=chats,
        units=units,
        invitations=Invitations(InvitationRepository(database), clock, valid_for),
        staff=staff,
        subscriptions=Subscriptions(SubscriptionRepository(database), clock),
        recipients=Recipients(RecipientRepository(database), clock),
        personal=Personal(PersonalRepository(database), clock),
        filings=filings,
        filing_repository=filing_repository,
        reminders=reminding.service,
        readers=readers,
        unit_views=reminding.unit_views,
        staff_views=reminding.staff_views,
        nudging=reminding.nudging,
        board_views=reminding.board_views,
        broadcasts=broadcasting.service,
        broadcast_runner=broadcasting.runner,
        dialogues=DialogueRepository(database),
        audience_views=audience_views,
        letters=broadcasting.letters,
        composers={
            **broadcasting.composers,
            **reminding.composers,
            Purpose.REVIEW: reviewing,
        },
        outbox=Outbox(database, clock, uuid4().hex),
        troubles=Troubles(filing_repository, chats, units, clock, changed),
        audit=AuditRepository(database),
        menus=MenuRepository(database),
        inbox=InboxRepository(database),
    )
