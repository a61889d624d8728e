"""The desk at which announcements are written: who sits there, and the message that shows one.

Each announcement has one message that shows it and is kept up to date: its author's. When its
author sends something, it moves down below that. Who else looks at it gets a copy, which stands
still.
"""

import time
from collections.abc import Awaitable, Callable
from datetime import datetime

from telegram import Update

from bot.answering.compose.voice import Voice
from bot.broadcasts import sending_views, views
from bot.broadcasts.audience_views import AudienceViews
from bot.broadcasts.dialogues import Dialogue
from bot.broadcasts.records import Announcement, AnnouncementState, Progress
from bot.broadcasts.repository.dialogues import DialogueRepository
from bot.broadcasts.sending_views import Viewer
from bot.broadcasts.service import Broadcasts
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Pressed, Replies
from bot.clock import Clock
from bot.delivery.message import Message, Run
from bot.directory.chats import Chats
from bot.directory.records import Chat
from bot.directory.staff import Permission, Staff

#: How long somebody may think about a question before the message goes on showing how things stand.
_ASKING_SECONDS = 60.0


class AnnouncingDesk:
    """What every callback about announcements begins and ends with.

    Args:
        broadcasts: keeps them.
        dialogues: keeps what is waited for.
        staff: who may do what.
        chats: who sits there.
        voice: the words for a chat, by our id.
        audiences: names who hears an announcement.
        renderer: gives messages their form.
        replies: sends them.
        clock: tells the time.
    """

    def __init__(
        self,
        broadcasts: Broadcasts,
        dialogues: DialogueRepository,
        staff: Staff,
        chats: Chats,
        *,
        voice: Callable[[int, datetime], Awaitable[Voice]],
        audiences: Callable[[], Awaitable[AudienceViews]],
        renderer: Renderer,
        replies: Replies,
        clock: Clock,
    ) -> None:
        self.broadcasts = broadcasts
        self.dialogues = dialogues
        self.audiences = audiences
        self._staff = staff
        self._chats = chats
        self._voice = voice
        self._renderer = renderer
        self._replies = replies
        self._clock = clock
        self._asking: dict[int, float] = {}

    async def chat(self, update: Update) -> Chat:
        """The private chat of who acts."""
        chat, user = update.effective_chat, update.effective_user
        assert chat is not None
        language = user.language_code if user is not None else None
        return await self._chats.seen(chat.id, kind=chat.type, app_language=language)

    async def voice(self, chat: Chat) -> Voice:
        """The words for somebody, now."""
        return await self._voice(chat.id, self._clock.now())

    async def may(self, chat: Chat, permission: Permission) -> bool:
        """Whether somebody may do something now."""
        return await self._staff.may(chat.address, permission)

    async def introduce(self, update: Update) -> None:
        """Keep what a member of staff is called, whom others are about to read of."""
        chat, user = update.effective_chat, update.effective_user
        if chat is not None and user is not None:
            await self._staff.introduce(chat.id, user.full_name)

    # -- saying

    async def acknowledge(self, update: Update) -> None:
        """Stop the spinning of a pressed button whose work takes a while."""
        if update.callback_query is not None:
            await self._replies.acknowledge(update.callback_query)

    async def show(self, chat: Chat, message: Message) -> int | None:
        """Send a message; Telegram's id of it."""
        return await self._replies.send(chat.address, self._renderer.message(message, chat.address))

    async def say(self, chat: Chat, key: str, **values: object) -> None:
        """Send some words."""
        voice = await self.voice(chat)
        await self.show(chat, Message([[Run(voice.say(key, **values))]]))

    # -- showing an announcement

    async def screen(self, id: int, chat: Chat, *, is_live: bool = True) -> Message:
        """An announcement as it stands, for who looks at it.

        Args:
            id: of the announcement.
            chat: who looks.
            is_live: whether the message is kept up to date.
        """
        preview = await self.broadcasts.preview(id)
        announcement, audiences = preview.announcement, await self.audiences()
        is_author = announcement.author_id == chat.id
        voice = await self.voice(chat)
        if announcement.state is AnnouncementState.DRAFT and is_author:
            return views.draft(voice, preview, audiences, await self.awaited(chat, id))
        role = await self._staff.role_of(chat.address)
        permissions = frozenset(each for each in Permission if role is not None and role.may(each))
        viewer = Viewer(voice=voice, may=permissions, is_author=is_author, is_live=is_live)
        gone = Progress(state=announcement.state, is_enqueued=False)
        if announcement.started_at is not None:
            gone = await self.broadcasts.progress(id)
        return sending_views.progress(viewer, preview, gone, audiences)

    async def change(
        self, id: int, chat: Chat, update: Update, message: Message | None = None
    ) -> Pressed:
        """Let the pressed message show something of an announcement.

        Where its author pressed an older message than the one that shows it, as one does who is
        quicker than the bot, it is shown anew.

        Args:
            id: of the announcement.
            chat: who pressed.
            update: the press.
            message: what to show of it; None: how it stands.
        """
        query = update.callback_query
        assert query is not None and query.message is not None
        announcement = await self.broadcasts.get(id)
        is_live = _is_shown_at(announcement, chat.address, query.message.message_id)
        if announcement.author_id == chat.id and not is_live:
            await self._replies.delete(chat.address, query.message.message_id)
            await self.show_anew(id, chat, message)
            return Pressed()
        if is_live:
            self._hold(id, message)
        if message is None:
            message = await self.screen(id, chat, is_live=is_live)
        return Pressed(edited=self._renderer.message(message, chat.address))

    async def show_anew(self, id: int, chat: Chat, message: Message | None = None) -> None:
        """Show an announcement below everything else.

        Args:
            id: of the announcement.
            chat: who looks.
            message: what to show of it; None: how it stands.
        """
        announcement = await self.broadcasts.get(id)
        is_live = announcement.author_id == chat.id or announcement.control_message is None
        if is_live:
            self._hold(id, message)
        if message is None:
            message = await self.screen(id, chat, is_live=is_live)
        message_id = await self.show(chat, message)
        if not is_live or message_id is None:
            return
        shown = dict(announcement.control_message or {})
        is_reported = bool(shown.get("is_reported"))
        await self.broadcasts.show_at(id, chat.address, message_id, is_reported=is_reported)
        if shown:
            await self._replies.delete(shown["address"], shown["message_id"])

    async def refresh(self, id: int, *, unless: Message | None = None) -> Message | None:
        """Bring the message that shows an announcement up to date.

        Args:
            id: of the announcement.
            unless: what it says already.

        Returns:
            What it says now; None: there is no such message, or it asks something at the moment.
        """
        announcement = await self.broadcasts.get(id)
        shown = announcement.control_message
        chat = await self._chats.find(shown["address"]) if shown is not None else None
        if shown is None or chat is None:
            return None
        message = await self.screen(id, chat)
        # Last, since somebody may have pressed a button meanwhile.
        if time.monotonic() < self._asking.get(id, 0.0):
            return None
        if message != unless:
            reply = self._renderer.message(message, chat.address)
            await self._replies.edit(chat.address, shown["message_id"], reply)
        return message

    def _hold(self, id: int, message: Message | None) -> None:
        """Leave the message alone while it asks something, in place of how things stand."""
        if message is None:
            self._asking.pop(id, None)
        else:
            self._asking[id] = time.monotonic() + _ASKING_SECONDS

    # -- waiting

    async def awaited(self, chat: Chat, id: int) -> Dialogue | None:
        """What somebody is to send next for an announcement."""
        dialogue = await self.dialogues.find(chat.id)
        return dialogue if dialogue is not None and dialogue.announcement_id == id else None

    async def wait_for(self, chat: Chat, id: int, awaits: str) -> Dialogue:
        """Let the next that somebody sends be for an announcement."""
        dialogue = Dialogue(chat_id=chat.id, announcement_id=id, awaits=awaits)
        await self.dialogues.put(dialogue)
        return dialogue

    async def wait_no_more(self, chat: Chat, id: int) -> None:
        """Wait for nothing more for an announcement."""
        if await self.awaited(chat, id) is not None:
            await self.dialogues.forget(chat.id)


def _is_shown_at(announcement: Announcement, address: int, message_id: int) -> bool:
    """Whether this is the message that shows an announcement."""
    shown = announcement.control_message or {}
    return (shown.get("address"), shown.get("message_id")) == (address, message_id)
