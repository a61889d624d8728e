"""Serving: everything that runs while the bot does, started and stopped in order."""

import asyncio
import signal
from collections.abc import Coroutine, Iterator
from contextlib import AsyncExitStack, contextmanager
from typing import Any

from bot.answering.words import known_ids
from bot.app.chores import chores
from bot.app.replanning import Replanning
from bot.app.services import Services, make_services
from bot.app.telegram import TelegramBot
from bot.building import AnswererBuilder
from bot.clock import Clock
from bot.database import open_database
from bot.delivery.sender import Sender
from bot.housekeeping import housekeeping
from bot.knowledge.knowledge import Knowledge
from bot.knowledge.storage import KnowledgeStore
from bot.locales import load_texts
from bot.settings import Settings


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
    texts = load_texts()
    build = AnswererBuilder(texts, settings.answers.embeddings)
    replanning = Replanning()
    async with AsyncExitStack() as stack:
        database = await open_database(settings.database.url.get_secret_value())
        stack.push_async_callback(database.close)
        services = make_services(
            settings, database, store.knowledge, build, texts, clock, replanning.units_changed
        )
        stack.push_async_callback(services.unanswered.write)
        bot = TelegramBot(settings, texts, services, replanning.units_changed)
        if not await stack.enter_async_context(bot.connected(stopping)):
            return
        # A file that was refused at the start is seen, and told of, by this as well.
        _beside(stack, _watch(store, services, replanning, bot))
        sender = Sender(
            services.outbox, services.composers, bot.post, clock, hooks=services.troubles.hooks
        )
        for address in settings.staff.administrators:
            await services.chats.seen(address)
        _beside(stack, replanning.run(services, bot.tell_refused, sender.wake))
        scheduler = housekeeping(chores(services, replanning, clock))
        scheduler.start()
        stack.callback(scheduler.shutdown, wait=False)
        sending = asyncio.create_task(_send(sender, replanning.is_planned, stopping))
        try:
            await bot.receive(stopping)
        finally:
            stopping.set()
            await asyncio.wait({sending})


async def _watch(
    store: KnowledgeStore, services: Services, replanning: Replanning, bot: TelegramBot
) -> None:
    """Follow the knowledge file, with the answers and the plan."""

    async def change(knowledge: Knowledge) -> None:
        await services.enquiries.change_knowledge(knowledge)
        await replanning.knowledge_changed()

    await store.watch(change, bot.tell_knowledge_refused)


async def _send(sender: Sender, is_planned: asyncio.Event, stopping: asyncio.Event) -> None:
    """Send what is due, once all that changed while nobody ran has been planned."""
    waiting = {asyncio.create_task(each.wait()) for each in (is_planned, stopping)}
    await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for each in waiting:
        each.cancel()
    await sender.run(stopping)


def _beside(stack: AsyncExitStack, work: Coroutine[Any, Any, None]) -> None:
    """Do some work until the stack is closed."""
    task = asyncio.create_task(work)

    async def end() -> None:
        task.cancel()
        await asyncio.wait({task})

    stack.push_async_callback(end)


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
