"""Announcing: what staff write for an announcement, and the commands around it.

Whatever is waited for is taken from the next message of who is to send it; everything else that
they send is answered as usual.
"""

from collections.abc import Sequence
from dataclasses import replace

from telegram import Message as TelegramMessage
from telegram import Update
from telegram.ext import ApplicationHandlerStop, ContextTypes

from bot.broadcasts import sending_views, views
from bot.broadcasts.dialogues import Awaited, Dialogue, awaiting, language_in
from bot.broadcasts.records import (
    EVERYONE,
    Announcement,
    AnnouncementState,
    Audience,
    AudienceKind,
    Content,
)
from bot.broadcasts.times import time_of
from bot.delivery.message import Message
from bot.directory.records import Chat, Unit
from bot.directory.staff import Permission
from bot.directory.units import Units
from bot.language import Language, detect
from handlers.announcing_desk import AnnouncingDesk
from handlers.announcing_intake import Sent, buttons_in, sent_in

Context = ContextTypes.DEFAULT_TYPE

#: How many of those that were sent are listed.
_LISTED = 15
#: More buttons than these push the text off a phone.
_MOST_UNITS = 12
#: What one has to be permitted for what is waited for; for the rest, to write drafts.
_PERMISSIONS = {
    Awaited.REASON: Permission.APPROVE,
    Awaited.CORRECTION: Permission.CONTROL,
}


