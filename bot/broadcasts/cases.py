"""Cases: an announcement opened for somebody who may act on it. The base of the service's parts."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Protocol

from bot.broadcasts.audiences import Audiences
from bot.broadcasts.errors import AnnouncementMovedOn, AnnouncementUnknown, NotTheAuthor
from bot.broadcasts.pace import Pace
from bot.broadcasts.records import Announcement, AnnouncementState, Audience, AudienceKind
from bot.broadcasts.repository import BroadcastReads, BroadcastRepository, BroadcastWrites
from bot.clock import Clock
from bot.directory.roles import Permission
from bot.knowledge.knowledge import Knowledge


class SendingTimes(Protocol):
    """When what nobody has asked for is sent, be the day a working day or not."""

    def next_on_any_day(self, at: datetime) -> datetime:
        """The first instant within sending hours that is not before `at`; in the edition's zone."""
        ...


class Cases:
    """Opens announcements.

    Args:
        repository: where they are kept.
        clock: tells the time.
        audiences: who hears them.
        knowledge: gives the knowledge as it is now.
        times: gives the sending hours as they are now.
        second_person_beyond: to more recipients than this an announcement goes only when another
            than its author agrees.
        changed: called after an announcement may have begun, gone on or ended.
    """

    def __init__(
        self,
        repository: BroadcastRepository,
        clock: Clock,
        audiences: Audiences,
        knowledge: Callable[[], Knowledge],
        times: Callable[[], SendingTimes],
        *,
        second_person_beyond: int = 50,
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self._repository = repository
        self._clock = clock
        self._audiences = audiences
        self._knowledge = knowledge
        self._times = times
        self._second_person_beyond = second_person_beyond
        self._changed = changed
        self._pace = Pace()

    async def get(self, id: int) -> Announcement:
        """An announcement as it stands.

        Raises:
            AnnouncementUnknown: there is none.
        """
        async with self._repository.reading() as broadcasts:
            return await self._get(broadcasts, id)

    async def _get(self, broadcasts: BroadcastReads, id: int) -> Announcement:
        found = await broadcasts.get(id)
        if found is None:
            raise AnnouncementUnknown(id)
        return found

    async def _open(
        self,
        broadcasts: BroadcastWrites,
        id: int,
        by: int | None,
        permission: Permission,
        *states: AnnouncementState,
    ) -> Announcement:
        """Lock an announcement in one of these states for somebody who may do this.

        Raises:
            NotPermitted: they may not, or not any longer.
            AnnouncementUnknown: there is none.
            AnnouncementMovedOn: it is in another state.
        """
        found = await broadcasts.locked(id)
        await broadcasts.require(by, permission)
        if found is None:
            raise AnnouncementUnknown(id)
        if found.state not in states:
            raise AnnouncementMovedOn(id, found.state)
        return found

    async def _move(
        self,
        broadcasts: BroadcastWrites,
        announcement: Announcement,
        state: AnnouncementState,
        action: str,
        *,
        by: int | None,
        update_id: int | None = None,
        values: dict[str, Any] | None = None,
        noted: dict[str, Any] | None = None,
    ) -> Announcement:
        """Bring a locked announcement into another state; what was and what is are noted."""
        now = self._clock.now()
        await broadcasts.mark_handled(update_id, now)
        await broadcasts.change(announcement.id, now, state=state, **(values or {}))
        broadcasts.audit(
            action,
            announcement.id,
            at=now,
            by=by,
            before={"state": announcement.state},
            after={"state": state, **(noted or {})},
        )
        return await self._get(broadcasts, announcement.id)

    async def _is_done(
        self, broadcasts: BroadcastReads, id: int, update_id: int | None
    ) -> Announcement | None:
        """The announcement, where the action of this update was carried out already."""
        if await broadcasts.handled_at(update_id) is None:
            return None
        return await broadcasts.get(id)

    def _own(self, announcement: Announcement, by: int | None) -> None:
        if announcement.author_id != by:
            raise NotTheAuthor(announcement.id)

    def _begins_at(self, announcement: Announcement, now: datetime) -> datetime:
        """When it would begin if nothing stood in its way; in the edition's zone."""
        return begins_at(announcement, self._times(), now).astimezone(self._knowledge().zone)


def to_write(audience: Audience) -> Permission:
    """What one has to be permitted to write to an audience."""
    return Permission.WRITE_TO_UNIT if audience.kind is AudienceKind.UNIT else Permission.DRAFT


def to_send(audience: Audience) -> Permission:
    """What one has to be permitted to let what one wrote go to few, with nobody's approval."""
    return Permission.WRITE_TO_UNIT if audience.kind is AudienceKind.UNIT else Permission.APPROVE


def begins_at(announcement: Announcement, times: SendingTimes, now: datetime) -> datetime:
    """The first instant from now on at which an announcement may go out, or go on."""
    earliest = max(now, announcement.send_at or now)
    return earliest if announcement.is_urgent else times.next_on_any_day(earliest)
