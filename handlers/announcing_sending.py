"""Sending: the buttons by which an announcement is let go, approved, paused, put right."""

from collections.abc import Mapping

from telegram import Chat as TelegramChat
from telegram import Update

from bot.broadcasts import sending_views, views
from bot.broadcasts.actions import PERMISSIONS, SURE, AnnounceVerb
from bot.broadcasts.dialogues import Awaited, awaiting
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action, Message, Run
from bot.directory.records import Chat
from bot.directory.staff import Permission
from bot.language import Language
from handlers.announcing_desk import AnnouncingDesk
from handlers.announcing_reports import AnnouncementReports


class SendingHandlers:
    """Callbacks for the buttons under an announcement that is written.

    Args:
        desk: who presses them.
        reports: sends the report.
        renderer: gives messages their form.
    """

    verbs: Mapping[str, Permission | None] = {
        verb: PERMISSIONS[verb]
        for verb in (
            AnnounceVerb.SUBMIT,
            AnnounceVerb.RECALL,
            AnnounceVerb.APPROVE,
            AnnounceVerb.SEND_BACK,
            AnnounceVerb.PAUSE,
            AnnounceVerb.RESUME,
            AnnounceVerb.CANCEL,
            AnnounceVerb.REPORT,
            AnnounceVerb.UNCERTAIN,
            AnnounceVerb.LEAVE,
            AnnounceVerb.EDIT,
            AnnounceVerb.DELETE,
            AnnounceVerb.PIN,
        )
    }

    def __init__(
        self, desk: AnnouncingDesk, reports: AnnouncementReports, *, renderer: Renderer
    ) -> None:
        self._desk = desk
        self._broadcasts = desk.broadcasts
        self._reports = reports
        self._renderer = renderer

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Do what a button says, and show how the announcement gets on."""
        person = await self._desk.chat(update)
        match action.verb:
            case AnnounceVerb.REPORT:
                await self._desk.acknowledge(update)
                await self._reports.send(action.id, person)
                return Pressed()
            case AnnounceVerb.APPROVE:
                done = await self._approve(action.id, update, person)
                return Pressed(edited=self._renderer.message(done, chat.id))
            case AnnounceVerb.SEND_BACK:
                await self._desk.introduce(update)
                await self._ask_why(action.id, person)
                return Pressed()
        message = await self._screen(action, update, person)
        return await self._desk.change(action.id, person, update, message)

    async def _screen(self, action: Action, update: Update, person: Chat) -> Message | None:
        """What the pressed message says from now on; None: how the announcement stands."""
        id, by, update_id = action.id, person.id, update.update_id
        is_sure = action.argument == SURE
        voice = await self._desk.voice(person)
        match action.verb:
            case AnnounceVerb.SUBMIT if is_sure:
                await self._broadcasts.submit(id, by=by, update_id=update_id)
                await self._desk.wait_no_more(person, id)
            case AnnounceVerb.SUBMIT:
                preview = await self._broadcasts.ready(id)
                return views.sure_to_submit(voice, preview, await self._desk.audiences())
            case AnnounceVerb.RECALL:
                await self._broadcasts.send_back(id, by=by, update_id=update_id)
            case AnnounceVerb.PAUSE:
                await self._broadcasts.pause(id, by=by, update_id=update_id)
            case AnnounceVerb.RESUME:
                await self._broadcasts.resume(id, by=by, update_id=update_id)
            case AnnounceVerb.CANCEL if is_sure:
                await self._broadcasts.cancel(id, by=by, update_id=update_id)
            case AnnounceVerb.DELETE if is_sure:
                await self._broadcasts.delete_sent(id, by=by, update_id=update_id)
                await self._desk.say(person, "announcing.delete.done", number=id)
            case AnnounceVerb.PIN:
                await self._broadcasts.pin_sent(id, by=by, update_id=update_id)
                await self._desk.say(person, "announcing.pin.done")
            case AnnounceVerb.UNCERTAIN if is_sure:
                await self._broadcasts.repeat_uncertain(id, by=by, update_id=update_id)
                await self._desk.say(person, "announcing.uncertain.repeated")
            case AnnounceVerb.LEAVE:
                await self._broadcasts.leave_uncertain(id, by=by, update_id=update_id)
                await self._desk.say(person, "announcing.uncertain.left")
            case _:
                return await self._question(action, person)
        return None

    async def _question(self, action: Action, person: Chat) -> Message:
        """What is asked before something is done."""
        announcement = await self._broadcasts.get(action.id)
        voice = await self._desk.voice(person)
        match action.verb:
            case AnnounceVerb.CANCEL:
                return views.asked(voice, announcement, "cancel", AnnounceVerb.CANCEL)
            case AnnounceVerb.DELETE:
                return views.asked(voice, announcement, "delete", AnnounceVerb.DELETE)
            case AnnounceVerb.UNCERTAIN:
                report = await self._broadcasts.report(action.id, by=person.id)
                return sending_views.uncertain(voice, announcement, report.undelivered)
        if not action.argument:
            return sending_views.which_text(voice, announcement)
        language = Language(action.argument)
        awaits = awaiting(Awaited.CORRECTION, language)
        dialogue = await self._desk.wait_for(person, action.id, awaits)
        return views.language(voice, announcement, language, views.waiting(voice, dialogue))

    async def _approve(self, id: int, update: Update, person: Chat) -> Message:
        await self._desk.introduce(update)
        await self._broadcasts.approve(id, by=person.id, update_id=update.update_id)
        await self._desk.refresh(id)
        voice = await self._desk.voice(person)
        said = [Run(voice.say("announcing.review.done", number=id))]
        return Message([said], [[sending_views.opening(voice, id)]])

    async def _ask_why(self, id: int, person: Chat) -> None:
        """Wait for the reason why an announcement is sent back, while it still can be."""
        dialogue = await self._desk.wait_for(person, id, awaiting(Awaited.REASON))
        waits = views.waiting(await self._desk.voice(person), dialogue)
        await self._desk.show(person, Message([waits]))
