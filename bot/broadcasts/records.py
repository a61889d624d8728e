"""Records: an announcement, the words in it, to whom it goes, and how far it has come.

Its states, and who lets it pass from one to the next:

    draft → submitted → scheduled → sending → sent
      ↑         │           │  ↑      │  ↑
      └─────────┴───────────┘  └──────┘  │      sending hours end and begin
                                 ↓       │
                               paused ───┘
    cancelled: from every state but `sent`

Instants are aware and are called `_at`. Ids of chats are ours.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from bot.delivery.message import Entity, Media
from bot.delivery.model import Purpose
from bot.language import FALLBACKS, Language


class AnnouncementState(StrEnum):
    """How far an announcement has come."""

    DRAFT = "draft"
    SUBMITTED = "submitted"  #: another member of staff has to approve it
    SCHEDULED = "scheduled"  #: it goes out at `send_at`, or goes on then
    SENDING = "sending"
    PAUSED = "paused"
    SENT = "sent"
    CANCELLED = "cancelled"

    @property
    def is_over(self) -> bool:
        """Whether nothing more is sent."""
        return self in (AnnouncementState.SENT, AnnouncementState.CANCELLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnouncementButton:
    """A button under an announcement: opens a page, or asks the bot a question.

    Raises:
        ValueError: it does both, or neither.
    """

    label: str
    url: str | None = None
    question: str | None = None

    def __post_init__(self) -> None:
        if (self.url is None) == (self.question is None):
            raise ValueError("a button either opens a page or asks a question")


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """An announcement in one language; nobody translates it from another."""

    text: str = ""
    entities: Sequence[Entity] = ()  #: as Telegram gave them, in UTF-16 units of `text`
    buttons: Sequence[AnnouncementButton] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an announcement says.

    Attributes:
        versions: by language; whoever reads another gets the one that is nearest.
        media: pictures or documents, the same for all.
    """

    versions: Mapping[Language, Version] = field(default_factory=dict)
    media: Sequence[Media] = ()

    @property
    def missing(self) -> tuple[Language, ...]:
        """The languages in which there is no text."""
        return tuple(each for each in Language if not self._text(each))

    def version_for(self, language: Language) -> Version:
        """What a reader of a language gets; of pictures alone, an empty version."""
        for each in FALLBACKS[language]:
            if self._text(each):
                return self.versions[each]
        return Version()

    def _text(self, language: Language) -> str:
        return self.versions[language].text.strip() if language in self.versions else ""


class AudienceKind(StrEnum):
    """Who hears an announcement."""

    EVERYONE = "everyone"  #: who follows everything, and the groups and channels that staff added
    LANGUAGE = "language"  #: those of everyone who read one language
    TOPIC = "topic"  #: who follows one topic, or everything
    UNITS = "units"  #: the contacts of every unit
    GROUP = "group"  #: the contacts of the units of one group
    NOT_FILED = "not-filed"  #: the contacts of the units that still have to file for one deadline
    UNIT = "unit"  #: the contacts of one unit
    STAFF = "staff"
    CHANNELS = "channels"  #: the groups and channels that staff added, and nobody else

    @property
    def is_public(self) -> bool:
        """Whether it is people who follow, and may stop."""
        return self in (AudienceKind.EVERYONE, AudienceKind.LANGUAGE, AudienceKind.TOPIC)

    @property
    def has_groups(self) -> bool:
        """Whether groups and channels may be among them."""
        return self in (AudienceKind.EVERYONE, AudienceKind.LANGUAGE, AudienceKind.CHANNELS)

    @property
    def is_of_units(self) -> bool:
        """Whether it is contacts of units."""
        return self in (
            AudienceKind.UNITS,
            AudienceKind.GROUP,
            AudienceKind.NOT_FILED,
            AudienceKind.UNIT,
        )


@dataclass(frozen=True, slots=True)
class Audience:
    """Who hears an announcement: a question, answered anew each time.

    Attributes:
        kind: which people.
        argument: which language, topic, group or deadline, by its id; which unit, by ours in
            digits; empty where the kind says it all.
    """

    kind: AudienceKind
    argument: str = ""

    def __str__(self) -> str:
        return f"{self.kind} {self.argument}".strip()


