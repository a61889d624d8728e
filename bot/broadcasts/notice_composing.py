"""Composing notices: what members of staff tell each other through announcements, in words."""

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.answering.compose.voice import Voice
from bot.broadcasts import sending_views
from bot.broadcasts.audience_views import AudienceViews
from bot.broadcasts.notices import NoticeKind
from bot.broadcasts.records import AnnouncementState
from bot.broadcasts.service import Broadcasts
from bot.delivery.composing import Composed
from bot.delivery.message import Message, Run
from bot.delivery.model import Delivery
from bot.directory.roles import Permission
from bot.directory.staff import Staff


class NoticeComposer:
    """Finds the words for notices; at any hour, since somebody waits for them.

    Args:
        broadcasts: what they are about.
        staff: who may approve, and what they are called.
        voice: the words for a chat, by our id.
        audiences: names who hears an announcement.
    """

    def __init__(
        self,
        broadcasts: Broadcasts,
        staff: Staff,
        voice: Callable[[int, datetime], Awaitable[Voice]],
        audiences: Callable[[], Awaitable[AudienceViews]],
    ) -> None:
        self._broadcasts = broadcasts
        self._staff = staff
        self._voice = voice
        self._audiences = audiences

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """The notice, unless its recipient is not of staff any more, or it is settled."""
        (delivery,) = deliveries
        content = delivery.content or {}
        kind = NoticeKind(content["kind"])
        needed = Permission.APPROVE if kind is NoticeKind.ASKED else Permission.DRAFT
        if not await self._staff.may(delivery.address, needed):
            return Composed(withdrawn={delivery.id: "no longer permitted"})
        voice = await self._voice(delivery.recipient_id, now)
        message = await self._message(kind, delivery, voice)
        if message is None:
            return Composed(withdrawn={delivery.id: "settled"})
        if delivery.is_repeat:
            repeat = [Run(voice.say("announcing.repeat"), "i")]
            message = Message([repeat, *message.blocks], message.buttons)
        return Composed(message=message, covered=[delivery.id])

    async def _message(self, kind: NoticeKind, delivery: Delivery, voice: Voice) -> Message | None:
        content = delivery.content or {}
        id, by = int(content["announcement"]), content["by"]
        if kind is not NoticeKind.ASKED:
            announcement, name = await self._broadcasts.get(id), await self._called(by, voice)
            if kind is NoticeKind.APPROVED:
                return sending_views.approved(voice, announcement, name)
            return sending_views.sent_back(voice, announcement, name, str(content["reason"]))
        preview = await self._broadcasts.preview(id)
        announcement = preview.announcement
        if announcement.state is not AnnouncementState.SUBMITTED:
            return None
        author = await self._called(announcement.author_id, voice)
        return sending_views.review(voice, preview, await self._audiences(), author)

    async def _called(self, chat_id: int | None, voice: Voice) -> str:
        """What somebody of staff is called, as far as is known."""
        members = await self._staff.members()
        found = next((each for each in members if each.chat_id == chat_id), None)
        return found.called if found is not None else voice.say("announcing.somebody")
