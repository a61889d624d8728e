"""Faults: what goes wrong between a bot and Telegram, on demand."""

import math
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from typing import Literal, get_args

from bot.sandbox.calls import Call
from bot.sandbox.wire import Refused, too_many_requests

FaultKind = Literal["status", "retry_after", "garbage", "cut", "hang", "drop"]
FAULT_KINDS: tuple[str, ...] = get_args(FaultKind)


@dataclass(slots=True, kw_only=True)
class Fault:
    """What happens to the next calls that it fits.

    Attributes:
        kind: `status` answers with an HTTP status and `ok: false`; `retry_after` with 429;
            `garbage` with 200 and a page of HTML; `cut` with half a body; `hang` with nothing
            until `seconds` have passed; `drop` closes the connection.
        times: how many calls it spoils; None: all until it is taken back.
        method: only calls of this method, in lower case; empty: of any.
        chat_id: only calls about this chat; None: about any.
        is_applied: the call has its effect and only the answer is lost.
        status: for `status`.
        seconds: for `retry_after` and `hang`.
    """

    kind: FaultKind
    times: int | None = 1
    method: str = ""
    chat_id: int | None = None
    is_applied: bool = False
    status: int = 500
    seconds: float = 3600.0

    @property
    def is_answered(self) -> bool:
        """Whether the bot gets a whole answer, if a wrong one."""
        return self.kind in ("status", "retry_after", "garbage")

    def fits(self, call: Call) -> bool:
        """Whether this call is spoiled."""
        if self.method and self.method.lower() != call.method:
            return False
        return self.chat_id is None or call.integer("chat_id") == self.chat_id


@dataclass(slots=True, kw_only=True)
class FloodRules:
    """Telegram's limits on sending; None: no such limit."""

    per_second: int | None = 30
    per_chat_second: int | None = 1
    per_group_minute: int | None = 20

    _all: deque[float] = field(default_factory=deque, repr=False)
    _chats: dict[int, deque[float]] = field(default_factory=lambda: defaultdict(deque), repr=False)

    def admit(self, chat_id: int) -> None:
        """Count one message to a chat.

        Sliding windows: at no instant did the last second, or minute, hold more than is allowed. A
        refused message does not count.

        Raises:
            Refused: 429 with the whole seconds to wait.
        """
        now = time.monotonic()
        chat = self._chats[chat_id]
        waits = [
            _wait(self._all, self.per_second, 1.0, now),
            _wait(chat, self.per_chat_second, 1.0, now) if chat_id > 0 else 0.0,
            _wait(chat, self.per_group_minute, 60.0, now) if chat_id < 0 else 0.0,
        ]
        if (wait := max(waits)) > 0:
            raise too_many_requests(max(1, math.ceil(wait)))
        self._all.append(now)
        chat.append(now)


def _wait(times: deque[float], limit: int | None, window: float, now: float) -> float:
    """How long until one more fits into the window; 0 where it does."""
    if limit is None:
        times.clear()
        return 0.0
    while times and times[0] <= now - window:
        times.popleft()
    return times[-limit] + window - now if len(times) >= limit else 0.0


@dataclass(slots=True)
class Faults:
    """Everything that is switched on now; a test sets the fields and adds faults."""

    latency: float = 0.0  #: seconds that every call takes, getUpdates too
    flood: FloodRules | None = None
    planned: list[Fault] = field(default_factory=list)
    refused_by_flood: int = 0

    def add(self, fault: Fault) -> None:
        """Spoil the calls that this fault fits; the one added first comes first."""
        self.planned.append(fault)

    def clear(self) -> None:
        """Let everything work again."""
        self.latency, self.flood = 0.0, None
        self.planned.clear()

    def next_for(self, call: Call) -> Fault | None:
        """The fault that spoils this call, if any; it is used up by one."""
        for fault in self.planned:
            if fault.fits(call):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.planned.remove(fault)
                return fault
        return None

    def admit(self, chat_id: int) -> None:
        """Hold a message against the flood rules.

        Raises:
            Refused: 429.
        """
        if self.flood is None:
            return
        try:
            self.flood.admit(chat_id)
        except Refused:
            self.refused_by_flood += 1
            raise
