"""Text in one or more languages: how a record says something to a person."""

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import PydanticCustomError, core_schema

from bot.language import FALLBACKS, Language, detect, has_han, to_simplified, to_traditional

#: By their tags; much faster to ask than the enumeration itself, of which 100,000 records notice.
_LANGUAGES: Mapping[str, Language] = {language.value: language for language in Language}


class Text:
    """Words in the languages they are known in; immutable.

    In the file it is one string, or an object with a string per language. One string is in the
    language it looks like. Where only one Chinese script is given the other is derived from it;
    English is never derived.
    """

    __slots__ = ("_by_language",)

    def __init__(self, by_language: Mapping[Language, str]) -> None:
        self._by_language = dict(by_language)

    @classmethod
    def of(cls, value: str | Mapping[str, object]) -> "Text":
        """Read it from its form in the file.

        Raises:
            PydanticCustomError: a ValueError; a language that is not known, or an empty text.
        """
        if isinstance(value, str):
            value = {detect(value) if has_han(value) else Language.EN: value}
        by_language: dict[Language, str] = {}
        for tag, words in value.items():
            if tag not in _LANGUAGES:
                raise PydanticCustomError("text_language", "unknown language {tag}", {"tag": tag})
            if not isinstance(words, str) or not (stripped := words.strip()):
                raise PydanticCustomError("text", "a text, or one text per language")
            by_language[_LANGUAGES[tag]] = stripped
        if not by_language:
            raise PydanticCustomError("text", "a text, or one text per language")
        return cls(by_language)

    def in_(self, language: Language) -> str:
        """The words for a reader of this language, or the nearest that there are."""
        return self._by_language.get(language) or self._derived(language)

    def has(self, language: Language) -> bool:
        """Whether the words were written in exactly this language."""
        return language in self._by_language

    def language_for(self, language: Language) -> Language:
        """The language in which `in_` will speak."""
        return next(near for near in FALLBACKS[language] if near in self._by_language)

    def as_written(self) -> Iterator[str]:
        """Each wording that the file holds."""
        return iter(self._by_language.values())

    def _derived(self, language: Language) -> str:
        nearest = self.language_for(language)
        words = self._by_language[nearest]
        if language is Language.HANT and nearest is Language.HANS:
            return to_traditional(words)
        if language is Language.HANS and nearest is Language.HANT:
            return to_simplified(words)
        return words

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Text) and self._by_language == other._by_language

    def __hash__(self) -> int:
        return hash(tuple(sorted(self._by_language.items())))

    def __repr__(self) -> str:
        return f"Text({self._by_language!r})"

    @classmethod
    def __get_pydantic_core_schema__(
        cls, _source: Any, _handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda text: dict(text._by_language)
            ),
        )

    @classmethod
    def _validate(cls, value: Any) -> "Text":
        if isinstance(value, Text):
            return value
        if not isinstance(value, str | dict):
            raise PydanticCustomError("text", "a text, or one text per language")
        return cls.of(value)
