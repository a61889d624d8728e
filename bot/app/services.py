"""Services: what the handlers call, put together on one database."""

from dataclasses import dataclass
from datetime import timedelta

from bot.building import AnswererBuilder
from bot.clock import Clock
from bot.database import Database
from bot.directory.chats import Chats
from bot.directory.invitations import Invitations
from bot.directory.repository.chats import ChatRepository
from bot.directory.repository.invitations import InvitationRepository
from bot.directory.repository.unit_repository import UnitRepository
from bot.directory.units import Units
from bot.enquiries import Enquiries, Unanswered
from bot.enquiries.repository import UnansweredRepository
from bot.filings.cases import Changed
from bot.filings.repository import FilingRepository
from bot.filings.service import Filings
from bot.knowledge.knowledge import Knowledge
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """Everything that a person's update may need."""

    enquiries: Enquiries
    unanswered: Unanswered
    chats: Chats
    units: Units
    invitations: Invitations
    filings: Filings


def make_services(
    settings: Settings,
    database: Database,
    knowledge: Knowledge,
    build: AnswererBuilder,
    clock: Clock,
    changed: Changed,
) -> Services:
    """The services on a database.

    Args:
        settings: what the operator decides.
        database: of today's version.
        knowledge: to begin with.
        build: makes an answerer for a version of the knowledge.
        clock: tells the time.
        changed: told of which units the plan may have changed.
    """
    unanswered = Unanswered(UnansweredRepository(database), clock)
    enquiries = Enquiries(
        knowledge, build, clock, offload=build.uses_embeddings, unanswered=unanswered
    )
    valid_for = timedelta(days=settings.invitations.valid_days)
    return Services(
        enquiries=enquiries,
        unanswered=unanswered,
        chats=Chats(ChatRepository(database), clock),
        units=Units(UnitRepository(database), clock),
        invitations=Invitations(InvitationRepository(database), clock, valid_for),
        filings=Filings(
            FilingRepository(database),
            clock,
            lambda: enquiries.knowledge,
            changed=changed,
            grace=timedelta(minutes=settings.reminders.grace_minutes),
            staff=settings.staff.administrators,
        ),
    )
