"""Lanes: how fast messages may go, and who goes first.

Telegram counts a bot's messages in any second, a chat's in a second, and a group's in a minute, and
answers with 429 where there are too many. Messages here go evenly spaced, a hair slower than that:
at exactly 30 a second, message n and message n + 30 are 1.000 s apart, and any jitter is a 429.

Answers go at once. So that there is room for them, what is less urgent goes slower for some seconds
after people have asked; and an answer beside it that finds the second full waits the few
milliseconds until there is room, since one that Telegram refuses waits for a second. Answers alone
are held back only once Telegram has refused one: it lets a bot answer faster than it may announce.

What counts is when a message reaches Telegram, and on its way it may be held up. How much its
answer came later than the quickest of late says by how much at the most; the second that it is in
ends so much later.
"""

import asyncio
import heapq
import math
import time
from collections import OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bot.delivery.model import Lane
from bot.delivery.post import Turn

#: A hair less than what Telegram allows, in messages and in seconds.
PER_SECOND = 29.7
_CHAT_SECONDS = 1.02
_GROUP_MESSAGES, _GROUP_SECONDS = 20, 61.0
#: How long ahead of its slot a message gets its turn: time to find its words and to note in the
#: database that it is being sent, of which none must move the slots.
_AHEAD_SECONDS = 0.3
#: At the least: one that comes to an idle bot has to be written as well.
_LEAST_AHEAD_SECONDS = 0.05
#: For how long after answers there is room for as many in a second.
_ROOM_SECONDS = 10.0
#: No second, and a moment for what the network does to the spaces, holds more than is allowed.
_WINDOW_SECONDS = 1.005
#: Of how many messages the quickest journey is known.
_JOURNEYS = 60
#: For how long after a refusal answers keep to the limit as well.
_REFUSED_SECONDS = 60.0
#: How much a slot may be late and still be sent right away; less than the hair of a whole second.
_LATE_SECONDS = 0.005


@dataclass(order=True, slots=True)
class _Waiting:
    """A message that waits for its turn; the smallest goes first."""

    lane: Lane
    number: int
    address: int = field(compare=False)
    turn: asyncio.Future[Turn] = field(compare=False)


@dataclass(slots=True, eq=False)
class Departure:
    """A message on its way.

    Attributes:
        at: when it reaches Telegram at the latest, not counting the time that any takes.
        is_on_its_way: Telegram has not answered.
    """

    at: float
    _lanes: "Lanes"
    is_on_its_way: bool = True

    def latest(self, now: float, quickest: float) -> float:
        """`at`, as far as it is known now; of one that is held up it is not.

        Args:
            now: an instant.
            quickest: how long a message and its answer are on their way at the least, in seconds.
        """
        is_held_up = self.is_on_its_way and self.at + quickest < now
        return math.inf if is_held_up else self.at

    def answered(self) -> None:
        """Note that Telegram has answered, whatever it said."""
        self._lanes.answered(self)


