"""What contacts of units do: join, see what they owe, file, be reminded later, leave."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from telegram import Chat as TelegramChat
from telegram import Message as TelegramMessage
from telegram import Update
from telegram.ext import ContextTypes

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Keyboard, Renderer
from bot.channels.telegram.replies import Pressed, Replies
from bot.delivery.message import Action, Message
from bot.directory.chats import Chats
from bot.directory.errors import InvitationProblem, InvitationRefused
from bot.directory.invitations import Invitations, token_of
from bot.directory.records import Chat, Membership
from bot.directory.staff import Permission, Staff
from bot.directory.units import Units
from bot.filings.actions import NotUs, Verb, item_of
from bot.filings.errors import ItemUnknown, NotYours
from bot.filings.records import Actor
from bot.filings.service import Filings
from bot.reminders.views import UnitViews
from handlers.public import PublicHandlers

Context = ContextTypes.DEFAULT_TYPE

#: What Telegram shows of a notice, in characters.
_LONGEST_NOTICE = 200
#: Their id is a delivery's, and means every duty that its message names.
_ABOUT_A_MESSAGE = (Verb.REMIND_ALL, Verb.NOT_US_ALL, Verb.WHO_ELSE_ALL)


class UnitHandlers:
    """Callbacks for contacts of units, in private chats.

    Args:
        chats: who writes.
        units: for whom they file.
        invitations: let them in.
        filings: what they owe.
        views: what they are shown.
        renderer: gives it its form.
        buttons: reads what stands under a message.
        replies: sends it.
        choices: in which language, to who is no contact.
        public: answers those who are none.
        staff: who may act for every unit.
        changed: told whose plan may have changed.
    """

    verbs: Mapping[str, Permission | None] = {
        verb.value: None for verb in Verb if not verb.startswith("s")
    }

    def __init__(
        self,
        chats: Chats,
        units: Units,
        invitations: Invitations,
        filings: Filings,
        views: UnitViews,
        *,
        renderer: Renderer,
        buttons: Buttons,
        replies: Replies,
        choices: LanguageChoices,
        public: PublicHandlers,
        staff: Staff,
        changed: Callable[[Collection[int]], Awaitable[None]],
    ) -> None:
        self._chats = chats
        self._units = units
        self._invitations = invitations
        self._filings = filings
        self._views = views
        self._renderer = renderer
        self._buttons = buttons
        self._replies = replies
        self._choices = choices
        self._public = public
        self._staff = staff
        self._changed = changed

    async def join(self, update: Update, _context: Context) -> None:
        """Let somebody in who opens an invitation."""
        message, user = update.effective_message, update.effective_user
        assert message is not None and message.text is not None and user is not None
        token = token_of(message.text.split()[1])
        if token is None:
            raise InvitationRefused(InvitationProblem.UNKNOWN)
        chat = await self._chat(update)
        membership = await self._invitations.accept(token, chat, user.full_name)
        await self._changed([membership.unit.id])
        await self._show(chat, await self._views.welcome(chat.id, membership.unit))

    async def mine(self, update: Update, _context: Context) -> None:
        """Show what somebody's units owe."""
        if (chat := await self._known_chat(update)) is not None:
            await self._show(chat, await self._views.mine(chat.id))
        elif update.effective_chat is not None:
            words = self._renderer.words("units.mine.no-unit", self._choices.of(update))
            await self._replies.send(update.effective_chat.id, words)

    async def say_filed(self, update: Update, context: Context) -> None:
        """File the one thing that is owed, or ask which; from others it is a question."""
        chat = await self._known_chat(update)
        memberships = await self._units.of_chat(chat.id) if chat is not None else []
        if chat is None or not memberships:
            await self._public.ask(update, context)
            return
        duties = await self._filings.duties([each.unit.id for each in memberships])
        still_open = [duty for duty in duties if duty.is_open]
        if len(still_open) != 1:
            await self._show(chat, await self._views.mine(chat.id))
            return
        filed = await self._filings.file(
            still_open[0].id, Actor(chat_id=chat.id), update_id=update.update_id
        )
        await self._show(chat, await self._views.filed(chat.id, filed))

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Do what a button about duties says, for who serves their unit now."""
        person = await self._chat(update)
        match Verb(action.verb):
            case Verb.FILED:
                return await self._file(action, update, person)
            case Verb.TAKE_BACK:
                return await self._take_back(action, update, person)
            case Verb.ITEMS:
                await self._filings.react([action.id], Actor(chat_id=person.id))
                message = await self._views.items(person.id, action.id)
            case Verb.MINE:
                message = await self._views.mine(person.id)
            case Verb.WHO_ELSE | Verb.WHO_ELSE_ALL:
                message = await self._views.who_else(person.id, await self._ids(action, person))
            case Verb.REMIND | Verb.REMIND_ALL:
                message = await self._remind(action, update, person)
            case _:
                message = await self._not_us(action, update, person)
        return Pressed(self._renderer.message(message, chat.id))

    async def _file(self, action: Action, update: Update, person: Chat) -> Pressed:
        actor = self._actor(person)
        item = await self._item(action, actor)
        filed = await self._filings.file(action.id, actor, item=item, update_id=update.update_id)
        message = await self._views.filed(person.id, filed)
        keyboard = None if filed.duty.is_open else self._rest_of_keyboard(update, action.id)
        if filed.is_new and not filed.duty.is_open:
            # The receipt says the rest; it is on its way already.
            return Pressed(notice=_notice(message), keyboard=keyboard)
        return Pressed(self._renderer.message(message, person.address), keyboard=keyboard)

    def _rest_of_keyboard(self, update: Update, obligation_id: int) -> Keyboard | None:
        """What the pressed message goes on asking, now that one of its duties is done."""
        query = update.callback_query
        message = query.message if query is not None else None
        if not isinstance(message, TelegramMessage) or message.reply_markup is None:
            return None  # too old for Telegram to show it to the bot
        kept: list[list[Mapping[str, str]]] = []
        is_anything_owed = False
        for row in message.reply_markup.inline_keyboard:
            kept.append([])
            for button in row:
                press = self._buttons.unpack(button.callback_data, message.chat.id)
                if isinstance(press, Action) and press.verb not in _ABOUT_A_MESSAGE:
                    if press.id == obligation_id:
                        continue
                    is_anything_owed = True
                data = str(button.callback_data)
                kept[-1].append({"text": button.text, "callback_data": data})
        return [row for row in kept if row] if is_anything_owed else ()

    async def _take_back(self, action: Action, update: Update, person: Chat) -> Pressed:
        actor = self._actor(person)
        item = await self._item(action, actor)
        taken = await self._filings.take_back(
            action.id, actor, item=item, update_id=update.update_id
        )
        message = await self._views.taken_back(person.id, taken)
        return Pressed(self._renderer.message(message, person.address), keyboard=())

    async def _remind(self, action: Action, update: Update, person: Chat) -> Message:
        ids = await self._ids(action, person)
        if not action.argument.isdecimal():
            return await self._views.remind_choices(person.id, ids, Verb(action.verb), action.id)
        until_at = self._views.remind_at(int(action.argument))
        snoozed = await self._filings.snooze(
            ids, Actor(chat_id=person.id), until_at, update_id=update.update_id
        )
        return await self._views.snoozed(person.id, snoozed)

    async def _not_us(self, action: Action, update: Update, person: Chat) -> Message:
        ids = await self._ids(action, person)
        match action.argument:
            case NotUs.CONTACT:
                return await self._leave(ids, person)
            case NotUs.HAND_OVER:
                return await self._hand_over(ids, person, update.get_bot().username)
            case NotUs.UNIT if action.verb == Verb.NOT_US:
                actor = Actor(chat_id=person.id)
                await self._filings.dispute(action.id, actor, update_id=update.update_id)
                return await self._views.disputed(person.id)
            case NotUs.BACK:
                return await self._views.again(person.id, ids, action.id)
        return await self._views.not_us_choices(person.id, ids, Verb(action.verb), action.id)

    async def _leave(self, ids: Collection[int], person: Chat) -> Message:
        """Take somebody out of the contacts of the units of these duties."""
        ended = await self._memberships(ids, person)
        for each in ended:
            await self._units.leave(each.contact.id, by=person.id)
        await self._changed({each.unit.id for each in ended})
        return await self._views.left(person.id, [each.unit for each in ended])

    async def _hand_over(self, ids: Collection[int], person: Chat, username: str) -> Message:
        """Send a link for a successor, for each of the units of these duties."""
        for each in await self._memberships(ids, person):
            invitation = await self._invitations.hand_over(each.contact.id, by=person.id)
            message = await self._views.handing_over(person.id, invitation, username)
            await self._show(person, message)
        return await self._views.handed_over(person.id)

    async def _memberships(self, ids: Collection[int], person: Chat) -> list[Membership]:
        """As which contacts somebody serves the units of these duties now.

        Raises:
            NotYours: they serve none of them.
        """
        unit_ids = {duty.unit.id for duty in await self._filings.find(ids)}
        found = [e for e in await self._units.of_chat(person.id) if e.unit.id in unit_ids]
        if not found:
            raise NotYours(min(ids, default=0))
        return found

    async def _ids(self, action: Action, person: Chat) -> Collection[int]:
        """The obligations that an action is about."""
        if action.verb not in _ABOUT_A_MESSAGE:
            return [action.id]
        ids = await self._filings.named_in_message(action.id, Actor(chat_id=person.id))
        if not ids:
            raise NotYours(action.id)
        return ids

    async def _item(self, action: Action, actor: Actor) -> str | None:
        """The id of the item that an action is about; None: all of them."""
        if not action.argument:
            return None
        duty = await self._filings.duty(action.id, actor)
        item = item_of(duty.deadline, action.argument)
        if item is None:
            raise ItemUnknown(action.id, action.argument)
        return item

    async def _show(self, chat: Chat, message: Message) -> None:
        await self._replies.send(chat.address, self._renderer.message(message, chat.address))

    def _actor(self, person: Chat) -> Actor:
        return Actor(chat_id=person.id, is_staff=self._staff.is_listed(person.address))

    async def _chat(self, update: Update) -> Chat:
        """The chat of who writes, as it is kept from now on."""
        chat, user = update.effective_chat, update.effective_user
        assert chat is not None
        language = user.language_code if user is not None else None
        return await self._chats.seen(chat.id, kind=chat.type, app_language=language)

    async def _known_chat(self, update: Update) -> Chat | None:
        """The same, if it was known already: nobody is kept for a question."""
        assert update.effective_chat is not None
        if await self._chats.find(update.effective_chat.id) is None:
            return None
        return await self._chat(update)


def _notice(message: Message) -> str:
    """A message as a notice that vanishes by itself."""
    text = "\n".join("".join(run.text for run in block) for block in message.blocks)
    return text[:_LONGEST_NOTICE]
