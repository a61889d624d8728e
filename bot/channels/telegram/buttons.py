"""Buttons: what a button asks, in 64 bytes that only this bot can have written.

A button's data is a signature and what it signs:

    signature · verb · language · arguments        about the knowledge
    signature · "x" · verb · id · argument         about the database: an Action

The signature is bound to the chat, so that data from one chat means nothing in another. What the
arguments name is looked up as it is now: buttons live for years, and survive restarts, edits and
other editions. Whether somebody may still do what a button says is asked when it is pressed.
"""

import base64
import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from bot.delivery.message import Action
from bot.knowledge.knowledge import Knowledge, reference
from bot.knowledge.records import Source, Term
from bot.language import Language

MAX_BYTES = 64
_SIGNATURE_BYTES = 9  # 12 characters, no padding
_SIGNATURE_LENGTH = 12
_HASH_BYTES = 6  # 8 characters, no padding
#: Cannot begin an id that is written out.
_HASHED = "#"
_BETWEEN = ":"
#: Begins the data of an Action; the other verbs are "a", "s" and "l".
_ACTION = "x"

_LANGUAGE_LETTERS = {Language.HANS: "s", Language.HANT: "t", Language.EN: "e"}
_LETTER_LANGUAGES = {letter: language for language, letter in _LANGUAGE_LETTERS.items()}


@dataclass(frozen=True, slots=True)
class AskAbout:
    """Ask about an aspect of a subject."""

    language: Language
    aspect: str
    subject: str


@dataclass(frozen=True, slots=True)
class ShowSources:
    """Show in full where an answer is stated; names of sources, as of `source_name`."""

    language: Language
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChooseLanguage:
    """Be answered in this language from now on; None: in that of the question."""

    language: Language | None


PublicPress = AskAbout | ShowSources | ChooseLanguage
Press = PublicPress | Action


class Buttons:
    """Writes and reads the data of buttons.

    Args:
        token: the bot's; the key is derived from it, so that a new token ends all old buttons.
    """

    def __init__(self, token: str) -> None:
        key = hashlib.sha256(b"zhouzhi buttons\0" + token.encode()).digest()
        self._mac = hmac.new(key, digestmod="sha256")

    def pack(self, press: Press, chat_id: int) -> str:
        """The data of a button in this chat."""
        body = _body(press)
        return self._sign(body, chat_id) + body

    def unpack(self, data: object, chat_id: int) -> Press | None:
        """What a button asks; None when its data is not ours, or not of this chat."""
        if not isinstance(data, str):
            return None
        signature, body = data[:_SIGNATURE_LENGTH], data[_SIGNATURE_LENGTH:]
        # As bytes, because compare_digest refuses text that is not ASCII.
        expected = self._sign(body, chat_id)
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), expected.encode()):
            return None
        return _read(body)

    def _sign(self, body: str, chat_id: int) -> str:
        message = f"{chat_id}{_BETWEEN}{body}".encode("utf-8", "replace")
        mac = self._mac.copy()
        mac.update(message)
        return base64.urlsafe_b64encode(mac.digest()[:_SIGNATURE_BYTES]).decode()


MAX_SOURCES = (MAX_BYTES - _SIGNATURE_LENGTH - 2) // 8


@lru_cache(maxsize=4096)
def source_name(source: Source) -> str:
    """Eight characters that stand for a source in a button."""
    return _short_hash(f"{source.notice}\0{source.clause!r}")


class Directory:
    """What the names in buttons stand for, at one version of the knowledge."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._sources: dict[str, Source] = {}
        self._hashed: dict[str, str] = {}
        for record in knowledge.records():
            names = [reference(record), *record.details]
            if isinstance(record, Term):
                names.append(record.id)
            self._hashed.update((_HASHED + _short_hash(name), name) for name in names)
            for source in (*record.sources, *record.field_sources.values()):
                self._sources[source_name(source)] = source

    def name(self, written: str) -> str:
        """The id or reference that a button's argument stands for; itself if none is known."""
        return self._hashed.get(written, written)

    def sources(self, names: Iterable[str]) -> tuple[Source, ...]:
        """The sources of these names that still exist."""
        return tuple(self._sources[name] for name in names if name in self._sources)


class Directories:
    """The directory of the current knowledge, made once per version."""

    def __init__(self) -> None:
        self._of: tuple[Knowledge, Directory] | None = None

    def of(self, knowledge: Knowledge) -> Directory:
        """The directory of this knowledge."""
        if self._of is None or self._of[0] is not knowledge:
            self._of = (knowledge, Directory(knowledge))
        return self._of[1]


@lru_cache(maxsize=4096)
def _body(press: Press) -> str:
    """What is signed; crowds get the same buttons."""
    match press:
        case AskAbout(language, aspect, subject):
            return "a" + _LANGUAGE_LETTERS[language] + _fitting(aspect, subject)
        case ShowSources(language, names):
            return "s" + _LANGUAGE_LETTERS[language] + "".join(names[:MAX_SOURCES])
        case ChooseLanguage(language):
            return "l" + (_LANGUAGE_LETTERS[language] if language else "-")
        case Action(verb, id, argument):
            body = _ACTION + _BETWEEN.join((verb, str(id), argument))
            assert len(body.encode()) <= MAX_BYTES - _SIGNATURE_LENGTH and _BETWEEN not in verb
            return body


def _fitting(aspect: str, subject: str) -> str:
    """Aspect and subject, hashed where they are too long to be written out."""
    room = MAX_BYTES - _SIGNATURE_LENGTH - 2
    for written in (
        (aspect, subject),
        (aspect, _HASHED + _short_hash(subject)),
        (_HASHED + _short_hash(aspect), _HASHED + _short_hash(subject)),
    ):
        text = _BETWEEN.join(written)
        if len(text.encode()) <= room and _BETWEEN not in written[0]:
            return text
    raise AssertionError("two hashes fit")


def _read(body: str) -> Press | None:
    """What a body that we have signed asks; None when an older version wrote it otherwise."""
    if body.startswith(_ACTION):
        return _read_action(body.removeprefix(_ACTION))
    verb, letter, arguments = body[:1], body[1:2], body[2:]
    language = _LETTER_LANGUAGES.get(letter)
    if verb == "l":
        return ChooseLanguage(language)
    if language is None:
        return None
    if verb == "a":
        aspect, _, subject = arguments.partition(_BETWEEN)
        return AskAbout(language, aspect, subject)
    if verb == "s":
        names = tuple(arguments[at : at + 8] for at in range(0, len(arguments), 8))
        return ShowSources(language, names)
    return None


def _read_action(written: str) -> Action | None:
    match written.split(_BETWEEN, 2):
        case [verb, id, argument] if id.removeprefix("-").isdecimal():
            return Action(verb, int(id), argument)
    return None


def _short_hash(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()[:_HASH_BYTES]
    return base64.urlsafe_b64encode(digest).decode()
