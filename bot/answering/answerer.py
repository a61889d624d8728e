"""The answerer: one edition's knowledge, ready for questions. It knows no clock and no channel."""

from collections.abc import Mapping
from datetime import datetime

from bot.answering.compose import Composer
from bot.answering.model import Answer, Kind, Question, Request, Suggestion, Turn, Understanding
from bot.answering.subjects import Meanings
from bot.answering.understand import Understander
from bot.answering.words import load_words
from bot.knowledge.knowledge import Knowledge, reference
from bot.language import Language
from bot.locales import Texts


class Answerer:
    """Answers questions about one edition."""

    def __init__(
        self,
        knowledge: Knowledge,
        texts: Mapping[Language, Texts],
        meanings: Meanings | None = None,
    ) -> None:
        self._knowledge = knowledge
        self._understander = Understander(knowledge, load_words(knowledge), meanings)
        self._composer = Composer(knowledge, texts)

    def answer(self, question: Question, turn: Turn | None = None) -> tuple[Answer, Turn | None]:
        """The answer, and the turn to hand in with the conversation's next question."""
        understanding = self._understander.understand(question, turn)
        answer = self._composer.compose(understanding, now=question.now)
        if turn is not None and self._is_beside(understanding, answer):
            return answer, turn
        return answer, _turn(understanding, answer, question.now) or turn

    def _is_beside(self, understanding: Understanding, answer: Answer) -> bool:
        """Whether it was asked of nothing in particular, and in vain: what was spoken of stays."""
        edition = reference(self._knowledge.edition)
        return answer.kind is Kind.NOT_STATED and all(
            each.subject == edition and each.aspect != "unknown" for each in understanding.requests
        )

    def about(
        self, subject: str, aspect: str, *, language: Language, now: datetime
    ) -> tuple[Answer, Turn | None]:
        """The answer to a suggestion; an `outside` answer when its subject is no longer known."""
        requests: tuple[Request, ...] = ()
        if self._knowledge.get(subject) is not None:
            requests = (Request(aspect=aspect, subject=subject),)
        understanding = Understanding(language=language, requests=requests, confidence=1.0)
        answer = self._composer.compose(understanding, now=now)
        return answer, _turn(understanding, answer, now)

    def starters(self, language: Language, now: datetime) -> tuple[Suggestion, ...]:
        """What to offer somebody who has not asked anything yet."""
        return self._composer.starters(language, now)


def _turn(understanding: Understanding, answer: Answer, now: datetime) -> Turn | None:
    """What the conversation is about after this exchange; None when it was about nothing."""
    if answer.kind not in (Kind.ANSWER, Kind.NOT_STATED, Kind.CLARIFY):
        return None
    requests = understanding.requests
    if not requests:
        return None
    return Turn(
        subjects=tuple(dict.fromkeys(each.subject for each in requests if each.subject)),
        aspects=tuple(dict.fromkeys(each.aspect for each in requests if each.aspect != "unknown")),
        at=now,
        language=understanding.language,
        filters=next((each.filters for each in requests if each.filters), requests[0].filters),
    )
