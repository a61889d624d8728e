"""Whatever happens to an announcement, its numbers add up to its audience, and nobody is lost."""

import contextlib
import random

import pytest

from bot.broadcasts.errors import AnnouncementMovedOn
from bot.broadcasts.records import AnnouncementState
from bot.delivery.model import Delivery, Lane, Outcome, State
from tests.broadcasts.office import Office

FOLLOWERS, STEPS = 12, 40
OUTCOMES = (
    Outcome(state=State.SENT, message_id=1),
    Outcome(state=State.SENT, message_id=2),
    Outcome(state=State.RETRY),
    Outcome(state=State.FAILED, reason="Bad Request: no"),
    Outcome(state=State.FAILED, reason="unreachable: Forbidden"),
    Outcome(state=State.UNCERTAIN, reason="cut"),
    Outcome(state=State.WITHDRAWN, reason="no longer of the audience"),
)


class Storm:
    """Does things at random, as senders, staff and crashes do."""

    def __init__(self, office: Office, announcement_id: int, seed: int) -> None:
        self._office = office
        self._id = announcement_id
        self._random = random.Random(seed)
        self._held: list[Delivery] = []
        self._lives = 0
        self._outbox = office.outbox("life-0")

    async def step(self) -> None:
        ours = (self._claim, self._claim, self._settle, self._settle, self._settle, self._crash)
        await self._random.choice((*ours, self._office.run, self._control))()

    async def _control(self) -> None:
        """What staff press; somebody else may have been first."""
        broadcasts = self._office.broadcasts
        pressed = self._random.choice(
            (broadcasts.pause, broadcasts.resume, broadcasts.repeat_uncertain)
        )
        with contextlib.suppress(AnnouncementMovedOn):
            await pressed(self._id, by=None)

    async def _claim(self) -> None:
        self._held += await self._outbox.claim(Lane.ANNOUNCEMENT, limit=self._random.randint(1, 4))

    async def _settle(self) -> None:
        if not self._held:
            return
        delivery = self._held.pop(self._random.randrange(len(self._held)))
        if await self._outbox.begin_sending([delivery.id]):
            await self._outbox.settle({delivery.id: self._random.choice(OUTCOMES)})

    async def _crash(self) -> None:
        """A new process takes over what the old one held."""
        await self._outbox._sole.release()
        self._lives += 1
        self._held.clear()
        self._outbox = self._office.outbox(f"life-{self._lives}")
        await self._outbox.take_over()

    async def end(self) -> None:
        await self._outbox.step_down()


@pytest.mark.parametrize("seed", range(6))
async def test_the_numbers_add_up_at_every_instant(sqlite_office: Office, seed: int) -> None:
    office = sqlite_office
    followers = await office.followers(FOLLOWERS)
    await office.set_unreachable(followers[3])
    announcement = await office.submitted()
    await office.run()
    storm = Storm(office, announcement.id, seed)

    for _ in range(STEPS):
        await storm.step()
        progress = await office.broadcasts.progress(announcement.id)
        assert progress.total == FOLLOWERS
    report = await office.broadcasts.report(announcement.id, by=None)
    await storm.end()

    progress = report.progress
    unsure = progress.failed + progress.unreachable + progress.uncertain + progress.withdrawn
    assert len(report.undelivered) == sum(n for *_, n in report.reasons) == unsure
    if progress.state is AnnouncementState.SENT:
        assert progress.left == 0
