"""The board: staff see who has filed, as a picture and by unit, and have units nudged by hand."""

import asyncio
from collections.abc import Mapping

from telegram import Chat, Message, Update
from telegram.ext import ContextTypes

from bot.channels.telegram.replies import Pressed
from bot.delivery import message as delivery
from bot.delivery.message import Action
from bot.directory.sheets import as_xlsx
from bot.directory.staff import Permission
from bot.filings.records import Actor
from bot.reminders.board.actions import BoardVerb
from bot.reminders.board.sheet import BOARD_WIDTHS
from bot.reminders.board.views import BoardViews
from bot.reminders.nudging import Nudging
from handlers.actions import StaffVerb
from handlers.desk import Desk
from handlers.files import SendFile, SendPhoto

_BY_HAND = (BoardVerb.NUDGE, BoardVerb.NUDGE_ALL, BoardVerb.NUDGE_ALL_NOW)


class BoardHandlers:
    """Callbacks for staff alone, in private chats.

    Args:
        desk: who asks.
        views: what they are shown.
        nudging: has units nudged.
        send_photo: carries pictures.
        send_file: carries sheets.
    """

    verbs: Mapping[str, Permission | None] = {
        verb.value: Permission.NUDGE_BY_HAND if verb in _BY_HAND else Permission.READ_BOARD
        for verb in BoardVerb
    }

    def __init__(
        self,
        desk: Desk,
        views: BoardViews,
        nudging: Nudging,
        *,
        send_photo: SendPhoto,
        send_file: SendFile,
    ) -> None:
        self._desk = desk
        self._views = views
        self._nudging = nudging
        self._send_photo = send_photo
        self._send_file = send_file

    async def board(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Show how it stands with every deadline."""
        actor = await self._desk.actor(update)
        await self._desk.show(update, await self._views.overview(actor))

    async def pressed(self, action: Action, update: Update, chat: Chat) -> Pressed:
        """Do what a button of the board says."""
        actor, token = await self._desk.actor(update), action.argument
        match action.verb:
            case BoardVerb.SHOW:
                await self._show(actor, token, chat)
                return Pressed()
            case BoardVerb.SHEET:
                await self._send_sheet(actor, token, chat)
                return Pressed()
            case BoardVerb.NUDGE:
                return await self._nudge(action, actor, update, chat)
            case BoardVerb.NUDGE_ALL_NOW:
                deadline = self._views.id_of(token)
                tally = await self._nudging.nudge_all(deadline, actor, update_id=update.update_id)
                message = await self._views.nudged_all(actor, token, tally)
            case BoardVerb.NUDGE_ALL:
                message = await self._views.asking(actor, token)
            case BoardVerb.GROUPS:
                message = await self._views.groups(actor, token, action.id)
            case BoardVerb.LIST:
                message = await self._views.unfiled(actor, token, action.id)
            case BoardVerb.UNIT:
                message = await self._unit(action, actor)
            case _:
                message = await self._views.overview(actor, action.id)
        return self._in_place(message, update, chat)

    async def _show(self, actor: Actor, token: str, chat: Chat) -> None:
        shown = await self._views.deadline(actor, token)
        # Imported here: the bot seldom draws, and starts often.
        from bot.reminders.board.drawing import as_png

        # In a thread: while it is drawn, others are answered.
        png = await asyncio.to_thread(as_png, shown.picture, shown.language)
        await self._send_photo(chat.id, png, self._desk.captioned(shown.caption, chat.id))

    async def _send_sheet(self, actor: Actor, token: str, chat: Chat) -> None:
        sheet = await self._views.sheet(actor, token)
        content = await asyncio.to_thread(as_xlsx, sheet.table, sheet.title, BOARD_WIDTHS)
        await self._send_file(chat.id, content, sheet.file_name, sheet.title)

    async def _nudge(self, action: Action, actor: Actor, update: Update, chat: Chat) -> Pressed:
        """Have one unit nudged; the message that shows it then says when."""
        nudged = await self._nudging.nudge(action.id, actor, update_id=update.update_id)
        said = self._desk.rendered(await self._views.nudged(actor, nudged), chat.id)
        return Pressed(said, edited=self._desk.rendered(await self._unit(action, actor), chat.id))

    async def _unit(self, action: Action, actor: Actor) -> delivery.Message:
        return await self._views.unit(actor, action.id, action.argument, writing=StaffVerb.WRITE)

    def _in_place(self, message: delivery.Message, update: Update, chat: Chat) -> Pressed:
        """In place of the pressed message, or under it where that is a picture."""
        reply = self._desk.rendered(message, chat.id)
        pressed = update.callback_query.message if update.callback_query is not None else None
        is_text = isinstance(pressed, Message) and pressed.text is not None
        return Pressed(edited=reply) if is_text else Pressed(reply)
