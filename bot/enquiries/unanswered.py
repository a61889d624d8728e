"""Unanswered questions: what the knowledge lacks, counted for staff, without who asked.

An answer does not wait for any of this: questions are counted in memory, and the counts are written
every so often. A crash loses the last of them, which matters to nobody.
"""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

from bot.answering.model import Answer, Kind
from bot.clock import Clock
from bot.language import Language

MAX_TEXT = 500
#: How many questions are kept for staff; beyond that the least recent are dropped.
KEPT = 20_000
#: Kinds of answers that leave a question open.
_OPEN_KINDS = (Kind.NOT_STATED, Kind.OUTSIDE)
#: What may say who somebody is: an e-mail address, a number of seven digits and more.
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+|\+?\d(?:[ -]?\d){6,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class UnansweredQuestion:
    """A question that nobody could be answered, in the words of whoever asked it first."""

    text: str  #: at most `MAX_TEXT` characters; numbers and addresses of people left out
    language: Language
    kind: Kind  #: not stated, outside, or a choice that was offered and not taken
    times: int
    first_at: datetime
    last_at: datetime


class UnansweredStore(Protocol):
    """Keeps the counts; `bot/enquiries/repository.py` does."""

    async def add(self, questions: Sequence[UnansweredQuestion]) -> None:
        """Add these to what is kept: their counts to those of the same texts."""
        ...

    async def prune(self, keep: int) -> None:
        """Keep this many, those that were asked last."""
        ...


@dataclass(frozen=True, slots=True)
class _Offered:
    """A question that was answered with a choice of what it may be about."""

    text: str
    language: Language
    at: datetime


class Unanswered:
    """Counts the questions that were not answered.

    Args:
        store: keeps the counts.
        clock: tells when a question was asked.
        lifetime: how long a choice may be taken before it counts as given up.
        capacity: how many different ones are counted between two writings; more are passed over.
    """

    def __init__(
        self,
        store: UnansweredStore,
        clock: Clock,
        *,
        lifetime: timedelta = timedelta(minutes=15),
        capacity: int = 10_000,
    ) -> None:
        self._store = store
        self._clock = clock
        self._lifetime = lifetime
        self._capacity = capacity
        self._counted: dict[str, UnansweredQuestion] = {}
        self._offered: OrderedDict[str, _Offered] = OrderedDict()

    def hear(self, text: str, answer: Answer, conversation: str) -> None:
        """Take note of how a question was answered."""
        # Who was offered a choice and asked in other words has given it up, unless that helped.
        offered = self._offered.pop(conversation, None)
        if offered is not None and answer.kind is not Kind.ANSWER:
            self._count(offered.text, offered.language, Kind.CLARIFY, offered.at)
        if answer.kind in _OPEN_KINDS:
            self._count(text, answer.language, answer.kind, self._clock.now())
        elif answer.kind is Kind.CLARIFY and len(self._offered) < self._capacity:
            self._offered[conversation] = _Offered(text, answer.language, self._clock.now())

    def chosen(self, conversation: str) -> None:
        """Take note that somebody took one of the things that they were offered."""
        self._offered.pop(conversation, None)

    async def write(self) -> None:
        """Write what has been counted since the last time."""
        self._give_up()
        counted, self._counted = self._counted, {}
        if not counted:
            return
        try:
            await self._store.add(list(counted.values()))
        except BaseException:
            for question in counted.values():
                self._add(question)
            raise
        await self._store.prune(KEPT)

    def _give_up(self) -> None:
        """Count the choices that nobody will take any more."""
        now = self._clock.now()
        while self._offered:
            # The one offered first is the first; when the clock was set back, it counts as over.
            conversation, offered = next(iter(self._offered.items()))
            if timedelta(0) <= now - offered.at <= self._lifetime:
                return
            del self._offered[conversation]
            self._count(offered.text, offered.language, Kind.CLARIFY, offered.at)

    def _count(self, text: str, language: Language, kind: Kind, at: datetime) -> None:
        tidied = " ".join(_PERSONAL.sub("…", text).split())[:MAX_TEXT]
        if tidied:
            self._add(
                UnansweredQuestion(
                    text=tidied, language=language, kind=kind, times=1, first_at=at, last_at=at
                )
            )

    def _add(self, question: UnansweredQuestion) -> None:
        known = self._counted.get(question.text)
        if known is not None:
            question = replace(
                known,
                times=known.times + question.times,
                last_at=max(known.last_at, question.last_at),
            )
        elif len(self._counted) >= self._capacity:
            return
        self._counted[question.text] = question
