"""Deciding: who lets an announcement go, having seen to how many."""

from bot.broadcasts import notices
from bot.broadcasts.cases import Cases, to_send
from bot.broadcasts.checking import check_complete
from bot.broadcasts.errors import AnnouncementMovedOn, NobodyToTell, SecondPersonNeeded, TooLate
from bot.broadcasts.notices import NoticeKind
from bot.broadcasts.records import Announcement, AnnouncementState, Audience, Count, Preview
from bot.broadcasts.repository import BroadcastWrites
from bot.directory.roles import Permission


class Deciding(Cases):
    """The part of the service in which announcements are let go."""

    async def preview(self, id: int) -> Preview:
        """An announcement, and to how many it would go at this moment.

        Raises:
            AnnouncementUnknown: there is none.
            AudienceUnknown: what it was for is gone.
        """
        async with self._repository.reading() as broadcasts:
            found = await self._get(broadcasts, id)
            count = await broadcasts.count(await self._audiences.asked(broadcasts, found.audience))
        return Preview(
            announcement=found,
            count=count,
            missing=found.content.missing,
            needs_second=self._needs_second(count.reachable),
            goes_out_at=self._begins_at(found, self._clock.now()),
        )

    async def ready(self, id: int) -> Preview:
        """The preview of a draft that could be submitted as it is.

        Raises:
            AnnouncementUnknown, AudienceUnknown: as in `preview`.
            ContentRefused, NobodyToTell, TooLate: as in `submit`, before anybody is asked to.
        """
        preview = await self.preview(id)
        self._check_ready(preview.announcement)
        if not preview.count.reachable:
            raise NobodyToTell
        return preview

    async def count(self, audience: Audience) -> Count:
        """How many chats an audience is at this moment.

        Raises:
            AudienceUnknown: it names what there is not.
        """
        self._audiences.check(audience)
        async with self._repository.reading() as broadcasts:
            return await broadcasts.count(await self._audiences.asked(broadcasts, audience))

    async def submit(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Have a draft sent: at once where nobody else need agree, else once somebody does.

        Nobody else need agree to few recipients where its author may approve by themselves, or
        writes to one unit.

        Raises:
            NotPermitted, AnnouncementUnknown, AnnouncementMovedOn, NotTheAuthor: as in drafting.
            ContentRefused: it says nothing, or could not be sent.
            NobodyToTell: there are no recipients.
            TooLate: its time has passed.
        """
        async with self._repository.transaction() as broadcasts:
            if (done := await self._is_done(broadcasts, id, update_id)) is not None:
                return done
            found = await self._open(broadcasts, id, by, Permission.SUBMIT, AnnouncementState.DRAFT)
            self._own(found, by)
            self._check_ready(found)
            count = await self._count(broadcasts, found)
            now = self._clock.now()
            values = {"submitted_at": now, "count_shown": count}
            may_alone = by is None or (
                not self._needs_second(count) and await broadcasts.may(by, to_send(found.audience))
            )
            state = AnnouncementState.SUBMITTED
            if may_alone:
                state = AnnouncementState.SCHEDULED
                values |= {"approved_by": by, "approved_at": now}
            moved = await self._move(
                broadcasts,
                found,
                state,
                "submit",
                by=by,
                update_id=update_id,
                values=values,
                noted={"recipients": count},
            )
            if not may_alone:
                approvers = await broadcasts.approvers(but=by)
                await broadcasts.put(notices.asked(moved, approvers, now), now)
        self._changed()
        return moved

    async def approve(
        self, id: int, *, by: int | None, update_id: int | None = None
    ) -> Announcement:
        """Agree to an announcement that was submitted.

        Raises:
            NotPermitted: they may not approve.
            AnnouncementUnknown, AnnouncementMovedOn: there is nothing to approve, or no longer.
            SecondPersonNeeded: they have written it themselves, and it goes to many.
            NobodyToTell: there are no recipients any more.
        """
        async with self._repository.transaction() as broadcasts:
            if (done := await self._is_done(broadcasts, id, update_id)) is not None:
                return done
            found = await self._open(
                broadcasts, id, by, Permission.APPROVE, AnnouncementState.SUBMITTED
            )
            count = await self._count(broadcasts, found)
            if found.author_id == by and self._needs_second(count):
                raise SecondPersonNeeded(count)
            now = self._clock.now()
            values = {"approved_by": by, "approved_at": now, "count_shown": count}
            moved = await self._move(
                broadcasts,
                found,
                AnnouncementState.SCHEDULED,
                "approve",
                by=by,
                update_id=update_id,
                values=values,
                noted={"recipients": count},
            )
            told = notices.decided(NoticeKind.APPROVED, found, by, now)
            await broadcasts.put(told, now)
        self._changed()
        return moved

    async def send_back(
        self, id: int, *, by: int | None, reason: str = "", update_id: int | None = None
    ) -> Announcement:
        """Make a draft again of what was submitted, or has not begun to go out.

        Its author may, and whoever approves; then its author is told why.

        Raises:
            NotPermitted, AnnouncementUnknown, AnnouncementMovedOn: they may not, or not any more.
        """
        states = AnnouncementState.SUBMITTED, AnnouncementState.SCHEDULED
        async with self._repository.transaction() as broadcasts:
            if (done := await self._is_done(broadcasts, id, update_id)) is not None:
                return done
            found = await self._open(broadcasts, id, by, Permission.DRAFT, *states)
            if found.author_id != by:
                await broadcasts.require(by, Permission.APPROVE)
            if found.started_at is not None:
                raise AnnouncementMovedOn(id, found.state)
            now = self._clock.now()
            told = notices.decided(NoticeKind.SENT_BACK, found, by, now, reason)
            await broadcasts.put(told, now)
            values = {"submitted_at": None, "approved_by": None, "approved_at": None}
            return await self._move(
                broadcasts,
                found,
                AnnouncementState.DRAFT,
                "send-back",
                by=by,
                update_id=update_id,
                values=dict(values),
            )

    async def waiting(self) -> list[Announcement]:
        """What waits for somebody's approval, the newest first."""
        async with self._repository.reading() as broadcasts:
            return await broadcasts.in_states(AnnouncementState.SUBMITTED)

    async def _count(self, broadcasts: BroadcastWrites, found: Announcement) -> int:
        count = await broadcasts.count(await self._audiences.asked(broadcasts, found.audience))
        if not count.reachable:
            raise NobodyToTell
        return count.reachable

    def _check_ready(self, draft: Announcement) -> None:
        check_complete(draft.content)
        if draft.send_at is not None and draft.send_at <= self._clock.now():
            raise TooLate

    def _needs_second(self, count: int) -> bool:
        return count > self._second_person_beyond