class Lanes:
    """Gives turns to messages.

    Nudges and announcements share the bot's allowance, nudges first. Answers are never held back
    for it, but take from it: later lanes wait for so much longer. A chat's own limits hold for all
    that waits here.

    Args:
        per_second: the bot's allowance; None: no limit.
        now: seconds on a clock that never goes back, as the event loop's.
    """

    def __init__(
        self,
        per_second: float | None = PER_SECOND,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._interval = 1 / per_second if per_second else 0.0
        self._window = _Window(round(per_second)) if per_second else None
        self._answers = _Answers()
        self._least_ahead = _LEAST_AHEAD_SECONDS if per_second else 0.0
        self._now = now
        self._chats = _Chats()
        self._next_slot = now()
        #: how long messages of late were on their way, there and back
        self._journeys: deque[float] = deque(maxlen=_JOURNEYS)
        #: until when answers keep to the limit: others are on their way, or one was refused
        self._shared_until = float("-inf")
        self._numbers = count()
        self._ready: list[_Waiting] = []
        self._held: list[tuple[float, _Waiting]] = []  # until their chat may get one more
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, address: int, lane: Lane) -> Turn:
        """Wait until it is nearly time for one more message to a chat."""
        turn: asyncio.Future[Turn] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._ready, _Waiting(lane, next(self._numbers), address, turn))
        self._give_turns()
        return await turn

    async def wait(self, address: int, turn: Turn) -> Departure:
        """Wait for the very moment at which a message is to go."""
        await self._sleep_until(turn.at)
        is_spaced = self._interval > 0 and turn.lane is not Lane.ANSWER
        if is_spaced and self._now() - turn.at > _LATE_SECONDS:
            # Sent now, it would come too close to the one behind it.
            at = self._take_slot(self._now())
            self._chats.hold(address, at + _CHAT_SECONDS)
            await self._sleep_until(at)
        departure = self._depart(keeps_to_the_limit=True)
        if turn.lane is not Lane.ANSWER:
            self._keep_to_the_limit(departure.at + _WINDOW_SECONDS)
        await self._sleep_until(departure.at)
        return departure

    async def _sleep_until(self, at: float) -> None:
        while (left := at - self._now()) > 0:
            await asyncio.sleep(left)

    async def answer(self, address: int) -> Departure:
        """Note that an answer goes to a chat; beside others, wait for milliseconds for room.

        Others wait for so much longer, unless room was left for it.
        """
        now = self._now()
        if not self._answers.count(now):
            self._next_slot = max(self._next_slot, now) + self._interval
        self._chats.sent(address, now)
        is_shared = bool(self._ready) or now < self._shared_until
        departure = self._depart(keeps_to_the_limit=is_shared)
        await self._sleep_until(departure.at)
        return departure

    def answered(self, departure: Departure) -> None:
        """Note that Telegram has answered to a message, and so how long it was on its way."""
        took = self._now() - departure.at
        self._journeys.append(took)
        departure.at += took - min(self._journeys)
        departure.is_on_its_way = False

    def refused(self) -> None:
        """Have answers keep to the limit for a while too, since Telegram has refused one."""
        self._keep_to_the_limit(self._now() + _REFUSED_SECONDS)

    def _depart(self, *, keeps_to_the_limit: bool) -> Departure:
        now = self._now()
        departure = Departure(now, self)
        if self._window is not None:
            free_at = self._window.take(departure, now, min(self._journeys, default=math.inf))
            if keeps_to_the_limit:
                departure.at = free_at
        return departure

    def _keep_to_the_limit(self, until: float) -> None:
        self._shared_until = max(self._shared_until, until)

    def hold(self, address: int, seconds: float) -> None:
        """Send nothing to a chat for so long, since Telegram says so."""
        self._chats.hold(address, self._now() + seconds)

    def _take_slot(self, earliest: float) -> float:
        slot = max(self._next_slot, earliest)
        self._next_slot = slot + self._interval * self._answers.slowing(slot, self._interval)
        return slot

    def _give_turns(self) -> None:
        """Give a turn to all whose slot is near, the first of the first lane first."""
        now = self._now()
        while self._held and self._held[0][0] <= now:
            heapq.heappush(self._ready, heapq.heappop(self._held)[1])
        while self._ready:
            first = self._ready[0]
            is_answer = first.lane is Lane.ANSWER
            if not is_answer and self._next_slot > now + _AHEAD_SECONDS:
                break
            heapq.heappop(self._ready)
            if first.turn.done():  # whoever waited has gone
                continue
            if (free_at := self._chats.free_at(first.address, now)) > now:
                heapq.heappush(self._held, (free_at, first))
                continue
            slot = self._take_slot(now + self._least_ahead)
            at = now if is_answer else slot
            self._chats.sent(first.address, at)
            first.turn.set_result(Turn(first.lane, at))
        self._set_timer(now)

    def _set_timer(self, now: float) -> None:
        """Look again when the next one may get its turn."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        instants = [self._held[0][0]] if self._held else []
        if self._ready:
            instants.append(self._next_slot - _AHEAD_SECONDS)
        if instants:
            delay = max(0.0, min(instants) - now)
            self._timer = asyncio.get_running_loop().call_later(delay, self._give_turns)


class _Window:
    """When messages go, so that none of the last second is one too many.

    Args:
        most: how many a second holds.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._latest: list[Departure] = []

    def take(self, departure: Departure, now: float, quickest: float) -> float:
        """Count one that goes, full or not; from when on it would not have been one too many."""
        free_at = now
        if len(self._latest) == self._most:
            first = min(self._latest, key=lambda each: each.latest(now, quickest))
            full_until = first.latest(now, quickest) + _WINDOW_SECONDS
            free_at = min(max(now, full_until), now + _WINDOW_SECONDS)
            self._latest.remove(first)
        self._latest.append(departure)
        return free_at


