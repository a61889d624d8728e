"""Every word that a person sees, in the languages that people are answered in.

One gettext catalogue per language and domain (`zh_Hans/answering.po`), so that translators use
the tools they know. Message ids are keys ("answering.not-stated"), never sentences: no language is
the original. A key begins with its domain, whose catalogue is read when it is first asked for;
nothing has to be compiled.
"""

import gettext
import io
from collections.abc import Mapping
from importlib.resources import files

from bot.language import Language


class Texts:
    """The words of one language."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self._domains: dict[str, gettext.NullTranslations] = {}

    def __call__(self, key: str, /, **values: object) -> str:
        """The text of a key, its `{names}` filled in.

        A key whose form depends on a count is given the count as `n`.

        Raises:
            KeyError: no catalogue has the key, or a name in the text was not given.
        """
        catalogue = self._domain(key.partition(".")[0])
        if "n" in values:
            found = catalogue.ngettext(key, key, int(str(values["n"])))
        else:
            found = catalogue.gettext(key)
        if found == key:
            raise KeyError(f"{self.language}: no text for {key!r}")
        return found.format_map(values) if values else found

    def _domain(self, domain: str) -> gettext.NullTranslations:
        known = self._domains.get(domain)
        if known is None:
            known = self._domains[domain] = _catalogue(self.language, domain)
        return known


def load_texts() -> Mapping[Language, Texts]:
    """The texts of every language, from the catalogues beside this file."""
    return {language: Texts(language) for language in Language}


def _catalogue(language: Language, domain: str) -> gettext.NullTranslations:
    """One domain of a language; empty where there is no such domain."""
    # Imported here, since half of what it takes to start without a word to say goes into it.
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    locale = language.replace("-", "_")
    source = files(__name__) / locale / f"{domain}.po"
    if not source.is_file():
        return gettext.NullTranslations()
    with source.open("rb") as stream:
        catalogue = read_po(stream, locale=locale)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)
