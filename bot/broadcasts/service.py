"""The service around announcements: written, approved, sent, and accounted for.

Each action is one transaction: it locks the announcement, asks whether its author may, and whether
it is still in a state in which this can be done, so that of two members of staff who press at once
the second learns what the first did. An action that came with an update is carried out once.
"""

from datetime import datetime

from bot.broadcasts.checking import check_complete
from bot.broadcasts.controlling import Controlling
from bot.broadcasts.deciding import Deciding
from bot.broadcasts.drafting import Drafting
from bot.broadcasts.errors import TooLate
from bot.broadcasts.reading import Accounting
from bot.broadcasts.records import Announcement, AnnouncementState, Audience, Content


class Broadcasts(Drafting, Deciding, Controlling, Accounting):
    """Announcements; `Cases` says what it is made from."""

    async def announce(
        self,
        content: Content,
        audience: Audience,
        send_at: datetime | None = None,
        *,
        is_urgent: bool = False,
    ) -> Announcement:
        """An operator's announcement, who approves it by announcing it.

        Raises:
            ContentRefused, AudienceUnknown, NobodyToTell, TooLate: nothing is announced.
        """
        check_complete(content)
        self._audiences.check(audience)
        now = self._clock.now()
        if send_at is not None and send_at <= now:
            raise TooLate
        async with self._repository.transaction() as broadcasts:
            id = await broadcasts.create(None, content, audience, now)
            draft = await self._get(broadcasts, id)
            count = await self._count(broadcasts, draft)
            values = {
                "send_at": send_at,
                "is_urgent": is_urgent,
                "submitted_at": now,
                "approved_at": now,
                "count_shown": count,
            }
            announcement = await self._move(
                broadcasts,
                draft,
                AnnouncementState.SCHEDULED,
                "announce",
                by=None,
                values=values,
                noted={"recipients": count, "audience": str(audience)},
            )
        self._changed()
        return announcement
