"""How an announcement is kept: its content and audience as JSON, its row as a record."""

from collections.abc import Sequence
from typing import Any

from bot.broadcasts.records import (
    Announcement,
    AnnouncementButton,
    AnnouncementState,
    Audience,
    AudienceKind,
    Content,
    Correction,
    Version,
)
from bot.database.tables import AnnouncementRow
from bot.delivery.message import Media, MediaKind
from bot.delivery.model import Purpose
from bot.language import Language


def announcement(row: AnnouncementRow) -> Announcement:
    """The record of a row."""
    return Announcement(
        id=row.id,
        author_id=row.author_id,
        state=AnnouncementState(row.state),
        content=content(row.content),
        audience=audience(row.audience),
        is_urgent=row.is_urgent,
        send_at=row.send_at,
        submitted_at=row.submitted_at,
        approved_by=row.approved_by,
        approved_at=row.approved_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        enqueued_through=row.enqueued_through,
        is_enqueued=row.is_enqueued,
        corrections=tuple(_correction(each) for each in row.content.get("corrections", ())),
        count_shown=row.count_shown,
        control_message=row.control_message,
        created_at=row.created_at,
        changed_at=row.changed_at,
    )


def content(kept: dict[str, Any]) -> Content:
    """The content that `as_json` made this of."""
    return Content(
        versions={
            Language(language): _version(version)
            for language, version in kept.get("versions", {}).items()
        },
        media=tuple(
            Media(MediaKind(each["kind"]), each["file_id"]) for each in kept.get("media", ())
        ),
    )


def as_json(content: Content, corrections: Sequence[Correction] = ()) -> dict[str, Any]:
    """A content as it is kept, with what is done to it where it has arrived."""
    return {
        "versions": {
            language.value: {
                "text": version.text,
                "entities": [dict(each) for each in version.entities],
                "buttons": [
                    {"label": each.label, "url": each.url, "question": each.question}
                    for each in version.buttons
                ],
            }
            for language, version in content.versions.items()
        },
        "media": [{"kind": each.kind.value, "file_id": each.file_id} for each in content.media],
        "corrections": [
            {
                "purpose": each.purpose.value,
                "number": each.number,
                "planned_through": each.planned_through,
                "is_planned": each.is_planned,
            }
            for each in corrections
        ],
    }


def audience(kept: dict[str, Any]) -> Audience:
    """The audience that `audience_as_json` made this of."""
    return Audience(AudienceKind(kept["kind"]), kept.get("argument", ""))


def audience_as_json(audience: Audience) -> dict[str, Any]:
    """An audience as it is kept."""
    return {"kind": audience.kind.value, "argument": audience.argument}


def _correction(kept: dict[str, Any]) -> Correction:
    return Correction(**{**kept, "purpose": Purpose(kept["purpose"])})


def _version(kept: dict[str, Any]) -> Version:
    return Version(
        text=kept["text"],
        entities=tuple(kept["entities"]),
        buttons=tuple(AnnouncementButton(**each) for each in kept["buttons"]),
    )
