"""Lists: a member of staff sends a table of units, sees what it would change, and agrees to it."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from itertools import islice

from telegram import Chat as TelegramChat
from telegram import Document, Message, Update
from telegram.error import BadRequest
from telegram.ext import ContextTypes

from bot.channels.telegram.buttons import Buttons
from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Keyboard, Renderer, Reply
from bot.channels.telegram.replies import Pressed, Replies
from bot.channels.telegram.splitting import fitted
from bot.channels.telegram.transport import TooLarge
from bot.delivery.message import Action, Run
from bot.directory.chats import Chats
from bot.directory.comparison import Change
from bot.directory.lists import LARGEST_BYTES, Groups, ListRefused, UnitList, read_list
from bot.directory.lists.problems import file_refused
from bot.directory.outcome import ImportOutcome
from bot.directory.staff import Permission
from bot.directory.units import Units
from bot.knowledge.knowledge import Knowledge
from bot.language import Language
from bot.locales import Texts
from handlers.actions import StaffVerb

#: How Telegram says that it gives a bot no file of this size.
_TOO_BIG = "file is too big"
_REMOVING = "r"
#: The first lines of an outcome count; the others name what was seen in the preview.
_COUNTS = 2
#: What more problems than these make is a file of its own.
_MOST_PROBLEMS = 40


class ListHandlers:
    """Callbacks for lists of units; for staff alone.

    The list itself is kept nowhere: the answer to it quotes it, and it is had from Telegram once
    more when somebody agrees, also after a restart.

    Args:
        units: takes the list.
        chats: who sends it.
        renderer: gives replies their form.
        buttons: writes their data.
        replies: sends them.
        choices: in which language.
        texts: the words of every language.
        knowledge: gives the knowledge as it is now.
        changed: told that units have come or gone.
    """

    verbs: Mapping[str, Permission | None] = {
        StaffVerb.IMPORT: Permission.IMPORT_UNITS,
        StaffVerb.CANCEL: Permission.IMPORT_UNITS,
    }

    def __init__(
        self,
        units: Units,
        chats: Chats,
        *,
        renderer: Renderer,
        buttons: Buttons,
        replies: Replies,
        choices: LanguageChoices,
        texts: Mapping[Language, Texts],
        knowledge: Callable[[], Knowledge],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self._units = units
        self._chats = chats
        self._renderer = renderer
        self._buttons = buttons
        self._replies = replies
        self._choices = choices
        self._texts = texts
        self._knowledge = knowledge
        self._changed = changed

    async def preview(self, update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        """Say what a list would change, or all that is wrong with it."""
        message = update.effective_message
        assert message is not None and message.document is not None  # its filter admits no other
        language = self._choices.of(update)
        try:
            listed = await self._read(message.document)
        except ListRefused as refused:
            await self._tell_problems(message, refused, language)
            return
        outcome = await self._units.preview(listed)
        about = {"message_id": message.message_id, "allow_sending_without_reply": True}
        reply = self._preview(outcome, language, message.chat_id)
        await self._replies.send(message.chat_id, reply, reply_parameters=about)

    async def pressed(self, action: Action, update: Update, chat: TelegramChat) -> Pressed:
        """Import the list that the pressed message answers to, or forget it."""
        language = self._choices.of(update)
        if action.verb == StaffVerb.CANCEL:
            return Pressed(self._renderer.words("staff.list.cancelled", language), keyboard=())
        document = _quoted(update)
        if document is None:
            return Pressed(self._renderer.words("staff.list.gone", language), keyboard=())
        by = await self._chats.seen(chat.id)
        outcome = await self._units.import_list(
            await self._read(document), remove_missing=action.argument == _REMOVING, by=by.id
        )
        await self._changed()
        texts = self._texts[language]
        counts = islice(outcome.lines(texts), _COUNTS)
        lines = [texts("staff.list.done"), *counts, texts("staff.list.next")]
        return Pressed(self._one_message(lines, texts), keyboard=())

    async def _read(self, document: Document) -> UnitList:
        """What a file lists.

        Raises:
            ListRefused: it is no list, or one with mistakes.
        """
        too_large = file_refused("large", megabytes=LARGEST_BYTES // 1_000_000)
        # Telegram does not always say how large a file is.
        if document.file_size is not None and document.file_size > LARGEST_BYTES:
            raise too_large
        try:
            file = await document.get_file()
            content = bytes(await file.download_as_bytearray())
        except TooLarge:
            raise too_large from None
        except BadRequest as error:
            if _TOO_BIG in error.message.lower():
                raise too_large from None
            raise
        return await asyncio.to_thread(read_list, content, Groups(self._knowledge()))

    def _preview(self, outcome: ImportOutcome, language: Language, chat_id: int) -> Reply:
        texts = self._texts[language]
        if outcome.changes_nothing and not self._misses(outcome):
            lines = [texts("staff.list.same"), *(each.text(texts) for each in outcome.remarks)]
            return self._one_message(lines, texts)
        lines = [texts("staff.list.heading"), *outcome.lines(texts)]
        labels = [("staff.list.import", Action(StaffVerb.IMPORT, 0))]
        if self._misses(outcome):
            removing = Action(StaffVerb.IMPORT, 0, _REMOVING)
            labels.append(("staff.list.import-removing", removing))
        labels.append(("staff.list.cancel", Action(StaffVerb.CANCEL, 0)))
        keyboard = [
            [{"text": texts(key), "callback_data": self._buttons.pack(action, chat_id)}]
            for key, action in labels
        ]
        return self._one_message(lines, texts, keyboard)

    def _misses(self, outcome: ImportOutcome) -> bool:
        """Whether the list lacks units or contacts that are known."""
        return bool((outcome.counts + outcome.contact_counts)[Change.MISSING])

    def _one_message(self, lines: list[str], texts: Texts, keyboard: Keyboard = ()) -> Reply:
        """One message, since a second one would not quote the list."""
        heading, *rest = lines
        blocks = [[Run(heading, "b")], [Run("\n".join(rest))]]
        return Reply((fitted(blocks, lambda: texts("delivery.cut")),), keyboard)

    async def _tell_problems(
        self, message: Message, refused: ListRefused, language: Language
    ) -> None:
        texts = self._texts[language]
        if len(refused.problems) <= _MOST_PROBLEMS:
            await self._replies.send(message.chat_id, self._renderer.plain(refused.text(texts)))
            return
        await message.reply_document(
            refused.text(texts).encode("utf-8-sig"),  # so that Windows knows what it is
            filename=texts("staff.list.problems-file"),
            caption=texts("staff.list.problems", n=len(refused.problems)),
        )


def _quoted(update: Update) -> Document | None:
    """The file that the pressed message answers to, if Telegram still knows it."""
    query = update.callback_query
    message = query.message if query is not None else None
    if not isinstance(message, Message) or message.reply_to_message is None:
        return None
    return message.reply_to_message.document
