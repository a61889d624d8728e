"""Enquiries: the service that people's questions go to, whatever the channel.

It keeps what is asked about in each conversation, and changes to new knowledge between two
questions, so that no answer is made of two versions.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.answering.answerer import Answerer
from bot.answering.model import Answer, Question, Suggestion, Turn
from bot.clock import Clock
from bot.knowledge.knowledge import Knowledge
from bot.language import Language

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
        capacity: how many conversations are remembered.
    """

    def __init__(
        self,
        knowledge: Knowledge,
        build: Callable[[Knowledge], Answerer],
        clock: Clock,
        *,
        offload: bool = False,
        capacity: int = 100_000,
    ) -> None:
        self._knowledge = knowledge
        self._build = build
        self._answerer = build(knowledge)
        self._clock = clock
        self._offload = offload
        self._capacity = capacity
        self._turns: OrderedDict[str, Turn] = OrderedDict()

    @property
    def knowledge(self) -> Knowledge:
        """What is answered from now."""
        return self._knowledge

    async def change_knowledge(self, knowledge: Knowledge) -> None:
        """Answer from this knowledge from now on; until it is ready, from the old."""
        answerer = await asyncio.to_thread(self._build, knowledge)
        self._knowledge, self._answerer = knowledge, answerer

    async def ask(
        self,
        text: str,
        *,
        conversation: str,
        language: Language | None = None,
        now: datetime | None = None,
    ) -> Answer:
        """Answer a question put in a person's own words.

        Args:
            text: anything at all.
            conversation: the same for questions that may refer to one another.
            language: the one that the person chose; None for that of the question.
            now: when it is asked; aware. None for the clock's time.
        """
        question = Question(text=text, now=now or self._clock.now(), language=language)
        turn = self._turn(conversation, question.now)
        answerer = self._answerer
        if self._offload:
            answer, after = await asyncio.to_thread(answerer.answer, question, turn)
        else:
            answer, after = answerer.answer(question, turn)
        self._remember(conversation, after)
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
        return answer

    def starters(self, language: Language) -> tuple[Suggestion, ...]:
        """What somebody may ask who does not know yet what to ask."""
        return self._answerer.starters(language, self._clock.now())

    def _turn(self, conversation: str, now: datetime) -> Turn | None:
        turn = self._turns.get(conversation)
        if turn is not None and not timedelta(0) <= now - turn.at <= CONVERSATION_LIFETIME:
            # Also when the clock was set back: what is ahead of now is no context for it.
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
