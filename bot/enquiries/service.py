"""Enquiries: the service that people's questions go to, whatever the channel.

It keeps what is asked about in each conversation, and changes to new knowledge between two
questions, so that no answer is made of two versions. Crowds ask the same: what many ask within a
minute, with the same said before, is worked out once.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.answering.answerer import Answerer
from bot.answering.model import Answer, Question, Suggestion, Turn
from bot.clock import Clock
from bot.enquiries.unanswered import Unanswered
from bot.knowledge.knowledge import Knowledge
from bot.language import Language

#: An answer, and the turn after it.
_Worked = tuple[Answer, Turn | None]

#: How many different questions of this minute are kept with their answers.
_KEPT_ANSWERS = 2048

#: After this long a question stands for itself again.
CONVERSATION_LIFETIME = timedelta(minutes=15)


class Enquiries:
    """Answers questions from the current knowledge.

    Args:
        knowledge: to begin with.
        build: makes an answerer for a version of the knowledge; may take seconds.
        clock: what time it is.
        offload: whether a question may take long (embeddings), so that it is answered in a thread
            and holds nobody else up. Otherwise that would cost more than it gains.
        unanswered: counts the questions that get no answer; None: nobody does.
        capacity: how many conversations are remembered.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        build: Callable[[Knowledge], Answerer],
        clock: Clock,
        *,
        offload: bool = False,
        unanswered: Unanswered | None = None,
        capacity: int = 100_000,
    ) -> None:
        self._knowledge = knowledge
        self._build = build
        self._answerer = build(knowledge)
        self._clock = clock
        self._offload = offload
        self._unanswered = unanswered
        self._capacity = capacity
        self._turns: OrderedDict[str, Turn] = OrderedDict()
        self._answers = _Answers()

    @property
    def knowledge(self) -> Knowledge:
        """What is answered from now."""
        return self._knowledge

    async def change_knowledge(self, knowledge: Knowledge) -> None:
        """Answer from this knowledge from now on; until it is ready, from the old."""
        answerer = await asyncio.to_thread(self._build, knowledge)
        self._knowledge, self._answerer = knowledge, answerer
        self._answers = _Answers()

    async def ask(
        self,
        text: str,
        *,
        conversation: str,
        language: Language | None = None,
        now: datetime | None = None,
        is_whole: bool = True,
    ) -> Answer:
        """Answer a question put in a person's own words.

        Args:
            text: anything at all.
            conversation: the same for questions that may refer to one another.
            language: the one that the person chose; None for that of the question.
            now: when it is asked; aware. None for the clock's time.
            is_whole: whether the person has written it to its end.
        """
        question = Question(text=text, now=now or self._clock.now(), language=language)
        turn = self._turn(conversation, question.now)
        # Both of one version, whatever comes while a thread works.
        answerer, answers = self._answerer, self._answers
        worked = answers.find(question, turn)
        if worked is None:
            if self._offload:
                worked = await asyncio.to_thread(answerer.answer, question, turn)
            else:
                worked = answerer.answer(question, turn)
            answers.keep(question, turn, worked)
        answer, after = worked
        self._remember(conversation, after)
        if self._unanswered is not None and is_whole:
            self._unanswered.hear(text, answer, conversation)
        return answer

    async def press(
        self, subject: str, aspect: str, *, conversation: str, language: Language
    ) -> Answer:
        """Answer what a suggestion asks; one that is not known any more gets an `outside` answer.

        Args:
            subject: a reference.
            aspect: id of what is asked about it.
            conversation: as in `ask`.
            language: to answer in.
        """
        now = self._clock.now()
        answer, after = self._answerer.about(subject, aspect, language=language, now=now)
        self._remember(conversation, after)
        if self._unanswered is not None:
            self._unanswered.chosen(conversation)
        return answer

    def starters(self, language: Language) -> tuple[Suggestion, ...]:
        """What somebody may ask who does not know yet what to ask."""
        return self._answerer.starters(language, self._clock.now())

    async def forget(self) -> None:
        """Forget the conversations that are over, and what was asked before this minute.

        Nobody may ask again for days, and until then it would be kept for nothing.
        """
        now = self._clock.now()
        # The longest silent one is the first.
        while self._turns and _is_over(next(iter(self._turns.values())), now):
            self._turns.popitem(last=False)
        self._answers.forget(now)

    def _turn(self, conversation: str, now: datetime) -> Turn | None:
        turn = self._turns.get(conversation)
        if turn is not None and _is_over(turn, now):
            del self._turns[conversation]
            return None
        return turn

    def _remember(self, conversation: str, turn: Turn | None) -> None:
        self._turns.pop(conversation, None)
        if turn is None:
            return
        self._turns[conversation] = turn
        if len(self._turns) > self._capacity:
            self._turns.popitem(last=False)


class _Answers:
    """The answers of this minute, by the question and what it may refer to.

    No instant in the knowledge is finer than a minute, so that within one nothing begins or ends.
    """

    def __init__(self) -> None:
        self._minute: datetime | None = None
        self._worked: dict[Hashable, tuple[Answer, Turn | None, bool]] = {}

    def find(self, question: Question, turn: Turn | None) -> _Worked | None:
        """The answer to the same question, if it was asked in this minute, and the turn after."""
        if self._minute != _minute(question.now):
            return None
        found = self._worked.get(_key(question, turn))
        if found is None:
            return None
        answer, after, is_unchanged = found
        if is_unchanged:
            return answer, turn
        return answer, replace(after, at=question.now) if after is not None else None

    def forget(self, now: datetime) -> None:
        """Keep nothing of another minute than this."""
        if self._minute != _minute(now):
            self._worked.clear()

    def keep(self, question: Question, turn: Turn | None, worked: _Worked) -> None:
        """Keep an answer for as long as the minute of its question lasts."""
        minute = _minute(question.now)
        if minute != self._minute or len(self._worked) >= _KEPT_ANSWERS:
            self._minute = minute
            self._worked.clear()
        answer, after = worked
        self._worked[_key(question, turn)] = (answer, after, after is turn)


def _is_over(turn: Turn, now: datetime) -> bool:
    # Also when the clock was set back: what is ahead of now is no context for it.
    return not timedelta(0) <= now - turn.at <= CONVERSATION_LIFETIME


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)


def _key(question: Question, turn: Turn | None) -> Hashable:
    """What an answer depends on, but for the knowledge and the minute."""
    before = (turn.subjects, turn.aspects, turn.filters) if turn is not None else None
    return question.text, question.language, question.now.tzinfo, before
