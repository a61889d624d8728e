"""Broadcasting: what makes announcements, put together."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.broadcasts.audiences import Audiences
from bot.broadcasts.composing import AnnouncementComposer, CorrectionComposer
from bot.broadcasts.letters import Letters
from bot.broadcasts.repository import BroadcastRepository
from bot.broadcasts.running import Runner
from bot.broadcasts.service import Broadcasts
from bot.channels.telegram.languages import language_of
from bot.clock import Clock
from bot.database import Database
from bot.delivery.composing import Composer
from bot.delivery.model import Purpose
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from bot.reminders.timetable import Timetable
from bot.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Broadcasting:
    """Everything about announcements."""

    service: Broadcasts
    runner: Runner
    letters: Letters
    composers: Mapping[Purpose, Composer]


def make_broadcasting(
    settings: Settings,
    database: Database,
    knowledge: Callable[[], Knowledge],
    timetable: Callable[[], Timetable],
    texts: Mapping[Language, Texts],
    clock: Clock,
) -> Broadcasting:
    """What makes announcements, on a database.

    Args:
        settings: what the operator decides.
        database: of today's version.
        knowledge: gives the knowledge as it is now.
        timetable: gives the sending hours as they are now: those of the reminders.
        texts: the words of every language.
        clock: tells the time.
    """
    repository, letters = BroadcastRepository(database), Letters(texts, knowledge)
    audiences = Audiences(
        knowledge, language_of=language_of, default=settings.answers.default_language
    )
    beyond = settings.announcements.second_person_beyond
    runner = Runner(repository, audiences, timetable, clock, second_person_beyond=beyond)
    correcting = CorrectionComposer(repository, audiences, letters)
    return Broadcasting(
        service=Broadcasts(
            repository,
            clock,
            audiences,
            knowledge,
            timetable,
            second_person_beyond=beyond,
            changed=runner.wake,
        ),
        runner=runner,
        letters=letters,
        composers={
            Purpose.ANNOUNCEMENT: AnnouncementComposer(repository, audiences, letters, timetable),
            Purpose.EDIT: correcting,
            Purpose.DELETE: correcting,
            Purpose.PIN: correcting,
        },
    )
