"""Personal data: anybody sees what is kept of them, and has it erased."""

from collections.abc import Awaitable, Callable, Collection, Mapping

from telegram import Chat as TelegramChat
from telegram import Update
from telegram.ext import ContextTypes

from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action, Button, Message, Run
from bot.directory.personal import Kept, Personal
from bot.directory.roles import Permission
from bot.knowledge.knowledge import Knowledge
from bot.reminders.wording import Wording
from handlers.actions import FollowVerb
from handlers.desk import Desk
from handlers.menus import Menus

Context = ContextTypes.DEFAULT_TYPE


class PersonalHandlers:
    """Callbacks for /mydata and /forget, in private chats.

    Args:
        desk: the words for who asks.
        personal: what is kept.
        choices: forgets which language somebody chose.
        knowledge: gives the knowledge as it is now.
        menus: take theirs away.
        changed: told whose plan may have changed.
    """

    verbs: Mapping[str, Permission | None] = {FollowVerb.FORGET: None}

    def __init__(
        self,
        desk: Desk,
        personal: Personal,
        *,
        choices: LanguageChoices,
        knowledge: Callable[[], Knowledge],
        menus: Menus,
        changed: Callable[[Collection[int]], Awaitable[None]],
    ) -> None:
        self._desk = desk
        self._personal = personal
        self._choices = choices
        self._knowledge = knowledge
        self._menus = menus
        self._changed = changed

    async def mydata(self, update: Update, _context: Context) -> None:
        """Show all that is kept of who asks."""
        kept = await self._kept(update)
        if kept is None:
            await self._desk.say(update, "following.mydata.nothing")
            return
        words = self._desk.words(update)
        lines = self._lines(words, kept)
        heading = words.heading(words.say("following.mydata"), *lines)
        after = [Run(words.say("following.mydata.forget"))]
        await self._desk.show(update, Message([heading, after]))

    async def forget(self, update: Update, _context: Context) -> None:
        """Say what would be erased, and ask once more."""
        kept = await self._kept(update)
        if kept is None:
            await self._desk.say(update, "following.mydata.nothing")
            return
        words = self._desk.words(update)
        blocks = [[Run(words.say("following.forget.sure"))]]
        if kept.memberships:
            units = words.names(words.unit(each.unit) for each in kept.memberships)
            blocks.append([Run(words.say("following.forget.units", units=units))])
        button = Button(words.say("following.forget.do"), Action(FollowVerb.FORGET, 0))
        await self._desk.show(update, Message(blocks, [[button]]))

    async def pressed(self, _action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Erase it."""
        said = self._desk.saying(update, "following.forgotten")
        left = await self._personal.forget(chat.id)
        self._choices.forget(chat.id)
        self._menus.forgotten(chat.id)
        await self._changed({each.unit.id for each in left})
        return Pressed(self._desk.rendered(said, chat.id), keyboard=())

    async def _kept(self, update: Update) -> Kept | None:
        assert update.effective_chat is not None  # the filters admit private messages alone
        return await self._personal.kept(update.effective_chat.id)

    def _lines(self, words: Wording, kept: Kept) -> list[str]:
        chat = kept.chat
        lines = [words.say("following.mydata.id", id=chat.address)]
        if chat.app_language:
            lines.append(words.say("following.mydata.app-language", tag=chat.app_language))
        if chat.language:
            lines.append(words.say("following.mydata.language", tag=chat.language))
        if kept.following.topics:
            lines.append(words.say("following.mydata.follows", topics=self._topics(words, kept)))
        for each in kept.memberships:
            unit = words.unit(each.unit)
            lines.append(
                words.say("following.mydata.unit", person=words.person(each.contact), unit=unit)
            )
        if kept.role is not None:
            role = words.say(f"members.role.{kept.role}")
            lines.append(words.say("following.mydata.staff", role=role))
        if kept.filings:
            lines.append(words.say("following.mydata.filings", n=kept.filings))
        if kept.deliveries:
            lines.append(words.say("following.mydata.deliveries", n=kept.deliveries))
        return lines

    def _topics(self, words: Wording, kept: Kept) -> str:
        if kept.following.is_everything:
            return words.say("following.everything")
        titles = self._knowledge().edition.topics
        return words.names(
            words.read(titles[id]) if id in titles else id for id in sorted(kept.following.topics)
        )
