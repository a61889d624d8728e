"""Notices: what members of staff tell each other through announcements.

Who may approve one is asked to; its author hears what was decided. Each is a delivery of the
outbox, put there in the transaction that it tells of, so that no crash keeps it from anybody.
"""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from bot.broadcasts.records import Announcement
from bot.delivery.model import Draft, Lane, Purpose


class NoticeKind(StrEnum):
    """What a notice tells: `content["kind"]` of its delivery."""

    ASKED = "asked"  #: somebody may approve an announcement
    APPROVED = "approved"  #: to its author
    SENT_BACK = "sent-back"  #: to its author; with a reason


def asked(announcement: Announcement, approver_ids: Iterable[int], now: datetime) -> list[Draft]:
    """That an announcement, which was submitted, is to be approved; to each who may."""
    return [_draft(NoticeKind.ASKED, announcement, each, now) for each in approver_ids]


def decided(
    kind: NoticeKind, announcement: Announcement, by: int | None, now: datetime, reason: str = ""
) -> list[Draft]:
    """What was decided on an announcement, to its author unless they decided themselves.

    Args:
        kind: APPROVED or SENT_BACK.
        announcement: as it was submitted.
        by: the chat of who decided; None: an operator.
        now: when it is due.
        reason: why it was sent back.
    """
    if announcement.author_id is None or announcement.author_id == by:
        return []
    return [_draft(kind, announcement, announcement.author_id, now, by=by, reason=reason)]


def _draft(
    kind: NoticeKind,
    announcement: Announcement,
    recipient_id: int,
    now: datetime,
    by: int | None = None,
    reason: str = "",
) -> Draft:
    # What is submitted again is asked about again.
    submitted_at = announcement.submitted_at or now
    return Draft(
        purpose=Purpose.REVIEW,
        subject=f"announcement/{announcement.id}",
        recipient_id=recipient_id,
        rung=f"{kind}/{submitted_at.timestamp():.3f}",
        lane=Lane.NUDGE,
        due_at=now,
        content={"kind": kind, "announcement": announcement.id, "by": by, "reason": reason},
    )
