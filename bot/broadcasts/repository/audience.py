"""Audiences: which chats an announcement goes to. One query, asked in four ways."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute

from bot.broadcasts.records import Audience, AudienceKind
from bot.database.tables import (
    ChatRow,
    ContactRow,
    FilingRow,
    ObligationRow,
    StaffRow,
    SubscriptionRow,
    UnitGroupRow,
    UnitRow,
)
from bot.filings.standing import WHOLE
from bot.language import Language

#: The topic of those who follow everything.
EVERYTHING = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An audience, with what the database does not know of it.

    Attributes:
        audience: which.
        groups: the groups of units that a deadline is for; empty: all.
        items: what is to be filed for it; empty: it is one thing.
        app_languages: the tags of apps that mean the audience's language; None among them stands
            for people whose app says nothing.
    """

    audience: Audience
    groups: Collection[str] = ()
    items: Sequence[str] = ()
    app_languages: Collection[str | None] = ()


def readers(audience: Audience) -> Select[Any]:
    """Chats, of the audience or not: id, kind, language, app_language, unreachable_at."""
    columns: list[ColumnElement[Any] | InstrumentedAttribute[Any]] = [
        ChatRow.id,
        ChatRow.kind,
        _language(audience).label("language"),
        ChatRow.app_language,
        ChatRow.unreachable_at,
    ]
    return select(*columns)


def recipients(asked: Asked) -> Select[Any]:
    """The chats of an audience, as in `readers`."""
    return readers(asked.audience).where(_belongs(asked))


def counting(asked: Asked) -> Select[Any]:
    """How many chats an audience is, and how many of them can be reached."""
    counts: list[ColumnElement[Any]] = [
        func.count(),
        func.count().filter(ChatRow.unreachable_at.is_(None)),
    ]
    return select(*counts).select_from(ChatRow).where(_belongs(asked))


def _belongs(asked: Asked) -> ColumnElement[bool]:
    """Whether a chat is of the audience."""
    audience = asked.audience
    match audience.kind:
        case AudienceKind.EVERYONE:
            return _follows(EVERYTHING) | ChatRow.is_recipient
        case AudienceKind.LANGUAGE:
            everyone = _follows(EVERYTHING) | ChatRow.is_recipient
            return and_(everyone, _reads(asked))
        case AudienceKind.TOPIC:
            return _follows(EVERYTHING, audience.argument)
        case AudienceKind.CHANNELS:
            return ChatRow.is_recipient.is_(True)
        case AudienceKind.STAFF:
            return exists().where(StaffRow.chat_id == ChatRow.id, StaffRow.removed_at.is_(None))
        case AudienceKind.UNITS:
            return _files_for()
        case AudienceKind.UNIT:
            return _files_for(UnitRow.id == int(audience.argument))
        case AudienceKind.GROUP:
            return _files_for(_is_of_group([audience.argument]))
        case AudienceKind.NOT_FILED:
            is_owed = _is_owed(audience.argument, asked.items)
            of_groups = [_is_of_group(asked.groups)] if asked.groups else []
            return _files_for(is_owed, *of_groups)


def _follows(*topics: str) -> ColumnElement[bool]:
    return exists().where(SubscriptionRow.chat_id == ChatRow.id, SubscriptionRow.topic.in_(topics))


def _files_for(*units: ColumnElement[bool]) -> ColumnElement[bool]:
    """Whether the chat is of somebody who files now for a unit that takes part, of these."""
    return exists().where(
        ContactRow.chat_id == ChatRow.id,
        ContactRow.left_at.is_(None),
        UnitRow.id == ContactRow.unit_id,
        UnitRow.removed_at.is_(None),
        *units,
    )


def _is_of_group(groups: Collection[str]) -> ColumnElement[bool]:
    return exists().where(UnitGroupRow.unit_id == UnitRow.id, UnitGroupRow.group.in_(groups))


def _is_owed(deadline: str, items: Sequence[str]) -> ColumnElement[bool]:
    """Whether a unit still has to file something for a deadline."""
    open_items = [
        ~exists().where(
            FilingRow.obligation_id == ObligationRow.id,
            FilingRow.item.in_([item, WHOLE]),
            FilingRow.withdrawn_at.is_(None),
        )
        for item in items
    ]
    return exists().where(
        ObligationRow.unit_id == UnitRow.id,
        ObligationRow.deadline == deadline,
        ObligationRow.waived_at.is_(None),
        or_(*open_items) if open_items else ObligationRow.filed_at.is_(None),
    )


def _language(audience: Audience) -> ColumnElement[str | None]:
    """In which language a chat wants its announcements; NULL where only its app may tell."""
    topics = [EVERYTHING, audience.argument] if audience.kind is AudienceKind.TOPIC else [""]
    followed = (
        select(func.min(SubscriptionRow.language))
        .where(SubscriptionRow.chat_id == ChatRow.id, SubscriptionRow.topic.in_(topics))
        .correlate(ChatRow)
        .scalar_subquery()
    )
    listed = (
        select(func.min(ContactRow.language))
        .where(ContactRow.chat_id == ChatRow.id, ContactRow.left_at.is_(None))
        .correlate(ChatRow)
        .scalar_subquery()
    )
    if audience.kind.is_public:
        return func.coalesce(followed, ChatRow.language, listed)
    return func.coalesce(ChatRow.language, listed)


def _reads(asked: Asked) -> ColumnElement[bool]:
    """Whether a chat reads the audience's language."""
    known = _language(asked.audience)
    tags = [each for each in asked.app_languages if each is not None]
    by_app: ColumnElement[bool] = ChatRow.app_language.in_(tags)
    if None in asked.app_languages:
        by_app = by_app | ChatRow.app_language.is_(None)
    return or_(known == Language(asked.audience.argument).value, and_(known.is_(None), by_app))
