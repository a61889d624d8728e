"""Following: who hears announcements, of what, in which language, and how that ends."""

from collections.abc import Callable, Mapping

from telegram import Chat as TelegramChat
from telegram import Update
from telegram.ext import ContextTypes

from bot.channels.telegram.replies import Pressed
from bot.delivery.message import Action, Button, Message, Run
from bot.directory.records import EVERYTHING, Following
from bot.directory.roles import Permission
from bot.directory.subscriptions import Subscriptions
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.reminders.wording import Wording
from handlers.actions import FollowVerb
from handlers.desk import Desk

Context = ContextTypes.DEFAULT_TYPE

_CHOSEN = "✓ "


class FollowingHandlers:
    """Callbacks for /follow, /unfollow and /stop, in private chats.

    Args:
        desk: who asks, and the words for them.
        subscriptions: who follows what.
        knowledge: gives the knowledge as it is now, which names the topics.
    """

    verbs: Mapping[str, Permission | None] = {
        verb.value: None for verb in FollowVerb if verb is not FollowVerb.FORGET
    }

    def __init__(
        self,
        desk: Desk,
        subscriptions: Subscriptions,
        *,
        knowledge: Callable[[], Knowledge],
    ) -> None:
        self._desk = desk
        self._subscriptions = subscriptions
        self._knowledge = knowledge

    async def follow(self, update: Update, _context: Context) -> None:
        """Offer the topics; where there are none, follow everything at once."""
        address = _address(update)
        if self._knowledge().edition.topics:
            followed = await self._subscriptions.follows(address)
            said = "following.choose"
        else:
            followed = await self._follow(update, EVERYTHING)
            said = "following.followed"
        await self._desk.show(update, self._panel(update, followed, said))

    async def unfollow(self, update: Update, _context: Context) -> None:
        """Leave the one thing that is followed, or offer what to leave."""
        address = _address(update)
        followed = await self._subscriptions.follows(address)
        if len(followed.topics) > 1:
            await self._desk.show(update, self._panel(update, followed, "following.choose"))
            return
        for topic in followed.topics:
            await self._subscriptions.unfollow(address, topic)
        said = "following.unfollowed" if followed.topics else "following.nothing"
        await self._desk.say(update, said)

    async def stop(self, update: Update, _context: Context) -> None:
        """Send no announcement any longer."""
        await self._desk.show(update, await self._stop(update))

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Do what a button says; what is chosen is shown on the buttons themselves."""
        match action.verb:
            case FollowVerb.YES:
                await self._follow(update, EVERYTHING)
                said = self._desk.saying(update, "following.yes")
                return Pressed(self._desk.rendered(said, chat.id), keyboard=())
            case FollowVerb.NO:
                return Pressed(notice=self._say(update, "following.no"), keyboard=())
            case FollowVerb.STOP:
                stopped = await self._stop(update)
                return Pressed(self._desk.rendered(stopped, chat.id), keyboard=())
            case FollowVerb.FOLLOW:
                followed = await self._follow(update, action.argument)
            case FollowVerb.UNFOLLOW:
                followed = await self._subscriptions.unfollow(chat.id, action.argument)
            case _:
                language = Language(action.argument) if action.argument else None
                followed = await self._subscriptions.choose_language(chat.id, language)
        keyboard = self._desk.rendered(self._panel(update, followed), chat.id).keyboard
        return Pressed(notice=self._say(update, "following.kept"), keyboard=keyboard)

    async def _follow(self, update: Update, topic: str) -> Following:
        user = update.effective_user
        language = user.language_code if user is not None else None
        return await self._subscriptions.follow(_address(update), topic, app_language=language)

    async def _stop(self, update: Update) -> Message:
        before = await self._subscriptions.stop(_address(update))
        said = "following.stopped" if before.topics else "following.nothing"
        return self._desk.saying(update, said)

    def _say(self, update: Update, key: str) -> str:
        return self._desk.words(update).say(key)

    def _panel(
        self, update: Update, followed: Following, said: str = "following.choose"
    ) -> Message:
        """Buttons for everything, each topic, each language, and to stop."""
        words, topics = self._desk.words(update), self._knowledge().edition.topics
        rows = [[_topic(words.say("following.everything"), EVERYTHING, followed)]]
        rows += [[_topic(words.read(title), id, followed)] for id, title in topics.items()]
        if followed.topics:
            rows.append([_language(words, tag, followed) for tag in (None, *Language)])
            stop = Button(words.say("following.stop"), Action(FollowVerb.STOP, 0))
            rows.append([stop])
        return Message([[Run(words.say(said))]], rows)


def _topic(label: str, id: str, followed: Following) -> Button:
    """Follow a topic, or no longer."""
    if id in followed.topics:
        return Button(_CHOSEN + label, Action(FollowVerb.UNFOLLOW, 0, id))
    return Button(label, Action(FollowVerb.FOLLOW, 0, id))


def _language(words: Wording, language: Language | None, followed: Following) -> Button:
    label = words.say(f"following.language.{language or 'auto'}")
    is_chosen = language == followed.language
    return Button(
        _CHOSEN + label if is_chosen else label, Action(FollowVerb.LANGUAGE, 0, language or "")
    )


def _address(update: Update) -> int:
    assert update.effective_chat is not None  # the filters admit private messages alone
    return update.effective_chat.id
