"""Reading: the Bot API's JSON becomes PTB's objects."""

from datetime import UTC, datetime
from typing import Any

from telegram import Bot, Chat, Message, Update, User


class _Quick:
    """What PTB's objects are not: as quickly filled as any other.

    Theirs ask at each attribute whether they are frozen; a message has a hundred of them.
    """

    __slots__ = ()
    __setattr__ = object.__setattr__


class _Update(_Quick, Update):
    __slots__ = ()


class _Message(_Quick, Message):
    __slots__ = ()


class _Chat(_Quick, Chat):
    __slots__ = ()


class _User(_Quick, User):
    __slots__ = ()


_UPDATE = {"update_id", "message"}
_PLAIN = {"message_id", "from", "chat", "date", "text"}


def read_update(raw: dict[str, Any], bot: Bot) -> Update:
    """The same as `Update.de_json`, whose errors it raises; for a bot whose times are in UTC.

    A message that is nothing but words, as nearly every one is, is put together from its five
    fields: PTB looks for a hundred more, which takes half as long again.
    """
    content = raw.get("message")
    if not isinstance(content, dict) or content.keys() != _PLAIN or raw.keys() != _UPDATE:
        return Update.de_json(raw, bot)
    message = _Message(
        content["message_id"],
        datetime.fromtimestamp(content["date"], UTC),
        _Chat.de_json(content["chat"], bot),
        from_user=_User.de_json(content["from"], bot),
        text=content["text"],
    )
    message.set_bot(bot)
    update = _Update(raw["update_id"], message=message)
    update.set_bot(bot)
    return update
