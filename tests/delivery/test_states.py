"""The states of deliveries as a property: whatever is planned, filed, sent, crashes and returns."""

import asyncio
import tempfile
from collections.abc import Coroutine
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.clock import FixedClock
from bot.database import Database, open_database
from bot.delivery.model import Delivery, Draft, Lane, Outcome, State
from bot.delivery.outbox import Outbox, put, withdraw
from bot.delivery.outbox.sole_sender import sole_sender
from tests.delivery.drafts import AT, add_chats, announcement, draft, rows

T = TypeVar("T")

DRAFTS = [
    *(draft(id_, subject) for id_ in (1, 2) for subject in ("plan", "summary")),
    announcement(1),
    announcement(2),
]


class Deliveries(RuleBasedStateMachine):
    """Senders that take up, send and die, beside units that file.

    The world outside is a list: which deliveries Telegram has accepted, each as it was then.
    """

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory()
        self._runner = asyncio.Runner()
        self._clock = FixedClock(AT)
        self._names = iter(range(10_000))
        self.accepted: list[Delivery] = []
        self.interrupted: set[int] = set()  #: those that were being sent at a crash
        self.claimed: list[Delivery] = []
        self.sending: list[Delivery] = []
        self.withdrawn: set[int] = set()  #: and not planned again since

    def teardown(self) -> None:
        self.do(self._outbox.step_down())
        self.do(self._database.close())
        self._runner.close()
        self._folder.cleanup()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    @initialize()
    def begin(self) -> None:
        url = f"sqlite:///{Path(self._folder.name) / 'zhouzhi.db'}"
        self._database: Database = self.do(open_database(url))
        self.do(add_chats(self._database, 2))
        self._take_over()

    def _take_over(self) -> None:
        self._sole = sole_sender(self._database.url)
        name = f"sender {next(self._names)}"
        self._outbox = Outbox(self._database, self._clock, name, sole=self._sole)
        assert self.do(self._outbox.take_over())

    # -- what happens

    @rule(which=st.lists(st.sampled_from(DRAFTS), unique_by=id, min_size=1))
    def plan(self, which: list[Draft]) -> None:
        async def planning() -> None:
            async with self._database.writing() as session:
                await put(session, which, AT)

        self.do(planning())
        keys = {(d.purpose, d.subject, d.recipient_id) for d in which}
        self.withdrawn -= {
            d.id for d in self._rows() if (d.purpose, d.subject, d.recipient_id) in keys
        }

    @rule(recipient_id=st.sampled_from([1, 2]))
    def file(self, recipient_id: int) -> None:
        before = {d.id for d in self._rows() if d.state is not State.WITHDRAWN}

        async def filing() -> None:
            async with self._database.writing() as session:
                await withdraw(session, "filed", recipient_ids=[recipient_id])

        self.do(filing())
        now = {d.id for d in self._rows() if d.state is State.WITHDRAWN}
        self.withdrawn |= before & now

    @rule(lane=st.sampled_from([Lane.NUDGE, Lane.ANNOUNCEMENT]), limit=st.integers(1, 3))
    def claim(self, lane: Lane, limit: int) -> None:
        self.claimed += self.do(self._outbox.claim(lane, limit=limit))

    @rule()
    def begin_sending(self) -> None:
        claimed, self.claimed = self.claimed, []
        begun = self.do(self._outbox.begin_sending([d.id for d in claimed]))
        assert not begun & self.withdrawn, "what was filed must stay silent"
        self.sending += [d for d in claimed if d.id in begun]

    @rule(data=st.data())
    def settle(self, data: st.DataObject) -> None:
        """Telegram accepts some, is away for others; others still are lost on their way."""
        outcomes: dict[int, Outcome] = {}
        for delivery in self.sending:
            state = data.draw(st.sampled_from([State.SENT, State.RETRY, State.FAILED]))
            if state is State.SENT:
                self.accepted.append(delivery)
            outcomes[delivery.id] = Outcome(state=state, message_id=1)
        self.do(self._outbox.settle(outcomes))
        self.sending = []

    @rule(data=st.data())
    def crash(self, data: st.DataObject) -> None:
        """Some of what was being sent has arrived, and nobody knows which."""
        for delivery in self.sending:
            if data.draw(st.booleans()):
                self.accepted.append(delivery)
            self.interrupted.add(delivery.id)
        self.claimed, self.sending = [], []
        self.do(self._sole.release())  # as the operating system does
        self._take_over()

    @rule(hours=st.integers(-3, 3))
    def set_clock(self, hours: int) -> None:
        self._clock.at += timedelta(hours=hours)

    # -- what always holds

    @invariant()
    def nothing_arrives_twice_but_as_a_repeat(self) -> None:
        arrived: dict[int, int] = {}
        for delivery in self.accepted:
            if arrived.get(delivery.id):
                assert delivery.id in self.interrupted
                assert delivery.is_repeat
                assert delivery.lane.may_repeat
            arrived[delivery.id] = arrived.get(delivery.id, 0) + 1

    @invariant()
    def nothing_is_lost(self) -> None:
        held = {d.id for d in (*self.claimed, *self.sending)}
        for delivery in self._rows():
            match delivery.state:
                case State.CLAIMED | State.SENDING:
                    assert delivery.id in held
                case State.SENT:
                    assert any(d.id == delivery.id for d in self.accepted)
                case State.UNCERTAIN:
                    assert delivery.id in self.interrupted

    def _rows(self) -> list[Delivery]:
        return self.do(rows(self._database)) if hasattr(self, "_database") else []


TestDeliveries = Deliveries.TestCase
TestDeliveries.settings = settings(max_examples=25, stateful_step_count=25)
