"""Reports: what became of an announcement, as a table with the numbers under it."""

from collections.abc import Mapping

from bot.broadcasts import sending_views
from bot.broadcasts.sheet import REPORT_WIDTHS, report_table
from bot.directory.records import Chat
from bot.directory.sheets import as_xlsx
from bot.language import Language
from bot.locales import Texts
from handlers.announcing_desk import AnnouncingDesk
from handlers.files import SendFile


class AnnouncementReports:
    """Sends reports.

    Args:
        desk: reads them.
        send_file: carries them.
        texts: the words of every language.
    """

    def __init__(
        self, desk: AnnouncingDesk, send_file: SendFile, texts: Mapping[Language, Texts]
    ) -> None:
        self._desk = desk
        self._send_file = send_file
        self._texts = texts

    async def send(self, id: int, chat: Chat) -> None:
        """Send the report of an announcement, as it is now, to a member of staff."""
        report = await self._desk.broadcasts.report(id, by=chat.id)
        voice = await self._desk.voice(chat)
        table = report_table(report, self._texts[voice.language])
        content = as_xlsx(table, voice.say("announcing.report.caption", number=id), REPORT_WIDTHS)
        name = voice.say("announcing.report.file", number=id)
        caption = sending_views.report_caption(voice, report)
        await self._send_file(chat.address, content, name, caption)
