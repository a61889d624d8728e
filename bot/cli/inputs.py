"""What a command starts from, read from its options; what cannot be used is refused by name."""

import os
from datetime import tzinfo
from pathlib import Path

from bot.answering.words import known_ids
from bot.cli.instants import instant_of
from bot.cli.speech import language_of
from bot.clock import Clock, SettableClock, SystemClock
from bot.errors import ZhouzhiError
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.validation import KnowledgeRefused, read
from bot.language import Language
from bot.locales import Texts
from bot.settings import SettingRefused, Settings, load_settings


class KnowledgeFileRefused(ZhouzhiError):
    """The knowledge file cannot be used, told in one line; `check` tells the rest."""

    def __init__(self, path: Path, refusal: KnowledgeRefused) -> None:
        super().__init__(f"{path}: {refusal}")
        self.path = path
        self.problems = refusal.problems

    def text(self, texts: Texts) -> str:
        """The file, its first problem, and how to see the others."""
        fix = self.problems[0].text(texts)
        if len(self.problems) > 1:
            command = f"python -m bot check {self.path}"
            fix = texts("cli.first-of", first=fix, n=len(self.problems), command=command)
        return texts("cli.refused", field=self.path, fix=fix)


def settings_of(config: Path | None, data: Path | None) -> Settings:
    """The settings, with the knowledge file that the command line names.

    Raises:
        SettingsRefused: they cannot be used.
    """
    settings = load_settings(config, os.environ)
    if data is None:
        return settings
    knowledge = settings.knowledge.model_copy(update={"path": data})
    return settings.model_copy(update={"knowledge": knowledge})


def read_knowledge(path: Path) -> Knowledge:
    """What the file holds.

    Raises:
        SettingRefused: it cannot be read.
        KnowledgeFileRefused: it is not a valid knowledge file.
    """
    try:
        return read(content_of(path), known=known_ids())
    except KnowledgeRefused as refusal:
        raise KnowledgeFileRefused(path, refusal) from None


def content_of(path: Path) -> bytes:
    """The bytes of a file.

    Raises:
        SettingRefused: it is not there, or cannot be read.
    """
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise SettingRefused(str(path), fix_key="cli.file-missing") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise SettingRefused(str(path), fix_key="cli.file-unreadable", reason=reason) from None


def clock_of(now: str | None, zone: tzinfo) -> Clock:
    """The machine's clock, or one that starts at `now`."""
    return SystemClock() if now is None else SettableClock(instant_of(now, zone))


def language_option(tag: str | None, *, field: str = "--lang") -> Language | None:
    """The language that was asked for, if any was.

    Raises:
        SettingRefused: it is none that we speak.
    """
    if tag is None:
        return None
    language = language_of(tag)
    if language is None:
        raise SettingRefused(field, tag, fix_key="cli.option.lang")
    return language