class AnnouncingHandlers:
    """Callbacks for /announce, /announcements and /cancel, and for what is waited for.

    Args:
        desk: who writes.
        units: one of which may be the audience.
    """

    def __init__(self, desk: AnnouncingDesk, units: Units) -> None:
        self._desk = desk
        self._broadcasts = desk.broadcasts
        self._units = units

    # -- commands

    async def announce(self, update: Update, _context: Context) -> None:
        """Begin a draft, and wait for its text."""
        await self.begin(update)

    async def begin(self, update: Update, audience: Audience = EVERYONE) -> None:
        """Begin a draft for an audience, and show it."""
        await self._desk.introduce(update)
        chat = await self._desk.chat(update)
        draft = await self._broadcasts.draft(chat.id, audience, update_id=update.update_id)
        await self._desk.wait_for(chat, draft.id, awaiting(Awaited.TEXT))
        await self._desk.show_anew(draft.id, chat)

    async def announcements(self, update: Update, _context: Context) -> None:
        """List one's drafts, and what was scheduled and sent."""
        chat = await self._desk.chat(update)
        drafts = await self._broadcasts.drafts_of(chat.id)
        others = [each for each in await self._broadcasts.latest(_LISTED) if _is_of_interest(each)]
        voice = await self._desk.voice(chat)
        await self._desk.show(chat, sending_views.listing(voice, [*drafts, *others][:_LISTED]))

    async def cancel(self, update: Update, _context: Context) -> None:
        """Wait for nothing more, and say what that was."""
        chat = await self._desk.chat(update)
        dialogue = await self._desk.dialogues.find(chat.id)
        if dialogue is None or dialogue.awaited is Awaited.NOTHING:
            await self._desk.say(chat, "announcing.cancelled.nothing")
            return
        await self._desk.dialogues.forget(chat.id)
        id = dialogue.announcement_id
        announcement = await self._broadcasts.get(id)
        is_draft = announcement.state is AnnouncementState.DRAFT
        if is_draft and announcement.content == Content():
            await self._broadcasts.cancel(id, by=chat.id, update_id=update.update_id)
            await self._desk.refresh(id)
            await self._desk.say(chat, "announcing.cancelled.draft", number=id)
            return
        await self._desk.show(chat, views.cancelled(await self._desk.voice(chat), dialogue))
        if is_draft:
            await self._desk.show_anew(id, chat)

    # -- what is waited for

    async def take(self, update: Update, context: Context) -> None:
        """Take what a member of staff sends, if something is waited for.

        Raises:
            ApplicationHandlerStop: it was taken, and is nobody else's affair.
        """
        try:
            is_taken = await self._take(update)
        except Exception as error:
            # Told here, since otherwise it would be answered as a question besides.
            await context.application.process_error(update, error)
            is_taken = True
        if is_taken:
            raise ApplicationHandlerStop

    async def _take(self, update: Update) -> bool:
        message = update.effective_message
        assert message is not None
        chat = await self._desk.chat(update)
        dialogue = await self._desk.dialogues.find(chat.id)
        if dialogue is None:
            return False
        needed = _PERMISSIONS.get(dialogue.awaited, Permission.DRAFT)
        if not await self._desk.may(chat, needed):
            return False
        if update.edited_message is not None:
            return await self._take_again(dialogue, message, chat)
        if dialogue.album is not None and dialogue.album == message.media_group_id:
            return await self._take_more(dialogue, message, chat)
        if dialogue.awaited is Awaited.NOTHING:
            return False
        await self._take_first(dialogue, message, chat, update)
        return True

    async def _take_first(
        self, dialogue: Dialogue, message: TelegramMessage, chat: Chat, update: Update
    ) -> None:
        """Put a message where it belongs, and show what has become of the announcement."""
        sent = sent_in(message)
        if sent is None:
            await self._desk.say(chat, "announcing.kind-refused")
            return
        match dialogue.awaited:
            case Awaited.TEXT:
                taken = await self._take_text(dialogue, sent, chat)
            case Awaited.MEDIA:
                taken = await self._take_media(dialogue, sent, chat)
            case _:
                taken = await self._take_words(dialogue, sent, chat, update)
        if taken is not None:
            await self._desk.dialogues.put(
                replace(taken, message_id=message.message_id, album=sent.album)
            )
            await self._desk.show_anew(dialogue.announcement_id, chat)

    async def _take_again(self, dialogue: Dialogue, message: TelegramMessage, chat: Chat) -> bool:
        """Take a message that was changed after it had been taken; whether it was that one."""
        language = language_in(dialogue.took)
        if message.message_id != dialogue.message_id or language is None:
            return False
        if (sent := sent_in(message)) is not None and sent.text:
            id = dialogue.announcement_id
            await self._broadcasts.set_text(id, language, sent.text, sent.entities, by=chat.id)
            await self._desk.refresh(id)
        return True

    async def _take_more(self, dialogue: Dialogue, message: TelegramMessage, chat: Chat) -> bool:
        """Take a further message of an album."""
        id, sent = dialogue.announcement_id, sent_in(message)
        if sent is not None and sent.media is not None:
            announcement = await self._broadcasts.get(id)
            media = [*announcement.content.media, sent.media]
            await self._broadcasts.set_media(id, media, by=chat.id)
            await self._desk.refresh(id)
        return True

    async def _take_text(self, dialogue: Dialogue, sent: Sent, chat: Chat) -> Dialogue | None:
        id = dialogue.announcement_id
        if sent.media is not None:
            await self._broadcasts.set_media(id, [sent.media], by=chat.id)
        if not sent.text:
            # Of an album, or before the text, which is waited for still.
            return dialogue
        voice = await self._desk.voice(chat)
        language = language_in(dialogue.awaits) or detect(sent.text, voice.language)
        await self._broadcasts.set_text(id, language, sent.text, sent.entities, by=chat.id)
        return replace(dialogue, awaits="", took=awaiting(Awaited.TEXT, language))

    async def _take_media(self, dialogue: Dialogue, sent: Sent, chat: Chat) -> Dialogue | None:
        if sent.media is None:
            await self._desk.say(chat, "announcing.media-awaited")
            return None
        id = dialogue.announcement_id
        announcement = await self._broadcasts.set_media(id, [sent.media], by=chat.id)
        took = awaiting(Awaited.MEDIA)
        if sent.text and (language := detect(sent.text)) in announcement.content.missing:
            await self._broadcasts.set_text(id, language, sent.text, sent.entities, by=chat.id)
            took = awaiting(Awaited.TEXT, language)
        return replace(dialogue, awaits="", took=took)

    async def _take_words(
        self, dialogue: Dialogue, sent: Sent, chat: Chat, update: Update
    ) -> Dialogue | None:
        """Take what only words can be."""
        if not sent.text:
            await self._desk.say(chat, "announcing.text-awaited")
            return None
        id, language = dialogue.announcement_id, language_in(dialogue.awaits)
        match dialogue.awaited:
            case Awaited.BUTTONS if language is not None:
                buttons = buttons_in(sent.text)
                await self._broadcasts.set_buttons(id, language, buttons, by=chat.id)
            case Awaited.TIME:
                await self._take_time(id, sent.text, chat)
            case Awaited.UNIT:
                if not await self._take_unit(id, sent.text, chat):
                    return None
            case Awaited.REASON:
                await self._send_back(id, sent.text, chat, update)
                return None
            case Awaited.CORRECTION if language is not None:
                await self._correct(id, language, sent, chat, update)
        return replace(dialogue, awaits="", took="")

    async def _take_time(self, id: int, written: str, chat: Chat) -> None:
        voice = await self._desk.voice(chat)
        send_at = time_of(written, now=voice.now, language=voice.language)
        announcement = await self._broadcasts.get(id)
        is_urgent = announcement.is_urgent
        await self._broadcasts.schedule(id, send_at, is_urgent=is_urgent, by=chat.id)

    async def _take_unit(self, id: int, written: str, chat: Chat) -> bool:
        """Make the unit that is meant the audience, or ask which; whether it is clear."""
        found = await self._units.find(written)
        if len(found) == 1:
            audience = Audience(AudienceKind.UNIT, str(found[0].id))
            await self._broadcasts.set_audience(id, audience, by=chat.id)
            return True
        if not found:
            await self._desk.say(chat, "announcing.unit.none", words=written[:60])
        elif len(found) > _MOST_UNITS:
            await self._desk.say(chat, "announcing.unit.many", n=len(found))
        else:
            await self._desk.show_anew(id, chat, await self._which_unit(id, chat, found))
        return False

    async def _which_unit(self, id: int, chat: Chat, found: Sequence[Unit]) -> Message:
        voice = await self._desk.voice(chat)
        audiences = await self._desk.audiences()
        announcement = await self._broadcasts.get(id)
        return views.which_unit(voice, announcement, audiences, found)

    async def _send_back(self, id: int, reason: str, chat: Chat, update: Update) -> None:
        update_id = update.update_id
        await self._broadcasts.send_back(id, by=chat.id, reason=reason, update_id=update_id)
        await self._desk.dialogues.forget(chat.id)
        await self._desk.refresh(id)
        await self._desk.say(chat, "announcing.review.returned", number=id)

    async def _correct(
        self, id: int, language: Language, sent: Sent, chat: Chat, update: Update
    ) -> None:
        announcement = await self._broadcasts.get(id)
        content = announcement.content
        version = replace(
            content.version_for(language), text=sent.text, entities=tuple(sent.entities)
        )
        corrected = replace(content, versions={**content.versions, language: version})
        await self._broadcasts.edit_sent(id, corrected, by=chat.id, update_id=update.update_id)
        await self._desk.say(chat, "announcing.edit.done", number=id)


def _is_of_interest(announcement: Announcement) -> bool:
    """Whether it is more than a draft that was thrown away."""
    was_submitted = announcement.submitted_at is not None or announcement.started_at is not None
    return was_submitted or announcement.state is not AnnouncementState.CANCELLED
