"""Composing: an announcement becomes the message of one delivery, and so does its correction.

What an announcement says, and whether its recipient still wants it, is read anew after the
delivery was claimed, for many deliveries in one look.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.broadcasts.audiences import Audiences
from bot.broadcasts.cases import SendingTimes
from bot.broadcasts.errors import AudienceUnknown
from bot.broadcasts.letters import Letters
from bot.broadcasts.records import Announcement, Recipient
from bot.broadcasts.repository import BroadcastReads, BroadcastRepository
from bot.delivery.composing import Composed
from bot.delivery.message import Delete, Edit, Outgoing, Pin
from bot.delivery.model import Delivery, Purpose, State
from bot.delivery.outbox.group_commit import GroupCommit

#: How long a correction waits for its message while that is on its way.
_UNSETTLED = timedelta(seconds=5)
#: Why somebody of the audience is not written to; `Progress` counts these apart.
UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a delivery just before it is sent."""

    announcement: Announcement
    recipient: Recipient | None  #: None: no longer of the audience
    author: str  #: what its author is called


class AnnouncementComposer:
    """Announcements, each in its recipient's language.

    Args:
        repository: what they say, and to whom.
        audiences: who hears them.
        letters: their words.
        times: gives the sending hours as they are now.
    """

    def __init__(
        self,
        repository: BroadcastRepository,
        audiences: Audiences,
        letters: Letters,
        times: Callable[[], SendingTimes],
    ) -> None:
        self._repository = repository
        self._audiences = audiences
        self._letters = letters
        self._times = times
        self._look_up = GroupCommit(self._look_up_together)

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """The announcement, unless its recipient has left the audience or it is not the hour."""
        (delivery,) = deliveries
        known = await self._look_up(delivery)
        recipient = known.recipient
        if recipient is None:
            return Composed(withdrawn={delivery.id: "no longer of the audience"})
        if recipient.is_unreachable:
            return Composed(withdrawn={delivery.id: UNREACHABLE})
        opens_at = now if known.announcement.is_urgent else self._times().next_on_any_day(now)
        if opens_at > now:
            return Composed(deferred={delivery.id: opens_at})
        language = self._audiences.language(recipient)
        message = self._letters.to(
            known.announcement,
            recipient,
            language,
            author=known.author,
            is_repeat=delivery.is_repeat,
        )
        return Composed(message=message, covered=(delivery.id,))

    async def _look_up_together(self, deliveries: Sequence[Delivery]) -> Sequence[_Known]:
        async with self._repository.reading() as broadcasts:
            announcements = await _announcements(broadcasts, deliveries)
            authors = await broadcasts.authors(announcements.values())
            chats: dict[int, list[int]] = defaultdict(list)
            for delivery in deliveries:
                chats[delivery.announcement_id or 0].append(delivery.recipient_id)
            recipients = {
                id: await self._still(broadcasts, announcements[id], ids)
                for id, ids in chats.items()
            }
        return [
            _Known(
                announcements[each.announcement_id or 0],
                recipients[each.announcement_id or 0].get(each.recipient_id),
                authors.get(each.announcement_id or 0, ""),
            )
            for each in deliveries
        ]

    async def _still(
        self, broadcasts: BroadcastReads, announcement: Announcement, chat_ids: Sequence[int]
    ) -> Mapping[int, Recipient]:
        """Those of some chats that are still of the audience."""
        try:
            asked = self._audiences.still_asked(announcement.audience)
        except AudienceUnknown:
            return {}
        return await broadcasts.recipients_among(asked, chat_ids)


class CorrectionComposer:
    """Edits, deletions and pins of announcements where they have arrived; at any hour.

    Args:
        repository: what they say, and what has arrived.
        audiences: in which language.
        letters: their words.
    """

    def __init__(
        self, repository: BroadcastRepository, audiences: Audiences, letters: Letters
    ) -> None:
        self._repository = repository
        self._audiences = audiences
        self._letters = letters
        self._look_up = GroupCommit(self._look_up_together)

    async def compose(self, deliveries: Sequence[Delivery], now: datetime) -> Composed:
        """What is done to the message, once it is known that it has arrived."""
        (delivery,) = deliveries
        original, known = await self._look_up(delivery)
        if original.state in (State.CLAIMED, State.SENDING):
            return Composed(deferred={delivery.id: now + _UNSETTLED})
        if original.state is not State.SENT or original.message_id is None:
            return Composed(withdrawn={delivery.id: f"the announcement is {original.state}"})
        message = self._message(delivery.purpose, original, original.message_id, known)
        return Composed(message=message, covered=(delivery.id,))

    def _message(
        self, purpose: Purpose, original: Delivery, message_id: int, known: _Known
    ) -> Outgoing:
        announcement, recipient = known.announcement, known.recipient
        assert recipient is not None, "chats are never deleted"
        match purpose:
            case Purpose.DELETE:
                return Delete(message_id, max(1, len(announcement.content.media)))
            case Purpose.PIN:
                return Pin(message_id)
        language = self._audiences.language(recipient)
        letter = self._letters.to(
            announcement,
            recipient,
            language,
            author=known.author,
            is_repeat=original.is_repeat,
        )
        return Edit(message_id, letter)

    async def _look_up_together(
        self, deliveries: Sequence[Delivery]
    ) -> Sequence[tuple[Delivery, _Known]]:
        async with self._repository.reading() as broadcasts:
            announcements = await _announcements(broadcasts, deliveries)
            authors = await broadcasts.authors(announcements.values())
            originals = await broadcasts.deliveries_by_id([_original(each) for each in deliveries])
            found: dict[tuple[int, int], Recipient] = {}
            for id, announcement in announcements.items():
                chat_ids = [d.recipient_id for d in deliveries if d.announcement_id == id]
                readers = await broadcasts.readers(announcement.audience, chat_ids)
                found |= {(id, chat_id): reader for chat_id, reader in readers.items()}
        return [
            (
                originals[_original(each)],
                _Known(
                    announcements[each.announcement_id or 0],
                    found.get((each.announcement_id or 0, each.recipient_id)),
                    authors.get(each.announcement_id or 0, ""),
                ),
            )
            for each in deliveries
        ]


def _original(correction: Delivery) -> int:
    """The id of the delivery that a correction is of."""
    return int((correction.content or {})["of"])


async def _announcements(
    broadcasts: BroadcastReads, deliveries: Sequence[Delivery]
) -> dict[int, Announcement]:
    ids = {each.announcement_id for each in deliveries}
    return {each.id: each for each in await broadcasts.by_ids([id or 0 for id in ids])}
