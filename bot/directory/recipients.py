"""Recipients: the groups and channels to which staff have announcements sent."""

from enum import StrEnum

from bot.clock import Clock
from bot.delivery.model import Draft, Lane, Purpose
from bot.directory.records import Chat
from bot.directory.repository.recipients import RecipientRepository
from bot.directory.roles import Permission

#: `content["kind"]` of the note that the bot came into one; see `NoteKind` in `bot/filings`.
NOTE_KIND = "recipient"
_LONGEST_TITLE = 200


class RecipientVerb(StrEnum):
    """What buttons about groups and channels ask; the id is the chat's."""

    ADD = "ga"
    REMOVE = "gr"


class Recipients:
    """Groups and channels that the bot is in, and which of them get announcements.

    Args:
        repository: where they are kept.
        clock: for when something was done.
    """

    def __init__(self, repository: RecipientRepository, clock: Clock) -> None:
        self._repository = repository
        self._clock = clock

    async def came_into(self, address: int, kind: str, title: str, *, update_id: int) -> None:
        """The bot was added to a group or channel: ask staff whether it is to be a recipient.

        Args:
            address: Telegram's.
            kind: as Telegram calls it.
            title: of the group or channel.
            update_id: of the update that says so; a second delivery of it asks nobody again.
        """
        now = self._clock.now()
        async with self._repository.transaction() as recipients:
            chat = await recipients.put(address, kind, title[:_LONGEST_TITLE], now)
            if chat.is_recipient:
                return
            asked = await recipients.staff(Permission.MANAGE_RECIPIENTS)
            drafts = [
                Draft(
                    purpose=Purpose.NOTE,
                    subject=f"chat/{chat.id}",
                    recipient_id=member,
                    rung=f"added/{update_id}",
                    lane=Lane.NUDGE,
                    due_at=now,
                    content={"kind": NOTE_KIND, "chat": chat.id},
                )
                for member in asked
            ]
            await recipients.plan(drafts, now)

    async def listed(self) -> list[Chat]:
        """The groups and channels that the bot is in, and those that were added, by title."""
        return await self._repository.groups()

    async def choose(self, chat_id: int, *, is_recipient: bool, by: int | None) -> Chat | None:
        """Have announcements sent to a group or channel from now on, or no longer.

        Args:
            chat_id: by our id.
            is_recipient: which of the two.
            by: the chat of the member of staff who says so; None: an operator.

        Returns:
            It; None where there is no such group.

        Raises:
            NotPermitted: they may not.
        """
        now = self._clock.now()
        async with self._repository.transaction() as recipients:
            await recipients.require(by, Permission.MANAGE_RECIPIENTS)
            before = await recipients.group(chat_id)
            if before is None or before.is_recipient is is_recipient:
                return before
            chosen = await recipients.choose(chat_id, is_recipient)
            action = "recipient.add" if is_recipient else "recipient.remove"
            recipients.audit(action, chosen, at=now, by=by)
            return chosen
