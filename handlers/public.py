"""What the public does: ask, press buttons, choose a language."""

import re
from collections.abc import Callable, Mapping

from telegram import (
    Chat,
    InlineQueryResultArticle,
    InputTextMessageContent,
    LinkPreviewOptions,
    Message,
    Update,
)
from telegram.constants import ParseMode
from telegram.ext import ContextTypes

from bot.answering.model import Answer
from bot.channels.telegram.buttons import (
    AskAbout,
    ChooseLanguage,
    Directories,
    PublicPress,
    ShowSources,
)
from bot.channels.telegram.languages import LanguageChoices
from bot.channels.telegram.rendering import Renderer, Reply
from bot.channels.telegram.replies import Pressed, Replies
from bot.enquiries import Enquiries
from bot.language import Language
from handlers.commands import work_of
from handlers.menus import Menus

Context = ContextTypes.DEFAULT_TYPE

_INLINE_CACHE_SECONDS = 30
_MAX_QUESTION = 4096


class PublicHandlers:
    """Callbacks for what anybody may do.

    Args:
        enquiries: answers questions.
        renderer: gives the replies their form.
        replies: sends them.
        choices: in which language.
        menus: what is somebody's work here, and in which language they read it.
        answered: told of every question that was answered, when its answer is on its way.
    """

    def __init__(
        self,
        enquiries: Enquiries,
        renderer: Renderer,
        replies: Replies,
        choices: LanguageChoices,
        menus: Menus,
        answered: Callable[[Update, Answer], None],
    ) -> None:
        self._enquiries = enquiries
        self._renderer = renderer
        self._replies = replies
        self._choices = choices
        self._menus = menus
        self._answered = answered
        self._directories = Directories()

    async def start(self, update: Update, _context: Context) -> None:
        """Greet, and offer what can be asked."""
        message = _message(update)
        await self._replies.to(message, self._greeting("telegram.start", message.chat_id, update))
        self._menus.begun(message.chat_id)

    async def help(self, update: Update, _context: Context) -> None:
        """Explain what can be asked, and how; to staff and contacts also what is theirs to do."""
        message = _message(update)
        await self._replies.to(message, await self._help(message.chat, update))

    async def language(self, update: Update, _context: Context) -> None:
        """Ask which language to answer in."""
        message = _message(update)
        choice = self._renderer.language_choice(self._choices.of(update), message.chat_id)
        await self._replies.to(message, choice)

    async def ask(self, update: Update, context: Context) -> None:
        """Answer a question put in the person's own words."""
        message = _message(update)
        text = message.text or message.caption or ""
        await self._answer(_without_mention(text, context.bot.username), update)

    async def ask_by_command(self, update: Update, context: Context) -> None:
        """Answer the question after /ask, which is one whatever else is being waited for."""
        text = (_message(update).text or "").partition(" ")[2].strip()
        if text:
            await self._answer(_without_mention(text, context.bot.username), update)
        else:
            await self.help(update, context)

    async def answer(self, question: str, language: Language, update: Update, chat: Chat) -> Reply:
        """The answer to a question that a button asks.

        Args:
            question: in somebody's words.
            language: of these.
            update: of the press.
            chat: where it was pressed.
        """
        answer = await self._enquiries.ask(
            question,
            conversation=_conversation(update),
            language=self._choices.chosen(chat.id) or language,
        )
        return self._renderer.answer(answer, self._enquiries.knowledge, chat.id)

    async def _answer(self, text: str, update: Update) -> None:
        message = _message(update)
        answer = await self._enquiries.ask(
            text[:_MAX_QUESTION],
            conversation=_conversation(update),
            language=self._choices.chosen(message.chat_id),
        )
        reply = self._renderer.answer(answer, self._enquiries.knowledge, message.chat_id)
        await self._replies.to(message, reply)
        self._answered(update, answer)

    async def unreadable(self, update: Update, _context: Context) -> None:
        """Say that only text is read."""
        message = _message(update)
        words = self._renderer.words("telegram.text-only", self._choices.of(update))
        await self._replies.to(message, words)

    async def pressed(self, press: PublicPress | None, update: Update, chat: Chat) -> Pressed:
        """Do what a button says; a stale or foreign one leads back to what can be asked."""
        knowledge = self._enquiries.knowledge
        directory = self._directories.of(knowledge)
        match press:
            case AskAbout(language, aspect, subject):
                answer = await self._enquiries.press(
                    directory.name(subject),
                    directory.name(aspect),
                    conversation=_conversation(update),
                    language=self._choices.chosen(chat.id) or language,
                )
                return Pressed(self._renderer.answer(answer, knowledge, chat.id))
            case ShowSources(language, names):
                sources = directory.sources(names)
                return Pressed(self._renderer.sources(sources, knowledge, language))
            case ChooseLanguage(choice):
                await self._choices.choose(chat.id, choice, kind=chat.type)
                self._menus.changed()
                key = f"telegram.language.chosen-{choice or 'auto'}"
                return Pressed(self._renderer.words(key, self._choices.of(update)))
            case None:
                notice = self._renderer.text("telegram.stale-button", self._choices.of(update))
                return Pressed(await self._help(chat, update), notice)

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
            words = self._renderer.words("telegram.flooding", self._choices.of(update))
            await self._replies.send(chat.id, words)

    async def _help(self, chat: Chat, update: Update) -> Reply:
        standing = await self._menus.standing(chat.id)  # a group has none
        work = {each.name: each.text_key for each in work_of(standing)}
        return self._greeting("telegram.help", chat.id, update, work)

    def _greeting(
        self, key: str, chat_id: int, update: Update, commands: Mapping[str, str] | None = None
    ) -> Reply:
        language = self._choices.of(update)
        return self._renderer.greeting(
            key,
            self._enquiries.starters(language),
            self._enquiries.knowledge,
            language,
            chat_id,
            commands=commands or {},
        )


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
