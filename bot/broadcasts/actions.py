"""What the buttons about announcements ask: the verb, the id and the argument of each `Action`."""

from collections.abc import Mapping
from enum import StrEnum

from bot.broadcasts.records import Audience, AudienceKind
from bot.directory.roles import Permission
from bot.filings.actions import item_token

#: The argument of a button that does what one like it has asked about.
SURE = "y"
#: The argument of a button that takes something out of a draft.
REMOVE = "x"


class AnnounceVerb(StrEnum):
    """What is asked. The id is an announcement's, where nothing else is said."""

    NEW = "an"  #: begin a draft; id 0
    OPEN = "ao"  #: show it in a message of its own
    SHOW = "as"  #: show it in this message again
    LANGUAGE = "al"  #: argument: a language, whose text is shown, or asked for
    CONVERT = "ac"  #: argument: a language; its text becomes the other script's, converted
    ERASE = "ae"  #: argument: a language, whose text is taken out
    MEDIA = "am"  #: argument: `REMOVE`, or empty to be asked for them
    BUTTONS = "ab"  #: argument: a language, with `REMOVE` after it to take them out
    AUDIENCE = (
        "aa"  #: argument: empty, a kind, or a kind with what it needs, as `audience_argument`
    )
    TIME = "at"  #: argument: `NOW`, `TYPED`, or empty to be asked
    URGENT = "au"  #: argument: "1" or "0"
    PREVIEW = "ap"
    SUBMIT = "af"  #: argument: `SURE` and the count that was shown, or empty to be shown it
    RECALL = "ar"  #: make it a draft again
    DISCARD = "ad"  #: argument: `SURE`, or empty to be asked once more
    APPROVE = "ay"
    SEND_BACK = "ak"  #: ask for the reason why it is not approved
    PAUSE = "ah"
    RESUME = "ag"
    CANCEL = "ax"  #: argument: `SURE`, or empty to be asked once more
    REPORT = "aR"  #: the report as a table
    UNCERTAIN = "ai"  #: argument: `SURE`: send them again; empty: list them
    LEAVE = "aL"  #: what may have arrived is not sent again
    EDIT = "aw"  #: argument: a language, whose new text is asked for; or empty to be asked which
    DELETE = "az"  #: argument: `SURE`, or empty to be asked once more
    PIN = "aj"


#: What one has to be permitted to press them; each is asked again in the transaction that acts.
PERMISSIONS: Mapping[str, Permission] = {
    **dict.fromkeys(AnnounceVerb, Permission.DRAFT),
    AnnounceVerb.SUBMIT: Permission.SUBMIT,
    **dict.fromkeys((AnnounceVerb.APPROVE, AnnounceVerb.SEND_BACK), Permission.APPROVE),
    **dict.fromkeys(
        (
            AnnounceVerb.PAUSE,
            AnnounceVerb.RESUME,
            AnnounceVerb.CANCEL,
            AnnounceVerb.UNCERTAIN,
            AnnounceVerb.LEAVE,
            AnnounceVerb.EDIT,
            AnnounceVerb.DELETE,
            AnnounceVerb.PIN,
        ),
        Permission.CONTROL,
    ),
}

#: When an announcement goes out.
NOW = "n"
TYPED = "t"

_KINDS: Mapping[AudienceKind, str] = {
    AudienceKind.EVERYONE: "e",
    AudienceKind.LANGUAGE: "l",
    AudienceKind.TOPIC: "t",
    AudienceKind.UNITS: "u",
    AudienceKind.GROUP: "g",
    AudienceKind.NOT_FILED: "n",
    AudienceKind.UNIT: "o",
    AudienceKind.STAFF: "s",
    AudienceKind.CHANNELS: "c",
}
_BY_LETTER = {letter: kind for kind, letter in _KINDS.items()}
#: Those that need to be told which.
SPECIFIC = (
    AudienceKind.LANGUAGE,
    AudienceKind.TOPIC,
    AudienceKind.GROUP,
    AudienceKind.NOT_FILED,
    AudienceKind.UNIT,
)


def audience_argument(audience: Audience) -> str:
    """What a button holds that sets an audience; of an id, which may be long, a token."""
    letter = _KINDS[audience.kind]
    if not audience.argument:
        return letter
    if audience.kind in (AudienceKind.LANGUAGE, AudienceKind.UNIT):
        return letter + audience.argument
    return letter + item_token(audience.argument)


def kind_of(argument: str) -> AudienceKind | None:
    """The kind of audience that a button means; None: an older version wrote it."""
    return _BY_LETTER.get(argument[:1])


def is_chosen(audience: Audience, argument: str) -> bool:
    """Whether a button means this audience."""
    return audience_argument(audience) == argument
