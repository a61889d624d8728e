"""Records: chats, units and contacts, as typed, immutable values.

An `id` is ours and never changes; a chat's `address` is Telegram's. Instants are aware.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.knowledge.text import Text
from bot.language import Language

#: Stands for every topic, those to come as well.
EVERYTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """Where a message can be sent: a person's private chat, a group, a channel."""

    id: int
    address: int  #: Telegram's chat_id
    kind: str = "private"  #: as Telegram calls it
    language: Language | None = None  #: the one that was chosen
    app_language: str | None = None  #: the IETF tag that their Telegram is set to
    unreachable_at: datetime | None = None  #: since when; None: it can be reached
    unreachable_reason: str | None = None
    title: str | None = None  #: of groups and channels alone
    is_recipient: bool = False  #: whether staff send announcements to it: a group or a channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """An organisation that takes part and has something to file."""

    id: int
    key: str  #: what its list calls it, or derived from its name
    name: Text
    region: str | None = None
    groups: frozenset[str] = frozenset()  #: ids of organisations of the knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Somebody who files for a unit: expected once imported, there once they have joined."""

    id: int
    unit_id: int
    position: int  #: 1 is asked first; of two alike the one with the smaller id
    name: str
    phone: str | None = None
    language: Language | None = None  #: as the list says, until they choose one
    chat_id: int | None = None  #: None: not joined
    joined_at: datetime | None = None
    left_at: datetime | None = None  #: None: they file for the unit, or are expected to

    @property
    def has_joined(self) -> bool:
        """Whether messages for the unit reach them."""
        return self.chat_id is not None and self.left_at is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """That somebody files for a unit."""

    contact: Contact
    unit: Unit


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditLine:
    """One action of the past: who, when, what was and what is."""

    at: datetime
    actor: str | None  #: a member of staff by name, a contact by our id; None: an operator
    action: str  #: such as units.import
    subject: str  #: what it was done to, such as contact/7
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Following:
    """Which announcements somebody wants to hear."""

    #: ids of topics of the knowledge; `EVERYTHING` alone for all announcements
    topics: frozenset[str] = frozenset()
    language: Language | None = None  #: None: that of their answers

    @property
    def is_everything(self) -> bool:
        """Whether every announcement is wanted."""
        return EVERYTHING in self.topics
