"""Building: from an edition's knowledge to the answerer that the settings ask for."""

from collections.abc import Mapping
from threading import Thread

from bot.answering.answerer import Answerer
from bot.answering.meanings import SentenceEncoder, SentenceMeanings, is_installed
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from bot.settings import Embeddings, SettingRefused


class AnswererBuilder:
    """Makes an answerer for each version of the knowledge.

    Args:
        texts: the words of every language.
        embeddings: what the operator chose.
        warm: whether the model, which takes seconds, is loaded in the background at once, or when
            a question first needs it.

    Raises:
        SettingRefused: embeddings are switched on and not installed.
    """

    def __init__(
        self, texts: Mapping[Language, Texts], embeddings: Embeddings, *, warm: bool = True
    ) -> None:
        installed = is_installed()
        if embeddings is Embeddings.ON and not installed:
            raise SettingRefused(
                "answers.embeddings", embeddings.value, fix_key="cli.embeddings-missing"
            )
        #: whether a question may take milliseconds of computation, better spent in a thread
        self.uses_embeddings = installed and embeddings is not Embeddings.OFF
        self._encoder = SentenceEncoder()
        self._texts = texts
        self._warm = warm

    def __call__(self, knowledge: Knowledge) -> Answerer:
        """The answerer for this knowledge."""
        if not self.uses_embeddings:
            return Answerer(knowledge, self._texts)
        meanings = SentenceMeanings(knowledge, self._encoder)
        if self._warm:
            Thread(target=meanings.warm, name="embeddings", daemon=True).start()
        return Answerer(knowledge, self._texts, meanings)
