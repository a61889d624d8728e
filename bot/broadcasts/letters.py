"""Letters: an announcement as one recipient gets it, which is as thousands do."""

from collections.abc import Mapping
from enum import StrEnum

from bot.broadcasts.checking import length
from bot.broadcasts.records import Announcement, Audience, Recipient, Version
from bot.delivery.message import Action, Button, Link, Verbatim
from bot.language import Language
from bot.locales import Texts

#: The verb of a button that asks what an announcement's button says.
ASK = "aq"
_KEPT = 256


class Footer(StrEnum):
    """The line under an announcement: why it came, and how to get no more."""

    FOLLOWER = "follower"
    UNIT = "unit"
    STAFF = "staff"
    NONE = "none"  #: in groups and channels, whose own administrators decide


def footer_for(audience: Audience, kind: str) -> Footer:
    """The line for a chat of this kind."""
    if kind != "private":
        return Footer.NONE
    if audience.kind.is_public:
        return Footer.FOLLOWER
    return Footer.UNIT if audience.kind.is_of_units else Footer.STAFF


class Letters:
    """Writes announcements for their readers; what is the same for many is one object.

    Args:
        texts: the words of every language.
    """

    def __init__(self, texts: Mapping[Language, Texts]) -> None:
        self._texts = texts
        self._written: dict[tuple[object, ...], Verbatim] = {}

    def to(
        self,
        announcement: Announcement,
        recipient: Recipient,
        language: Language,
        *,
        is_repeat: bool = False,
    ) -> Verbatim:
        """An announcement for a recipient who reads a language."""
        footer = footer_for(announcement.audience, recipient.kind)
        return self._letter(announcement, language, footer, is_repeat=is_repeat)

    def copy(self, announcement: Announcement, language: Language) -> Verbatim:
        """An announcement exactly as a person of its audience who reads a language will get it."""
        footer = footer_for(announcement.audience, "private")
        return self._letter(announcement, language, footer, is_repeat=False)

    def _letter(
        self, announcement: Announcement, language: Language, footer: Footer, *, is_repeat: bool
    ) -> Verbatim:
        key = (announcement.id, announcement.changed_at, language, footer, is_repeat)
        if key not in self._written:
            if len(self._written) >= _KEPT:
                self._written.clear()
            self._written[key] = self._write(announcement, language, footer, is_repeat=is_repeat)
        return self._written[key]

    def _write(
        self, announcement: Announcement, language: Language, footer: Footer, *, is_repeat: bool
    ) -> Verbatim:
        version = announcement.content.version_for(language)
        texts = self._texts[language]
        lines = [texts("broadcasts.repeat")] if is_repeat else []
        if footer is not Footer.NONE:
            lines.append(texts(f"broadcasts.footer.{footer}"))
        text, entities = version.text, [dict(each) for each in version.entities]
        for line in lines:
            text = f"{text}\n\n{line}" if text else line
            begins = length(text) - length(line)
            entities.append({"type": "italic", "offset": begins, "length": length(line)})
        return Verbatim(
            text=text,
            entities=tuple(entities),
            media=tuple(announcement.content.media),
            buttons=_rows(announcement, version),
        )


def question(announcement: Announcement, argument: str) -> tuple[str, Language] | None:
    """What the button with this argument asks, and in which language; None: it is gone."""
    number, _, tag = argument.partition(".")
    version = announcement.content.versions.get(Language(tag)) if tag in set(Language) else None
    if version is None or not number.isdecimal() or int(number) >= len(version.buttons):
        return None
    asked = version.buttons[int(number)].question
    return (asked, Language(tag)) if asked is not None else None


def _rows(announcement: Announcement, version: Version) -> tuple[tuple[Button | Link, ...], ...]:
    versions = announcement.content.versions
    language = next((tag for tag, each in versions.items() if each is version), None)
    return tuple(
        (
            Link(each.label, each.url)
            if each.url is not None
            else Button(each.label, Action(ASK, announcement.id, f"{number}.{language}")),
        )
        for number, each in enumerate(version.buttons)
    )
