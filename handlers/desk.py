"""The desk of a member of staff: who sits there, in which words, and which unit they mean."""

from collections.abc import Sequence

from telegram import Update

from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Renderer, Reply
from bot.channels.telegram.replies import Replies
from bot.clock import Clock
from bot.delivery.message import Action, Button, Message, Run
from bot.directory.chats import Chats
from bot.directory.records import Unit
from bot.directory.staff import Staff
from bot.directory.units import Units
from bot.filings.records import Actor
from bot.language import Language
from bot.reminders.readers import Readers
from bot.reminders.wording import Wording

#: More buttons than these push the text off a phone.
_MOST_CHOICES = 12


class Desk:
    """What every callback for staff begins and ends with.

    Args:
        staff: who may.
        chats: who sits there.
        units: which unit they mean.
        readers: the words for them.
        renderer: gives messages their form.
        replies: sends them.
        choices: in which language.
        clock: tells the time.
    """

    def __init__(
        self,
        staff: Staff,
        chats: Chats,
        units: Units,
        readers: Readers,
        *,
        renderer: Renderer,
        replies: Replies,
        choices: LanguageChoices,
        clock: Clock,
    ) -> None:
        self._staff = staff
        self._chats = chats
        self._units = units
        self._readers = readers
        self._renderer = renderer
        self._replies = replies
        self._choices = choices
        self._clock = clock

    async def actor(self, update: Update) -> Actor:
        """Who acts, and whether they may."""
        chat, user = update.effective_chat, update.effective_user
        assert chat is not None
        language = user.language_code if user is not None else None
        person = await self._chats.seen(chat.id, kind=chat.type, app_language=language)
        return Actor(chat_id=person.id, is_staff=await self._staff.is_staff(chat.id))

    def words(self, update: Update) -> Wording:
        """The words for them, now."""
        return self._readers.words(self.language(update), self._clock.now())

    def language(self, update: Update) -> Language:
        """The language that they write in."""
        return self._choices.of(update)

    def rendered(self, message: Message, address: int) -> Reply:
        """A message in its form, its buttons signed for a chat."""
        return self._renderer.message(message, address)

    def captioned(self, message: Message, address: int) -> Reply:
        """The same, to stand under a picture."""
        return self._renderer.caption(message, address)

    async def show(self, update: Update, *messages: Message) -> None:
        """Send messages to who wrote."""
        assert update.effective_chat is not None
        address = update.effective_chat.id
        for message in messages:
            await self._replies.send(address, self.rendered(message, address))

    async def say(self, update: Update, key: str, **values: object) -> None:
        """Send some words to who wrote."""
        await self.show(update, self.saying(update, key, **values))

    def saying(self, update: Update, key: str, **values: object) -> Message:
        """Some words as a message."""
        return Message([[Run(self.words(update).say(key, **values))]])

    async def which_unit(self, update: Update, written: str, action: Action) -> Unit | None:
        """The unit that somebody means; where it is not the only one, they are asked.

        Args:
            update: which brought it.
            written: what they wrote of its name.
            action: what a button says that stands for one of several; its id becomes the unit's.
        """
        found = await self._units.find(written)
        if len(found) == 1:
            return found[0]
        words = self.words(update)
        if not found:
            await self.say(update, "staff.unit.none", words=written)
        elif len(found) > _MOST_CHOICES:
            await self.say(update, "staff.unit.many", n=len(found))
        else:
            asking = [[Run(words.say("staff.unit.which"))]]
            await self.show(update, Message(asking, _choices(words, found, action)))
        return None


def _choices(words: Wording, units: Sequence[Unit], action: Action) -> list[list[Button]]:
    return [
        [Button(words.unit(unit), Action(action.verb, unit.id, action.argument))] for unit in units
    ]


def argument_of(update: Update) -> str:
    """What was written after a command."""
    message = update.effective_message
    assert message is not None and message.text is not None  # it is a command
    return message.text.partition(" ")[2].strip()
