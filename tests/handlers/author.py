"""A member of staff who writes an announcement, and what they send for it."""

from itertools import count
from typing import Any

from telegram import Update

from bot.broadcasts.records import Announcement
from tests.handlers.house import House

Json = dict[str, Any]

_ids = count(10**7)


class Author:
    """A member of staff with a draft, and what they send for it."""

    def __init__(self, house: House, address: int) -> None:
        self.house = house
        self.address = address

    async def begins(self) -> "Author":
        await self.house.commands(self.address, "announce")
        return self

    async def sends(self, *, kind: str = "message", **content: Any) -> Json:
        """Send anything that Telegram knows; the message."""
        message: Json = {
            "message_id": next(_ids),
            "date": 0,
            "chat": {"id": self.address, "type": "private", "first_name": "Li"},
            "from": {"id": self.address, "is_bot": False, "first_name": "Li"},
            **content,
        }
        application = self.house.application
        update = Update.de_json({"update_id": next(_ids), kind: message}, application.bot)
        await application.process_update(update)
        return message

    async def presses(self, label: str) -> None:
        await self.house.presses_label(self.address, label)

    @property
    def told(self) -> str:
        """The last message."""
        found: str = self.house.sandbox.replies(self.address)[-1]["text"]
        return found

    async def draft(self) -> Announcement:
        chat = await self.house.services.chats.seen(self.address)
        return (await self.house.services.broadcasts.drafts_of(chat.id))[0]

    async def drafts(self) -> int:
        chat = await self.house.services.chats.seen(self.address)
        return len(await self.house.services.broadcasts.drafts_of(chat.id))


def photo(file_id: str, **content: Any) -> Json:
    sizes = [
        {"file_id": f"{file_id}-small", "file_unique_id": "s", "width": 90, "height": 90},
        {"file_id": file_id, "file_unique_id": "b", "width": 1280, "height": 1280},
    ]
    return {"photo": sizes, **content}
