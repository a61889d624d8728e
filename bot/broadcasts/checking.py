"""Checking: whether Telegram takes an announcement as it is. Pure."""

from urllib.parse import urlsplit

from bot.broadcasts.errors import ContentProblem, ContentRefused
from bot.broadcasts.records import AnnouncementButton, Content, Version
from bot.delivery.message import MediaKind

#: Telegram takes 4,096 and 1,024 UTF-16 units; the last line is put under the text.
FOOTER_UNITS = 224
MOST_TEXT = 4096 - FOOTER_UNITS
MOST_CAPTION = 1024 - FOOTER_UNITS
MOST_ALBUM = 10
MOST_BUTTONS = 8
_MOST_LABEL = 60
_MOST_QUESTION = 200


def check(content: Content) -> None:
    """Refuse what could not be sent as one message; an empty one is refused elsewhere.

    One message, because of two the first may arrive and the second not. So a text goes under its
    picture, and must not be longer than Telegram takes there.

    Raises:
        ContentRefused: says what to change.
    """
    _check_album(content)
    for version in content.versions.values():
        _check_text(version, has_media=bool(content.media))
        _check_buttons(version, is_album=len(content.media) > 1)


def check_complete(content: Content) -> None:
    """Refuse what says nothing at all.

    Raises:
        ContentRefused: it does.
    """
    if not content.media and not any(each.text.strip() for each in content.versions.values()):
        raise ContentRefused(ContentProblem.EMPTY)
    if any(each.buttons and not each.text.strip() for each in content.versions.values()):
        raise ContentRefused(ContentProblem.BUTTONS_WITHOUT_TEXT)
    check(content)


def length(text: str) -> int:
    """The length of a text as Telegram counts: an emoji counts twice."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _check_album(content: Content) -> None:
    if len(content.media) > MOST_ALBUM:
        raise ContentRefused(ContentProblem.ALBUM_SIZE, MOST_ALBUM)
    is_document = {each.kind is MediaKind.DOCUMENT for each in content.media}
    if len(is_document) > 1:
        raise ContentRefused(ContentProblem.ALBUM_KINDS)


def _check_text(version: Version, *, has_media: bool) -> None:
    most = MOST_CAPTION if has_media else MOST_TEXT
    if length(version.text) > most:
        problem = ContentProblem.CAPTION_TOO_LONG if has_media else ContentProblem.TOO_LONG
        raise ContentRefused(problem, most)


def _check_buttons(version: Version, *, is_album: bool) -> None:
    if not version.buttons:
        return
    if is_album:
        raise ContentRefused(ContentProblem.ALBUM_BUTTONS)
    if len(version.buttons) > MOST_BUTTONS:
        raise ContentRefused(ContentProblem.TOO_MANY_BUTTONS, MOST_BUTTONS)
    for button in version.buttons:
        _check_button(button)


def _check_button(button: AnnouncementButton) -> None:
    if not button.label.strip() or len(button.label) > _MOST_LABEL:
        raise ContentRefused(ContentProblem.BUTTON_LABEL, _MOST_LABEL)
    if button.url is not None and not _is_page(button.url):
        raise ContentRefused(ContentProblem.BUTTON_URL)
    if button.question is not None and not 0 < len(button.question.strip()) <= _MOST_QUESTION:
        raise ContentRefused(ContentProblem.BUTTON_QUESTION, _MOST_QUESTION)


def _is_page(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and "." in (parts.hostname or "") and " " not in url
