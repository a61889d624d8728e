"""Writing: the buttons under a draft, each of which changes the message that it stands under."""

from collections.abc import Mapping

from telegram import Chat as TelegramChat
from telegram import Update

from bot.broadcasts import views
from bot.broadcasts.actions import (
    NOW,
    PERMISSIONS,
    REMOVE,
    SPECIFIC,
    SURE,
    AnnounceVerb,
    kind_of,
)
from bot.broadcasts.converting import converted, other_script
from bot.broadcasts.dialogues import Awaited, awaiting
from bot.broadcasts.errors import AudienceUnknown
from bot.broadcasts.letters import Letters
from bot.broadcasts.records import Announcement, Audience, AudienceKind
from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action, Block, Message
from bot.delivery.model import Lane
from bot.delivery.post import Post, PostError
from bot.directory.records import Chat
from bot.directory.staff import Permission
from bot.language import Language
from handlers.announcing import AnnouncingHandlers
from handlers.announcing_desk import AnnouncingDesk


class DraftHandlers:
    """Callbacks for the buttons with which an announcement is written.

    Args:
        desk: who writes.
        announcing: begins drafts.
        letters: what an announcement looks like.
        post: carries previews, as it will carry the announcement.
    """

    verbs: Mapping[str, Permission | None] = {
        verb: PERMISSIONS[verb]
        for verb in (
            AnnounceVerb.NEW,
            AnnounceVerb.OPEN,
            AnnounceVerb.SHOW,
            AnnounceVerb.LANGUAGE,
            AnnounceVerb.CONVERT,
            AnnounceVerb.ERASE,
            AnnounceVerb.MEDIA,
            AnnounceVerb.BUTTONS,
            AnnounceVerb.AUDIENCE,
            AnnounceVerb.TIME,
            AnnounceVerb.URGENT,
            AnnounceVerb.PREVIEW,
            AnnounceVerb.DISCARD,
        )
    }

    def __init__(
        self,
        desk: AnnouncingDesk,
        announcing: AnnouncingHandlers,
        letters: Letters,
        post: Post,
    ) -> None:
        self._desk = desk
        self._broadcasts = desk.broadcasts
        self._announcing = announcing
        self._letters = letters
        self._post = post

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Do what a button says, and show the announcement as it is now."""
        person = await self._desk.chat(update)
        match action.verb:
            case AnnounceVerb.NEW:
                await self._announcing.begin(update)
                return Pressed()
            case AnnounceVerb.OPEN:
                await self._desk.show_anew(action.id, person)
                return Pressed()
            case AnnounceVerb.PREVIEW:
                await self._desk.acknowledge(update)
                await self._preview(action.id, person)
                return Pressed()
        message = await self._screen(action, update, person)
        return await self._desk.change(action.id, person, update, message)

    async def _screen(self, action: Action, update: Update, person: Chat) -> Message | None:
        """What the pressed message says from now on; None: how the announcement stands."""
        match action.verb:
            case AnnounceVerb.LANGUAGE:
                return await self._language(action, person)
            case AnnounceVerb.CONVERT:
                await self._convert(action.id, Language(action.argument), person)
            case AnnounceVerb.ERASE:
                language = Language(action.argument)
                await self._broadcasts.set_text(action.id, language, "", by=person.id)
            case AnnounceVerb.MEDIA if not action.argument:
                return await self._media(action.id, person)
            case AnnounceVerb.MEDIA:
                await self._broadcasts.set_media(action.id, (), by=person.id)
            case AnnounceVerb.BUTTONS if not action.argument.endswith(REMOVE):
                return await self._buttons(action, person)
            case AnnounceVerb.BUTTONS:
                language = Language(action.argument.removesuffix(REMOVE))
                await self._broadcasts.set_buttons(action.id, language, (), by=person.id)
            case AnnounceVerb.AUDIENCE:
                if (message := await self._audience(action, person)) is not None:
                    return message
            case AnnounceVerb.TIME:
                if (message := await self._time(action, person)) is not None:
                    return message
            case AnnounceVerb.URGENT:
                await self._set_urgent(action, person)
            case AnnounceVerb.DISCARD:
                return await self._discard(action, update, person)
        await self._desk.wait_no_more(person, action.id)
        return None

    async def _language(self, action: Action, person: Chat) -> Message:
        """A text that there is, one converted from the other script, or none: it is waited for."""
        is_own = action.argument.endswith(SURE)
        language = Language(action.argument.removesuffix(SURE))
        announcement = await self._draft(action.id)
        voice = await self._desk.voice(person)
        missing, other = announcement.content.missing, other_script(language)
        if not is_own and language in missing and other is not None and other not in missing:
            await self._desk.wait_no_more(person, action.id)
            return views.conversion(voice, announcement, language)
        waits = await self._wait_for(person, action.id, awaiting(Awaited.TEXT, language))
        return views.language(voice, announcement, language, waits)

    async def _convert(self, id: int, language: Language, person: Chat) -> None:
        """Use the text of the other script, converted as it was shown."""
        announcement, other = await self._draft(id), other_script(language)
        version = announcement.content.versions.get(other) if other is not None else None
        if version is None:
            return
        use = converted(version, language)
        await self._broadcasts.set_text(id, language, use.text, use.entities, by=person.id)
        if use.buttons:
            await self._broadcasts.set_buttons(id, language, use.buttons, by=person.id)

    async def _media(self, id: int, person: Chat) -> Message:
        announcement = await self._draft(id)
        waits = await self._wait_for(person, id, awaiting(Awaited.MEDIA))
        return views.media(await self._desk.voice(person), announcement, waits)

    async def _buttons(self, action: Action, person: Chat) -> Message:
        """The buttons under one text, which is asked for where there are several."""
        announcement = await self._draft(action.id)
        voice = await self._desk.voice(person)
        there = [each for each in Language if each not in announcement.content.missing]
        language = Language(action.argument) if action.argument else None
        if language is None and len(there) != 1:
            return views.which_buttons(voice, announcement)
        chosen = language or there[0]
        waits = await self._wait_for(person, action.id, awaiting(Awaited.BUTTONS, chosen))
        return views.buttons(voice, announcement, chosen, waits)

    async def _audience(self, action: Action, person: Chat) -> Message | None:
        """The choices; None: one was made."""
        kind = kind_of(action.argument)
        voice, audiences = await self._desk.voice(person), await self._desk.audiences()
        if kind is None:
            await self._desk.wait_no_more(person, action.id)
            return views.audience(voice, await self._broadcasts.preview(action.id), audiences)
        is_kind_alone = len(action.argument) == 1
        if kind is AudienceKind.UNIT and is_kind_alone:
            waits = await self._wait_for(person, action.id, awaiting(Awaited.UNIT))
            return views.unit(voice, await self._draft(action.id), waits)
        if kind in SPECIFIC and is_kind_alone:
            return views.audience_of(voice, await self._draft(action.id), audiences, kind)
        chosen = audiences.chosen(kind, action.argument)
        audience = Audience(kind) if is_kind_alone else chosen
        if audience is None:
            raise AudienceUnknown(action.argument)
        await self._broadcasts.set_audience(action.id, audience, by=person.id)
        return None

    async def _time(self, action: Action, person: Chat) -> Message | None:
        """The choices, or that a time is to be typed; None: it is now."""
        announcement = await self._draft(action.id)
        if action.argument == NOW:
            is_urgent = announcement.is_urgent
            await self._broadcasts.schedule(action.id, None, is_urgent=is_urgent, by=person.id)
            return None
        voice = await self._desk.voice(person)
        if not action.argument:
            return views.times(voice, announcement, None)
        waits = await self._wait_for(person, action.id, awaiting(Awaited.TIME))
        return views.times(voice, announcement, waits)

    async def _set_urgent(self, action: Action, person: Chat) -> None:
        announcement = await self._draft(action.id)
        is_urgent = action.argument == "1"
        send_at = announcement.send_at
        await self._broadcasts.schedule(action.id, send_at, is_urgent=is_urgent, by=person.id)

    async def _discard(self, action: Action, update: Update, person: Chat) -> Message:
        announcement = await self._draft(action.id)
        voice = await self._desk.voice(person)
        if action.argument != SURE:
            return views.sure_to_discard(voice, announcement)
        await self._broadcasts.cancel(action.id, by=person.id, update_id=update.update_id)
        await self._desk.wait_no_more(person, action.id)
        return views.discarded(voice, announcement)

    async def _preview(self, id: int, person: Chat) -> None:
        """Send copies exactly as they will look: one for each text that there is."""
        announcement, voice = await self._broadcasts.get(id), await self._desk.voice(person)
        missing = announcement.content.missing
        languages = [each for each in Language if each not in missing] or [voice.language]
        author = await self._broadcasts.author(announcement)
        for language in languages:
            if len(languages) > 1:
                name = voice.say(f"announcing.language.{language}")
                await self._desk.say(person, "announcing.preview.of", language=name)
            letter = self._letters.copy(announcement, language, author)
            try:
                turn = await self._post.turn(person.address, Lane.ANSWER)
                await self._post.send(person.address, letter, turn)
            except PostError as error:
                await self._desk.say(person, "announcing.preview.failed", reason=error.reason)
        await self._desk.show_anew(id, person)

    async def _draft(self, id: int) -> Announcement:
        return await self._broadcasts.get(id)

    async def _wait_for(self, person: Chat, id: int, awaits: str) -> Block:
        """Wait for something, and the words for it."""
        dialogue = await self._desk.wait_for(person, id, awaits)
        return views.waiting(await self._desk.voice(person), dialogue)
