"""Haste: a clock that runs fast, for somebody who watches, waits for what falls due."""

import asyncio
from datetime import datetime, timedelta

from bot.clock import SettableClock
from bot.delivery.outbox import Outbox
from bot.delivery.sender import Sender

#: Faster than this, sending takes so long that a message would come at another hour.
_FAST = 60.0
_LOOK_SECONDS = 0.02
_IDLE_SECONDS = 0.25
#: For how long at the most the clock is held.
_LONGEST_SECONDS = 5.0


async def wait_for_what_is_due(clock: SettableClock, outbox: Outbox, sender: Sender) -> None:
    """Hold a fast clock while something is due, until it has been sent; until cancelled.

    At a day a second the sending hours of a day are over in a third of one.
    """
    passed: datetime | None = None
    while True:
        if clock.rate <= _FAST:
            await asyncio.sleep(_IDLE_SECONDS)
            continue
        due_at = await _first_due_at(outbox)
        if due_at is not None and passed != due_at <= clock.now():
            passed = due_at
            clock.hold(_standing(clock, due_at))
            await _until_sent(clock, outbox, sender)
            clock.release()
        await asyncio.sleep(_LOOK_SECONDS)


def _standing(clock: SettableClock, due_at: datetime) -> datetime:
    """Where to hold it: at the due instant, unless somebody has moved the clock on far beyond."""
    now = clock.now()
    return due_at if now - due_at <= timedelta(seconds=clock.rate) else now


async def _until_sent(clock: SettableClock, outbox: Outbox, sender: Sender) -> None:
    loop = asyncio.get_running_loop()
    until = loop.time() + _LONGEST_SECONDS
    while clock.is_held and loop.time() < until:
        sender.wake()
        await asyncio.sleep(_LOOK_SECONDS)
        due_at = await _first_due_at(outbox)
        if not sender.is_busy and (due_at is None or due_at > clock.now()):
            return


async def _first_due_at(outbox: Outbox) -> datetime | None:
    return min((await outbox.next_due_at()).values(), default=None)
