"""Accounting: how an announcement gets on, and what became of it. The numbers add up."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta

from bot.broadcasts.cases import Cases
from bot.broadcasts.composing import UNREACHABLE
from bot.broadcasts.letters import question
from bot.broadcasts.records import (
    Announcement,
    AnnouncementState,
    Progress,
    Report,
    Undelivered,
)
from bot.broadcasts.repository import BroadcastReads
from bot.clock import SystemClock
from bot.delivery.model import Lane, Purpose, State
from bot.delivery.policy import is_unreachable
from bot.directory.roles import Permission
from bot.language import Language

_OPEN = (State.PLANNED, State.CLAIMED, State.SENDING, State.RETRY)
_UNSURE = (State.FAILED, State.UNCERTAIN, State.WITHDRAWN)


class Accounting(Cases):
    """The part of the service that tells how it stands."""

    async def progress(self, id: int) -> Progress:
        """How an announcement gets on.

        Raises:
            AnnouncementUnknown: there is none.
        """
        async with self._repository.reading() as broadcasts:
            return await self._progress(broadcasts, await self._get(broadcasts, id))

    async def report(self, id: int, *, by: int | None) -> Report:
        """What became of an announcement, up to now.

        Raises:
            AnnouncementUnknown: there is none.
            NotPermitted: who asks is not of staff.
        """
        async with self._repository.transaction() as broadcasts:
            await broadcasts.require(by, Permission.READ_BOARD)
        async with self._repository.reading() as broadcasts:
            found = await self._get(broadcasts, id)
            progress = await self._progress(broadcasts, found)
            corrections: dict[str, Counter[str]] = defaultdict(Counter)
            for (purpose, state), n in (await broadcasts.tally(id)).items():
                if purpose is not Purpose.ANNOUNCEMENT:
                    corrections[purpose.value][state.value] += n
            reasons = await broadcasts.reasons(id, *_UNSURE)
            undelivered = await self._undelivered(broadcasts, id)
        counted: Counter[tuple[str, str]] = Counter()
        for (state, reason), n in reasons.items():
            counted[_outcome(state, reason), reason] += n
        return Report(
            announcement=found,
            progress=progress,
            reasons=[(outcome, reason, n) for (outcome, reason), n in counted.most_common()],
            undelivered=undelivered,
            corrections=corrections,
        )

    async def under_way(self) -> list[Announcement]:
        """What is approved and not over, the newest first."""
        states = (
            AnnouncementState.SCHEDULED,
            AnnouncementState.SENDING,
            AnnouncementState.PAUSED,
        )
        async with self._repository.reading() as broadcasts:
            return await broadcasts.in_states(*states)

    async def latest(self, limit: int = 10) -> list[Announcement]:
        """The newest announcements, drafts excepted."""
        async with self._repository.reading() as broadcasts:
            return await broadcasts.latest(limit)

    async def question(self, id: int, argument: str) -> tuple[str, Language] | None:
        """What a button under an announcement asks, and in which language; None: it is gone.

        Args:
            id: of the announcement.
            argument: of the button's `Action`.
        """
        async with self._repository.reading() as broadcasts:
            found = await broadcasts.get(id)
        return question(found, argument) if found is not None else None

    async def _progress(self, broadcasts: BroadcastReads, found: Announcement) -> Progress:
        by_state: Counter[State] = Counter()
        for (purpose, state), n in (await broadcasts.tally(found.id)).items():
            if purpose is Purpose.ANNOUNCEMENT:
                by_state[state] += n
        outcomes: Counter[str] = Counter()
        for (state, reason), n in (
            await broadcasts.reasons(found.id, State.FAILED, State.WITHDRAWN)
        ).items():
            outcomes[_outcome(state, reason)] += n
        left = sum(by_state[state] for state in _OPEN)
        withdrawn = outcomes["withdrawn"]
        if found.state is AnnouncementState.CANCELLED:
            # What waits is being withdrawn; what is on its way is not.
            waiting = left - by_state[State.SENDING]
            left, withdrawn = left - waiting, withdrawn + waiting
        per_second = self._per_second(found, by_state)
        return Progress(
            state=found.state,
            is_enqueued=found.is_enqueued or found.state.is_over,
            sent=by_state[State.SENT],
            failed=outcomes["failed"],
            unreachable=outcomes["unreachable"],
            uncertain=by_state[State.UNCERTAIN],
            withdrawn=withdrawn,
            left=left,
            per_second=per_second,
            time_left=timedelta(seconds=left / per_second) if per_second else None,
            held_until_at=await self._held_until(broadcasts, found),
        )

    def _per_second(self, found: Announcement, by_state: Mapping[State, int]) -> float:
        if found.state is not AnnouncementState.SENDING:
            self._pace.forget(found.id)
            return 0.0
        done = sum(n for state, n in by_state.items() if state not in _OPEN)
        return self._pace.per_second(found.id, done)

    async def _held_until(self, broadcasts: BroadcastReads, found: Announcement) -> datetime | None:
        if found.state is AnnouncementState.SCHEDULED:
            return found.send_at
        if found.state is not AnnouncementState.SENDING:
            return None
        # Telegram's pauses end by the machine's own time, as the sender has it.
        until_at = await broadcasts.lane_paused_until(Lane.ANNOUNCEMENT)
        return until_at if until_at is not None and until_at > SystemClock().now() else None

    async def _undelivered(self, broadcasts: BroadcastReads, id: int) -> list[Undelivered]:
        found = await broadcasts.deliveries(id, *_UNSURE)
        names = await broadcasts.names({each.recipient_id for each in found})
        undelivered = [
            Undelivered(
                delivery_id=each.id,
                chat_id=each.recipient_id,
                address=each.address,
                name=names.get(each.recipient_id, ""),
                outcome=_outcome(each.state, each.reason or ""),
                reason=each.reason or "",
            )
            for each in found
        ]
        return sorted(undelivered, key=lambda each: (each.outcome, each.address))


def _outcome(state: State, reason: str) -> str:
    """How a delivery that was not surely made is counted."""
    if state is State.WITHDRAWN:
        return "unreachable" if reason == UNREACHABLE else "withdrawn"
    if state is State.FAILED:
        return "unreachable" if is_unreachable(reason) else "failed"
    return state.value
