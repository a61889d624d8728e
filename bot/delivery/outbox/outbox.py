"""The sender's side of the outbox: what is due is claimed, begun, and settled."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import Update, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import Clock
from bot.database import Database
from bot.database.tables import PauseRow
from bot.delivery.model import Delivery, Lane, Outcome, Purpose, State
from bot.delivery.outbox import statements
from bot.delivery.outbox.errors import unavailable
from bot.delivery.outbox.group_commit import GroupCommit
from bot.delivery.outbox.rows import ADDRESS, COLUMNS, DELIVERY, chunks, lock, record
from bot.delivery.outbox.sole_sender import SoleSender, sole_sender

#: The longest reason that is kept.
_MOST_REASON = 300


@dataclass(frozen=True, slots=True)
class _Begin:
    ids: Collection[int]


@dataclass(frozen=True, slots=True)
class _Settle:
    outcomes: Mapping[int, Outcome]


_Write: TypeAlias = _Begin | _Settle


class Outbox:
    """Deliveries as a sender takes them up and puts them down.

    One sender at a time works on a database, and what the one before has left is taken over, so
    that no lease has to end by a clock, which may be set. What a sender holds bears its id, and
    nobody settles what another has taken over.

    Every method may raise `OutboxUnavailable`, and may then be called again.

    Args:
        database: where they are.
        clock: by which they are due.
        sender_id: of this sender and no other, ever; up to 40 characters.
        sole: the right to be the one sender; that of the database if not given.
    """

    def __init__(
        self,
        database: Database,
        clock: Clock,
        sender_id: str,
        *,
        sole: SoleSender | None = None,
    ) -> None:
        self._database = database
        self._clock = clock
        self._sender_id = sender_id
        self._sole = sole or sole_sender(database.url)
        self._write = GroupCommit(self._write_together)

    # -- being the one sender

    async def take_over(self) -> bool:
        """Become the one sender, unless another is; whether that is so now.

        What the last one had claimed is due again. What it was sending may have arrived: it is due
        again as a repeat, or uncertain, as its lane has it.
        """
        with unavailable():
            if not await self._sole.acquire():
                return False
            async with self._database.writing() as session:
                await session.execute(statements.recovery())
            return True

    async def is_sole(self) -> bool:
        """Whether this is still the one sender."""
        with unavailable():
            return await self._sole.is_held()

    async def step_down(self) -> None:
        """Give back what is claimed, and let another become the one sender."""
        with unavailable():
            async with self._database.writing() as session:
                await session.execute(statements.giving_back(self._sender_id))
            await self._sole.release()

    # -- deliveries

    async def next_due_at(self) -> dict[Lane, datetime]:
        """When the first delivery of each lane that has one is due.

        Of an announcement, those that are due now count alone, and only while it is being sent.
        """
        with unavailable():
            async with self._database.reading() as session:
                rows = (await session.execute(statements.first_due())).all()
                found = {Lane(lane): due_at for lane, due_at in rows if due_at is not None}
                now = self._clock.now()
                for id in await session.scalars(statements.announcements_sending()):
                    due_at = await session.scalar(statements.first_announced(id, now))
                    if due_at is not None:
                        earliest = found.get(Lane.ANNOUNCEMENT, due_at)
                        found[Lane.ANNOUNCEMENT] = min(due_at, earliest)
        return found

    async def hasten(self) -> None:
        """Have all that is to be tried again be due now: its waits were by a clock that was set."""
        with unavailable():
            async with self._database.writing() as session:
                await session.execute(statements.hastening(self._clock.now()))

    async def claim(self, lane: Lane, *, limit: int) -> list[Delivery]:
        """Take up the deliveries of a lane that are due, longest due first.

        No two senders hold one delivery at once. All nudges that are due for one recipient are
        taken up together, so that they can become one message; these may exceed the limit.
        """
        now = self._clock.now()
        with unavailable():
            async with self._database.writing() as session:
                claimed = await self._claim(session, statements.due(lane, now, limit))
                if len(claimed) == limit:
                    recipients = {d.recipient_id for d in claimed if d.purpose is Purpose.NUDGE}
                    for portion in chunks(recipients):
                        claimed += await self._claim(session, statements.nudges_due(portion, now))
                elif lane is Lane.ANNOUNCEMENT:
                    for id in (await session.scalars(statements.announcements_sending())).all():
                        if room := limit - len(claimed):
                            of_it = statements.announced_due(id, now, room)
                            claimed += await self._claim(session, of_it)
        return sorted(claimed, key=lambda delivery: (delivery.due_at, delivery.id))

    async def begin_sending(self, ids: Collection[int]) -> frozenset[int]:
        """Note, before the call, that these are being sent; those of them that still may be.

        The others were withdrawn, or taken over by another sender, and must not be sent.
        """
        return await self._write(_Begin(ids))

    async def settle(self, outcomes: Mapping[int, Outcome]) -> None:
        """Put down what is held, by id. What is held no longer stays as it is."""
        await self._write(_Settle(outcomes))

    # -- pauses

    async def pauses(self) -> dict[Lane, datetime]:
        """Until when a lane was last told to pause; may have passed."""
        with unavailable():
            async with self._database.reading() as session:
                rows = (await session.scalars(select(PauseRow))).all()
        return {Lane(row.lane): row.until_at for row in rows}

    async def pause(self, lane: Lane, until_at: datetime, reason: str) -> None:
        """Keep until when a lane is to pause, by the machine's own time."""
        with unavailable():
            async with self._database.writing() as session:
                await session.merge(
                    PauseRow(lane=lane, until_at=until_at, reason=reason[:_MOST_REASON])
                )

    # -- statements

    async def _claim(self, session: AsyncSession, due: Update) -> list[Delivery]:
        claimed = due.values(state=State.CLAIMED, leased_by=self._sender_id)
        rows = await session.execute(claimed.returning(*COLUMNS, ADDRESS))
        return [record(row) for row in rows]

    async def _write_together(self, writes: Sequence[_Write]) -> Sequence[frozenset[int]]:
        """Carry out many writes in one transaction; of each, what has begun."""
        beginning = [id_ for write in writes if isinstance(write, _Begin) for id_ in write.ids]
        settling = [
            self._settlement(id_, outcome)
            for write in writes
            if isinstance(write, _Settle)
            for id_, outcome in write.outcomes.items()
        ]
        begun: set[int] = set()
        with unavailable():
            async with self._database.writing() as session:
                connection = await session.connection()
                if connection.dialect.name != "sqlite":
                    touched = {*beginning, *(each["of_id"] for each in settling)}
                    for ids in chunks(sorted(touched)):
                        await connection.execute(lock(DELIVERY.c.id.in_(ids)))
                for ids in chunks(beginning):
                    begin = statements.beginning(ids, self._sender_id)
                    begun.update(await connection.scalars(begin))
                for ids in chunks(set(beginning) - begun):
                    # Of an announcement that was paused meanwhile; the others are held no longer.
                    await connection.execute(statements.giving_back(self._sender_id, ids))
                if settling:
                    await connection.execute(statements.SETTLING, settling)
        return [
            frozenset(begun.intersection(write.ids) if isinstance(write, _Begin) else ())
            for write in writes
        ]

    def _settlement(self, id_: int, outcome: Outcome) -> dict[str, Any]:
        is_sent = outcome.state is State.SENT
        return {
            "of_id": id_,
            "of_sender": self._sender_id,
            "new_state": outcome.state,
            "new_due_at": outcome.due_at,
            "new_reason": outcome.reason and outcome.reason[:_MOST_REASON],
            "new_message_id": outcome.message_id,
            "new_sent_at": self._clock.now() if is_sent else None,
            "new_is_repeat": outcome.is_repeat,
        }
