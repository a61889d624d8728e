"""What can be refused about an announcement, in words for staff."""

from enum import StrEnum

from bot.errors import ZhouzhiError


class AnnouncementUnknown(ZhouzhiError):
    """There is no announcement with this id."""

    text_key = "broadcasts.error.unknown"

    def __init__(self, announcement_id: int) -> None:
        super().__init__(f"no announcement {announcement_id}")


class AnnouncementMovedOn(ZhouzhiError):
    """Somebody else was first: in its present state this cannot be done; nothing was changed.

    Args:
        state: the present one.
    """

    text_key = "broadcasts.error.moved-on"

    def __init__(self, announcement_id: int, state: str) -> None:
        super().__init__(f"announcement {announcement_id} is {state}")
        self.state = state


class NotTheAuthor(ZhouzhiError):
    """A draft is changed by its author alone, lest somebody approves what they wrote themselves."""

    text_key = "broadcasts.error.not-author"

    def __init__(self, announcement_id: int) -> None:
        super().__init__(f"announcement {announcement_id}: not of this author")


class SecondPersonNeeded(ZhouzhiError):
    """To so many people an announcement goes only when another than its author agrees."""

    text_key = "broadcasts.error.second-person"

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} recipients: approved by its author", n=count)


class ContentProblem(StrEnum):
    """Why an announcement cannot be sent as it is."""

    EMPTY = "empty"  #: neither text nor files
    TOO_LONG = "too-long"  #: Telegram takes 4,096 characters
    CAPTION_TOO_LONG = "caption-too-long"  #: under a picture 1,024
    ALBUM_SIZE = "album-size"  #: an album is of 2 to 10
    ALBUM_KINDS = "album-kinds"  #: documents go with documents alone
    ALBUM_BUTTONS = "album-buttons"  #: an album takes no buttons
    BUTTONS_WITHOUT_TEXT = "buttons-without-text"
    TOO_MANY_BUTTONS = "too-many-buttons"
    BUTTON_LABEL = "button-label"  #: empty, or longer than a button shows
    BUTTON_URL = "button-url"  #: not a page on the web
    BUTTON_QUESTION = "button-question"  #: empty or too long


class ContentRefused(ZhouzhiError):
    """An announcement cannot be sent as it is; nothing was changed."""

    def __init__(self, problem: ContentProblem, n: int = 0) -> None:
        super().__init__(f"announcement refused: {problem}", n=n)
        self.problem = problem
        self.text_key = f"broadcasts.content.{problem}"


class NobodyToTell(ZhouzhiError):
    """The audience is nobody at this moment."""

    text_key = "broadcasts.error.nobody"

    def __init__(self) -> None:
        super().__init__("an empty audience")


class AudienceUnknown(ZhouzhiError):
    """The audience names a topic, group, deadline or unit that there is not."""

    text_key = "broadcasts.error.audience"

    def __init__(self, argument: str) -> None:
        super().__init__(f"no such audience: {argument!r}", argument=argument)


class TooLate(ZhouzhiError):
    """The announcement would go out in the past."""

    text_key = "broadcasts.error.too-late"

    def __init__(self) -> None:
        super().__init__("to be sent in the past")
