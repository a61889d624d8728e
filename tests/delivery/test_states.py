"""The states of deliveries as a property: whatever is planned, filed, sent, crashes and returns."""

import asyncio
from collections.abc import Coroutine
from itertools import count
from typing import Any, TypeVar

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bot.clock import FixedClock
from bot.database import open_database
from bot.delivery.model import Delivery, Lane, Outcome, State
from bot.delivery.outbox import Outbox, withdraw
from bot.delivery.outbox.sole_sender import sole_sender
from tests.databases import SqliteDatabases
from tests.delivery.drafts import AT, add_chats, announcement, draft, plan, rows

T = TypeVar("T")

DRAFTS = (draft(1, "plan"), draft(1, "summary"), draft(2, "plan"), announcement(1), announcement(2))
CHATS = st.sampled_from([1, 2])
LANES = st.sampled_from([Lane.NUDGE, Lane.ANNOUNCEMENT])


class Deliveries(RuleBasedStateMachine):
    """Senders that take up, send and die, beside units that file.

    The world outside is a list: which deliveries Telegram has accepted, each as it was then.
    """

    def __init__(self, url: str) -> None:
        super().__init__()
        self._runner = asyncio.Runner()
        self._clock = FixedClock(AT)
        self._numbers = count()
        self.accepted: list[Delivery] = []
        self.interrupted: set[int] = set()  #: those that were being sent at a crash
        self.sending: list[Delivery] = []
        self._database = self.do(open_database(url))
        self.do(add_chats(self._database, 2))
        self.plan()
        self._take_over()

    def teardown(self) -> None:
        """In the end all is sent that is owed, and nothing else."""
        self.settle(State.SENT)
        for lane in Lane:
            self.take_up(lane, 10, None)
            self.settle(State.SENT)
        self.nothing_arrives_twice_but_as_a_repeat()
        self.nothing_is_lost()
        over = {State.SENT, State.FAILED, State.UNCERTAIN, State.WITHDRAWN}
        assert {d.state for d in self.do(rows(self._database))} <= over
        self.do(self._outbox.step_down())
        self.do(self._database.close())
        self._runner.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return self._runner.run(work)

    def _take_over(self) -> None:
        self._sole = sole_sender(self._database.url)
        name = f"sender {next(self._numbers)}"
        self._outbox = Outbox(self._database, self._clock, name, sole=self._sole)
        assert self.do(self._outbox.take_over())

    # -- what happens

    @rule()
    def plan(self) -> None:
        self.do(plan(self._database, *DRAFTS))

    @rule(recipient_id=CHATS)
    def file(self, recipient_id: int) -> None:
        async def filing() -> None:
            async with self._database.writing() as session:
                await withdraw(session, "filed", recipient_ids=[recipient_id])

        self.do(filing())

    @rule(lane=LANES, limit=st.integers(1, 3), filing=st.none() | CHATS)
    def take_up(self, lane: Lane, limit: int, filing: int | None) -> None:
        """Claim and begin; a unit may file in between."""
        claimed = self.do(self._outbox.claim(lane, limit=limit))
        assert not {d.id for d in claimed} & {d.id for d in self.sending}
        if filing is not None:
            self.file(filing)
        begun = self.do(self._outbox.begin_sending([d.id for d in claimed]))
        assert begun == {d.id for d in claimed if d.recipient_id != filing}
        self.sending += [d for d in claimed if d.id in begun]

    @rule(state=st.sampled_from([State.SENT, State.SENT, State.RETRY, State.FAILED]))
    def settle(self, state: State) -> None:
        """Telegram takes what is being sent, or is away, or refuses it."""
        if state is State.SENT:
            self.accepted += self.sending
        outcome = Outcome(state=state, message_id=1 if state is State.SENT else None)
        self.do(self._outbox.settle({d.id: outcome for d in self.sending}))
        self.sending = []

    @rule(has_arrived=st.booleans())
    def crash(self, has_arrived: bool) -> None:
        """Die while sending, before Telegram has taken it or after."""
        if has_arrived:
            self.accepted += self.sending
        self.interrupted |= {d.id for d in self.sending}
        self.sending = []
        self.do(self._sole.release())  # as the operating system does
        self._take_over()

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
        for delivery in self.do(rows(self._database)):
            match delivery.state:
                case State.CLAIMED:
                    raise AssertionError("nobody has claimed it")
                case State.SENDING:
                    assert delivery.id in {d.id for d in self.sending}
                case State.SENT:
                    assert delivery.id in {d.id for d in self.accepted}
                case State.UNCERTAIN:
                    assert delivery.id in self.interrupted
                    assert not delivery.lane.may_repeat


def test_nothing_is_lost_or_sent_twice_whatever_happens(sqlite: SqliteDatabases) -> None:
    class OnDatabaseOfItsOwn(Deliveries):
        def __init__(self) -> None:
            super().__init__(sqlite.ready())

    run_state_machine_as_test(
        OnDatabaseOfItsOwn,
        settings=settings(max_examples=25, stateful_step_count=10),
    )
