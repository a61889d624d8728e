"""Inviting: a member of staff has a contact's link made, or those of all who have none yet."""

import asyncio
from collections.abc import Callable, Mapping

from telegram import Bot, InputFile, Update
from telegram import Chat as TelegramChat
from telegram.ext import ContextTypes

from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action, Button, Message, Run
from bot.directory.invitations import Invitations
from bot.directory.records import Contact, Unit
from bot.directory.staff import Permission
from bot.directory.units import Units
from bot.knowledge.knowledge import Knowledge
from handlers.actions import StaffVerb
from handlers.desk import Desk, argument_of


class InvitingHandlers:
    """Callbacks for /invite; for staff alone.

    Args:
        desk: who asks.
        units: whom there is to invite.
        invitations: makes the links.
        knowledge: gives the knowledge as it is now.
    """

    verbs: Mapping[str, Permission | None] = {
        StaffVerb.CONTACTS: Permission.INVITE_UNITS,
        StaffVerb.INVITE: Permission.INVITE_UNITS,
        StaffVerb.SHEET: Permission.INVITE_UNITS,
    }

    def __init__(
        self,
        desk: Desk,
        units: Units,
        invitations: Invitations,
        *,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        self._desk = desk
        self._units = units
        self._invitations = invitations
        self._knowledge = knowledge

    async def invite(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Offer the contacts of the unit that is named, or say how many are without a link."""
        written = argument_of(update)
        if not written:
            await self._desk.show(update, await self._summary(update))
            return
        unit = await self._desk.which_unit(update, written, Action(StaffVerb.CONTACTS, 0))
        if unit is not None:
            await self._desk.show(update, await self._contacts(update, unit))

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Show whom to invite, or make invitations."""
        match action.verb:
            case StaffVerb.SHEET:
                message = await self._sheet(update, chat)
            case StaffVerb.INVITE:
                message = await self._invitation(action.id, update)
            case _:
                message = await self._contacts_of(action.id, update)
        return Pressed(self._desk.rendered(message, chat.id))

    async def _summary(self, update: Update) -> Message:
        words = self._desk.words(update)
        missing = await self._missing()
        if not missing:
            blocks = [[Run(words.say("staff.invite.nobody"))], [Run(words.say("staff.invite.how"))]]
            return Message(blocks)
        count = words.say("staff.invite.missing", n=len(missing))
        blocks = [[Run(count)], [Run(words.say("staff.invite.how"))]]
        sheet = Button(words.say("staff.invite.sheet", n=len(missing)), Action(StaffVerb.SHEET, 0))
        return Message(blocks, [[sheet]])

    async def _contacts_of(self, unit_id: int, update: Update) -> Message:
        unit = next((each for each in await self._units.all_units() if each.id == unit_id), None)
        if unit is None:
            return self._desk.saying(update, "directory.contact-unknown")
        return await self._contacts(update, unit)

    async def _contacts(self, update: Update, unit: Unit) -> Message:
        """Whom of a unit to invite: also who has joined, for a new telephone or account."""
        words = self._desk.words(update)
        contacts = await self._units.contacts(unit.id)
        if not contacts:
            return self._desk.saying(update, "staff.invite.no-contacts", unit=words.unit(unit))
        rows = [
            [
                Button(
                    words.say("staff.invite.joined", name=each.name)
                    if each.has_joined
                    else each.name,
                    Action(StaffVerb.INVITE, each.id),
                )
            ]
            for each in contacts
        ]
        asked = words.say("staff.invite.whom")
        return Message([words.heading(words.unit(unit), asked)], rows)

    async def _invitation(self, contact_id: int, update: Update) -> Message:
        """Send a contact's link, in words that can be handed on as they are; what to do with it."""
        actor = await self._desk.actor(update)
        invitation = await self._invitations.issue(contact_id, by=actor.chat_id)
        words = self._desk.words(update)
        told = words.say(
            "staff.invite.link",
            name=invitation.contact.name,
            unit=words.unit(invitation.unit),
            until=words.due_moment(invitation.expires_at),
            link=invitation.link(update.get_bot().username),
        )
        await self._desk.show(update, Message([[Run(told)]]))
        return self._desk.saying(update, "staff.invite.hand-on")

    async def _sheet(self, update: Update, chat: TelegramChat) -> Message:
        """Send a page with the links of everybody who has none; what to do with it."""
        missing = await self._missing()
        if not missing:
            return self._desk.saying(update, "staff.invite.nobody")
        # Here, because what draws the codes takes 15 MB that answers do not need.
        from bot.directory.sheets import invitation_page

        actor = await self._desk.actor(update)
        ids = [contact.id for contact in missing]
        issued = await self._invitations.issue_all(ids, by=actor.chat_id)
        bot: Bot = update.get_bot()
        knowledge, texts = self._knowledge(), self._desk.words(update).say
        page = await asyncio.to_thread(
            invitation_page,
            issued,
            username=bot.username,
            edition=knowledge.edition.title,
            zone=knowledge.zone,
            texts=texts,
        )
        name = f"{texts('directory.sheet.title')}.html"
        await bot.send_document(chat.id, InputFile(page.encode(), filename=name))
        return self._desk.saying(update, "directory.sheet.cut", n=len(issued))

    async def _missing(self) -> list[Contact]:
        """The contacts who have neither joined nor a link, in the order of the list."""
        by_unit = await self._units.contacts_by_unit()
        contacts = [each for unit_id in sorted(by_unit) for each in by_unit[unit_id]]
        return await self._invitations.to_invite(contacts, only_missing=True)
