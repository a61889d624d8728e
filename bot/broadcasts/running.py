"""Running: what is approved begins in its time, is planned for each of its audience, and ends.

Everything here goes on from what the database says, a step at a time, each step one transaction:
killed at any instant, the next process goes on with the same step.
"""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.broadcasts import notices
from bot.broadcasts.audiences import Audiences
from bot.broadcasts.cases import SendingTimes, begins_at
from bot.broadcasts.composing import UNREACHABLE
from bot.broadcasts.errors import AudienceUnknown
from bot.broadcasts.records import Announcement, AnnouncementState, Correction, Recipient
from bot.broadcasts.repository import BroadcastRepository, BroadcastWrites
from bot.clock import Clock
from bot.delivery.model import Delivery, Draft, Lane, Purpose, State
from bot.errors import described

log = structlog.get_logger(__name__)

#: Rows to a step: a step keeps other writers waiting for so long as it takes.
_CHUNK = 2_000
_EVERY_SECONDS = 1.0
_ARRIVED = (State.CLAIMED, State.SENDING, State.SENT)
_SCHEDULED, _SENDING = AnnouncementState.SCHEDULED, AnnouncementState.SENDING


class Runner:
    """Starts, plans, holds and ends announcements, for as long as the program runs.

    Whoever belongs to the audience when the planning comes by their chat gets the announcement;
    it takes seconds. Whoever comes to belong to it afterwards does not.

    Args:
        repository: where they are kept.
        audiences: who hears them.
        times: gives the sending hours as they are now.
        clock: tells the time.
        second_person_beyond: as for `Broadcasts`; asked again at the start.
    """

    def __init__(
        self,
        repository: BroadcastRepository,
        audiences: Audiences,
        times: Callable[[], SendingTimes],
        clock: Clock,
        *,
        second_person_beyond: int = 50,
    ) -> None:
        self._repository = repository
        self._audiences = audiences
        self._times = times
        self._clock = clock
        self._second_person_beyond = second_person_beyond
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Say that there may be something to do; otherwise it is noticed within a second."""
        self._woken.set()

    async def run(self, planned: Callable[[], None]) -> None:
        """Work until cancelled.

        Args:
            planned: called when there is more to send.
        """
        while True:
            self._woken.clear()
            try:
                if await self.step():
                    planned()
                    continue
            except Exception as error:
                # Such as a database that is away: nothing is forgotten, and it is tried again.
                log.error("broadcast.failed", **described(error))
            try:
                async with asyncio.timeout(_EVERY_SECONDS):
                    await self._woken.wait()
            except TimeoutError:
                pass

    async def step(self) -> bool:
        """Bring every announcement a step further; whether any went."""
        async with self._repository.reading() as broadcasts:
            in_hand = await broadcasts.in_hand()
        has_gone = False
        for announcement in in_hand:
            try:
                has_gone |= await self._advance(announcement.id)
            except Exception as error:
                # One that cannot go on must not keep the others.
                log.error("broadcast.stuck", id=announcement.id, **described(error))
        return has_gone

    async def _advance(self, id: int) -> bool:
        now = self._clock.now()
        async with self._repository.transaction() as broadcasts:
            found = await broadcasts.locked(id)
            assert found is not None, "announcements are never deleted"
            if found.state is _SCHEDULED:
                return await self._begin(broadcasts, found, now)
            if found.state is _SENDING and (await self._go_on(broadcasts, found, now)):
                return True
            if found.state is AnnouncementState.CANCELLED and await broadcasts.withdraw_some(
                id, _CHUNK
            ):
                return True
            if any(not each.is_planned for each in found.corrections):
                return await self._plan_correction(broadcasts, found, now)
            if found.state is not _SENDING:
                await broadcasts.change(id, now, has_chores=False)
            return False

    async def _begin(self, broadcasts: BroadcastWrites, found: Announcement, now: datetime) -> bool:
        """Let it begin, or go on, if it is time."""
        if begins_at(found, self._times(), now) > now:
            return False
        if found.started_at is None and found.author_id is not None:
            asked = await self._audiences.asked(broadcasts, found.audience)
            count = (await broadcasts.count(asked)).reachable
            if found.approved_by == found.author_id and count > self._second_person_beyond:
                # It has come to be for more than its author may tell alone.
                log.info("broadcast.held", id=found.id, recipients=count)
                values = {"approved_by": None, "approved_at": None, "count_shown": count}
                submitted = AnnouncementState.SUBMITTED
                await broadcasts.change(found.id, now, state=submitted, **values)
                approvers = await broadcasts.approvers(but=found.author_id)
                await broadcasts.put(notices.asked(found, approvers, now), now)
                return True
        started_at = found.started_at or now
        await broadcasts.change(found.id, now, state=_SENDING, started_at=started_at)
        log.info("broadcast.began", id=found.id)
        return True

    async def _go_on(self, broadcasts: BroadcastWrites, found: Announcement, now: datetime) -> bool:
        """Plan some more of it, hold it until the sending hours, or end it; whether it went."""
        opens_at = now if found.is_urgent else self._times().next_on_any_day(now)
        if opens_at > now:
            await broadcasts.change(found.id, now, state=_SCHEDULED, send_at=opens_at)
            log.info("broadcast.holds", id=found.id, until=opens_at.isoformat())
            return True
        if not found.is_enqueued:
            await self._enqueue(broadcasts, found, now)
            return True
        if not await broadcasts.is_open(found.id):
            values = {"state": AnnouncementState.SENT, "finished_at": now}
            await broadcasts.change(found.id, now, **values)
            log.info("broadcast.ended", id=found.id)
            return True
        return False

    async def _enqueue(
        self, broadcasts: BroadcastWrites, found: Announcement, now: datetime
    ) -> None:
        """Plan it for the next of its audience, and keep how far that has come."""
        recipients: list[Recipient] = []
        try:
            asked = await self._audiences.asked(broadcasts, found.audience)
            recipients = await broadcasts.recipients_after(asked, found.enqueued_through, _CHUNK)
        except AudienceUnknown:
            log.error("broadcast.audience-gone", id=found.id)
        drafts = (_draft(found, recipient, now) for recipient in recipients)
        await broadcasts.put(drafts, now)
        unreachable = [each.chat_id for each in recipients if each.is_unreachable]
        await broadcasts.withdraw(found.id, UNREACHABLE, unreachable)
        through = recipients[-1].chat_id if recipients else found.enqueued_through
        is_enqueued = len(recipients) < _CHUNK
        await broadcasts.change(found.id, now, enqueued_through=through, is_enqueued=is_enqueued)

    async def _plan_correction(
        self, broadcasts: BroadcastWrites, found: Announcement, now: datetime
    ) -> bool:
        """Plan the first correction for some more of those where it has arrived."""
        correction = next(each for each in found.corrections if not each.is_planned)
        arrived = await broadcasts.deliveries(
            found.id, *_ARRIVED, after_id=correction.planned_through, limit=_CHUNK
        )
        drafts = [
            _correction(correction, each, now)
            for each in arrived
            if correction.purpose is not Purpose.PIN or each.address < 0
        ]
        await broadcasts.put(drafts, now)
        further = replace(
            correction,
            planned_through=arrived[-1].id if arrived else correction.planned_through,
            is_planned=len(arrived) < _CHUNK,
        )
        corrections = [
            further if each.number == correction.number else each for each in found.corrections
        ]
        await broadcasts.correct(found.id, now, found.content, corrections)
        return True


def _draft(announcement: Announcement, recipient: Recipient, now: datetime) -> Draft:
    return Draft(
        purpose=Purpose.ANNOUNCEMENT,
        subject=f"announcement/{announcement.id}",
        recipient_id=recipient.chat_id,
        lane=Lane.ANNOUNCEMENT,
        due_at=announcement.started_at or now,
        announcement_id=announcement.id,
    )


def _correction(correction: Correction, arrived: Delivery, now: datetime) -> Draft:
    return Draft(
        purpose=correction.purpose,
        subject=arrived.subject,
        recipient_id=arrived.recipient_id,
        rung=str(correction.number),
        lane=Lane.CORRECTION,
        due_at=now,
        not_after_at=now + timedelta(days=7),
        announcement_id=arrived.announcement_id,
        content={"of": arrived.id},
    )
