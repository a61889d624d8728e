"""Serving: everything that runs while the bot does, started and stopped in order."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from bot.answering.words import known_ids
from bot.app.alarms import Alarms
from bot.app.chores import chores
from bot.app.haste import wait_for_what_is_due
from bot.app.replanning import Replanning
from bot.app.services import make_services
from bot.app.telegram import TelegramBot
from bot.building import AnswererBuilder
from bot.clock import Clock, SettableClock
from bot.database import Database, open_database
from bot.delivery.sender import Sender
from bot.housekeeping import housekeeping
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.storage import KnowledgeStore
from bot.locales import load_texts
from bot.settings import Settings

#: Whoever wrote while nobody ran is answered before anything is planned.
_HEAD_START_SECONDS = 0.5


def open_knowledge(settings: Settings) -> KnowledgeStore:
    """The knowledge to answer from: the file's, or the last good that was kept of it.

    Raises:
        KnowledgeRefused: neither can be used.
    """
    store = KnowledgeStore(
        settings.knowledge.path,
        keep_versions=settings.knowledge.keep_versions,
        known=known_ids(),
    )
    store.load()
    return store


async def run(settings: Settings, clock: Clock, store: KnowledgeStore) -> None:
    """Serve people on Telegram until the process is told to stop (SIGTERM or SIGINT).

    Raises:
        ZhouzhiError: something in the settings has to be put right first.
    """
    stopping = asyncio.Event()
    with _stop_on_signals(stopping):
        await serve(settings, clock, store, stopping)


async def serve(
    settings: Settings, clock: Clock, store: KnowledgeStore, stopping: asyncio.Event
) -> None:
    """Serve people on Telegram until `stopping` is set.

    Raises:
        ZhouzhiError: as in `run`.
    """
    database = await open_database(settings.database.url.get_secret_value())
    try:
        await Server(settings, clock, store, database).serve(stopping)
    finally:
        await database.close()


class Server:
    """Everything that runs while the bot does.

    Args:
        settings: what the operator decides.
        clock: tells the time.
        store: the knowledge, loaded.
        database: of today's version.
    """

    def __init__(
        self, settings: Settings, clock: Clock, store: KnowledgeStore, database: Database
    ) -> None:
        texts = load_texts()
        self._settings = settings
        self._clock = clock
        self._store = store
        self.replanning = Replanning()
        self.services = make_services(
            settings,
            database,
            store.knowledge,
            AnswererBuilder(texts, settings.answers.embeddings),
            texts,
            clock,
            self.replanning.units_changed,
        )
        self._bot = TelegramBot(settings, texts, self.services, clock, self.replanning)
        self.sender = Sender(
            self.services.outbox,
            self.services.composers,
            self._bot.post,
            clock,
            hooks=Alarms(self._bot.tell_administrators, self.services.troubles.hooks).hooks,
        )

    async def serve(self, stopping: asyncio.Event) -> None:
        """Answer, plan and send until `stopping` is set; then finish what is under way.

        Raises:
            ZhouzhiError: something in the settings has to be put right first.
        """
        bot, services = self._bot, self.services
        async with bot.connected(stopping) as is_connected, AsyncExitStack() as stack:
            if not is_connected:
                return
            stack.push_async_callback(services.unanswered.write)
            await services.staff.configure(self._settings.staff.administrators)
            receiving = _beside(stack, bot.receive(stopping))
            await asyncio.wait({receiving}, timeout=_HEAD_START_SECONDS)
            # A file that was refused at the start is seen, and told of, by this as well.
            _beside(stack, self._store.watch(self._change_knowledge, bot.tell_knowledge_refused))
            _beside(stack, self.replanning.run(services, bot.tell_refused, self.sender.wake))
            if isinstance(self._clock, SettableClock):
                _beside(stack, wait_for_what_is_due(self._clock, services.outbox, self.sender))
            _beside(stack, services.broadcast_runner.run(self.sender.wake))
            scheduler = housekeeping(
                chores(services, self.replanning, self._clock, bot.menus.changed)
            )
            scheduler.start()
            stack.callback(scheduler.shutdown, wait=False)
            sending = asyncio.create_task(self._send(stopping))
            try:
                await receiving
            finally:
                stopping.set()
                await asyncio.wait({sending})

    async def _change_knowledge(self, knowledge: Knowledge) -> None:
        await self.services.enquiries.change_knowledge(knowledge)
        await self.replanning.knowledge_changed()

    async def _send(self, stopping: asyncio.Event) -> None:
        """Send what is due, once all that changed while nobody ran has been planned."""
        waiting = {
            asyncio.create_task(each.wait()) for each in (self.replanning.is_planned, stopping)
        }
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
        for each in waiting:
            each.cancel()
        await self.sender.run(stopping)


def _beside(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
    """Do some work until the stack is closed."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.wait({task})

    stack.push_async_callback(end)
    return task


@contextmanager
def _stop_on_signals(stopping: asyncio.Event) -> Iterator[None]:
    """Set `stopping` on SIGTERM and SIGINT while this lasts."""
    loop = asyncio.get_running_loop()
    signals = (signal.SIGTERM, signal.SIGINT)
    for each in signals:
        loop.add_signal_handler(each, stopping.set)
    try:
        yield
    finally:
        for each in signals:
            loop.remove_signal_handler(each)