#: What an announcement is for until its author says otherwise.
EVERYONE = Audience(AudienceKind.EVERYONE)


@dataclass(frozen=True, slots=True)
class Count:
    """How many chats an audience is."""

    reachable: int
    unreachable: int  #: they have blocked the bot, or it was taken out of the group


@dataclass(frozen=True, slots=True)
class Recipient:
    """One chat of an audience.

    Attributes:
        chat_id: by our id.
        kind: of the chat, as Telegram calls it.
        language: of its follower, its choice or its unit's list; None: none of them says.
        app_language: the IETF tag that the person's Telegram is set to.
        is_unreachable: nothing that is sent there arrives.
    """

    chat_id: int
    kind: str
    language: Language | None
    app_language: str | None
    is_unreachable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What is done to an announcement where it has arrived.

    Attributes:
        purpose: EDIT, DELETE or PIN.
        number: which correction of the announcement it is, from 1.
        planned_through: every delivery up to this id, if it arrived, has its correction.
        is_planned: and so has every other.
    """

    purpose: Purpose
    number: int
    planned_through: int = 0
    is_planned: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """What staff tell many."""

    id: int
    author_id: int | None  #: the chat of who wrote it; None: an operator
    state: AnnouncementState
    content: Content
    audience: Audience
    is_urgent: bool  #: it goes out also outside the sending hours
    send_at: datetime | None  #: None: as soon as it may
    submitted_at: datetime | None
    approved_by: int | None
    approved_at: datetime | None
    started_at: datetime | None
    finished_at: datetime | None
    enqueued_through: int  #: every chat of the audience up to this id has its delivery
    is_enqueued: bool  #: and so has every other
    corrections: Sequence[Correction]
    count_shown: int | None  #: how many recipients whoever let it go was told
    control_message: Mapping[str, Any] | None  #: address and message_id of the one that shows it
    created_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What whoever sends an announcement sees first.

    Attributes:
        announcement: as it stands.
        count: of its audience at this moment.
        missing: languages that it lacks.
        needs_second: somebody other than its author has to approve it.
        goes_out_at: when it would begin, if it were approved now; in the edition's zone.
    """

    announcement: Announcement
    count: Count
    missing: Sequence[Language]
    needs_second: bool
    goes_out_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How an announcement gets on. `total` is the sum of the others.

    Attributes:
        state: of the announcement.
        is_enqueued: `total` will not grow any more.
        sent: delivered.
        failed: refused by Telegram, or given up.
        unreachable: blocked the bot, or were known to have.
        uncertain: may have arrived; staff decide.
        withdrawn: left the audience before it was their turn, or it was cancelled.
        left: still to be sent.
        per_second: how fast it goes; 0 while it does not.
        time_left: at that rate; None while it does not go.
        held_until_at: Telegram, or the end of the sending hours, makes it wait until then.
    """

    state: AnnouncementState
    is_enqueued: bool
    sent: int = 0
    failed: int = 0
    unreachable: int = 0
    uncertain: int = 0
    withdrawn: int = 0
    left: int = 0
    per_second: float = 0.0
    time_left: timedelta | None = None
    held_until_at: datetime | None = None

    @property
    def total(self) -> int:
        """How many chats it is meant for."""
        return (
            self.sent + self.failed + self.unreachable + self.uncertain + self.withdrawn + self.left
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """One recipient that an announcement has not surely reached.

    Attributes:
        delivery_id: by our id.
        chat_id: of the recipient, by our id.
        address: Telegram's.
        name: of a contact or a member of staff, the title of a group; empty for the public.
        outcome: `failed`, `unreachable`, `uncertain` or `withdrawn`.
        reason: why, in words of Telegram or of a developer.
    """

    delivery_id: int
    chat_id: int
    address: int
    name: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of an announcement.

    Attributes:
        announcement: as it stands.
        progress: the numbers.
        reasons: how many of each outcome and reason, the most frequent first.
        undelivered: who was not surely reached, by outcome and address.
        corrections: of edits, deletions and pins, by purpose and state, how many.
    """

    announcement: Announcement
    progress: Progress
    reasons: Sequence[tuple[str, str, int]]
    undelivered: Sequence[Undelivered]
    corrections: Mapping[str, Counter[str]]
