"""Every word that a person sees, in the languages that people are answered in.

One gettext catalogue per language and domain (`zh_Hans/answering.po`), so that translators use
the tools they know. Message ids are keys ("answer.not-stated"), never sentences: no language is
the original. The catalogues are read at start; nothing has to be compiled.
"""

import gettext
import io
from collections.abc import Mapping
from importlib.resources import files

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from bot.language import Language


class Texts:
    """The words of one language."""

    def __init__(self, language: Language, catalogue: gettext.NullTranslations) -> None:
        self.language = language
        self._catalogue = catalogue

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, its `{names}` filled in.

        A key whose form depends on a count is given the count as `n`.

        Raises:
            KeyError: no catalogue has the key, or a name in the text was not given.
        """
        if "n" in values:
            found = self._catalogue.ngettext(key, key, int(str(values["n"])))
        else:
            found = self._catalogue.gettext(key)
        if found == key:
            raise KeyError(f"{self.language}: no text for {key!r}")
        return found.format_map(values) if values else found


def load_texts() -> Mapping[Language, Texts]:
    """The texts of every language, from the catalogues beside this file."""
    return {language: Texts(language, _catalogue(language)) for language in Language}


def _catalogue(language: Language) -> gettext.NullTranslations:
    """All domains of a language as one catalogue, so that no key is looked for in several."""
    locale = language.replace("-", "_")
    merged = Catalog(locale=locale)
    for file in sorted((files(__name__) / locale).iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".po"):
            continue
        with file.open("rb") as stream:
            for message in read_po(stream, locale=locale):
                if message.id:
                    merged.add(message.id, message.string)
    compiled = io.BytesIO()
    write_mo(compiled, merged)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
