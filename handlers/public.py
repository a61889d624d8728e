"""What the public does: ask, press buttons, choose a language."""

import asyncio
import re

from telegram import (
    CallbackQuery,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    Update,
    User,
)
from telegram.constants import ParseMode
from telegram.ext import ContextTypes

from bot.channels.telegram.buttons import (
    AskAbout,
    Buttons,
    ChooseLanguage,
    Directories,
    ShowSources,
)
from bot.channels.telegram.languages import LanguageChoices, language_of
from bot.channels.telegram.rendering import Renderer, Reply
from bot.channels.telegram.replies import RecentPresses, Replies
from bot.enquiries import Enquiries
from bot.language import Language

Context = ContextTypes.DEFAULT_TYPE

_INLINE_CACHE_SECONDS = 30
_MAX_QUESTION = 4096


class PublicHandlers:
    """Callbacks for what anybody may do.

    Args:
        enquiries: answers questions.
        renderer: gives the replies their form.
        replies: sends them.
        buttons: reads what was pressed.
        choices: the languages that chats chose.
        default_language: for a person of whom nothing else is known.
    """

    def __init__(
        self,
        enquiries: Enquiries,
        renderer: Renderer,
        replies: Replies,
        buttons: Buttons,
        choices: LanguageChoices,
        default_language: Language,
    ) -> None:
        self._enquiries = enquiries
        self._renderer = renderer
        self._replies = replies
        self._buttons = buttons
        self._choices = choices
        self._default_language = default_language
        self._directories = Directories()
        self._presses = RecentPresses()

    async def start(self, update: Update, _context: Context) -> None:
        """Greet, and offer what can be asked."""
        message = _message(update)
        await self._replies.to(message, self._greeting("telegram.start", message.chat_id, update))

    async def help(self, update: Update, _context: Context) -> None:
        """Explain what can be asked, and how."""
        message = _message(update)
        await self._replies.to(message, self._greeting("telegram.help", message.chat_id, update))

    async def language(self, update: Update, _context: Context) -> None:
        """Ask which language to answer in."""
        message = _message(update)
        language = self._language(message.chat_id, update.effective_user)
        await self._replies.to(message, self._renderer.language_choice(language, message.chat_id))

    async def ask(self, update: Update, context: Context) -> None:
        """Answer a question put in the person's own words."""
        message = _message(update)
        text = _without_mention(message.text or message.caption or "", context.bot.username)
        chosen = self._choices.chosen(message.chat_id)
        answer = await self._enquiries.ask(
            text[:_MAX_QUESTION], conversation=_conversation(update), language=chosen
        )
        reply = self._renderer.answer(answer, self._enquiries.knowledge, message.chat_id)
        await self._replies.to(message, reply)

    async def unreadable(self, update: Update, _context: Context) -> None:
        """Say that only text is read."""
        message = _message(update)
        language = self._language(message.chat_id, update.effective_user)
        await self._replies.to(message, self._renderer.words("telegram.text-only", language))

    async def press(self, update: Update, _context: Context) -> None:
        """Do what a button says; a stale or foreign one leads back to what can be asked."""
        query = update.callback_query
        assert query is not None
        if query.message is None or self._presses.has(query):
            await self._replies.acknowledge(query)
            return
        chat_id = query.message.chat.id
        notice, reply = await self._pressed(query, chat_id, update)
        await asyncio.gather(
            self._replies.acknowledge(query, notice), self._replies.send(chat_id, reply)
        )
        self._presses.add(query)

    async def inline(self, update: Update, _context: Context) -> None:
        """Answer what is typed after the bot's name in any chat."""
        query = update.inline_query
        assert query is not None
        if not query.query.strip():
            await query.answer([], cache_time=_INLINE_CACHE_SECONDS, is_personal=True)
            return
        answer = await self._enquiries.ask(
            query.query, conversation=f"inline:{query.from_user.id}", is_whole=False
        )
        title, text = self._renderer.inline_answer(answer, self._enquiries.knowledge)
        content = InputTextMessageContent(
            text, ParseMode.HTML, link_preview_options=LinkPreviewOptions(is_disabled=True)
        )
        result = InlineQueryResultArticle("answer", title or query.query, content)
        await query.answer(
            [result] if text else [], cache_time=_INLINE_CACHE_SECONDS, is_personal=True
        )

    async def flooding(self, update: Update) -> None:
        """Tell a chat that sends more than can be answered that some of it is passed over."""
        if (chat := update.effective_chat) is not None:
            language = self._language(chat.id, update.effective_user)
            await self._replies.send(chat.id, self._renderer.words("telegram.flooding", language))

    async def _pressed(
        self, query: CallbackQuery, chat_id: int, update: Update
    ) -> tuple[str | None, Reply]:
        """What a button brings: a notice that vanishes, if any, and a message."""
        knowledge = self._enquiries.knowledge
        directory = self._directories.of(knowledge)
        match self._buttons.unpack(query.data, chat_id):
            case AskAbout(language, aspect, subject):
                answer = await self._enquiries.press(
                    directory.name(subject),
                    directory.name(aspect),
                    conversation=_conversation(update),
                    language=self._choices.chosen(chat_id) or language,
                )
                return None, self._renderer.answer(answer, knowledge, chat_id)
            case ShowSources(language, names):
                sources = directory.sources(names)
                return None, self._renderer.sources(sources, knowledge, language)
            case ChooseLanguage(choice):
                self._choices.choose(chat_id, choice)
                key = f"telegram.language.chosen-{choice or 'auto'}"
                language = self._language(chat_id, update.effective_user)
                return None, self._renderer.words(key, language)
            case None:
                language = self._language(chat_id, update.effective_user)
                notice = self._renderer.text("telegram.stale-button", language)
                return notice, self._greeting("telegram.help", chat_id, update)

    def _greeting(self, key: str, chat_id: int, update: Update) -> Reply:
        language = self._language(chat_id, update.effective_user)
        starters = self._enquiries.starters(language)
        return self._renderer.greeting(key, starters, self._enquiries.knowledge, language, chat_id)

    def _language(self, chat_id: int, user: User | None) -> Language:
        """The language for words that no question gives one to."""
        code = user.language_code if user is not None else None
        return self._choices.chosen(chat_id) or language_of(code, self._default_language)


def _message(update: Update) -> Message:
    message = update.effective_message
    assert message is not None  # the filters of these callbacks admit messages alone
    return message


def _conversation(update: Update) -> str:
    """In a group everybody has a conversation of their own."""
    chat, user = update.effective_chat, update.effective_user
    return f"{chat.id if chat else ''}/{user.id if user else ''}"


def _without_mention(text: str, username: str) -> str:
    """A question without the bot's name, which is no part of it."""
    if "@" not in text:
        return text.strip()
    return re.sub(rf"@{re.escape(username)}\b", " ", text, flags=re.IGNORECASE).strip()
