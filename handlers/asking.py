"""Asking to follow: once, after a first answer, when the person has had time to read it."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import structlog
from telegram import Update

from bot.answering.model import Answer, Kind
from bot.channels.telegram.rendering import Renderer
from bot.channels.telegram.replies import Replies
from bot.delivery.message import Action, Button, Message, Run
from bot.directory.subscriptions import Subscriptions
from bot.errors import described
from bot.language import Language
from bot.locales import Texts
from handlers.actions import FollowVerb

log = structlog.get_logger(__name__)

#: How long somebody has been silent who is asked, and between two who are: in a rush of questions
#: the answers need what may be sent in a second.
_QUIET_SECONDS = 3.0
_APART_SECONDS = 1.0
#: Who wait to be asked; more of them are asked after a later question.
_MOST_WAITING = 100
_REMEMBERED = 100_000


@dataclass(frozen=True, slots=True)
class _Waiting:
    """Somebody who was answered a moment ago."""

    since: float  #: seconds, of a clock that never goes back
    language: Language
    app_language: str | None


class AskingToFollow:
    """Asks people whether they want to hear of changes; in private chats, never twice.

    An answer never waits for it: what was answered is noted in memory, and somebody is asked in the
    background, at most one each second. That they are asked is kept before they are, so that no
    crash and no second process asks again.

    Args:
        subscriptions: who has been asked, or need not be.
        renderer: gives the question its form.
        replies: sends it.
        texts: the words of every language.
        now: seconds on a clock that never goes back; people read in real time.
    """

    def __init__(
        self,
        subscriptions: Subscriptions,
        *,
        renderer: Renderer,
        replies: Replies,
        texts: Mapping[Language, Texts],
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._subscriptions = subscriptions
        self._renderer = renderer
        self._replies = replies
        self._texts = texts
        self._now = now
        #: by address, the longest silent first
        self._waiting: OrderedDict[int, _Waiting] = OrderedDict()
        self._settled: OrderedDict[int, None] = OrderedDict()

    def answered(self, update: Update, answer: Answer) -> None:
        """Note that somebody's question was answered."""
        chat, user = update.effective_chat, update.effective_user
        if chat is None or chat.type != "private" or answer.kind is not Kind.ANSWER:
            return
        if chat.id in self._settled:
            return
        is_known = self._waiting.pop(chat.id, None) is not None
        if is_known or len(self._waiting) < _MOST_WAITING:
            app_language = user.language_code if user is not None else None
            self._waiting[chat.id] = _Waiting(self._now(), answer.language, app_language)

    async def run(self) -> None:
        """Ask those who have been silent for a while, until cancelled."""
        while True:
            await asyncio.sleep(_APART_SECONDS)
            try:
                await self.ask_next()
            except Exception as error:
                # Such as a database that is away: an answer brings them here again.
                log.warning("asking.failed", **described(error))

    async def ask_next(self) -> None:
        """Ask whoever has been silent longest, if long enough."""
        address, waiting = next(iter(self._waiting.items()), (0, None))
        if waiting is None or self._now() - waiting.since < _QUIET_SECONDS:
            return
        del self._waiting[address]
        may_ask = await self._subscriptions.may_ask(address, app_language=waiting.app_language)
        self._settle(address)
        if may_ask:
            question = self._question(waiting.language)
            await self._replies.send(address, self._renderer.message(question, address))

    def _settle(self, address: int) -> None:
        self._settled[address] = None
        if len(self._settled) > _REMEMBERED:
            self._settled.popitem(last=False)

    def _question(self, language: Language) -> Message:
        texts = self._texts[language]
        yes = Button(texts("following.ask.yes"), Action(FollowVerb.YES, 0))
        no = Button(texts("following.ask.no"), Action(FollowVerb.NO, 0))
        return Message([[Run(texts("following.ask"))]], [[yes, no]])
