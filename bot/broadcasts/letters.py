"""Letters: an announcement as one recipient gets it, which is as thousands do."""

from collections.abc import Callable, Mapping
from enum import StrEnum

from bot.broadcasts.checking import length
from bot.broadcasts.records import (
    Announcement,
    Audience,
    AudienceKind,
    Content,
    Recipient,
    Version,
)
from bot.delivery.message import Action, Button, Link, Verbatim
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.records import Contact
from bot.language import Language
from bot.locales import Texts

#: The verb of a button that asks what an announcement's button says.
ASK = "aq"
_KEPT = 256
#: As much of a name, and as many telephone numbers, as the last line has room for.
LONGEST_NAME = 24
_MOST_WAYS = 2


class Footer(StrEnum):
    """The line under an announcement: why it came, and how to get no more."""

    FOLLOWER = "follower"
    UNIT = "unit"
    WRITTEN = "written"  #: to one unit, by somebody: from whom, and whom to call
    STAFF = "staff"
    NONE = "none"  #: in groups and channels, whose own administrators decide


def footer_for(audience: Audience, kind: str) -> Footer:
    """The line for a chat of this kind."""
    if kind != "private":
        return Footer.NONE
    if audience.kind.is_public:
        return Footer.FOLLOWER
    if audience.kind is AudienceKind.UNIT:
        return Footer.WRITTEN
    return Footer.UNIT if audience.kind.is_of_units else Footer.STAFF


class Letters:
    """Writes announcements for their readers; what is the same for many is one object.

    Args:
        texts: the words of every language.
        knowledge: gives the knowledge as it is now: whom to call.
    """

    def __init__(self, texts: Mapping[Language, Texts], knowledge: Callable[[], Knowledge]) -> None:
        self._texts = texts
        self._knowledge = knowledge
        self._written: dict[tuple[object, ...], tuple[Content, Verbatim]] = {}

    def to(
        self,
        announcement: Announcement,
        recipient: Recipient,
        language: Language,
        *,
        author: str = "",
        is_repeat: bool = False,
    ) -> Verbatim:
        """An announcement for a recipient who reads a language.

        Args:
            announcement: as it stands.
            recipient: who gets it.
            language: that they read.
            author: what its author is called; needed where it is for one unit.
            is_repeat: whether they may have got it already.
        """
        footer = footer_for(announcement.audience, recipient.kind)
        last_line = self._last_line(footer, language, author)
        return self._letter(announcement, language, last_line, is_repeat=is_repeat)

    def copy(self, announcement: Announcement, language: Language, author: str = "") -> Verbatim:
        """An announcement exactly as a person of its audience who reads a language will get it."""
        footer = footer_for(announcement.audience, "private")
        last_line = self._last_line(footer, language, author)
        return self._letter(announcement, language, last_line, is_repeat=False)

    def _last_line(self, footer: Footer, language: Language, author: str) -> str:
        texts = self._texts[language]
        if footer is Footer.NONE:
            return ""
        if footer is not Footer.WRITTEN:
            return texts(f"broadcasts.footer.{footer}")
        knowledge = self._knowledge()
        office = knowledge.find(Contact, knowledge.edition.contact)
        ways = (office.phones or office.emails)[:_MOST_WAYS] if office is not None else ()
        key = "broadcasts.footer.written" if ways else "broadcasts.footer.written-alone"
        name = author[:LONGEST_NAME] or texts("broadcasts.office")
        return texts(key, name=name, ways=texts("broadcasts.or").join(ways))

    def _letter(
        self, announcement: Announcement, language: Language, last_line: str, *, is_repeat: bool
    ) -> Verbatim:
        key, content = (announcement.id, language, last_line, is_repeat), announcement.content
        written = self._written.get(key)
        # By what it says, since an instant does not tell two changes apart, and most changes of an
        # announcement are none of its words.
        if written is None or written[0] != content:
            if len(self._written) >= _KEPT:
                self._written.clear()
            letter = self._write(announcement, language, last_line, is_repeat=is_repeat)
            written = self._written[key] = content, letter
        return written[1]

    def _write(
        self, announcement: Announcement, language: Language, last_line: str, *, is_repeat: bool
    ) -> Verbatim:
        version = announcement.content.version_for(language)
        lines = [self._texts[language]("broadcasts.repeat")] if is_repeat else []
        if last_line:
            lines.append(last_line)
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
