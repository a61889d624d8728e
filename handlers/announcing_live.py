"""Live: the messages that show announcements change by themselves while these are sent."""

import asyncio

import structlog

from bot.broadcasts.records import Announcement
from bot.delivery.message import Message
from bot.directory.chats import Chats
from bot.errors import described
from handlers.announcing_desk import AnnouncingDesk
from handlers.announcing_reports import AnnouncementReports

log = structlog.get_logger(__name__)

#: Telegram takes no more changes of one message than these without complaint.
_EVERY_SECONDS = 2.0
#: How many that are over are looked at again: one of them may go on, or have no report yet.
_LATEST = 10


class LiveMessages:
    """Brings the messages that show announcements up to date.

    What they show, and where, is of the database: the next process goes on with the same messages.

    Args:
        desk: shows announcements.
        reports: sends their reports.
        chats: who looks at them.
    """

    def __init__(self, desk: AnnouncingDesk, reports: AnnouncementReports, chats: Chats) -> None:
        self._desk = desk
        self._reports = reports
        self._chats = chats
        self._shown: dict[int, Message] = {}
        self._settled: set[int] = set()  #: those that are over and say so

    async def run(self) -> None:
        """Go on until cancelled."""
        while True:
            await asyncio.sleep(_EVERY_SECONDS)
            try:
                await self.step()
            except Exception as error:
                # Such as a database or Telegram that is away: the next look brings it.
                log.warning("announcing.live-failed", **described(error))

    async def step(self) -> None:
        """Look at every announcement once."""
        broadcasts = self._desk.broadcasts
        found = [*await broadcasts.under_way(), *await broadcasts.latest(_LATEST)]
        for announcement in {each.id: each for each in found}.values():
            if not announcement.state.is_over:
                self._settled.discard(announcement.id)
            if announcement.id in self._settled or announcement.control_message is None:
                continue
            await self._update(announcement)

    async def _update(self, announcement: Announcement) -> None:
        id, shown = announcement.id, announcement.control_message or {}
        message = await self._desk.refresh(id, unless=self._shown.get(id))
        if message is None:
            return
        self._shown[id] = message
        if not announcement.state.is_over:
            return
        chat = await self._chats.find(shown["address"])
        is_reported = announcement.started_at is None or bool(shown.get("is_reported"))
        if chat is not None and not is_reported:
            await self._reports.send(id, chat)
            address, message_id = shown["address"], shown["message_id"]
            await self._desk.broadcasts.show_at(id, address, message_id, is_reported=True)
        progress = await self._desk.broadcasts.progress(id)
        if not progress.left:
            self._settled.add(id)
            self._shown.pop(id, None)
