"""Allowances: how much one chat may ask before others are served first."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from enum import Enum, auto

#: How many chats are remembered; one that was quiet for a while needs no memory.
_REMEMBERED = 10_000


class Turn(Enum):
    """What happens to an update when its turn comes."""

    SERVE = auto()
    PASS_OVER = auto()
    TELL = auto()  #: pass it over, and tell the person that this happens


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float
    flooding_until: float = 0.0


class Allowances:
    """A token bucket per chat, and what follows when it is empty.

    A flood is answered as long as that costs nobody anything. An update beyond its chat's allowance
    that has already waited for `patience` is passed over, and the person is told; while that goes
    on, others of the chat beyond its allowance are passed over at once, so that those of other
    chats behind them come to their turn.

    Args:
        burst: how many updates a chat may send at once.
        per_minute: how many it may go on sending.
        patience: seconds that an update beyond the allowance may have waited and is still served.
        now: seconds on a clock that never goes back.
    """

    def __init__(
        self,
        *,
        burst: int = 120,
        per_minute: float = 60.0,
        patience: float = 5.0,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._burst = float(burst)
        self._per_second = per_minute / 60
        self._patience = patience
        self._now = now
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()

    def turn(self, chat: Hashable, *, waited: float) -> Turn:
        """Count one update of a chat, which has waited for so many seconds; what to do with it."""
        now = self._now()
        bucket = self._bucket(chat, now)
        if bucket.left >= 1:
            bucket.left -= 1
            return Turn.SERVE
        is_flooding = now < bucket.flooding_until
        if not is_flooding and waited <= self._patience:
            return Turn.SERVE
        bucket.flooding_until = now + self._patience
        return Turn.PASS_OVER if is_flooding else Turn.TELL

    def _bucket(self, chat: Hashable, now: float) -> _Bucket:
        """The chat's bucket, filled up to now."""
        bucket = self._buckets.pop(chat, None) or _Bucket(self._burst, now)
        bucket.left = min(self._burst, bucket.left + (now - bucket.at) * self._per_second)
        bucket.at = now
        self._buckets[chat] = bucket
        if len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        return bucket