class _Answers:
    """How many answers have lately gone in a second, and the room that is left for as many."""

    def __init__(self) -> None:
        self._last_second: deque[float] = deque()
        self._peaks: deque[tuple[float, int]] = deque()  # falling; the first is the highest
        self._second_began_at, self._room_left = float("-inf"), 0

    def count(self, now: float) -> bool:
        """Note one; whether room had been left for it before this second began."""
        if now - self._second_began_at >= 1.0:
            self._second_began_at, self._room_left = now, self._room(now)
        self._room_left -= 1
        while self._last_second and self._last_second[0] <= now - 1.0:
            self._last_second.popleft()
        self._last_second.append(now)
        in_a_second = len(self._last_second)
        while self._peaks and self._peaks[-1][1] <= in_a_second:
            self._peaks.pop()
        self._peaks.append((now, in_a_second))
        return self._room_left >= 0

    def slowing(self, now: float, interval: float) -> float:
        """By how much the space to the next message is longer, to leave the room."""
        if not (room := self._room(now)):
            return 1.0
        # A third is for others at the least: whoever asks all the time must not silence them.
        return 1 / max(1 - room * interval, 1 / 3)

    def _room(self, now: float) -> int:
        """For how many answers a second there is room; for one more than were asked for."""
        while self._peaks and self._peaks[0][0] <= now - _ROOM_SECONDS:
            self._peaks.popleft()
        return self._peaks[0][1] + 1 if self._peaks else 0


class _Chats:
    """When each chat may get one more message."""

    def __init__(self) -> None:
        self._free_at: OrderedDict[int, float] = OrderedDict()
        self._groups: OrderedDict[int, deque[float]] = OrderedDict()

    def free_at(self, address: int, now: float) -> float:
        """From when on one more may go."""
        at = self._free_at.get(address, now)
        sent = self._groups.get(address)
        if sent is not None and len(sent) == _GROUP_MESSAGES:
            at = max(at, sent[0] + _GROUP_SECONDS)
        return at

    def sent(self, address: int, at: float) -> None:
        """Note that one goes."""
        self.hold(address, at + _CHAT_SECONDS)
        if address < 0:
            sent = self._groups.pop(address, None) or deque(maxlen=_GROUP_MESSAGES)
            sent.append(at)
            self._groups[address] = sent
        self._forget(at)

    def hold(self, address: int, until: float) -> None:
        """Send none before then."""
        self._free_at[address] = max(until, self._free_at.pop(address, until))

    def _forget(self, now: float) -> None:
        """Forget chats of long ago: looking at two for each that is added suffices."""
        for _ in range(min(2, len(self._free_at))):
            address, free_at = self._free_at.popitem(last=False)
            if free_at >= now:
                self._free_at[address] = free_at
        for _ in range(min(2, len(self._groups))):
            address, sent = self._groups.popitem(last=False)
            if sent[-1] >= now - _GROUP_SECONDS:
                self._groups[address] = sent
