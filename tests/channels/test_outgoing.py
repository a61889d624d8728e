"""What is done for a recipient, as one call of the Bot API."""

import json

import pytest

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.calls import encoded
from bot.channels.telegram.outgoing import Blank, bot_call
from bot.delivery.message import (
    Action,
    Button,
    Delete,
    Edit,
    Link,
    Media,
    MediaKind,
    Message,
    Outgoing,
    Pin,
    Run,
    Verbatim,
)

BOLD = {"type": "bold", "offset": 0, "length": 2}
PHOTO, OTHER = Media(MediaKind.PHOTO, "p1"), Media(MediaKind.PHOTO, "p2")
PDF = Media(MediaKind.DOCUMENT, "d")
TEXT = {"text": "周知", "entities": [BOLD]}
CAPTION = {"caption": "周知", "caption_entities": [BOLD]}


def words(*media: Media) -> Verbatim:
    return Verbatim("周知", (BOLD,), media)


@pytest.mark.parametrize(
    ("outgoing", "method", "arguments"),
    [
        (words(), "sendMessage", TEXT),
        (words(PHOTO), "sendPhoto", {"photo": "p1", **CAPTION}),
        (words(PDF), "sendDocument", {"document": "d", **CAPTION}),
        (
            words(PHOTO, OTHER),
            "sendMediaGroup",
            {
                "media": [
                    {"type": "photo", "media": "p1", **CAPTION},
                    {"type": "photo", "media": "p2"},
                ]
            },
        ),
        (Edit(7, words()), "editMessageText", {"message_id": 7, **TEXT}),
        (Edit(7, words(PHOTO)), "editMessageCaption", {"message_id": 7, **CAPTION}),
        (Delete(7, 3), "deleteMessages", {"message_ids": [7, 8, 9]}),
        (Pin(7), "pinChatMessage", {"message_id": 7, "disable_notification": True}),
    ],
)
def test_each_is_one_call(outgoing: Outgoing, method: str, arguments: dict[str, object]) -> None:
    call = bot_call(outgoing, lambda _: "")

    assert call.method == method
    assert json.loads(encoded(call.arguments)) == arguments


@pytest.mark.parametrize("blank", [Verbatim(" "), Message([[Run("")]])])
def test_what_is_blank_is_no_call(blank: Outgoing) -> None:
    with pytest.raises(Blank):
        bot_call(blank, lambda _: "")


def test_links_are_the_same_for_all_and_questions_are_signed_for_each_chat() -> None:
    buttons = Buttons("1:token")
    link, ask = Link("More", "https://example.org"), Button("Where?", Action("aq", 7, "0.en"))
    same = bot_call(Verbatim("x", buttons=[[link]]), lambda _: "")
    signed = bot_call(Verbatim("x", buttons=[[link], [ask]]), lambda _: "")

    markups = [
        signed.markup(lambda action: buttons.pack(action, 1)),
        signed.markup(lambda action: buttons.pack(action, 2)),
    ]

    assert (same.is_signed, signed.is_signed) == (False, True)
    assert same.markup(str) == {
        "inline_keyboard": [[{"text": "More", "url": "https://example.org"}]]
    }
    assert markups[0] != markups[1]
