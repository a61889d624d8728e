"""Reading updates: what is put together by hand is what PTB reads."""

from typing import Any

import pytest
from telegram import Bot, Update

from bot.channels.telegram.reading import read_update

BOT = Bot("1:a")
CHAT = {"id": 5, "first_name": "Li", "type": "private"}
SENDER = {"id": 5, "is_bot": False, "first_name": "Li", "language_code": "zh-hans"}
PLAIN = {"message_id": 3, "from": SENDER, "chat": CHAT, "date": 1595552400, "text": "几点？"}


def forms() -> list[dict[str, Any]]:
    """Updates that hold just what a plain message has, a little more, and a little less."""
    command = [{"type": "bot_command", "offset": 0, "length": 2}]
    group = {"id": -7, "title": "G", "type": "supergroup", "is_forum": True}
    messages: list[dict[str, Any]] = [
        PLAIN,
        {**PLAIN, "chat": group},
        {**PLAIN, "from": {**SENDER, "is_premium": True, "of_tomorrow": 1}},
        {**PLAIN, "entities": command},
        {**PLAIN, "reply_to_message": PLAIN},
        {**PLAIN, "of_tomorrow": {"a": 1}},
        {name: value for name, value in PLAIN.items() if name != "text"},
        {name: value for name, value in PLAIN.items() if name != "from"},
    ]
    updates = [{"update_id": 9, "message": message} for message in messages]
    others: list[dict[str, Any]] = [{"edited_message": PLAIN}, {"message": None}, {}]
    return [*updates, *({"update_id": 9, **other} for other in others)]


@pytest.mark.parametrize("raw", forms())
def test_an_update_is_what_ptb_reads(raw: dict[str, Any]) -> None:
    ours, theirs = read_update(raw, BOT), Update.de_json(raw, BOT)

    assert ours.to_dict() == theirs.to_dict()
    assert ours == theirs
    assert ours.get_bot() is BOT
    if ours.message is not None:
        assert theirs.message is not None
        assert ours.message.date == theirs.message.date
        assert ours.message.get_bot() is BOT


@pytest.mark.parametrize(
    "message", [7, "x", {}, {**PLAIN, "date": "x"}, {**PLAIN, "chat": 7}, {**PLAIN, "from": {}}]
)
def test_what_ptb_cannot_read_is_an_error_here_too(message: object) -> None:
    raw = {"update_id": 9, "message": message}

    for read in (read_update, Update.de_json):
        with pytest.raises((TypeError, ValueError, AttributeError, KeyError)):
            read(raw, BOT)
