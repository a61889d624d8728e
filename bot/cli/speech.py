"""Which language the person at the command line reads."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.language import Language
from bot.locales import Texts

_TRADITIONAL = ("hant", "tw", "hk", "mo")


@dataclass(frozen=True, slots=True)
class Speech:
    """How the person at the command line is spoken to."""

    every: Mapping[Language, Texts]
    language: Language

    @property
    def texts(self) -> Texts:
        """The words of the person's language."""
        return self.every[self.language]


def language_of(tag: str) -> Language | None:
    """The nearest language that we speak to a tag or locale, such as `zh_TW.UTF-8` or `en-GB`.

    None for one that we do not speak.
    """
    parts = tag.partition(".")[0].partition("@")[0].replace("_", "-").lower().split("-")
    if parts[0] == "en":
        return Language.EN
    if parts[0] not in ("zh", "cmn", "yue"):
        return None
    return Language.HANT if any(part in _TRADITIONAL for part in parts) else Language.HANS


def option_of(name: str, arguments: Sequence[str]) -> str | None:
    """The last value of an option among the arguments, before they are parsed."""
    value = None
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        if argument == name:
            value = following
        elif argument.startswith(f"{name}="):
            value = argument.partition("=")[2]
    return value


def reader_language(arguments: Sequence[str], environ: Mapping[str, str]) -> Language:
    """The language to speak: `--lang`, else that of the environment, else English.

    It is needed before the arguments are parsed, since what is wrong with them has to be said.
    """
    for tag in (
        option_of("--lang", arguments),
        *map(environ.get, ("LC_ALL", "LC_MESSAGES", "LANG")),
    ):
        if tag:  # the first that is set decides, as POSIX has it
            return language_of(tag) or Language.EN
    return Language.EN
